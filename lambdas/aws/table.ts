// The one table. What is kept where:
//
//   pk                          sk              what
//   conversation#<id>           conversation    window evidence and chat of a customer × business number; heads the `unsent` index
//   conversation#<id>           reply#<id>      a reply: in `unsent` while there is work to do on it, in `ordered` always
//   conversation#<id>           inbound#<wamid> a customer's message on its way into the chat, or there; what is kept of it before all replies in `ordered`
//   contact#<contact id>        contact         which conversation a Connect contact belongs to
//   message#<AWS message id>    message         where a reply and the statuses of its message meet, whichever comes first
//   media#<phone number id>     <sha256 or attachment id>   a media id WhatsApp still knows
//   templates#<WABA id>         list, list#<version>#<n>    the widget's list, packed, in items of 350 kB
//   templates#<WABA id>         reads, reads#<n>            when each definition was last read, packed
//   templates#<WABA id>         template#<name>#<language>  a definition as Meta has it
//   templates#<WABA id>         curation        what supervisors have laid down, written by provisioning/curation/store.ts
//
// Every conditional write carries its own token and succeeds when that token is already there, so that the
// SDK's retry of a write whose answer was lost is no conflict.
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export const db = DynamoDBDocumentClient.from(new DynamoDBClient(), {
  marshallOptions: { removeUndefinedValues: true },
})

/** Customers' messages stand before the replies of their conversation, whose order begins with a year. */
export const INBOUND_ORDER = '!inbound#'
export const FIRST_REPLY = '0'

/** Where the conversation itself stands in its `unsent` index: before every reply. */
export const HEAD = '!'

export const conversationKey = (id: string) => ({ pk: `conversation#${id}`, sk: 'conversation' })
export const replyKey = (conversation: string, id: string) => ({
  pk: `conversation#${conversation}`,
  sk: `reply#${id}`,
})
export const inboundKey = (conversation: string, messageId: string) => ({
  pk: `conversation#${conversation}`,
  sk: `inbound#${messageId}`,
})
export const contactKey = (contactId: string) => ({ pk: `contact#${contactId}`, sk: 'contact' })
export const messageKey = (messageId: string) => ({ pk: `message#${messageId}`, sk: 'message' })
export const templatesKey = (wabaId: string, what: string) => ({
  pk: `templates#${wabaId}`,
  sk: what,
})
export const mediaKey = (phoneNumberId: string, file: string) => ({
  pk: `media#${phoneNumberId}`,
  sk: file,
})

/** DynamoDB's expiry wants seconds since 1970. */
export const expiresIn = (days: number, from: Date): number =>
  Math.floor(from.getTime() / 1000) + days * 86_400

/** Overdue replies are looked for in a few partitions, so that no single one takes every write. */
export const DUE_PARTITIONS = 4
export const duePartition = (conversation: string): string => {
  let sum = 0
  for (const char of conversation) sum = (sum * 31 + char.charCodeAt(0)) % 9973
  return `due-${sum % DUE_PARTITIONS}`
}

/** The answer, or undefined when the write's condition did not hold: an answer like any other. */
export async function unlessRefused<Answer>(write: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await write
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}
