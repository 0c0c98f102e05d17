// SNS in front of SQS: what a queue delivers of a topic, and whether it is what it claims to be.
import { Unreadable } from '#whatsapp/errors/problems'
import { log } from './log.ts'

export interface TopicMessage {
  message: unknown
  attributes: Readonly<Record<string, string>>
}

interface Envelope {
  Type?: string
  TopicArn?: string
  Message?: string
  MessageAttributes?: Record<string, { Value?: string }>
}

/** Undefined (and logged) for anything that did not come through `topicArn`: it would never become right by trying again. */
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
  return { message, attributes: Object.fromEntries(attributes) }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Connect names its account and instance in every streamed item: another's is not ours to forward. */
export function isFromInstance({ attributes }: TopicMessage, instanceArn: string): boolean {
  const [, , , , account, resource] = instanceArn.split(':')
  const is = attributes.AccountId === account && attributes.InstanceId === resource?.split('/')[1]
  if (!is) log.warn('not_from_instance', { instance: attributes.InstanceId })
  return is
}

/** Undefined (and logged) for what is no event at all: it would never become readable by trying again. */
export function readable<Event>(parse: () => Event): Event | undefined {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    log.error('event_unreadable', error)
    return undefined
  }
}
