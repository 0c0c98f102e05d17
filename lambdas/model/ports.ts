// The interfaces through which the functions reach the outside world, in the terms of this project.
// `lambdas/aws/` implements them with AWS.
import type { Chat, Conversation, MarketingChoice, Partitions } from '#model/conversation'
import type {
  Customer,
  CustomerChange,
  CustomerRecord,
  Identity,
  IdentityRecord,
} from '#model/customer'
import type { InboundState, InboundTransition, PendingMessage } from '#model/inbound'
import type { MessagePart, Outcome, Reply, Upload } from '#model/reply'
import type { ReplyKey, Transition } from '#model/transitions'

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
  /** Reads a reply by the partition it is stored in. */
  get(conversation: string, id: string): Promise<Reply | undefined>
  /** Finds a reply in whichever of a person's partitions it is stored. */
  find(of: Partitions, id: string): Promise<Reply | undefined>
  /** Returns false, and changes nothing, if the reply was stored already. */
  put(reply: Reply): Promise<boolean>
  /**
   * Applies a transition to a reply as it was read. Returns the reply as it is then, or undefined
   * if the stored reply does not meet the transition's condition. In that case nothing was changed.
   */
  apply: Apply
  /** Returns whether a younger reply to the same person has been sent already. */
  overtaken(reply: Reply, of: Partitions): Promise<boolean>
  /** Returns the newest replies to a person, newest first. */
  recent(of: Partitions, limit: number): Promise<Reply[]>
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
  /** When the sweep looks at the reply next. */
  dueAt: string
}

export interface Conversations {
  /**
   * Returns the conversation of the person, which may have another id: if the conversation was
   * joined to an older one, that one is returned, and several conversations of one person are
   * returned as one.
   */
  get(id: string): Promise<Conversation | undefined>
  /**
   * Stores what is new about the conversation, and leaves everything else as it is. Creates the
   * conversation if it does not exist.
   */
  note(
    conversation: Pick<Conversation, 'id' | 'mode' | 'phoneNumberId'>,
    change: CustomerChange,
  ): Promise<void>
  /** Returns these conversations as one, if any of them is stored. */
  together(ids: readonly string[]): Promise<Conversation | undefined>
  /** Makes the younger conversations part of the older one. Nothing is moved. */
  join(older: string, younger: readonly string[]): Promise<void>
  /**
   * The customer has written at this time. Returns the conversation as it is then, with a single
   * write, or undefined if that is not enough: the conversation does not exist, is one of several of
   * the same person, or has later evidence.
   */
  wrote(id: string, at: Date): Promise<Conversation | undefined>
  /** Each of these stores a point in time unless a later one is stored already. */
  inbound(id: string, at: Date, from: NonNullable<Conversation['inboundFrom']>): Promise<void>
  contactStarted(id: string, at: Date): Promise<void>
  refused(id: string, sentAt: Date): Promise<void>
  /** Stores the customer's choice, unless a later one is stored already. */
  marketing(id: string, choice: MarketingChoice): Promise<void>
  agentWrote(id: string, at: Date): Promise<void>
  /** A reply waits for the customer's answer until this time. */
  holds(id: string, until: Date): Promise<void>
  /**
   * Replaces the chat `before` by `chat`. Chats are compared by the message that opened them.
   * Returns false if another chat is stored.
   */
  setChat(id: string, chat: Chat, before: Chat | undefined): Promise<boolean>
  /** What was written in the chat before it was streamed has been stored. */
  transcriptRead(id: string, contactId: string): Promise<void>
  /** The chat is over, so its credentials are removed. */
  chatEnded(id: string, contactId: string): Promise<void>
}

/** Who is who. `lambdas/customers/identify.ts` has the steps. */
export interface Customers {
  /** Returns those that are stored. */
  identities(identities: readonly Identity[]): Promise<IdentityRecord[]>
  get(ids: readonly string[]): Promise<CustomerRecord[]>
  /** Links an identity with a customer, unless it is linked already. Returns what is stored then. */
  claim(identity: Identity, customer: string, at: Date): Promise<IdentityRecord>
  /** Links an identity with another customer than before. */
  takeOver(identity: Identity, from: string, to: string): Promise<void>
  /** The customer no longer has this number. */
  leave(identity: Identity, customer: string, at: Date): Promise<void>
  save(
    customer: string,
    identities: readonly Identity[],
    details: Customer,
    at: Date,
  ): Promise<CustomerRecord>
  /** Returns undefined if the younger customer was joined to another one before. */
  join(younger: string, older: string): Promise<CustomerRecord | undefined>
  include(older: string, ids: readonly string[]): Promise<CustomerRecord>
  /** Postpones the expiry of these identities and their customers, if they expire too early. */
  renew(records: readonly IdentityRecord[], at: Date): Promise<void>
}

/**
 * What customers have sent to bridged numbers. Each message is stored first and then put into the
 * chat once, even if it is delivered several times.
 */
export interface Inbox {
  /** Returns false, and changes nothing, if the message was stored already. */
  put(message: PendingMessage): Promise<boolean>
  /** Returns what has become of a message. `type` is that of its content. */
  stored(
    conversation: string,
    messageId: string,
  ): Promise<{ state: InboundState; type?: string; provided: boolean } | undefined>
  /** Reads a person's messages that are not in the chat yet, in their order and consistently. */
  pending(of: Partitions): Promise<PendingMessage[]>
  /**
   * Applies a transition to a message as it was read. Returns the message as it is then, or
   * undefined if the stored one does not meet the transition's condition.
   */
  apply<Input>(
    transition: InboundTransition<Input>,
    message: PendingMessage,
    input: Input,
  ): Promise<PendingMessage | undefined>
  /** Returns whether a younger message of the person is in the chat already. */
  overtaken(message: PendingMessage, of: Partitions): Promise<boolean>
  /**
   * Returns whether the message is in the chat already, and stored in another partition of the
   * person, because it was delivered before two customers were known to be one.
   */
  isElsewhere(message: PendingMessage, of: Partitions): Promise<boolean>
  /** Returns only the id of a message that is still on its way. */
  message(of: Partitions, messageId: string): Promise<Partial<InboundMessage> | undefined>
  /** Returns the newest messages that can be quoted, newest first. */
  recent(of: Partitions, limit: number): Promise<InboundMessage[]>
}

/** Asks for a look at the customer's messages in a conversation, as `Signals` does for replies. */
export interface InboundSignals {
  /** `cause` tells a later signal for the same message from the first one. */
  signal(message: MessageKey, group: string, cause?: string): Promise<void>
  /** Signals any number of messages in batches. Throws after the attempt if some were not signalled. */
  sweep(messages: readonly MessageKey[], at: Date): Promise<void>
}

/** The fields that identify a customer's message. */
export type MessageKey = Pick<PendingMessage, 'conversation' | 'id'>

/**
 * The stored copy of a customer's message to a bridged number. The message itself is in the chat.
 */
export interface InboundMessage {
  /** The id begins with "wamid.". */
  id: string
  at: string
  type: string
  /** The text of the message. Only the beginning of a long text is stored. */
  text?: string
  file?: InboundFile
}

export interface InboundFile {
  /** The key of the file in the media bucket. */
  key: string
  name: string
  mimeType: string
  /** In bytes. */
  size: number
  /** In base64, as WhatsApp reports it. */
  sha256?: string
}

/** Records which conversation a Connect contact belongs to, by its initial contact id. */
export interface Contacts {
  put(contactId: string, contact: ContactRecord): Promise<void>
  get(contactId: string): Promise<ContactRecord | undefined>
  /** Lets the sweep request streaming at `dueAt`, after so many requests that failed. */
  streamLater(contactId: string, tries: number, dueAt: Date): Promise<void>
  /** Streaming has begun, or is not requested any more. */
  streamSettled(contactId: string): Promise<void>
}

export interface ContactRecord {
  conversation: string
  mode: Conversation['mode']
  startedAt: string
  /** How often Connect could not be asked to stream the contact, while that is still to be done. */
  streamTries?: number
}

/** Links the statuses of a message with its reply. Either may arrive first. */
export interface SentMessages {
  /** Returns what is known of the message: which part of which reply it is, and its outcome. */
  get(messageId: string): Promise<{ part?: MessagePart; outcome?: Outcome } | undefined>
  /** Both return what is known of the other side. */
  sent(messageId: string, part: MessagePart, at: Date): Promise<Outcome | undefined>
  status(
    messageId: string,
    outcome: Outcome,
    at: Date,
  ): Promise<{ part: MessagePart | undefined; outcome: Outcome }>
}

/**
 * Whether an administrator has paused sending. send-reply need not look, because its trigger is
 * disabled meanwhile.
 */
export interface Pause {
  isOn(): Promise<boolean>
  /** Returns false if sending was paused already. */
  begin(at: Date): Promise<boolean>
  end(): Promise<void>
}

/**
 * A signal carries no state. It asks for a look at a conversation, and the signal of a held reply
 * also asks for a look at the held ones. The sweep repeats a lost signal, and a duplicate finds
 * nothing to do.
 */
export interface Signals {
  signal(
    of: Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>,
    cause?: { is: 'sweep' | 'scanned' | 'again' | 'notice' | 'resend' | 'answered'; at: Date },
  ): Promise<void>
  /** Signals any number of replies in batches. Throws after the attempt if some were not signalled. */
  sweep(replies: readonly OverdueReply[], at: Date): Promise<void>
}

/**
 * SendWhatsAppMessage and WhatsApp's media store. Failures are UpstreamFailure, whose `certain`
 * means that nothing happened.
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
   * Creates a request that can upload exactly these bytes, once. Length, type and SHA-256 are
   * signed, and an existing file is never overwritten.
   */
  uploadTarget(upload: Upload): Promise<{ url: string; headers: Record<string, string> }>
}

export interface FileLinks {
  /** Returns a URL under which a file of the media bucket can be viewed for a few minutes. */
  link(key: string, file: { mimeType: string; name?: string | undefined }): Promise<string>
}

/** The files in the media bucket. */
export interface Files {
  /** Returns undefined if nothing was uploaded. */
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

/** Takes part in the chat of a bridged conversation as the customer. */
export interface ChatSession {
  /**
   * `clientToken` makes a repeated call the same message. 'denied' does not mean that the chat is
   * over: only `connect` shows that.
   */
  say(chat: Chat, text: string, clientToken: string): Promise<'sent' | 'denied'>
  /** `asciiName` is used if `name` cannot stand in a header of the upload. */
  attach(
    chat: Chat,
    file: { key: string; name: string; asciiName: string; mimeType: string; size: number },
    clientToken: string,
  ): Promise<'attached' | 'denied'>
  /**
   * Returns a presigned URL of an approved attachment, or undefined if the chat no longer provides
   * it.
   */
  attachmentUrl(chat: Chat, attachmentId: string): Promise<{ url: string } | undefined>
  /**
   * Returns the items of the whole chat, oldest first, as Connect streams them. Undefined if the chat
   * is over.
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

/** A user of Connect. */
export interface Agent {
  userId: string
  /**
   * First and last name as Connect has them, or the user name if it has neither. Colleagues see
   * this name.
   */
  name: string
  routingProfileId: string | undefined
}

/** A user of Connect, and when Connect said so. */
export interface UserMemory {
  agent: Agent
  at: string
}

/** A contact as Connect described it. */
export interface ContactMemory {
  contact: ConnectContact
  checkedAt: string
  /** The partitions of the person, as they were when the conversation was last read. */
  partitions?: readonly string[]
}

/** What Connect said a moment ago, shared by all execution environments. */
export interface Memories {
  recall(
    claim: string | undefined,
    contactId: string | undefined,
  ): Promise<{ user?: UserMemory; contact?: ContactMemory }>
  rememberUser(claim: string, user: UserMemory): Promise<void>
  rememberContact(contactId: string, contact: ContactMemory): Promise<void>
  /** Ends what is remembered of the contact, and what Connect said of it before `at`. */
  endContact(contactId: string, at: Date): Promise<void>
}

/** Answers whether anything was written in some conversations, for the widget's polls. */
export interface Changes {
  /** Returns another text after any write. The read may lag behind by a moment. */
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
  /** `openedBy` makes a repeated call the same chat. */
  startChat(chat: {
    customer: Customer
    openedBy: string
  }): Promise<{ contactId: string; participantToken: string }>
  startStreaming(contactId: string, topicArn: string): Promise<void>
}

/** Who and what is in the Connect instance. The lists are sorted by name. */
export interface Directory {
  user(
    by: Parameters<Connect['user']>[0],
  ): Promise<(Agent & { securityProfileIds: readonly string[] }) | undefined>
  securityProfiles(): Promise<readonly Named[]>
  queues(): Promise<readonly Named[]>
  routingProfiles(): Promise<readonly Named[]>
}

export interface Named {
  id: string
  name: string
}

/** A WABA that is set up as a channel, with the numbers that customers write to. */
export interface Waba {
  id: string
  name: string
  numbers: readonly string[]
}

export interface Wabas {
  /** Cached for some minutes. */
  all(): Promise<readonly Waba[]>
}

export interface ConnectContact {
  contactId: string
  initialContactId: string
  channel: string
  subtype: string | undefined
  /** Whether the contact began with a message of the customer and not with one of ours. */
  inbound: boolean
  agentUserId: string | undefined
  /** Undefined if the contact reached its agent without passing through a queue. */
  queueId: string | undefined
  startedAt: Date
  endedAt: Date | undefined
  /** Whether the contact was transferred and continues as another contact. */
  wasTransferred: boolean
  customerNumber: string | undefined
  businessNumber: string | undefined
}

/**
 * The phone numbers of the account's WABAs, and how each is set up. They are read from the account
 * and cached for some minutes.
 */
export interface Channels {
  byNumber(number: string): Promise<Channel | undefined>
  byPhoneNumberId(phoneNumberId: string): Promise<Channel | undefined>
  byMetaId(metaPhoneNumberId: string): Promise<Channel | undefined>
}

export interface Channel {
  wabaId: string
  phoneNumberId: string
  metaPhoneNumberId: string
  number: string
  displayName: string
  mode: Conversation['mode']
}

/**
/**
 * What has work to do and was not touched for too long: replies, customers' messages, and native
 * contacts that are not streamed yet. The index it reads may lag, but a second look follows a minute
 * later.
 */
export interface Overdue {
  /** Returns pages of each partition of the index, so that none has to wait for another. */
  before(at: Date): readonly AsyncIterable<OverduePage>[]
}

export interface OverduePage {
  replies: OverdueReply[]
  messages: MessageKey[]
  /** Ids of contacts. */
  contacts: string[]
}

export type OverdueReply = Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>
