import { expect, it } from 'vitest'
import type { DraftSender } from '../../../agent-widget/drafts/sending.ts'
import { aBrowser, anApi } from './tabs.ts'

const key = { contactId: 'c-1', name: 'text', language: 'composed' }
const EMPTY = { values: { body: '' }, uploads: {} }

function setUp() {
  const api = anApi()
  const browser = aBrowser()
  const open = () => {
    const tab = browser.openTab(api)
    const sender = tab.sending.open(key, EMPTY)
    sender.subscribe(() => {})
    return { ...tab, sender }
  }
  return { api, open, ...open() }
}

const write = (sender: DraftSender, body: string) => sender.change(() => ({ values: { body } }))
const bodyOf = (sender: DraftSender) => sender.getSnapshot().draft.values.body as string
const statusOf = (sender: DraftSender) => sender.getSnapshot().status
const send = (sender: DraftSender, hold = false) =>
  sender.send({ message: { type: 'text', body: bodyOf(sender) }, valuesPath: 'message', hold })

it('sends one request when the button is pressed twice', async () => {
  const { api, sender, sending } = setUp()
  write(sender, 'Hello')

  const replies = await Promise.all([send(sender), send(sending.open(key, EMPTY)), send(sender)])

  expect(api.posts).toHaveLength(1)
  expect(replies.filter(Boolean)).toHaveLength(1)
  expect(statusOf(sender)).toEqual({ is: 'sent' })
})

it('does not send a draft again after it was accepted', async () => {
  const { api, sender, drafts } = setUp()
  write(sender, 'Hello')
  await send(sender)

  write(sender, 'Hello again')
  await send(sender)

  expect(api.posts).toHaveLength(1)
  expect(drafts.get(key)).toBeUndefined()
})

it('ignores changes to a draft while it is being sent', async () => {
  const { api, sender } = setUp()
  write(sender, 'Hello')
  const answer = api.pause()
  const sent = send(sender)

  write(sender, 'Hello, too late')
  expect(bodyOf(sender)).toBe('Hello')

  answer()
  await sent
})

it('repeats an unanswered request unchanged, even if the agent has since chosen not to hold the message', async () => {
  const { api, sender } = setUp()
  write(sender, 'Hello')
  api.loseAnswers(true)
  await send(sender, true)
  expect(statusOf(sender)).toEqual({ is: 'noAnswer' })

  api.loseAnswers(false)
  const reply = await send(sender, false)

  expect(api.posts[1]).toEqual(api.posts[0])
  expect(reply).toEqual(api.replies()[0])
  expect(api.replies()).toHaveLength(1)
})

it('deletes the draft after a reload if the API accepted the reply and only its response was lost', async () => {
  const { api, sender, close, open } = setUp()
  write(sender, 'Hello')
  api.loseAnswers(true)
  await send(sender)
  close()

  const { sender: reloaded, sending } = open()
  expect(statusOf(reloaded)).toEqual({ is: 'noAnswer' })
  const found: unknown[] = []
  await sending.findPosted('c-1', (reply) => found.push(reply))

  expect(found).toEqual(api.replies())
  expect(reloaded.getSnapshot()).toMatchObject({
    draft: { values: { body: '' } },
    status: { is: 'writing' },
  })
  expect(api.posts).toHaveLength(1)
})

it('keeps the draft and its request id after a reload if the API has never received the request', async () => {
  const { api, sender, drafts, close, open } = setUp()
  write(sender, 'Hello')
  const { requestId } = sender.getSnapshot().draft
  drafts.put(key, { ...drafts.get(key)!, posted: { hold: true } })
  close()

  const { sender: reloaded, sending } = open()
  await sending.findPosted('c-1', () => {})

  expect(reloaded.getSnapshot()).toMatchObject({ draft: { requestId }, status: { is: 'writing' } })
  await send(reloaded)
  expect(api.posts).toEqual([expect.not.objectContaining({ hold: true })])
})

it('does not ask the API about a draft that is being sent', async () => {
  const { api, sender, sending, drafts } = setUp()
  write(sender, 'Hello')
  const answer = api.pause()
  const sent = send(sender)

  await sending.findPosted('c-1', () => {})

  expect(statusOf(sender)).toEqual({ is: 'sending' })
  expect(drafts.get(key)).toHaveProperty('posted')
  answer()
  await sent
})

it('keeps a refused draft and reports each problem with its path in the draft', async () => {
  const { api, sender, drafts } = setUp()
  write(sender, 'Hello')
  const before = sender.getSnapshot().draft
  api.refuseWith({ code: 'too_long', path: 'message.body', message: 'It is too long.' })

  expect(await send(sender)).toBeUndefined()

  expect(drafts.get(key)).toMatchObject(before)
  expect(drafts.get(key)).not.toHaveProperty('posted')
  expect(statusOf(sender)).toMatchObject({ is: 'refused', problems: [{ path: 'body' }] })
  write(sender, 'Hi')
  expect(statusOf(sender)).toEqual({ is: 'writing' })
})

it('gives an edited draft a new request id if the API had accepted the draft before the edit', async () => {
  const { api, sender, drafts } = setUp()
  write(sender, 'Hello')
  api.loseAnswers(true)
  await send(sender)
  api.loseAnswers(false)
  write(sender, 'Hello, Ana')
  expect(statusOf(sender)).toEqual({ is: 'noAnswer' })

  await send(sender)

  expect(statusOf(sender)).toEqual({ is: 'already_sent' })
  expect(drafts.get(key)).toMatchObject({ values: { body: 'Hello, Ana' } })
  await send(sender)
  expect(api.replies()).toHaveLength(2)
  expect(new Set(api.posts.map(({ requestId }) => requestId)).size).toBe(2)
})

it('shows the text that was typed in another tab, and sends it under the same request id', async () => {
  const { api, sender, open } = setUp()
  const { sender: other } = open()
  write(other, 'From the other tab')
  expect(bodyOf(sender)).toBe('From the other tab')

  await Promise.all([send(sender), send(other)])

  expect(api.posts.map(({ requestId }) => requestId)).toEqual(['id-1', 'id-1'])
  expect(api.replies()).toHaveLength(1)
})

it('begins an empty draft after another tab has sent the current draft', async () => {
  const { api, sender, open } = setUp()
  const { sender: other } = open()
  write(sender, 'Hello')
  api.loseAnswers(true)
  await send(sender)
  api.loseAnswers(false)

  await send(other)

  expect(sender.getSnapshot()).toMatchObject({
    draft: { values: { body: '' } },
    status: { is: 'writing' },
  })
  expect(sender.getSnapshot().draft.requestId).not.toBe(api.posts[0]!.requestId)
})

it('shows the new text if the draft in an open form is replaced', async () => {
  const { api, sender, sending } = setUp()
  write(sender, 'Hello')
  const { requestId } = sender.getSnapshot().draft

  sending.replace(key, { values: { body: 'Written again' }, uploads: {} })

  expect(bodyOf(sender)).toBe('Written again')
  await send(sender)
  expect(api.posts).toMatchObject([{ message: { body: 'Written again' } }])
  expect(api.posts[0]!.requestId).not.toBe(requestId)
})

it('does not store values that must not be stored, such as a one-time code', () => {
  const { sending, drafts } = setUp()
  const code = { ...key, name: 'one_time_code' }
  const sender = sending.open(code, EMPTY, { storable: ({ otp: _, ...others }) => others })

  sender.change(() => ({ values: { otp: '123456', name: 'Ana' } }))

  expect(sender.getSnapshot().draft.values).toEqual({ otp: '123456', name: 'Ana' })
  expect(drafts.get(code)?.values).toEqual({ name: 'Ana' })
})

it('confirms a sensitive value by sending it again unchanged', async () => {
  const { api, sender } = setUp()
  api.refuseWith({ code: 'confirm_sensitive', path: 'message.body', message: 'A card number.' })
  write(sender, '4111 1111 1111 1111')
  await send(sender)
  write(sender, '4012 8888 8888 1881')
  await send(sender)
  await send(sender)

  expect(api.posts.map(({ sensitiveConfirmed }) => sensitiveConfirmed)).toEqual([
    undefined,
    undefined,
    true,
  ])
})
