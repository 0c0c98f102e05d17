import { expect, it } from 'vitest'
import { outcomeOf, type ReplyContent } from '#model/reply'
import {
  messageProblems,
  outgoingOf,
  wordsOfInteractive,
} from '../../../lambdas/outbox/messages-of-reply.ts'

const open = {
  is: 'open',
  until: new Date('2026-03-03'),
  closing: false,
  because: { at: new Date('2026-03-02'), from: 'webhook' },
} as const

const ofFlow = (templateType: string, elements: object[] = []): ReplyContent => ({
  type: 'interactive',
  content: JSON.stringify({
    templateType,
    version: '1.0',
    data: { content: { title: 'Which day?', elements } },
  }),
})
const days = [{ title: 'Today' }, { title: 'Tomorrow' }]

it('sends the choices of a flow as buttons, not as JSON', () => {
  const content = ofFlow('QuickReply', days)

  expect(outgoingOf(content).messages).toEqual([
    {
      type: 'buttons',
      body: 'Which day?',
      buttons: [
        { id: 'Today', title: 'Today' },
        { id: 'Tomorrow', title: 'Tomorrow' },
      ],
    },
  ])
  expect(messageProblems({ content }, outgoingOf(content), open)).toEqual([])
})

it.each<[string, ReplyContent, string]>([
  ['has no equivalent in WhatsApp', ofFlow('TimePicker'), 'not_in_whatsapp'],
  ['is not an interactive message', { type: 'interactive', content: 'Hello' }, 'not_json'],
  ['offers nothing to choose', ofFlow('QuickReply'), 'too_few'],
])('refuses a message of Connect that %s, instead of sending its JSON', (_, content, code) => {
  expect(
    messageProblems({ content }, outgoingOf(content), open).map((problem) => problem.code),
  ).toContain(code)
})

it('shows the agent the question of an interactive message, not its JSON', () => {
  const { content } = ofFlow('ListPicker', days) as { content: string }

  expect(wordsOfInteractive(content)).toBe('Which day?')
  expect(wordsOfInteractive('Hello')).toBe('a list or buttons')
})

it('records a message as failed if AWS could not deliver the message', () => {
  expect(outcomeOf('undeliverable', '2026-03-02T12:00:00.000Z')).toMatchObject({ status: 'failed' })
  expect(outcomeOf('warning', '2026-03-02T12:00:00.000Z')).toBeUndefined()
})
