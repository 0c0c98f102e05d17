// Publishes chat messages to SNS.
// https://docs.aws.amazon.com/connect/latest/adminguide/chat-message-streaming.html
import { randomUUID } from 'node:crypto'
import { withFurtherMembers } from '../aws/further-members.ts'
import type { Operation } from '../service.ts'
import { type Core, requireContact, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { type Chat, type Item, isOver } from './records.ts'

const MAX_TOPICS = 2

export function streamingOperations(core: Core): Record<string, Operation> {
  const chatOf = (contactId: string) => {
    const { chat } = requireContact(core, contactId)
    if (contactId !== chat.id)
      throw refusal('InvalidRequestException', 'ContactId must be that of the chat’s first contact')
    return chat
  }

  return {
    StartContactStreaming({ InstanceId, ContactId, ChatStreamingConfiguration, ClientToken }) {
      requireInstance(core, InstanceId)
      const topicArn: string = ChatStreamingConfiguration.StreamingEndpointArn
      if (!new RegExp(`^arn:aws[\\w-]*:sns:${core.world.region}:\\d{12}:[\\w-]+$`).test(topicArn)) {
        throw refusal(
          'InvalidParameterException',
          `Not a standard SNS topic of ${core.world.region}: ${topicArn}`,
        )
      }
      const chat = chatOf(ContactId)
      if (chat.whatsapp && core.guesses.nativeStreaming === 'refused')
        throw refusal('InvalidRequestException', 'Streaming is not supported for this contact')
      const { streams } = chat
      const earlier = ClientToken && streams.find(({ clientToken }) => clientToken === ClientToken)
      if (earlier) return { StreamingId: earlier.id }
      if (isOver(chat)) throw refusal('InvalidRequestException', 'The contact has ended')
      // AWS does not document whether a second stream to the same topic counts toward the limit. In
      // the sandbox it does, which is stricter.
      if (streams.length >= MAX_TOPICS)
        throw refusal('LimitExceededException', `A contact streams to ${MAX_TOPICS} topics at most`)
      const id = randomUUID()
      streams.push({ id, topicArn, clientToken: ClientToken })
      return { StreamingId: id }
    },

    StopContactStreaming({ InstanceId, ContactId, StreamingId }) {
      requireInstance(core, InstanceId)
      const { streams } = chatOf(ContactId)
      const at = streams.findIndex(({ id }) => id === StreamingId)
      if (at < 0) throw refusal('ResourceNotFoundException', `No such streaming: ${StreamingId}`)
      streams.splice(at, 1)
      return {}
    },
  }
}

/** Publishes the item to the topics to which the chat streams, after all earlier items. */
export function stream(core: Core, chat: Chat, item: Item, { published = true } = {}) {
  const { api, instanceArn } = core
  const as = { principal: 'connect.amazonaws.com', sourceArn: instanceArn }
  for (const tell of core.listeners) tell(item)
  const isSilent = chat.whatsapp && core.guesses.nativeStreaming === 'accepted-but-silent'
  if (chat.streams.length === 0 || isSilent || !published) return
  for (const { topicArn } of chat.streams) {
    chat.published = chat.published.then(() =>
      api
        .publish(
          topicArn,
          JSON.stringify(withFurtherMembers(item, core.guesses)),
          attributesOf(core, item),
          as,
        )
        .catch((error: unknown) =>
          core.remark(
            `not streamed to ${topicArn}: ${error instanceof Error ? error.message : error}`,
            chat.id,
          ),
        ),
    )
  }
  core.background('streaming', chat.id, chat.published)
}

const TYPE_OF_FILES = { ATTACHMENT: 'ATTACHMENT', EVENT: 'EVENT', none: undefined } as const

/**
 * Returns the SNS message attributes with which the item is published. Attributes without a value
 * are omitted, because SNS refuses empty values.
 * https://docs.aws.amazon.com/connect/latest/adminguide/sns-payload.html
 */
function attributesOf({ world, guesses }: Core, item: Item): Record<string, string> {
  const { InitialContactId, ContactId, ParticipantRole, ContentType, Type } = item
  const all = {
    InitialContactId,
    ContactId,
    ParticipantRole,
    InstanceId: world.instance.id,
    AccountId: world.account,
    Type: Type === 'ATTACHMENT' ? TYPE_OF_FILES[guesses.streamedTypeAttribute] : Type,
    ContentType,
    MessageVisibility: 'ALL',
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
