// What the functions need of the world, in their own words. `lambdas/aws/` has the AWS side of each.
import type { Chat, Conversation, Customer } from './conversation.ts'
import type { ChatAttachment, Outcome, Part, Reply, ReplyState, Upload } from './reply.ts'

export type Clock = () => Date

/** The outbox and what belongs to it. Ids of conversations as `conversationId()` makes them. */
export interface Outbox {
  /** What is unsent in a conversation after a place in its order, earliest first, read consistently; with the conversation itself at the start. */
  unsent(
    conversation: string,
    after?: string,
  ): Promise<{ conversation: Conversation | undefined; replies: Reply[]; more: boolean }>
  get(conversation: string, id: string): Promise<Reply | undefined>
  /** False when it was there already: nothing was changed then. */
  put(reply: Reply): Promise<boolean>
  /** An attachment's scan ended. Changes nothing when the reply is no longer waiting for it. */
  scanned(conversation: string, id: string, attachments: ChatAttachment[]): Promise<void>
  /** Takes a queued reply, or one whose preparation outlived its lease. False: somebody else was faster. */
  claim(
    reply: Reply,
    to: 'preparing' | 'sending',
    token: string,
    leaseUntil: Date,
  ): Promise<boolean>
  /** Writes under the claim `token`; false when the claim has passed to somebody else. */
  advance(reply: Reply, token: string, change: Change): Promise<boolean>
  /** Ends a reply nobody holds (state and attempt as read), for a reason found before it was taken. */
  end(
    reply: Reply,
    change: {
      state: 'failed' | 'unconfirmed'
      problems: Reply['problems']
      noticeAt?: Date
      parts?: Change['parts']
    },
  ): Promise<boolean>
  noticed(reply: Reply): Promise<void>
  /** Whether a younger reply has been sent already. */
  overtaken(reply: Reply): Promise<boolean>
  /** The newest replies of a conversation, newest first. */
  recent(conversation: string, limit: number): Promise<Reply[]>
  /** Merges an outcome into a part of one attempt, in any order, any number of times. The reply when that is its present attempt. */
  outcome(of: MessagePart, outcome: Outcome): Promise<Reply | undefined>
  /** AWS took a part, but a later attempt has begun meanwhile. */
  acceptedFormer(of: MessagePart, part: PartChange): Promise<void>
  /** WhatsApp's status proves that an unconfirmed part was sent: what is unsent behind it goes on. False: nothing was in doubt. */
  confirm(reply: Reply, part: number): Promise<'done' | 'goes_on' | false>
  /** After a late failure that may be repeated: the next attempt, for the failed part only. False: somebody else did. */
  again(reply: Reply, part: number, at: Date): Promise<boolean>
  /** What an agent asked for: the next attempt, for every part that did not arrive. False: somebody else did. */
  resend(reply: Reply, at: Date, content: Reply['content']): Promise<Reply | false>
  /** A failure learnt of afterwards: a line about it is to be put into the chat. */
  oweNotice(reply: Reply): Promise<void>
}

type PartChange = Partial<Pick<Part, 'state' | 'messageId' | 'sentAt'>>

/** Replies that wait for the customer to open the window. */
export interface HeldReplies {
  /** In the order in which they were composed, read consistently. */
  of(conversation: string): Promise<HeldReply[]>
  /** Onto the work list, at this place of the order. Only one that is still held. */
  release(reply: Reply, at: Date): Promise<void>
  /** Still nothing: to be looked at again in a while. */
  keep(reply: Reply, now: Date): Promise<void>
  /** False: it was no longer held. */
  withdraw(reply: Reply): Promise<Reply | false>
}

export interface HeldReply extends Reply {
  /** When the sweep looks at it next. */
  dueAt: string
}

export interface Change {
  state: ReplyState
  leaseUntil?: Date
  nextAttemptAt?: Date
  setbacks?: number
  problems?: Reply['problems']
  noticeAt?: Date
  late?: true
  /** Parts to overwrite, by index. */
  parts?: Record<number, PartChange>
}

export interface Conversations {
  get(id: string): Promise<Conversation | undefined>
  /** Keeps what is there and adds what is new: customer's name, mode. Creates the conversation when it is not there. */
  note(
    conversation: Pick<Conversation, 'id' | 'mode' | 'phoneNumberId' | 'customer'>,
  ): Promise<void>
  /** Each keeps the latest. */
  inbound(id: string, at: Date, from: NonNullable<Conversation['inboundFrom']>): Promise<void>
  contactStarted(id: string, at: Date): Promise<void>
  refused(id: string, sentAt: Date): Promise<void>
  agentWrote(id: string, at: Date): Promise<void>
  /** Makes `chat` the conversation's chat where `before` was (by who opened it). False: another chat is there. */
  setChat(id: string, chat: Chat, before: Chat | undefined): Promise<boolean>
}

/** Customers' messages on their way into the chat: each is carried there once, however often it is delivered. */
export interface Inbox {
  /** 'busy': another delivery of the same message is at work. */
  take(conversation: string, messageId: string, at: Date): Promise<'taken' | 'busy' | 'done'>
  /** It stands in the chat; this is kept of it. */
  done(conversation: string, message: InboundMessage): Promise<void>
  /** Of one that is on its way only the id is known. */
  message(conversation: string, messageId: string): Promise<Partial<InboundMessage> | undefined>
  /** The newest that can be quoted, newest first. */
  recent(conversation: string, limit: number): Promise<InboundMessage[]>
}

/** A customer's message of a bridged number, as far as it is kept beside the chat. */
export interface InboundMessage {
  /** wamid.… */
  id: string
  at: string
  type: string
  /** The beginning of a long one. */
  text?: string
  file?: InboundFile
}

export interface InboundFile {
  /** In our bucket. */
  key: string
  name: string
  mimeType: string
  /** Bytes. */
  size: number
  /** base64, as WhatsApp tells it */
  sha256?: string
}

/** Which conversation a Connect contact (by its initial contact id) belongs to. */
export interface Contacts {
  put(contactId: string, contact: ContactRecord): Promise<void>
  get(contactId: string): Promise<ContactRecord | undefined>
}

export interface ContactRecord {
  conversation: string
  mode: Conversation['mode']
  startedAt: string
}

/** Where the statuses of a message meet its reply. */
export interface Messages {
  /** Both return what is known of the other side. */
  sent(messageId: string, part: MessagePart, at: Date): Promise<Outcome | undefined>
  status(
    messageId: string,
    outcome: Outcome,
    at: Date,
  ): Promise<{ part: MessagePart | undefined; outcome: Outcome }>
}

export interface MessagePart {
  conversation: string
  id: string
  attempt: number
  part: number
}

/** A wake only says "look": losing one is mended by the sweep, a second one finds nothing to do. For a held reply it says to look at those, too. */
export interface Wakes {
  wake(
    of: Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>,
    cause?: { is: 'sweep' | 'scanned' | 'again' | 'notice' | 'resend' | 'answered'; at: Date },
  ): Promise<void>
}

/** SendWhatsAppMessage and the media store behind it. Failures are UpstreamFailure; `certain` says that nothing happened. */
export interface WhatsApp {
  send(phoneNumberId: string, message: object): Promise<{ messageId: string }>
  /** From a bucket of ours or Connect's, or by a presigned URL. */
  postMedia(
    phoneNumberId: string,
    from: { bucket: string; key: string } | { url: string; mimeType: string },
  ): Promise<{ mediaId: string }>
  mediaInfo(phoneNumberId: string, mediaId: string): Promise<{ mimeType: string; size: number }>
  /** Into an object whose key begins with `prefix`: the rest of its name is AWS's. */
  fetchMedia(
    phoneNumberId: string,
    mediaId: string,
    to: { bucket: string; prefix: string },
  ): Promise<void>
}

export interface Templates {
  /** The definition as Meta has it now, or undefined when there is none by that name and language. */
  get(wabaId: string, name: string, language: string): Promise<unknown>
}

export interface MediaIds {
  get(phoneNumberId: string, file: string): Promise<string | undefined>
  remember(phoneNumberId: string, file: string, mediaId: string, at: Date): Promise<void>
}

export interface UploadTargets {
  /** A target for exactly these bytes, once: signed for length, type and SHA-256, never overwriting. */
  uploadTarget(upload: Upload): Promise<{ url: string; headers: Record<string, string> }>
}

export interface FileLinks {
  /** To look at a file of ours, for a few minutes. */
  link(key: string, file: { mimeType: string; name?: string | undefined }): Promise<string>
}

/** Files we own. */
export interface Files {
  /** Undefined when nothing was uploaded. */
  head(
    key: string,
  ): Promise<{ size: number; mimeType: string; sha256: string | undefined } | undefined>
  /** The first bytes and the whole size of an object of ours, or of one behind a presigned URL. */
  start(
    of: { bucket: string; key: string } | { url: string },
  ): Promise<{ bytes: Uint8Array; size: number }>
  /** The only object under a prefix, in our own bucket or another. */
  find(prefix: string, bucket?: string): Promise<string | undefined>
  stream(key: string): Promise<ReadableStream>
  readonly bucket: string
}

/** The chat of a bridged conversation, in the customer's name. */
export interface ChatSession {
  /** `clientToken` makes a repetition the same message. 'ended': the chat is over. */
  say(chat: Chat, text: string, clientToken: string): Promise<'said' | 'ended'>
  attach(
    chat: Chat,
    file: { key: string; name: string; mimeType: string; size: number },
    clientToken: string,
  ): Promise<'attached' | 'ended'>
  /** A presigned URL of an approved attachment, or undefined when the chat no longer gives it. */
  attachmentUrl(chat: Chat, attachmentId: string): Promise<{ url: string } | undefined>
  /** New credentials for a chat whose connection expired. */
  connect(
    participantToken: string,
  ): Promise<{ connectionToken: string; connectionExpiresAt: string } | undefined>
}

/** A Connect user. */
export interface Agent {
  userId: string
  /** First and last name as Connect has them, the user name where it has neither: what colleagues read. */
  name: string
  routingProfileId: string | undefined
}

export interface Connect {
  /** Undefined when there is no such contact. */
  contact(contactId: string): Promise<ConnectContact | undefined>
  /** The Connect user with exactly this user name. */
  user(username: string): Promise<Agent | undefined>
  /** `openedBy` makes a repetition the same chat. */
  startChat(chat: {
    customer: Customer
    openedBy: string
    text: string | undefined
  }): Promise<{ contactId: string; participantToken: string }>
  startStreaming(contactId: string, topicArn: string): Promise<void>
}

export interface ConnectContact {
  contactId: string
  initialContactId: string
  channel: string
  subtype: string | undefined
  /** It began with the customer's message, not with ours. */
  inbound: boolean
  agentUserId: string | undefined
  /** Undefined when it came to its agent past every queue. */
  queueId: string | undefined
  startedAt: Date
  endedAt: Date | undefined
  /** It went on as another contact: transferred. */
  handedOn: boolean
  customerNumber: string | undefined
  businessNumber: string | undefined
}

/** The WABAs of the account and what they are set up for: the account is the truth, remembered for some minutes. */
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

/** Replies with work to do that nothing has touched for too long. The index behind it may lag: a second look comes in a minute. */
export interface Overdue {
  before(at: Date): AsyncIterable<Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state'>>
}
