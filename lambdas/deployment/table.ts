// The layout of the one DynamoDB table: its keys and indexes, and the key of every kind of item.
// The stack and the sandbox create the table from this description, and the modules in lambdas/aws
// read and write it with the same keys. DynamoDB allows keys and local indexes only when a table is
// created, so a change of them needs a new table. `connect-whatsapp plan` refuses a table with
// another layout, and the architecture test fails after a change of the layout.
//
//   pk                          sk                          item
//   customer#<random id>        customer                    one person: names, identities, and the customer it was joined to
//   identity#<scope>#<value>    identity                    a number or user id, and the id of its customer
//   conversation#<id>           conversation                a customer × business number: the times from which the service window is derived, and the chat
//   conversation#<id>           reply#<id>                  what an agent sent, with its parts and its notice
//   conversation#<id>           inbound#<message>           what the customer sent
//   contact#<contact id>        contact                     which conversation a Connect contact belongs to, and whether it is still to be streamed
//   contact#<contact id>        trace                       whether the contact's attributes in Connect need an update
//   contact#<contact id>        memory                      the customer and agent of a contact, as Connect returned them recently
//   user#<claim's value>        memory                      the Connect user of a sign-in, as Connect returned it recently
//   agent#<user id>             sent#<conversation id>      what an agent sent to a customer in the last days
//   opened#<conversation id>    <time>#<random id>          which agent opened the conversation's history, from which contact
//   message#<AWS message id>    message                     the reply to which a message belongs, and the message's status, in either order
//   media#<phone number id>     <sha256 or attachment id>   a media id that WhatsApp still accepts
//   templates#<WABA id>         list, list#<version>#<n>    the widget's list, compressed, in items of 350 kB
//   templates#<WABA id>         reads, reads#<n>            when each definition was last read, compressed
//   templates#<WABA id>         template#<name>#<language>  a definition as Meta returns it, and when it was read
//   installation                pause                       sending is paused, written by `connect-whatsapp pause`
//   installation                verified                what `connect-whatsapp verify` has found about details that AWS does not document
//   templates#<WABA id>         curation                    the supervisors' curation, and the new templates that wait to be chosen
//   templates#<WABA id>         curation#<version>#<n>      the rules of the curation, compressed, if they are too large for the item `curation`
//   templates#<WABA id>         undecided#<version>#<n>     the names of the new templates, compressed, if they are too large for the item `curation`
//   templates#<WABA id>         change#<time>.<version>     what a supervisor changed, for 30 days
//   templates#<WABA id>         changed#<time>.<version>#<n> the details of a change, if they are too large for the item of the change
//   templates#<WABA id>         filter#<name>               a filter of the supervisors' list that was saved under a name
//   templates#<WABA id>         wish#<what>                 a template that supervisors wish for
//   templates#<WABA id>         breaker                     the settings and state of the circuit breaker, and the templates that fail
//   templates#<WABA id>         breaker#<name>              a template that the circuit breaker withholds, or that was offered again
//   templates#<WABA id>         sends#<hour>#<name>         how many messages of a template were sent and failed in that hour, for three days
//   missed#<phone number id>    <kind>#<hash of a word>     on which days which agents missed a word, as hashes, and the word if several did
//   templates#<WABA id>         watch#template#<name>#<language> how a template changed, when it was used, and what WhatsApp reported about it
//   templates#<WABA id>         watch#account, watch#limit  the quality and names of the numbers, and the limit for messages
//   templates#<WABA id>         watch#asked                 when WhatsApp was last asked for single templates
//   templates#<WABA id>         watch#attribute#<name>      how many messages had a contact with an attribute that fills a field, for 30 days
//   templates#<WABA id>         notice#<cause>              a problem of which supervisors have been notified, until it is over
//   templates#<WABA id>         calls#<hour>                the calls to Meta in that hour, for a few hours
//
// Every item has `v`, the version of its schema. Every item of a conversation has `changedAt`.

/**
 * The version of the items that this code writes. After an administrator has gone back to an older
 * version of this project, the table may contain newer items. The functions log such items and do
 * not use them.
 */
export const SCHEMA_VERSION = 1

export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** All local indexes except for `changed` are read with consistent reads. */
  localIndexes: {
    /**
     * The conversation itself, then its unsent replies, then the customer's messages that are not
     * in the chat yet.
     */
    unsent: { sortKey: 'unsentOrder', projects: 'all' },
    /**
     * The items of a conversation in the order of the history: the customer's messages, then all
     * replies, then the held replies.
     */
    ordered: { sortKey: 'order', projects: 'all' },
    /**
     * All items by the time of their last write. The index `changed` is used only to detect
     * changes.
     */
    changed: { sortKey: 'changedAt', projects: 'keys' },
  },
  globalIndexes: {
    /**
     * The items that the function `sweep` reads, in the order of the times from which they are
     * overdue.
     */
    due: { partitionKey: 'due', sortKey: 'dueAt', projects: ['attempt', 'state', 'sendBy'] },
  },
  /**
   * The attribute with the expiry date in seconds since 1970. DynamoDB deletes an item some time
   * after this date.
   */
  expiryAttribute: 'expiresAt',
} as const

/** The name of the table, unless the setting `stack.table` contains another name. */
export const DEFAULT_TABLE = 'connect-whatsapp-conversations'

/**
 * The default of the setting `stack.retentionDays`: the number of days after a customer's last
 * contact until all data about the customer expire. WhatsApp stores uploaded media for the same
 * number of days.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-media-files-s3.html
 */
export const DEFAULT_RETENTION_DAYS = 30
/**
 * The minimum of the setting `stack.retentionDays`. The stored id of a reply prevents that the
 * reply is sent twice, so the id must exist longer than any copy of the chat item from which the
 * reply was created. A queue and its dead-letter queue together can deliver such an item for up to
 * 14 days.
 */
export const SHORTEST_RETENTION_DAYS = 15

export interface Key {
  pk: string
  sk: string
}

const CONVERSATION = 'conversation#'
/** The prefixes of the sort keys of replies and of customers' messages. */
export const REPLY = 'reply#'
export const INBOUND = 'inbound#'

export const customerKey = (id: string): Key => ({ pk: `customer#${id}`, sk: 'customer' })
/**
 * Returns the key of an identity. `scope` is the id of the WABA for a user id, and `number` for a
 * phone number, because phone numbers are unique worldwide.
 */
export const identityKey = (scope: string, value: string): Key => ({
  pk: `identity#${scope}#${value}`,
  sk: 'identity',
})
export const conversationKey = (id: string): Key => ({
  pk: `${CONVERSATION}${id}`,
  sk: 'conversation',
})
export const replyKey = (conversation: string, id: string): Key => ({
  pk: `${CONVERSATION}${conversation}`,
  sk: `${REPLY}${id}`,
})
export const inboundKey = (conversation: string, messageId: string): Key => ({
  pk: `${CONVERSATION}${conversation}`,
  sk: `${INBOUND}${messageId}`,
})
export const contactKey = (contactId: string): Key => ({
  pk: `contact#${contactId}`,
  sk: 'contact',
})
export const contactMemoryKey = (contactId: string): Key => ({
  pk: `contact#${contactId}`,
  sk: 'memory',
})
export const traceKey = (contactId: string): Key => ({ pk: `contact#${contactId}`, sk: 'trace' })
export const userMemoryKey = (claim: string): Key => ({ pk: `user#${claim}`, sk: 'memory' })
/** Returns the partition that contains the records of an agent's sent messages. */
export const agentPartition = (userId: string): string => `agent#${userId}`
export const sentKey = (userId: string, conversation: string): Key => ({
  pk: agentPartition(userId),
  sk: `sent#${conversation}`,
})
/**
 * Returns the key of the record that an agent opened a conversation's history. `id` must be unique.
 */
export const openingKey = (conversation: string, at: Date, id: string): Key => ({
  pk: `opened#${conversation}`,
  sk: `${at.toISOString()}#${id}`,
})
export const messageKey = (messageId: string): Key => ({
  pk: `message#${messageId}`,
  sk: 'message',
})
export const templatesKey = (wabaId: string, what: string): Key => ({
  pk: `templates#${wabaId}`,
  sk: what,
})
/**
 * Returns the key of a word from searches without a result or texts that were not delivered. `hash`
 * is the hash of the word.
 */
export const missedKey = (phoneNumberId: string, kind: string, hash: string): Key => ({
  pk: `missed#${phoneNumberId}`,
  sk: `${kind}#${hash}`,
})
export const mediaKey = (phoneNumberId: string, file: string): Key => ({
  pk: `media#${phoneNumberId}`,
  sk: file,
})

export const pauseKey: Key = { pk: 'installation', sk: 'pause' }
export const verifiedKey: Key = { pk: 'installation', sk: 'verified' }

/**
 * Returns the customer's message to which the key belongs, or undefined if the key belongs to
 * another kind of item.
 */
export const messageOfKey = ({ pk, sk }: Key): { conversation: string; id: string } | undefined =>
  isOfConversation({ pk }) && sk.startsWith(INBOUND)
    ? { conversation: pk.slice(CONVERSATION.length), id: sk.slice(INBOUND.length) }
    : undefined

/**
 * Returns whether an item with this key belongs to a conversation. Such an item must have
 * `changedAt`.
 */
export const isOfConversation = ({ pk }: Pick<Key, 'pk'>): boolean => pk.startsWith(CONVERSATION)

/**
 * Returns the id of the contact to which the key belongs, or undefined if the key belongs to
 * another kind of item.
 */
export const contactOfKey = ({ pk, sk }: Key): string | undefined =>
  sk === 'contact' ? pk.slice('contact#'.length) : undefined

/**
 * Returns the reply to which the key belongs, or undefined if the key belongs to another kind of
 * item.
 */
export const replyOfKey = ({ pk, sk }: Key): { conversation: string; id: string } | undefined =>
  isOfConversation({ pk }) && sk.startsWith(REPLY)
    ? { conversation: pk.slice(CONVERSATION.length), id: sk.slice(REPLY.length) }
    : undefined

// The values below are positions in the local indexes, or prefixes of positions. The position of a
// reply begins with the digits of the year.

/** The position of the conversation itself in `unsent`, before every reply. */
export const HEAD = '!'
/**
 * The prefix of the positions in `unsent` of the customer's messages that are not in the chat yet.
 * With this prefix, the messages come after every reply.
 */
export const PENDING_INBOUND = 'inbound#'
/**
 * The prefix of the positions in `ordered` of the customer's messages. With this prefix, the
 * messages come before every reply.
 */
export const INBOUND_ORDER = '!inbound#'
export const FIRST_REPLY = '0'

/**
 * The partition keys of the index `due`. Items are distributed over several partitions, so that no
 * partition receives all writes.
 */
export const duePartitions = ['due-0', 'due-1', 'due-2', 'due-3'] as const
export const duePartition = (conversation: string): string => {
  let sum = 0
  for (const char of conversation) sum = (sum * 31 + char.charCodeAt(0)) % 9973
  return duePartitions[sum % duePartitions.length]!
}

/**
 * The partition key of traces in the index `due`. write-traces reads this partition, and `sweep`
 * does not.
 */
export const TRACES_DUE = 'trace'
