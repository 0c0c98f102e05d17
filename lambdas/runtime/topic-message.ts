// Reads the messages of an SNS topic from an SQS queue and checks their origin.
import { Unreadable } from '#whatsapp/errors/problems'
import { obj, str } from '#whatsapp/json/loose'
import { log } from './log.ts'

export interface TopicMessage {
  message: unknown
  attributes: Readonly<Record<string, string>>
  /** The time at which SNS received the message. */
  publishedAt?: string | undefined
}

interface Envelope {
  Type?: string
  TopicArn?: string
  Message?: string
  Timestamp?: string
  MessageAttributes?: unknown
}

/**
 * Returns the message that an SNS topic wrote into a queue. Throws Unreadable if the message is not
 * from one of these topics or is not JSON.
 */
export function fromTopic(body: string, ...topicArns: readonly string[]): TopicMessage {
  const envelope = jsonOf(body) as Envelope | undefined
  if (envelope?.Type !== 'Notification' || !topicArns.includes(envelope.TopicArn ?? '')) {
    const topics = topicArns.map((arn) => arn.split(':').at(-1)).join(', ')
    throw new Unreadable('not_an_event', `This did not come through ${topics}.`)
  }
  const message = jsonOf(envelope.Message ?? '')
  if (message === undefined)
    throw new Unreadable('not_json', 'The message of the topic is not JSON.')
  const attributes = Object.entries(obj(envelope.MessageAttributes) ?? {}).map(
    ([name, attribute]) => [name, str(obj(attribute)?.Value) ?? ''],
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
 * Returns whether a streamed item is from this Connect instance. Items from another Connect
 * instance must not be sent to customers.
 */
export function isFromInstance({ attributes }: TopicMessage, instanceArn: string): boolean {
  const [, , , , account, resource] = instanceArn.split(':')
  const is = attributes.AccountId === account && attributes.InstanceId === resource?.split('/')[1]
  if (!is) log.warn('not_from_instance', { instance: attributes.InstanceId })
  return is
}
