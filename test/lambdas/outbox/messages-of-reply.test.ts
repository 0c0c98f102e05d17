import { expect, it } from 'vitest'
import { outcomeOf, type ReplyContent } from '../../../lambdas/model/reply.ts'
import {
  messageProblems,
  messagesOf,
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

it('what a flow offers to choose from is sent as buttons, not as its JSON', () => {
  const content = ofFlow('QuickReply', days)

  expect(messagesOf(content, {})).toEqual([
    {
      type: 'buttons',
      body: 'Which day?',
      buttons: [
        { id: 'Today', title: 'Today' },
        { id: 'Tomorrow', title: 'Tomorrow' },
      ],
    },
  ])
  expect(messageProblems({ content }, open)).toEqual([])
})

it.each<[string, ReplyContent, string]>([
  ['WhatsApp has nothing like', ofFlow('TimePicker'), 'not_in_whatsapp'],
  ['is no interactive message at all', { type: 'interactive', content: 'Hello' }, 'not_json'],
  ['offers nothing to choose', ofFlow('QuickReply'), 'too_few'],
])('what %s is refused before the customer could read JSON', (_, content, code) => {
  expect(messageProblems({ content }, open).map((problem) => problem.code)).toContain(code)
})

it('the agent reads the question, not its JSON', () => {
  const { content } = ofFlow('ListPicker', days) as { content: string }

  expect(wordsOfInteractive(content)).toBe('Which day?')
  expect(wordsOfInteractive('Hello')).toBe('a list or buttons')
})

it('what AWS could not hand over has failed', () => {
  expect(outcomeOf('undeliverable', '2026-03-02T12:00:00.000Z')).toMatchObject({ status: 'failed' })
  expect(outcomeOf('warning', '2026-03-02T12:00:00.000Z')).toBeUndefined()
})
