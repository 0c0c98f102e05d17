// The interfaces through which the functions reach the outside world, in the terms of this project.
// `lambdas/aws/` implements them with AWS.
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

/** The outbox of all conversations. A conversation's id is what `conversationId()` returns. */
export interface Outbox {
  /**
   * Reads a page of a person's unsent replies that come after a position in their order, earliest
   * first and consistently. A page from the start also returns the conversation itself, as one if
   * the person has several. `after` is the position of the next page.
   */
  unsent(
    of: Partitions,
    after?: string,
  ): Promise<{
    conversation: Conversation | undefined
    replies: Reply[]
    after: string | undefined
  }>
  /** Reads a reply from the partition in which it is stored. */
  get(conversation: string, id: string): Promise<Reply | undefined>
  /** Finds a reply in any of a person's partitions. */
  find(of: Partitions, id: string): Promise<Reply | undefined>
  /** Returns false, and changes nothing, if the reply is stored already. */
  put(reply: Reply): Promise<boolean>
  /**
   * Applies a transition to a reply as it was read. Returns the updated reply. If the stored reply
   * does not meet the transition's condition, nothing is changed, and undefined is returned.
   */
  apply: Apply
  /** Returns whether a younger reply to the same person has been sent already. */
  overtaken(reply: Reply, of: Partitions): Promise<boolean>
  /**
   * Returns the newest replies to a person, newest first. If `before` is set, only replies before
   * that position are returned.
   */
  recent(of: Partitions, limit: number, before?: string): Promise<Reply[]>
  /** Returns those of these replies that are stored. Recent changes may be missing. */
  several(replies: readonly Pick<Reply, 'conversation' | 'id'>[]): Promise<Reply[]>
  /** Returns the replies of one partition that were not written before this time. */
  since(conversation: string, at: string): Promise<Reply[]>
}

export type Apply = <Input, Known extends ReplyKey>(
  transition: Transition<Input, Known>,
  reply: Known,
  input: Input,
) => Promise<Reply | undefined>

/** Replies that wait until the customer opens the service window. */
export interface HeldReplies {
  /** Returns the held replies in the order in which they were composed, read consistently. */
  of(partitions: Partitions): Promise<HeldReply[]>
}

export interface HeldReply extends Reply {
  /** The time from which the sweep checks the reply again. */
  dueAt: string
}

export interface Conversations {
  /**
   * Returns the conversation, which may have another id: instead of a conversation that was joined
   * to an older conversation, the older one is returned. Several conversations of one person are
   * returned as one.
   */
  get(id: string): Promise<Conversation | undefined>
  /**
   * Stores the change, and leaves everything else as it is. Creates the conversation if it does not
   * exist.
   */
  note(
    conversation: Pick<Conversation, 'id' | 'mode' | 'phoneNumberId'>,
    change: CustomerChange,
  ): Promise<void>
  /** Returns each of these conversations, as `get` does. Recent changes may be missing. */
  several(ids: readonly string[]): Promise<(Conversation | undefined)[]>
  /** Returns these conversations as one, or undefined if none of them is stored. */
  together(ids: readonly string[]): Promise<Conversation | undefined>
  /** Makes the younger conversations part of the older conversation, without moving any items. */
  join(older: string, younger: readonly string[]): Promise<void>
  /**
   * Records in a single write that the customer sent a message at this time. Returns the
   * conversation. Returns undefined if a single write is not enough, because the conversation does
   * not exist, is one of several of the same person, or has later evidence.
   */
  wrote(id: string, at: Date): Promise<Conversation | undefined>
  /** These methods store a point in time unless a later one is stored already. */
  inbound(id: string, at: Date, from: NonNullable<Conversation['inboundFrom']>): Promise<void>
  contactStarted(id: string, at: Date): Promise<void>
  /** The page of the contact's agent has read in the chat that the customer wrote at this time. */
  attested(id: string, at: Date): Promise<void>
  refused(id: string, sentAt: Date): Promise<void>
  /** Stores the customer's choice, unless a later one is stored already. */
  marketing(id: string, choice: MarketingChoice): Promise<void>
  /** A message that was sent at this time could not be delivered. */
  undeliverable(id: string, sentAt: Date): Promise<void>
  /** An agent sends a template although an earlier message could not be delivered. */
  triedAgain(id: string, at: Date): Promise<void>
  agentWrote(id: string, at: Date): Promise<void>
  /** Stores until when a reply may wait for the customer's answer. */
  holds(id: string, until: Date): Promise<void>
  /**
   * Replaces the chat `before` by `chat`. Chats are compared by the message that opened them.
   * Returns false if another chat is stored.
   */
  setChat(id: string, chat: Chat, before: Chat | undefined): Promise<boolean>
  /** Records that everything written in the chat before its streaming began has been stored. */
  transcriptRead(id: string, contactId: string): Promise<void>
  /** Removes the credentials of a chat that has ended. */
  chatEnded(id: string, contactId: string): Promise<void>
  /** Claims a receipt. Returns false if WhatsApp already has this receipt or a later one. */
  claimReceipt(id: string, receipt: Receipt, token: string, now: Date): Promise<boolean>
  /** The claimed receipt was not sent. `before` is the previous receipt. */
  releaseReceipt(id: string, token: string, before: Receipt | undefined): Promise<void>
}

/** Asks for a read receipt or the typing indicator. */
export interface ReceiptRequests {
  request(request: ReceiptRequest): Promise<void>
}

/**
 * Stores which identities belong to which customer. `lambdas/customers/identify.ts` has the steps.
 */
export interface Customers {
  /** Returns the records of those identities that are stored. */
  identities(identities: readonly Identity[]): Promise<IdentityRecord[]>
  get(ids: readonly string[]): Promise<CustomerRecord[]>
  /** Links an identity with a customer unless it is already linked. Returns the stored record. */
  claim(identity: Identity, customer: string, at: Date): Promise<IdentityRecord>
  /** Moves an identity from one customer to another. */
  takeOver(identity: Identity, from: string, to: string): Promise<void>
  /** Records that the customer no longer has this number. */
  leave(identity: Identity, customer: string, at: Date): Promise<void>
  save(
    customer: string,
    identities: readonly Identity[],
    details: Customer,
    at: Date,
  ): Promise<CustomerRecord>
  /** Returns undefined if the younger customer was already joined to another one. */
  join(younger: string, older: string): Promise<CustomerRecord | undefined>
  include(older: string, ids: readonly string[]): Promise<CustomerRecord>
  /** Postpones the expiry of these identities and their customers, if they expire too early. */
  renew(records: readonly IdentityRecord[], at: Date): Promise<void>
}

/**
 * Stores what customers send to bridged numbers. Each message is stored first and then put into the
 * chat once, even if it is delivered several times.
 */
export interface Inbox {
  /** Returns false, and changes nothing, if the message is stored already. */
  put(message: PendingMessage): Promise<boolean>
  /** Returns what is stored of a message. `type` is the type of its content. */
  stored(
    conversation: string,
    messageId: string,
  ): Promise<{ state: InboundState; type?: string; provided: boolean } | undefined>
  /** Reads a person's messages that are not in the chat yet, in their order and consistently. */
  pending(of: Partitions): Promise<PendingMessage[]>
  /**
   * Applies a transition to a message as it was read. Returns the updated message, or undefined if
   * the stored one does not meet the transition's condition.
   */
  apply<Input>(
    transition: InboundTransition<Input>,
    message: PendingMessage,
    input: Input,
  ): Promise<PendingMessage | undefined>
  /** Returns whether a younger message of the person is in the chat already, or is being put there. */
  overtaken(message: PendingMessage, of: Partitions): Promise<boolean>
  /**
   * Returns whether the message is already in the chat under another partition of the person. A
   * message can be there if it was delivered before two customers were known to be the same person.
   */
  isElsewhere(message: PendingMessage, of: Partitions): Promise<boolean>
  /** For a message that is not in the chat yet, the result contains only its id. */
  message(of: Partitions, messageId: string): Promise<Partial<InboundMessage> | undefined>
  /** Returns the newest messages that can be quoted, newest first. */
  recent(of: Partitions, limit: number): Promise<InboundMessage[]>
  /**
   * Does the same as `recent`, and also returns the place of each message. If `before` is set, only
   * messages before that place are returned.
   */
  older(of: Partitions, limit: number, before?: string): Promise<PlacedMessage[]>
  /** Stores what a colleague answered, unless it is stored already. */
  record(conversation: string, message: InboundMessage): Promise<void>
  /** Stores the new words of a message. A message that is not known is left alone. */
  edit(of: Partitions, messageId: string, edit: Edit): Promise<void>
  /**
   * Removes the words of a message, also where later messages quote it. Returns the type of the
   * message (undefined if the type was not known), or 'busy' if the message is just being put into
   * the chat.
   */
  delete(of: Partitions, messageId: string, at: Date, now: Date): Promise<Deleted | 'busy'>
}

export interface Deleted {
  type: string | undefined
}

/**
 * Sends signals for customers' messages, as `Signals` does for replies. A signal makes show-message
 * check a conversation.
 */
export interface InboundSignals {
  /** `cause` distinguishes a later signal for the same message from the first one. */
  signal(message: MessageKey, group: string, cause?: string): Promise<void>
  /**
   * Signals any number of messages in batches. Throws after the last batch if some messages could
   * not be signaled.
   */
  sweep(messages: readonly MessageKey[], at: Date): Promise<void>
}

/** The fields that identify a customer's message. */
export type MessageKey = Pick<PendingMessage, 'conversation' | 'id'>

/**
 * The stored copy of a customer's message to a bridged number. The message itself is in the chat.
 */
export interface InboundMessage {
  /** WhatsApp's id, or one that is derived from a message without an id. */
  id: string
  at: string
  type: string
  /**
   * The text of the message, or its content in words. Only the beginning of a long text is stored.
   */
  text?: string
  file?: InboundFile
  references?: References
  /** Set if a colleague wrote the message to the customer, on the business's own phone. */
  by?: 'colleague'
  editedAt?: string
  /** A message that was deleted in WhatsApp has neither text nor file. */
  deletedAt?: string
}

/** The message, advertisement or product to which a customer's message refers. */
export interface References {
  forwarded?: true
  /** `text` is the beginning of the quoted message. */
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
  /** In bytes. */
  size: number
  /** The digest in base64, as WhatsApp reports it. */
  sha256?: string
}

/** Records which conversation a Connect contact belongs to, by its initial contact id. */
export interface Contacts {
  put(contactId: string, contact: ContactRecord): Promise<void>
  get(contactId: string): Promise<ContactRecord | undefined>
  /**
   * Records that streaming was requested `tries` times without success, so that the sweep requests
   * it at `dueAt`.
   */
  streamLater(contactId: string, tries: number, dueAt: Date): Promise<void>
  /** Records that streaming has begun, or that it is not requested any more. */
  streamSettled(contactId: string): Promise<void>
}

export interface ContactRecord {
  conversation: string
  mode: Conversation['mode']
  startedAt: string
  /**
   * How often the request for streaming has failed. The number is removed when streaming has begun
   * or is given up.
   */
  streamTries?: number
  /** The template that the customer answered with the message that began the contact. */
  answered?: Answered
}

/**
 * Stores which messages each agent has sent in the last days, so that the agent sees which
 * customers have not answered.
 */
export interface SentByAgents {
  /** Records that the agent sends this reply, or has composed it for a closed window. */
  record(userId: string, reply: Reply): Promise<void>
  /** Returns one entry for each conversation, those with the newest replies first. */
  of(userId: string): Promise<SentByAgent[]>
}

export interface SentByAgent {
  conversation: string
  /** The contact from which the agent wrote last. */
  contactId: string
  /** When the agent wrote last. */
  at: string
  /** The last reply that was not held, and the replies that were. */
  replyIds: readonly string[]
}

/**
 * Stores who has opened which customer's history, for audits. No function reads the stored records.
 */
export interface Openings {
  record(opening: Opening): Promise<void>
}

export interface Opening {
  conversation: string
  /** The contact from which the history was opened. */
  contactId: string
  userId: string
  at: Date
  /** Set if the agent went on to older messages: those before this position were returned. */
  before?: HistoryPosition | undefined
}

/** Stores which contacts need a new trace in Connect. lambdas/model/trace.ts explains traces. */
export interface Traces {
  /** Records that the trace of the reply's contact may have changed. */
  due(reply: Reply, at: Date): Promise<void>
  /** Returns the contacts whose trace is due, in pages, those that have waited longest first. */
  before(at: Date): AsyncIterable<readonly DueTrace[]>
  /**
   * Returns where the contact's replies are: in which conversation, and since when. Returns undefined
   * if another invocation writes this trace, or has just written it. A change after the claim makes
   * the trace due again.
   */
  claim(trace: DueTrace, at: Date): Promise<{ conversation: string; since: string } | undefined>
  /** Makes a claimed trace due again, because Connect did not accept it. */
  again(trace: DueTrace): Promise<void>
}

export interface DueTrace {
  contactId: string
  dueAt: string
}

/**
 * Links the statuses of a message with its reply. Either the status or the reply's record may
 * arrive first.
 */
export interface SentMessages {
  /** Returns what is known of the message: which part of which reply it is, and its outcome. */
  get(messageId: string): Promise<{ part?: MessagePart; outcome?: Outcome } | undefined>
  /**
   * Stores that the message with WhatsApp's id `wamid` is the one to which AWS gave `messageId`.
   * After this write, both ids lead to the part. Returns the outcome that is known under `wamid`.
   */
  sameMessage(wamid: string, messageId: string, at: Date): Promise<Outcome | undefined>
  /**
   * `sent` stores the reply's part and returns the outcome that is known. `status` stores the
   * outcome and returns the part that is known.
   */
  sent(messageId: string, part: MessagePart, at: Date): Promise<Outcome | undefined>
  status(
    messageId: string,
    outcome: Outcome,
    at: Date,
  ): Promise<{ part: MessagePart | undefined; outcome: Outcome }>
}

/**
 * Stores whether an administrator has paused sending. send-reply need not check this, because its
 * trigger is disabled during a pause.
 */
export interface Pause {
  isOn(): Promise<boolean>
  /** Returns false if sending was paused already. */
  begin(at: Date): Promise<boolean>
  end(): Promise<void>
}

/**
 * The findings of `connect-whatsapp verify` on this account, about details that AWS does not
 * document. A finding is used only where a function has two ways of doing something.
 */
export interface Verified {
  /** Returns undefined if the value is not known. Never fails. */
  value(
    guess: 'nativeStreaming' | 'attachmentLink' | 'attachmentLinkPosted' | 'sentReceipts',
  ): Promise<string | undefined>
}

/**
 * Sends signals, which carry no state. A signal makes send-reply check a conversation for unsent
 * replies, and the signal of a held reply also for held replies. The sweep repeats lost signals,
 * and duplicates have no effect.
 */
export interface Signals {
  signal(
    of: Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>,
    cause?: { is: 'sweep' | 'scanned' | 'again' | 'notice' | 'resend' | 'answered'; at: Date },
  ): Promise<void>
  /**
   * Signals any number of replies in batches. Throws after the last batch if some replies could not
   * be signaled.
   */
  sweep(replies: readonly OverdueReply[], at: Date): Promise<void>
}

/**
 * SendWhatsAppMessage and WhatsApp's media store. Failures are UpstreamFailure. The member
 * `certain` of an UpstreamFailure means that the call had no effect.
 */
export interface WhatsApp {
  send(phoneNumberId: string, message: object): Promise<{ messageId: string }>
  /** The file is read from one of our buckets, from Connect's, or through a presigned URL. */
  postMedia(
    phoneNumberId: string,
    from: { bucket: string; key: string } | { url: string; mimeType: string },
  ): Promise<{ mediaId: string }>
  mediaInfo(phoneNumberId: string, mediaId: string): Promise<{ mimeType: string }>
  /**
   * Stores the file as an object whose key begins with `prefix`. AWS chooses the rest of the key.
   */
  fetchMedia(
    phoneNumberId: string,
    mediaId: string,
    to: { bucket: string; prefix: string },
  ): Promise<void>
}

export interface Templates {
  /**
   * Returns the definition that Meta has now, or undefined if no template has that name and
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
   * Creates a request with which exactly these bytes can be uploaded, once. Length, type and
   * SHA-256 are signed, and an existing file is never overwritten.
   */
  uploadTarget(upload: Upload): Promise<{ url: string; headers: Record<string, string> }>
}

export interface FileLinks {
  /** Returns a URL under which a file of the media bucket can be viewed for a few minutes. */
  link(key: string, file: { mimeType: string; name?: string | undefined }): Promise<string>
}

/** Reads the files in the media bucket. */
export interface Files {
  /** Returns undefined if there is no such file. */
  head(
    key: string,
  ): Promise<{ size: number; mimeType: string; sha256: string | undefined } | undefined>
  /**
   * Returns the first bytes and the whole size of an object in a bucket, or of one behind a
   * presigned URL.
   */
  start(
    of: { bucket: string; key: string } | { url: string },
  ): Promise<{ bytes: Uint8Array; size: number }>
  /**
   * Returns the only object under a prefix, in the media bucket or another one. The size is in
   * bytes.
   */
  find(prefix: string, bucket?: string): Promise<{ key: string; size: number } | undefined>
  stream(key: string): Promise<ReadableStream>
  readonly bucket: string
}

export interface FileRemovals {
  /** Deletes all objects under a prefix in the media bucket. */
  remove(prefix: string): Promise<void>
}

/** Takes part in the chat of a bridged conversation as the customer. */
export interface ChatSession {
  /**
   * `clientToken` makes a repeated call the same message. 'denied' does not prove that the chat is
   * over. Only `connect` can show that a chat is over.
   */
  say(chat: Chat, text: string, clientToken: string): Promise<'sent' | 'denied'>
  /**
   * Returns a presigned URL of an approved attachment, or undefined if the chat no longer provides
   * it.
   */
  attachmentUrl(chat: Chat, attachmentId: string): Promise<{ url: string } | undefined>
  /**
   * Returns the items of the whole chat, oldest first, in the form in which Connect streams them.
   * Returns undefined if the chat is over.
   */
  transcript(chat: Chat): Promise<object[] | undefined>
  /**
   * Returns new credentials for a chat whose connection has expired, or undefined if the chat is
   * over.
   */
  connect(
    participantToken: string,
  ): Promise<{ connectionToken: string; connectionExpiresAt: string } | undefined>
}

/** Attaches files to the chat of a bridged conversation as the customer. */
export interface ChatFiles {
  /** `asciiName` is used if `name` cannot be written into a header of the upload. */
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
   * The agent's first and last name in Connect, or the user name if both are missing. Colleagues
   * see this name.
   */
  name: string
  routingProfileId: string | undefined
}

/** A Connect user as it was last read, and the time of that read. */
export interface UserMemory {
  agent: Agent
  at: string
}

/** A contact as it was last read from Connect. */
export interface ContactMemory {
  contact: ConnectContact
  checkedAt: string
  /** The partitions of the person, as they were when the conversation was last read. */
  partitions?: readonly string[]
}

/** Stores recent answers of Connect, shared by all execution environments. */
export interface Memories {
  recall(
    claim: string | undefined,
    contactId: string | undefined,
  ): Promise<{ user?: UserMemory; contact?: ContactMemory }>
  rememberUser(claim: string, user: UserMemory): Promise<void>
  rememberContact(contactId: string, contact: ContactMemory): Promise<void>
  /**
   * Removes the stored answer about a contact, and prevents answers from before `at` from being
   * stored later.
   */
  endContact(contactId: string, at: Date): Promise<void>
}

/** Lets the widget's polls find out whether anything was written in some conversations. */
export interface Changes {
  /** Returns a text that differs after any write. The read may lag behind by a moment. */
  mark(partitions: readonly string[]): Promise<string>
}

export interface Connect {
  /** Returns undefined if there is no such contact. */
  contact(contactId: string): Promise<ConnectContact | undefined>
  /**
   * Returns the Connect user with exactly this user name, or the only one whose tag has exactly this
   * value.
   */
  user(by: { username: string } | { tag: string; value: string }): Promise<Agent | undefined>
  /**
   * `conversation` and `openedBy` make a repeated call the same chat. The contact names both, so that
   * its chat can be continued after the table was restored to an earlier time.
   */
  startChat(chat: {
    customer: Customer
    conversation: string
    openedBy: string
    /** The template that the customer answers, and whether the flow is to offer the chat to its sender. */
    answers?: Answered & { isForSameAgent: boolean }
  }): Promise<{ contactId: string; participantToken: string }>
  startStreaming(contactId: string, topicArn: string): Promise<void>
  /** Returns the attributes of the contact, even if the contact has ended. */
  attributes(contactId: string): Promise<Readonly<Record<string, string>>>
  /** Sets these attributes of the contact, which may have ended, and leaves the others. */
  setAttributes(contactId: string, attributes: Readonly<Record<string, string>>): Promise<void>
}

/** Reads users, security profiles, queues and routing profiles. The lists are sorted by name. */
export interface Directory {
  user(
    by: Parameters<Connect['user']>[0],
  ): Promise<(Agent & { securityProfileIds: readonly string[] }) | undefined>
  securityProfiles(): Promise<readonly NamedResource[]>
  queues(): Promise<readonly NamedResource[]>
  routingProfiles(): Promise<readonly NamedResource[]>
  /** Returns chats of a queue that began in this period, the newest first, and at most 100. */
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

/** A WABA that is set up as a channel, with the numbers that customers write to. */
export interface Waba {
  id: string
  name: string
  numbers: readonly string[]
  /** The answers have the order of `numbers`. */
  phoneNumberIds: readonly string[]
}

export interface Wabas {
  /** Returns all WABAs. The list of channels is cached for some minutes. */
  all(): Promise<readonly Waba[]>
  /** Returns what AWS knows of the WABAs and their numbers, with the time at which it was read. */
  accounts(): Promise<readonly (Pick<Waba, 'id' | 'name'> & { account: WatchedAccount })[]>
}

export interface ConnectContact {
  contactId: string
  initialContactId: string
  channel: string
  subtype: string | undefined
  /** Whether the contact began with a message of the customer, and not with our own message. */
  inbound: boolean
  agentUserId: string | undefined
  /** The queue, or undefined if the contact reached its agent without passing through a queue. */
  queueId: string | undefined
  startedAt: Date
  endedAt: Date | undefined
  /** Whether the contact was transferred and continues as another contact. */
  wasTransferred: boolean
  customerNumber: string | undefined
  businessNumber: string | undefined
}

/**
 * Returns the phone numbers of the account's WABAs, and how each is set up. The numbers are read
 * from the account and cached for some minutes.
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
 * Finds everything that has work to do but has not changed for too long: replies, customers'
 * messages, and native contacts that are not streamed yet. The index of the table may lag behind,
 * but the next sweep follows a minute later.
 */
export interface Overdue {
  /**
   * Returns the pages of each partition of the index separately, so that they can be read at the
   * same time.
   */
  before(at: Date): readonly AsyncIterable<OverduePage>[]
}

export interface OverduePage {
  replies: OverdueReply[]
  messages: MessageKey[]
  /** The ids of contacts. */
  contacts: string[]
}

export type OverdueReply = Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>
