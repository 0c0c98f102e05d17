// SendWhatsAppMessage: accepts a message and returns an id. The message's statuses arrive as
// events.
import { randomUUID } from 'node:crypto'
import type {
  SendWhatsAppMessageInput,
  SendWhatsAppMessageOutput,
} from '@aws-sdk/client-socialmessaging'
import type { GuessValues } from '../guesses.ts'
import { AwsError } from '../service.ts'
import { invalid, type LinkedNumber, type State } from './state.ts'

const LARGEST_MESSAGE = 2_048_000
// The service requires version 20 or later:
// https://docs.aws.amazon.com/social-messaging/latest/userguide/what-is-service.html
const OLDEST_API = 20
const E164 = /^\+[1-9]\d{6,14}$/

export interface Sends {
  send(from: LinkedNumber, message: object, metaApiVersion: string): { messageId: string }
  /** Returns the id that SendWhatsAppMessage returned for the message with this WhatsApp id. */
  messageIdOf(wamid: string): string | undefined
  /** Registers a function that is called for each message that WhatsApp has accepted. */
  onAccepted(listener: (from: LinkedNumber, wamid: string) => void): void
}

export function createSends({ whatsapp, guesses }: State): Sends {
  const messageIds = new Map<string, string>()
  const listeners: ((from: LinkedNumber, wamid: string) => void)[] = []
  return {
    send(from, message, metaApiVersion) {
      const fields = message as Record<string, unknown>
      const problem = unsupported(fields, guesses) ?? recipientProblem(fields)
      if (problem) invalid(problem)
      const messageId = randomUUID()
      const wamid = whatsapp.accept(from.number.metaId, message, metaApiVersion)
      messageIds.set(wamid, messageId)
      for (const listener of listeners) listener(from, wamid)
      return { messageId }
    },
    onAccepted: (listener) => void listeners.push(listener),
    messageIdOf: (wamid) => messageIds.get(wamid),
  }
}

export const send = ({ number }: State, sends: Sends) => ({
  SendWhatsAppMessage({
    originationPhoneNumberId,
    message,
    metaApiVersion,
  }: SendWhatsAppMessageInput): SendWhatsAppMessageOutput {
    const from = number(originationPhoneNumberId!)
    const version = /^v(\d+)\.\d+$/.exec(metaApiVersion!)
    if (!version)
      throw new AwsError(
        'ValidationException',
        'metaApiVersion must have the form v{Major}.{Minor}.',
        400,
      )
    if (Number(version[1]) < OLDEST_API)
      invalid(`metaApiVersion must be v${OLDEST_API}.0 or later.`)
    if (message!.length > LARGEST_MESSAGE)
      throw new AwsError(
        'ValidationException',
        `message has more than ${LARGEST_MESSAGE} bytes.`,
        400,
      )
    return sends.send(from, parsed(message!), metaApiVersion!)
  },
})

/**
 * Returns why AWS refuses a field of the message, or undefined if AWS accepts them all. No page
 * documents whether AWS accepts the fields `recipient` and `status`, so two guesses decide.
 */
function unsupported(
  { recipient, status }: Record<string, unknown>,
  { recipientField, sentReceipts }: GuessValues,
): string | undefined {
  if (recipient !== undefined && recipientField === 'refused') return 'recipient is not supported.'
  if (status !== undefined && sentReceipts === 'refused') return 'status is not supported.'
  return undefined
}

/**
 * Returns why AWS refuses the message's recipient, or undefined if AWS forwards the message to
 * WhatsApp.
 */
export function recipientProblem({
  to,
  recipient,
  status,
  recipient_type,
}: Record<string, unknown>): string | undefined {
  if (to === undefined && recipient === undefined && status === undefined)
    return 'The message needs a recipient: to, or recipient.'
  if (to === undefined || recipient_type === 'group') return undefined
  return typeof to === 'string' && E164.test(to)
    ? undefined
    : 'The recipient must be a phone number in E.164 format, with +.'
}

function parsed(message: Uint8Array): object {
  try {
    const json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message))
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  } catch {
    // The error below also covers text that is not JSON.
  }
  return invalid('The message is not a JSON object.')
}
