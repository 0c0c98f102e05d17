import { expect, it } from 'vitest'
import { begunDrafts } from '../../../agent-widget/drafts/begun-drafts.ts'
import { draftKeyOf, reactionKeyOf } from '../../../agent-widget/drafts/composed-drafts.ts'
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

it('does not list a draft whose fields were cleared again', () => {
  const { sending, drafts } = aBrowser().openTab(anApi())
  const order = sending.open(template, prefilled)

  order.change(({ values }) => ({ values: { ...values, 'body.2': 'Lisbon' } }))
  order.change(({ values }) => ({ values: { ...values, 'body.2': '' } }))

  expect(begunDrafts(drafts, 'c-1')).toEqual([])
})

it('lists the files of a reply and the languages of a template as one entry each, and omits reactions', () => {
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
