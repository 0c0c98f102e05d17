// The interfaces through which the functions access other services, in the terms of this project.
// `lambdas/aws/` implements the interfaces with AWS.
import type { Answered } from '#model/answered'
import type { Chat, Conversation, MarketingChoice, Partitions } from '#model/conversation'
import type {
  Customer,
  CustomerChange,
  CustomerRecord,
  Identity,
  IdentityRecord,
} from '#model/customer'
import type { HistoryPosition, PlacedMessage } from '#model/history'
import type { InboundState, InboundTransition, PendingMessage } from '#model/inbound'
import type { Edit } from '#model/inbound-corrections'
import type { Receipt, ReceiptRequest } from '#model/receipt'
import type { MessagePart, Outcome, Reply, Upload } from '#model/reply'
import type { ReplyKey, Transition } from '#model/transitions'
import type { WatchedAccount } from '#model/watch'

export type Clock = () => Date

/**
 * Stores the replies of all conversations. The id of a conversation is the result of
 * `conversationId()`.
 */
export interface Outbox {
  /**
   * Reads a page of a person's unsent replies in their order, with a consistent read. The first
   * page also contains the conversation. If the person has several conversations, they are merged
   * into one. `after` is the position after which the page begins, and in the result the position
   * for the next page.
   */
  unsent(
    of: Partitions,
    after?: string,
  ): Promise<{
    conversation: Conversation | undefined
    replies: Reply[]
    after: string | undefined
  }>
  /** Returns a reply of exactly this conversation. */
  get(conversation: string, id: string): Promise<Reply | undefined>
  /** Finds a reply in any conversation of a person. */
  find(of: Partitions, id: string): Promise<Reply | undefined>
  /** Stores a new reply. Returns false and changes nothing if the reply is already stored. */
  put(reply: Reply): Promise<boolean>
  /**
   * Applies a transition from lambdas/model/transitions.ts to a reply that the caller has read.
   * Returns the updated reply. Returns undefined and changes nothing if the stored reply does not
   * meet the transition's condition.
   */
  apply: Apply
  /** Returns whether a younger reply to the same person may already have been sent. */
  overtaken(reply: Reply, of: Partitions): Promise<boolean>
  /**
   * Returns the latest replies to a person, from the newest to the oldest. If `before` is set, the
   * result contains only replies before this position.
   */
  recent(of: Partitions, limit: number, before?: string): Promise<Reply[]>
  /**
   * Returns the replies with these ids. The result does not contain replies that are not stored,
   * and it may lack recent changes.
   */
  several(replies: readonly Pick<Reply, 'conversation' | 'id'>[]): Promise<Reply[]>
  /** Returns the replies of exactly this conversation that were written at this time or later. */
  since(conversation: string, at: string): Promise<Reply[]>
}

export type Apply = <Input, Known extends ReplyKey>(
  transition: Transition<Input, Known>,
  reply: Known,
  input: Input,
) => Promise<Reply | undefined>

/**
 * Reads held replies, which wait until the customer writes and thereby opens the service window.
 */
export interface HeldReplies {
  /** Returns the held replies in the order in which they were composed, with a consistent read. */
  of(partitions: Partitions): Promise<HeldReply[]>
}

export interface HeldReply extends Reply {
  /** The time from which the scheduled function `sweep` checks the reply. */
  dueAt: string
}

export interface Conversations {
  /**
   * Returns the conversation. If the conversation was joined to an older conversation of the same
   * person, the older one is returned. If the person has several conversations, the result contains
   * all of them, merged into one.
   */
  get(id: string): Promise<Conversation | undefined>
  /**
   * Stores a change of the customer's details and preserves all other fields. Creates the
   * conversation if it does not exist.
   */
  note(
    conversation: Pick<Conversation, 'id' | 'mode' | 'phoneNumberId'>,
    change: CustomerChange,
  ): Promise<void>
  /** Returns each of these conversations as `get` does. The result may lack recent changes. */
  several(ids: readonly string[]): Promise<(Conversation | undefined)[]>
  /** Returns these conversations merged into one, or undefined if none of them is stored. */
  together(ids: readonly string[]): Promise<Conversation | undefined>
  /**
   * Joins younger conversations to an older conversation of the same person. Stored replies and
   * messages remain where they are.
   */
  join(older: string, younger: readonly string[]): Promise<void>
  /**
   * Records with a single write that the customer sent a message at this time, and returns the
   * conversation. Returns undefined and changes nothing if the conversation does not exist, if the
   * person has several conversations, or if a later time is already stored.
   */
  wrote(id: string, at: Date): Promise<Conversation | undefined>
  /**
   * This method and the following methods each store a time, unless a later time is already stored.
   */
  inbound(id: string, at: Date, from: NonNullable<Conversation['inboundFrom']>): Promise<void>
  contactStarted(id: string, at: Date): Promise<void>
  /** Records the time of a customer's message, as an agent's widget read it in the chat. */
  attested(id: string, at: Date): Promise<void>
  refused(id: string, sentAt: Date): Promise<void>
  /**
   * Stores the customer's choice about marketing messages, unless a later choice is already stored.
   */
  marketing(id: string, choice: MarketingChoice): Promise<void>
  /** Records that a message which was sent at this time could not be delivered. */
  undeliverable(id: string, sentAt: Date): Promise<void>
  /** Records that an agent sends a template although an earlier message could not be delivered. */
  triedAgain(id: string, at: Date): Promise<void>
  agentWrote(id: string, at: Date): Promise<void>
  /** Stores the time until which a held reply waits for the customer to write. */
  holds(id: string, until: Date): Promise<void>
  /**
   * Replaces the stored chat `before` with `chat`. Returns false and changes nothing if the stored
   * chat has neither the `openedBy` of `before` nor that of `chat`.
   */
  setChat(id: string, chat: Chat, before: Chat | undefined): Promise<boolean>
  /**
   * Records that the agent's messages from before the start of the chat's streaming have been read
   * from the transcript and stored.
   */
  transcriptRead(id: string, contactId: string): Promise<void>
  /** Removes the credentials of a chat that has ended. */
  chatEnded(id: string, contactId: string): Promise<void>
  /**
   * Claims a read receipt, so that only the caller sends it. Returns false if WhatsApp already has
   * this receipt or a later receipt.
   */
  claimReceipt(id: string, receipt: Receipt, token: string, now: Date): Promise<boolean>
  /** Records that the claimed receipt was not sent. `before` is the previous receipt. */
  releaseReceipt(id: string, token: string, before: Receipt | undefined): Promise<void>
}

/** Requests read receipts and typing indicators. */
export interface ReceiptRequests {
  request(request: ReceiptRequest): Promise<void>
}

/**
 * Stores which identities (phone numbers and user ids) belong to which customer.
 * `lambdas/customers/identify.ts` calls these methods in the required order.
 */
export interface Customers {
  /**
   * Returns the records of these identities. The result does not contain identities that are not
   * stored.
   */
  identities(identities: readonly Identity[]): Promise<IdentityRecord[]>
  get(ids: readonly string[]): Promise<CustomerRecord[]>
  /**
   * Links an identity with a customer, unless it is already linked with any customer. Returns the
   * identity's stored record, which names the customer.
   */
  claim(identity: Identity, customer: string, at: Date): Promise<IdentityRecord>
  /** Moves an identity from one customer to another customer. */
  takeOver(identity: Identity, from: string, to: string): Promise<void>
  /** Records that the customer no longer has this number. */
  leave(identity: Identity, customer: string, at: Date): Promise<void>
  save(
    customer: string,
    identities: readonly Identity[],
    details: Customer,
    at: Date,
  ): Promise<CustomerRecord>
  /**
   * Joins the younger customer to the older customer. Returns undefined if the younger customer was
   * already joined to another customer.
   */
  join(younger: string, older: string): Promise<CustomerRecord | undefined>
  include(older: string, ids: readonly string[]): Promise<CustomerRecord>
  /**
   * Extends the lifetime of these identities and their customers if they would expire too early.
   */
  renew(records: readonly IdentityRecord[], at: Date): Promise<void>
}

/**
 * Stores the messages that customers send to numbers in bridged mode, whose messages this project
 * puts into Connect chats. Each message is stored before it is put into the chat. A message is put
 * into the chat only once, even if AWS delivers the message several times.
 */
export interface Inbox {
  /** Stores a new message. Returns false and changes nothing if the message is already stored. */
  put(message: PendingMessage): Promise<boolean>
  /** Returns the stored fields of a message. `type` is the type of the message's content. */
  stored(
    conversation: string,
    messageId: string,
  ): Promise<{ state: InboundState; type?: string; provided: boolean } | undefined>
  /**
   * Reads a person's messages that are not in the chat yet, in their order and with a consistent
   * read.
   */
  pending(of: Partitions): Promise<PendingMessage[]>
  /**
   * Applies a transition to a message that the caller has read. Returns the updated message.
   * Returns undefined and changes nothing if the stored message does not meet the transition's
   * condition.
   */
  apply<Input>(
    transition: InboundTransition<Input>,
    message: PendingMessage,
    input: Input,
  ): Promise<PendingMessage | undefined>
  /**
   * Returns whether a younger message of the same person is already in the chat or is being put
   * into the chat.
   */
  overtaken(message: PendingMessage, of: Partitions): Promise<boolean>
  /**
   * Returns whether the same message is also stored in another conversation of the person and has
   * been put into the chat from there. A message can be stored in two conversations if it was
   * delivered before two customers were recognized as the same person.
   */
  isElsewhere(message: PendingMessage, of: Partitions): Promise<boolean>
  /**
   * Returns a message. If the message is stored but not in the chat yet, the result contains only
   * its id.
   */
  message(of: Partitions, messageId: string): Promise<Partial<InboundMessage> | undefined>
  /** Returns the latest messages that can be quoted, from the newest to the oldest. */
  recent(of: Partitions, limit: number): Promise<InboundMessage[]>
  /**
   * Returns the latest messages with their positions, from the newest to the oldest. If `before` is
   * set, the result contains only messages before this position.
   */
  older(of: Partitions, limit: number, before?: string): Promise<PlacedMessage[]>
  /** Stores a message from the business phone, unless it is already stored. */
  record(conversation: string, message: InboundMessage): Promise<void>
  /** Stores the new text of a message. An unknown message is not changed. */
  edit(of: Partitions, messageId: string, edit: Edit): Promise<void>
  /**
   * Removes the text of a message, including quotes of it in later messages. Returns the type of
   * the message (undefined if the type is unknown), or 'busy' if a function is just putting the
   * message into the chat.
   */
  delete(of: Partitions, messageId: string, at: Date, now: Date): Promise<Deleted | 'busy'>
}

export interface Deleted {
  type: string | undefined
}

/**
 * Sends signals for customers' messages. A signal is an SQS message that makes the function
 * show-message put the conversation's waiting messages into the chat.
 */
export interface InboundSignals {
  /**
   * Sends a signal. Further signals for the same message need a `cause`, because SQS would
   * otherwise drop them as duplicates of the first signal.
   */
  signal(message: MessageKey, group: string, cause?: string): Promise<void>
  /**
   * Sends a signal for each message, in batches. If some signals could not be sent, the method
   * throws after the last batch.
   */
  sweep(messages: readonly MessageKey[], at: Date): Promise<void>
}

/** The fields that identify a customer's message. */
export type MessageKey = Pick<PendingMessage, 'conversation' | 'id'>

/**
 * The stored copy of a message from a customer, or from an employee who used the business phone.
 */
export interface InboundMessage {
  /** WhatsApp's id, or an id that is derived from the message if the message came without an id. */
  id: string
  at: string
  type: string
  /**
   * The text of the message, or a description of its content. Only the beginning of a long text is
   * stored.
   */
  text?: string
  file?: InboundFile
  references?: References
  /** Set if an employee wrote the message to the customer on the business phone. */
  by?: 'colleague'
  editedAt?: string
  /** When the message was deleted in WhatsApp. A deleted message has neither text nor file. */
  deletedAt?: string
}

/** What a customer's message refers to: another message, an advertisement or a product. */
export interface References {
  forwarded?: true
  /** The message that the customer quotes. `text` is the beginning of its text. */
  quotes?: { id: string; by?: 'business' | 'customer'; text?: string }
  /** The advertisement, post or link from which the customer came. */
  source?: { type: 'ad' | 'post' | 'link'; texts?: string[]; url?: string }
  product?: { id?: string; catalog?: string }
}

export interface InboundFile {
  /** The key of the file in the media bucket. */
  key: string
  name: string
  mimeType: string
  /** The size in bytes. */
  size: number
  /** The digest in base64 that WhatsApp reported. */
  sha256?: string
}

/** Stores which conversation a Connect contact belongs to. The key is the initial contact id. */
export interface Contacts {
  put(contactId: string, contact: ContactRecord): Promise<void>
  get(contactId: string): Promise<ContactRecord | undefined>
  /**
   * Records that `tries` requests to stream the contact's chat have failed. The scheduled function
   * `sweep` sends the next request at `dueAt`.
   */
  streamLater(contactId: string, tries: number, dueAt: Date): Promise<void>
  /** Records that streaming has begun, or that the project has given up and requests it no more. */
  streamSettled(contactId: string): Promise<void>
}

export interface ContactRecord {
  conversation: string
  mode: Conversation['mode']
  startedAt: string
  /**
   * The number of failed requests to stream the contact's chat. Undefined before the first failure,
   * and after streaming has begun or has been given up.
   */
  streamTries?: number
  /** The template that the customer answered with the first message of the contact. */
  answered?: Answered
}

/**
 * Stores the messages that each agent has sent in the last days. The widget shows each agent which
 * customers have not answered the agent's messages.
 */
export interface SentByAgents {
  /** Records a reply that the agent sends, or that waits until the customer writes (held). */
  record(userId: string, reply: Reply): Promise<void>
  /**
   * Returns one entry for each conversation. The conversations with the newest replies come first.
   */
  of(userId: string): Promise<SentByAgent[]>
}

export interface SentByAgent {
  conversation: string
  /** The contact from which the agent last wrote. */
  contactId: string
  /** When the agent last wrote. */
  at: string
  /** The id of the last reply that was not held, and the ids of the held replies. */
  replyIds: readonly string[]
}

/**
 * Records which users have opened a customer's history. The records are for audits, and no function
 * reads them.
 */
export interface Openings {
  record(opening: Opening): Promise<void>
}

export interface Opening {
  conversation: string
  /** The contact from which the user opened the history. */
  contactId: string
  userId: string
  at: Date
  /**
   * Set if the user requested older messages. The user received only messages that are older than
   * this position.
   */
  before?: HistoryPosition | undefined
}

/**
 * Stores for which contacts the trace in Connect must be updated. A trace is a short description of
 * sent replies in the attributes of a contact: see lambdas/model/trace.ts.
 */
export interface Traces {
  /** Records that the trace of the reply's contact may have changed. */
  due(reply: Reply, at: Date): Promise<void>
  /**
   * Returns the contacts whose trace is due, in pages. The contacts that have waited longest come
   * first.
   */
  before(at: Date): AsyncIterable<readonly DueTrace[]>
  /**
   * Claims the update of a contact's trace, so that only the caller writes it. Returns the
   * conversation of the contact's replies, and the time from which to read these replies. Returns
   * undefined if another invocation has claimed the update. If a reply changes after the claim, the
   * trace becomes due again.
   */
  claim(trace: DueTrace, at: Date): Promise<{ conversation: string; since: string } | undefined>
  /** Makes a claimed trace due again after Connect has refused it. */
  again(trace: DueTrace): Promise<void>
}

export interface DueTrace {
  contactId: string
  dueAt: string
}

/**
 * Stores which WhatsApp message belongs to which part of which reply. WhatsApp's first status of a
 * message may arrive before AWS's answer with the message's id has been stored.
 */
export interface SentMessages {
  /**
   * Returns what is stored about a message: the part of a reply that was sent as this message, and
   * the outcome that WhatsApp reported.
   */
  get(messageId: string): Promise<{ part?: MessagePart; outcome?: Outcome } | undefined>
  /**
   * Records that WhatsApp's id `wamid` and AWS's id `messageId` belong to the same message. After
   * the write, `get` finds the part of the reply by either id. Returns the outcome that is stored
   * under `wamid`.
   */
  sameMessage(wamid: string, messageId: string, at: Date): Promise<Outcome | undefined>
  /**
   * `sent` stores which part of which reply was sent as the message, and returns the message's
   * outcome if it arrived earlier. `status` stores the message's outcome, and returns the part if
   * it was stored earlier.
   */
  sent(messageId: string, part: MessagePart, at: Date): Promise<Outcome | undefined>
  status(
    messageId: string,
    outcome: Outcome,
    at: Date,
  ): Promise<{ part: MessagePart | undefined; outcome: Outcome }>
}

/**
 * Stores whether an administrator has paused sending. The function send-reply does not read this
 * value, because its event source mapping is disabled during a pause.
 */
export interface Pause {
  isOn(): Promise<boolean>
  /** Begins a pause. Returns false if sending is already paused. */
  begin(at: Date): Promise<boolean>
  end(): Promise<void>
}

/**
 * The findings of `connect-whatsapp verify` in this AWS account about behavior that AWS does not
 * document. If there are two ways to do something, a function chooses the way that works according
 * to these findings.
 */
export interface Verified {
  /** Returns the value that `verify` found, or undefined. The method never throws. */
  value(
    guess: 'nativeStreaming' | 'attachmentLink' | 'attachmentLinkPosted' | 'sentReceipts',
  ): Promise<string | undefined>
}

/**
 * Sends signals, which are SQS messages that make the function send-reply check the unsent replies
 * of a conversation. The signal for a held reply makes the function check the held replies too. A
 * signal contains no state, so a duplicate has no effect. If a signal is lost, the scheduled
 * function `sweep` sends another.
 */
export interface Signals {
  signal(
    of: Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>,
    cause?: { is: 'sweep' | 'scanned' | 'again' | 'notice' | 'resend' | 'answered'; at: Date },
  ): Promise<void>
  /**
   * Sends a signal for each reply, in batches. If some signals could not be sent, the method throws
   * after the last batch.
   */
  sweep(replies: readonly OverdueReply[], at: Date): Promise<void>
}

/**
 * Sends messages with SendWhatsAppMessage and accesses WhatsApp's media. All methods throw
 * UpstreamFailure if the call fails. If the error has `certain: true`, the call certainly had no
 * effect.
 */
export interface WhatsApp {
  send(phoneNumberId: string, message: object): Promise<{ messageId: string }>
  /**
   * Uploads a file to WhatsApp. The source is an object in a bucket of this project or of Connect,
   * or a presigned URL.
   */
  postMedia(
    phoneNumberId: string,
    from: { bucket: string; key: string } | { url: string; mimeType: string },
  ): Promise<{ mediaId: string }>
  mediaInfo(phoneNumberId: string, mediaId: string): Promise<{ mimeType: string }>
  /**
   * Fetches a file from WhatsApp and stores it as an object. The object's key begins with `prefix`,
   * and AWS chooses the rest of the key.
   */
  fetchMedia(
    phoneNumberId: string,
    mediaId: string,
    to: { bucket: string; prefix: string },
  ): Promise<void>
}

export interface Templates {
  /**
   * Reads the current definition from Meta. Returns undefined if no template has this name and
   * language.
   */
  get(wabaId: string, name: string, language: string): Promise<unknown>
}

export interface MediaIds {
  get(phoneNumberId: string, file: string): Promise<string | undefined>
  remember(phoneNumberId: string, file: string, mediaId: string, at: Date): Promise<void>
}

export interface UploadTargets {
  /**
   * Creates a signed request with which a browser can upload one file. The signature covers the
   * file's length, type and SHA-256 digest, so no other file can be uploaded with it. An existing
   * file is never overwritten.
   */
  uploadTarget(upload: Upload): Promise<{ url: string; headers: Record<string, string> }>
}

export interface FileLinks {
  /** Returns a URL at which a file of the media bucket can be viewed for a few minutes. */
  link(key: string, file: { mimeType: string; name?: string | undefined }): Promise<string>
}

/** Reads the files in the media bucket. */
export interface Files {
  /** Returns the properties of a file, or undefined if the file does not exist. */
  head(
    key: string,
  ): Promise<{ size: number; mimeType: string; sha256: string | undefined } | undefined>
  /**
   * Returns the first bytes and the total size of an object in a bucket or of a file behind a
   * presigned URL.
   */
  start(
    of: { bucket: string; key: string } | { url: string },
  ): Promise<{ bytes: Uint8Array; size: number }>
  /**
   * Returns the only object whose key begins with `prefix`, in the media bucket or in `bucket`. The
   * size is in bytes.
   */
  find(prefix: string, bucket?: string): Promise<{ key: string; size: number } | undefined>
  stream(key: string): Promise<ReadableStream>
  readonly bucket: string
}

export interface FileRemovals {
  /** Deletes all objects in the media bucket whose keys begin with `prefix`. */
  remove(prefix: string): Promise<void>
}

/**
 * Acts as the customer in the Connect chat of a conversation in bridged mode, in which this project
 * handles all messages.
 */
export interface ChatSession {
  /**
   * Writes a message. Several calls with the same `clientToken` write only one message. The result
   * is 'denied' if Connect refused the credentials. This does not prove that the chat has ended,
   * which only `connect` can determine.
   */
  say(chat: Chat, text: string, clientToken: string): Promise<'sent' | 'denied'>
  /**
   * Returns a presigned URL for an approved attachment, or undefined if the attachment is no longer
   * in the chat.
   */
  attachmentUrl(chat: Chat, attachmentId: string): Promise<{ url: string } | undefined>
  /**
   * Returns all items of the chat from the oldest to the newest, in the form in which Connect
   * streams items. Returns undefined if the chat has ended.
   */
  transcript(chat: Chat): Promise<object[] | undefined>
  /**
   * Returns new credentials for a chat whose connection has expired, or undefined if the chat has
   * ended.
   */
  connect(
    participantToken: string,
  ): Promise<{ connectionToken: string; connectionExpiresAt: string } | undefined>
}

/**
 * Attaches files to the Connect chat of a conversation in bridged mode. The files appear there as
 * sent by the customer.
 */
export interface ChatFiles {
  /**
   * Attaches a file. `asciiName` is used instead of `name` in the upload's HTTP headers if they
   * cannot contain `name`.
   */
  attach(
    chat: Chat,
    file: { key: string; name: string; asciiName: string; mimeType: string; size: number },
    clientToken: string,
  ): Promise<'attached' | 'denied'>
}

/** A user of Connect. */
export interface Agent {
  userId: string
  /**
   * The agent's first and last name in Connect, or the user name if both are missing. Other agents
   * see the name beside the agent's replies.
   */
  name: string
  routingProfileId: string | undefined
}

/** A Connect user as Connect last returned it, and the time of that answer. */
export interface UserMemory {
  agent: Agent
  at: string
}

/** A contact as Connect last returned it. */
export interface ContactMemory {
  contact: ConnectContact
  checkedAt: string
  /** The ids of the person's conversations when they were last read. */
  partitions?: readonly string[]
}

/** Caches recent answers of Connect in the table, so that all execution environments share them. */
export interface Memories {
  recall(
    claim: string | undefined,
    contactId: string | undefined,
  ): Promise<{ user?: UserMemory; contact?: ContactMemory }>
  rememberUser(claim: string, user: UserMemory): Promise<void>
  rememberContact(contactId: string, contact: ContactMemory): Promise<void>
  /**
   * Removes the cached contact. After the call, an answer that Connect gave before `at` can no
   * longer be cached.
   */
  endContact(contactId: string, at: Date): Promise<void>
}

/** Detects changes in conversations cheaply, because the widget polls for them. */
export interface Changes {
  /**
   * Returns a text that changes with every write in these conversations. Writes of the last moment
   * may not be included yet.
   */
  mark(partitions: readonly string[]): Promise<string>
}

export interface Connect {
  /** Returns the contact, or undefined if the contact does not exist. */
  contact(contactId: string): Promise<ConnectContact | undefined>
  /**
   * Returns the only Connect user with exactly this user name, or whose tag with the name `tag` has
   * exactly this value. The tag links the Connect user with the person's sign-in.
   */
  user(by: { username: string } | { tag: string; value: string }): Promise<Agent | undefined>
  /**
   * Starts a chat. Calls with the same `conversation` and `openedBy` start only one chat. Both are
   * stored as attributes of the contact too, so that the chat can be found again if the table is
   * restored to an earlier time.
   */
  startChat(chat: {
    customer: Customer
    conversation: string
    openedBy: string
    /**
     * The template that the customer answered, and whether the contact flow should offer the chat
     * to the agent who sent the template.
     */
    answers?: Answered & { isForSameAgent: boolean }
  }): Promise<{ contactId: string; participantToken: string }>
  startStreaming(contactId: string, topicArn: string): Promise<void>
  /** Ends the contact. If the contact has already ended, nothing changes. */
  end(contactId: string): Promise<void>
  /** Returns the attributes of the contact. The contact may have ended. */
  attributes(contactId: string): Promise<Readonly<Record<string, string>>>
  /** Sets these attributes of the contact and preserves the others. The contact may have ended. */
  setAttributes(contactId: string, attributes: Readonly<Record<string, string>>): Promise<void>
}

/** Reads users, security profiles, queues and routing profiles. All lists are sorted by name. */
export interface Directory {
  user(
    by: Parameters<Connect['user']>[0],
  ): Promise<(Agent & { securityProfileIds: readonly string[] }) | undefined>
  securityProfiles(): Promise<readonly NamedResource[]>
  queues(): Promise<readonly NamedResource[]>
  routingProfiles(): Promise<readonly NamedResource[]>
  /**
   * Returns at most 100 chats of a queue that began in this period, from the newest to the oldest.
   */
  recentChats(queueId: string, period: { from: Date; to: Date }): Promise<readonly RecentChat[]>
}

export interface RecentChat {
  contactId: string
  initialContactId: string
  startedAt: Date
}

export interface NamedResource {
  id: string
  name: string
}

/** A WABA whose numbers are set up for this project. */
export interface Waba {
  id: string
  name: string
  numbers: readonly string[]
  /** The ids of the numbers, in the same order as `numbers`. */
  phoneNumberIds: readonly string[]
}

export interface Wabas {
  /** Returns all WABAs. The list is cached for some minutes. */
  all(): Promise<readonly Waba[]>
  /**
   * Returns AWS's data about the WABAs and their numbers, with the time at which the data were
   * read.
   */
  accounts(): Promise<readonly (Pick<Waba, 'id' | 'name'> & { account: WatchedAccount })[]>
}

export interface ConnectContact {
  contactId: string
  initialContactId: string
  channel: string
  subtype: string | undefined
  /**
   * Whether the contact began with a message from the customer. False if the contact began with a
   * message from the business.
   */
  inbound: boolean
  agentUserId: string | undefined
  /** The id of the queue. Undefined if the contact reached its agent without a queue. */
  queueId: string | undefined
  startedAt: Date
  endedAt: Date | undefined
  /** Whether the contact was transferred and continues as another contact. */
  wasTransferred: boolean
  /** The contact id under which a transferred contact continues, if Connect names it. */
  continuesAs?: string | undefined
  customerNumber: string | undefined
  businessNumber: string | undefined
}

/**
 * Returns the phone numbers of the account's WABAs, and the settings of each number. The numbers
 * are read from the account and cached for some minutes.
 */
export interface Channels {
  byNumber(number: string): Promise<Channel | undefined>
  byPhoneNumberId(phoneNumberId: string): Promise<Channel | undefined>
  byMetaId(metaPhoneNumberId: string): Promise<Channel | undefined>
}

export interface Channel {
  wabaId: string
  wabaArn: string
  phoneNumberId: string
  /** The ARN of the number. */
  arn: string
  metaPhoneNumberId: string
  number: string
  displayName: string
  mode: Conversation['mode']
}

/**
 * Finds items of the table that should have been processed already: replies, customers' messages,
 * and contacts whose chat is not streamed yet. The result may lack the latest changes, but the
 * scheduled function `sweep` searches again a minute later.
 */
export interface Overdue {
  /**
   * Returns one sequence of pages for each partition of the DynamoDB index, so that the caller can
   * read several partitions at the same time.
   */
  before(at: Date): readonly AsyncIterable<OverduePage>[]
}

export interface OverduePage {
  replies: OverdueReply[]
  messages: MessageKey[]
  /** The ids of the contacts whose chat is not streamed yet. */
  contacts: string[]
}

export type OverdueReply = Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>
