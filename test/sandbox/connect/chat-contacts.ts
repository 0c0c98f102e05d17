import { randomUUID } from 'node:crypto'
import type { Operation } from '../service.ts'
import { requireAttributes } from './contacts.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { requireFlow } from './flows.ts'
import { say } from './items.ts'
import { startChat } from './start-chat.ts'

// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
const TOKEN_LIFE_MS = 7 * 24 * 60 * 60 * 1000
const DURATION_MINUTES = { least: 60, most: 10_080 }
const CONTENT_TYPES = [
  'text/plain',
  'text/markdown',
  'application/json',
  'application/vnd.amazonaws.connect.message.interactive',
  'application/vnd.amazonaws.connect.message.interactive.response',
]
const OPENING_CONTENT_TYPES = ['text/plain', 'text/markdown', 'application/json']

export function chatContactOperations(core: Core): Record<string, Operation> {
  const started = new Map<string, { at: number; answer: object }>()

  return {
    StartChatContact(input) {
      requireInstance(core, input.InstanceId)
      const { ClientToken, Attributes = {}, InitialMessage } = input
      const isRemembered = core.guesses.repeatedStart === 'the-first-chat'
      const earlier = isRemembered && ClientToken && started.get(ClientToken)
      if (earlier && core.clock.now() - earlier.at < TOKEN_LIFE_MS) return earlier.answer

      const flow = requireFlow(core, input.ContactFlowId)
      const contentTypes: string[] = input.SupportedMessagingContentTypes ?? ['text/plain']
      requireStartable(input, contentTypes)
      requireAttributes(Attributes)
      const chat = startChat(core, {
        flow,
        customerName: input.ParticipantDetails.DisplayName,
        contentTypes,
        attributes: Attributes,
        durationMinutes: input.ChatDurationInMinutes,
        opening: (opened) =>
          InitialMessage &&
          say(core, opened, opened.customer, InitialMessage.Content, InitialMessage.ContentType),
      })
      const token = `participant.${randomUUID()}`
      core.tokens.set(token, {
        is: 'participant',
        chat,
        participant: chat.customer,
        issuedAt: core.clock.now(),
        used: false,
      })
      const answer = {
        ContactId: chat.id,
        ParticipantId: chat.customer.id,
        ParticipantToken: token,
      }
      if (ClientToken) started.set(ClientToken, { at: core.clock.now(), answer })
      return answer
    },
  }
}

function requireStartable(
  { ChatDurationInMinutes: minutes, InitialMessage }: any,
  contentTypes: readonly string[],
) {
  if (
    minutes !== undefined &&
    (minutes < DURATION_MINUTES.least || minutes > DURATION_MINUTES.most)
  ) {
    throw refusal(
      'InvalidParameterException',
      `ChatDurationInMinutes is ${minutes}; between ${DURATION_MINUTES.least} and ${DURATION_MINUTES.most}`,
    )
  }
  const unknown = contentTypes.find((type) => !CONTENT_TYPES.includes(type))
  if (unknown || !contentTypes.includes('text/plain')) {
    throw refusal(
      'InvalidParameterException',
      `SupportedMessagingContentTypes must contain text/plain and known types only: ${unknown ?? contentTypes}`,
    )
  }
  if (
    InitialMessage &&
    !(
      OPENING_CONTENT_TYPES.includes(InitialMessage.ContentType) &&
      contentTypes.includes(InitialMessage.ContentType)
    )
  ) {
    throw refusal(
      'InvalidParameterException',
      `InitialMessage cannot be ${InitialMessage.ContentType}`,
    )
  }
}
