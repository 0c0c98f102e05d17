import { expect, it } from 'vitest'
import type { ReplyView } from '#api'
import { draftFromReply } from '../../../agent-widget/compose/draft-from-reply.ts'
import { begunDrafts } from '../../../agent-widget/drafts/begun-drafts.ts'
import { draftKeyOf, reactionKeyOf } from '../../../agent-widget/drafts/composed-drafts.ts'
import type { Services } from '../../../agent-widget/services.tsx'
import { aBrowser, anApi } from './tabs.ts'

const template = { contactId: 'c-1', name: 'order_ready', language: 'en_US' }
const prefilled = { values: { 'body.1': 'Ana' }, uploads: {} }

it('lists drafts that an agent has changed, but not forms that were only opened', () => {
  const { sending, drafts } = aBrowser().openTab(anApi())
  const text = sending.open(draftKeyOf('c-1', 'text'), {
    values: { form: { body: '' } },
    uploads: {},
  })
  sending.open(draftKeyOf('c-1', 'location'), { values: {}, uploads: {} })
  const order = sending.open(template, prefilled)
  expect(begunDrafts(drafts, 'c-1')).toEqual([])

  text.change(() => ({ values: { form: { body: 'Until six.' } } }))
  order.change(({ values }) => ({ values: { ...values, 'body.2': 'Lisbon' } }))

  expect(begunDrafts(drafts, 'c-1')).toEqual(
    expect.arrayContaining([
      { is: 'template', name: 'order_ready', language: 'en_US' },
      { is: 'form', kind: 'text' },
    ]),
  )
  expect(begunDrafts(drafts, 'c-2')).toEqual([])
})

it('copies a sent form into a new draft, but never replaces a draft that the agent has begun', () => {
  const services = aBrowser().openTab(anApi()) as unknown as Services
  const sent = {
    id: 'r-1',
    type: 'form',
    shows: { flowId: '9', body: 'When shall we come?', button: 'Choose a day' },
  } as ReplyView

  const { kind, store } = draftFromReply(services, 'c-1', sent)
  store!()

  const draft = services.drafts.get(draftKeyOf('c-1', 'form'))!
  expect(kind).toBe('form')
  expect(draft.values).toEqual({ form: { flowId: '9', body: 'When shall we come?' } })
  expect(begunDrafts(services.drafts, 'c-1')).toEqual([{ is: 'form', kind: 'form' }])
  expect(draftFromReply(services, 'c-1', sent).store).toBeUndefined()
})

it('does not list a draft after its fields were cleared', () => {
  const { sending, drafts } = aBrowser().openTab(anApi())
  const order = sending.open(template, prefilled)

  order.change(({ values }) => ({ values: { ...values, 'body.2': 'Lisbon' } }))
  order.change(({ values }) => ({ values: { ...values, 'body.2': '' } }))

  expect(begunDrafts(drafts, 'c-1')).toEqual([])
})

it('counts a reply with all its files as one draft, counts a template with all its languages as one, and ignores reactions', () => {
  const { drafts } = aBrowser().openTab(anApi())
  const begun = { ...drafts.create(prefilled), begun: true }
  const composed = draftKeyOf('c-1', 'text')
  drafts.put({ ...composed, name: 'file-1' }, begun)
  drafts.put({ ...composed, name: 'file-2' }, begun)
  drafts.put(reactionKeyOf('c-1', 'wamid.1', '👍'), begun)
  drafts.put(template, begun)
  drafts.put({ ...template, language: 'es_MX' }, begun)

  expect(
    begunDrafts(drafts, 'c-1')
      .map(({ is }) => is)
      .sort(),
  ).toEqual(['files', 'template'])
})
