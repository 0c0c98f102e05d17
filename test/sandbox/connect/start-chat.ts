import { randomUUID } from 'node:crypto'
import { addContact, endChat, participant } from './chat.ts'
import type { Core } from './core.ts'
import { refusal } from './errors.ts'
import { runFlow } from './flow-run.ts'
import { type Chat, current, type Flow, isOver, type WhatsAppEnds } from './records.ts'

// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
const DEFAULT_DURATION_MINUTES = 1500
const NATIVE_MINUTES = { '25-hours': 1500, '24-hours': 1440 } as const

interface NewChat {
  flow: Flow
  customerName: string
  whatsapp?: WhatsAppEnds
  contentTypes?: readonly string[]
  attributes?: Record<string, string>
  durationMinutes?: number
  /**
   * Adds the customer's first message. It is called before the flow runs, so the message is added
   * before streaming can have started.
   */
  opening: (chat: Chat) => void
}

export function startChat(
  core: Core,
  { flow, customerName, whatsapp, contentTypes, attributes, durationMinutes, opening }: NewChat,
): Chat {
  if (
    [...core.contacts.values()].filter(({ ended }) => !ended).length >=
    core.settings.concurrentChats
  ) {
    throw refusal(
      'LimitExceededException',
      'The instance has reached its quota of concurrent active chats',
    )
  }
  const id = randomUUID()
  const minutes = whatsapp
    ? NATIVE_MINUTES[core.guesses.nativeDuration]
    : (durationMinutes ?? DEFAULT_DURATION_MINUTES)
  const chat: Chat = {
    id,
    flow,
    contentTypes: contentTypes ?? ['text/plain'],
    whatsapp,
    customer: participant('CUSTOMER', customerName),
    contacts: [],
    attributes: { ...attributes },
    transcript: [],
    streams: [],
    attachments: 0,
    lastItemAt: 0,
    published: Promise.resolve(),
    cancelExpiry: core.clock.after(minutes * 60_000, () => {
      if (!isOver(chat)) endChat(core, chat, 'EXPIRED')
    }),
  }
  addContact(core, chat, id, whatsapp ? 'INBOUND' : 'API')
  opening(chat)
  core.background('flow', id, runFlow(core, current(chat)))
  return chat
}
