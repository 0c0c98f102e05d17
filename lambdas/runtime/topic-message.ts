// Reads messages of an SNS topic from an SQS queue and checks where they come from.
import { Unreadable } from '#whatsapp/errors/problems'
import { log } from './log.ts'

export interface TopicMessage {
  message: unknown
  attributes: Readonly<Record<string, string>>
  /** When SNS received the message. */
  publishedAt?: string | undefined
}

interface Envelope {
  Type?: string
  TopicArn?: string
  Message?: string
  Timestamp?: string
  MessageAttributes?: Record<string, { Value?: string }>
}

/**
 * Returns undefined, and logs why, for a message that did not come through `topicArn`. Trying it
 * again would not help.
 */
export function fromTopic(body: string, topicArn: string): TopicMessage | undefined {
  const envelope = jsonOf(body) as Envelope | undefined
  const message = envelope?.Message === undefined ? undefined : jsonOf(envelope.Message)
  if (
    envelope?.Type !== 'Notification' ||
    envelope.TopicArn !== topicArn ||
    message === undefined
  ) {
    log.warn('not_from_topic', { topic: topicArn.split(':').at(-1) })
    return undefined
  }
  const attributes = Object.entries(envelope.MessageAttributes ?? {}).map(
    ([name, { Value = '' }]) => [name, Value],
  )
  return {
    message,
    attributes: Object.fromEntries(attributes),
    publishedAt: envelope.Timestamp,
  }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Returns whether a streamed item comes from this Connect instance. Items of another instance must
 * not be forwarded.
 */
export function isFromInstance({ attributes }: TopicMessage, instanceArn: string): boolean {
  const [, , , , account, resource] = instanceArn.split(':')
  const is = attributes.AccountId === account && attributes.InstanceId === resource?.split('/')[1]
  if (!is) log.warn('not_from_instance', { instance: attributes.InstanceId })
  return is
}

/**
 * Returns undefined, and logs why, for a message that is not an event at all. Trying it again would
 * not help.
 */
export function readable<Event>(parse: () => Event): Event | undefined {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    log.error('event_unreadable', error)
    return undefined
  }
}
