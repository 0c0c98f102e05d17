import type { Core } from '../connect/core.ts'
import { refusal } from '../connect/errors.ts'
import { receipt, say, typing } from '../connect/items.ts'
import type { Chat, Item } from '../connect/records.ts'
import type { Operation } from '../service.ts'
import { once, speaker } from './tokens.ts'

// https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_SendMessage.html
const MAX_MESSAGE_BYTES = 16_384
const MAX_SHORT_MESSAGE = 1024
const EVENT = 'application/vnd.amazonaws.connect.event'

export function messageOperations(core: Core): Record<string, Operation> {
  return {
    SendMessage({ ConnectionToken, ContentType, Content, ClientToken }) {
      const { chat, participant } = speaker(core, ConnectionToken)
      return once(participant, 'SendMessage', ClientToken, () => {
        if (!chat.contentTypes.includes(ContentType))
          throw refusal('ValidationException', `The chat does not support ${ContentType}`)
        const bytes = Buffer.byteLength(Content)
        if (bytes < 1 || bytes > MAX_MESSAGE_BYTES) {
          throw refusal(
            'ValidationException',
            `Content has ${bytes} bytes; 1 to ${MAX_MESSAGE_BYTES} are allowed`,
          )
        }
        if (
          core.guesses.messageLength === '1024-characters' &&
          [...Content].length > MAX_SHORT_MESSAGE
        )
          throw refusal(
            'ValidationException',
            `Content has more than ${MAX_SHORT_MESSAGE} characters`,
          )
        return answer(say(core, chat, participant, Content, ContentType))
      })
    },

    SendEvent({ ConnectionToken, ContentType, Content, ClientToken }) {
      const { chat, participant } = speaker(core, ConnectionToken)
      return once(participant, 'SendEvent', ClientToken, () => {
        if (ContentType === `${EVENT}.typing`) return answer(typing(core, chat, participant))
        const is = /^application\/vnd\.amazonaws\.connect\.event\.message\.(delivered|read)$/.exec(
          ContentType,
        )?.[1]
        if (!is)
          throw refusal(
            'ValidationException',
            `Not an event a participant can send: ${ContentType}`,
          )
        const item = receipt(
          core,
          chat,
          messageId(chat, Content),
          is as 'delivered' | 'read',
          participant,
        )
        return answer(item!)
      })
    },
  }
}

const answer = ({ Id, AbsoluteTime }: Item) => ({ Id, AbsoluteTime })

/**
 * Returns the id in the content of a receipt, {"messageId":"…"}. Throws unless this is the id of a
 * message in the chat.
 */
function messageId({ transcript }: Chat, content: string | undefined): string {
  let id: unknown
  try {
    id = JSON.parse(content ?? '').messageId
  } catch {
    throw refusal('ValidationException', 'Content is not JSON')
  }
  const message = transcript.find(({ Id, Type }) => Id === id && Type !== 'EVENT')
  if (!message) throw refusal('ValidationException', 'Content names no message of the chat')
  return message.Id
}
