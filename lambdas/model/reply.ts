// A reply is anything that an agent sends to a customer, together with its outcome. A reply
// consists of one or several parts: each part is one WhatsApp message. This module contains the
// rules of the outbox as pure functions: the states of a reply, the times at which a reply is due,
// and the merging of outcomes.

import type { Mode } from '#whatsapp/capabilities'
import type { Problem } from '#whatsapp/errors/problems'
import type { MediaKind } from '#whatsapp/media/media'
import type { OutgoingMessage } from '#whatsapp/messages/messages'

export type ReplyState =
  /**
   * The reply waits until the customer writes and thereby opens the service window. Other replies
   * do not wait for a held reply.
   */
  | 'held'
  /** The reply waits to be sent. */
  | 'queued'
  /**
   * An invocation of send-reply is uploading the reply's files. No other invocation uploads them
   * until the lease expires.
   */
  | 'preparing'
  /**
   * A call of SendWhatsAppMessage may be running. If the lease expires in this state, nobody knows
   * whether the message was sent.
   */
  | 'sending'
  /**
   * AWS has accepted every part of the reply. The outcome of each part records whether WhatsApp
   * delivered it.
   */
  | 'accepted'
  | 'failed'
  /**
   * AWS's answer to SendWhatsAppMessage was lost, so the message may have been sent. An unconfirmed
   * message is never resent automatically.
   */
  | 'unconfirmed'
  /** The reply was held, and was withdrawn before the customer wrote. */
  | 'withdrawn'

/**
 * A file in the media bucket. Only the user who uploaded the file may use it, and only in the
 * contact for which it was uploaded.
 */
export interface Upload {
  uploadId: string
  key: string
  /** The size in bytes. */
  size: number
  mimeType: string
  /** The digest in base64. */
  sha256: string
}

/** A file that was attached to the Connect chat. Connect stores the file in its own bucket. */
export interface ChatAttachment {
  attachmentId: string
  name: string
  mimeType: string
  status: 'IN_PROGRESS' | 'APPROVED' | 'REJECTED'
}

/**
 * Messages that can be sent exactly as the agent composed them, without an upload and without a
 * template definition.
 */
export type ComposedMessage = Extract<
  OutgoingMessage,
  {
    type:
      | 'location'
      | 'contacts'
      | 'buttons'
      | 'list'
      | 'cta_url'
      | 'location_request'
      | 'form'
      | 'reaction'
  }
>

/**
 * The data of a form that are stored when the form is sent, because the customer's answer names
 * neither the form nor its fields.
 */
export interface SentForm {
  wabaId: string
  /** The form's name for agents. */
  name: string
  /** The labels of the answers, by the names of the answers. */
  labels?: Readonly<Record<string, string>>
  /** When the form's status was last read from Meta. */
  readAt: string
}

export type ReplyContent =
  | { type: 'text'; body: string }
  /** An interactive message in Connect's own JSON from a flow or a bot. */
  | { type: 'interactive'; content: string }
  /**
   * Files that were attached to the chat. `at` is the time that Connect recorded for the
   * attachments, from which the folder of the day in Connect's bucket is derived. `contactId` is
   * set if the chat was transferred before, because Connect then stores the files under another
   * contact than the reply's.
   */
  | { type: 'attachments'; at: string; contactId?: string; attachments: ChatAttachment[] }
  | {
      type: 'media'
      kind: MediaKind
      upload: Upload
      caption?: string
      filename?: string
      voice?: true
    }
  /** `form` is set if the message is a form. */
  | { type: 'message'; message: ComposedMessage; form?: SentForm }
  | {
      type: 'template'
      name: string
      language: string
      /**
       * The values, by the keys of the template's fields. The value of a media field is `{ id:
       * <uploadId> }` until WhatsApp has assigned a media id to the upload.
       */
      values: Record<string, unknown>
      uploads: Upload[]
      wabaId: string
      /**
       * The definition that was read from Meta at `readAt`. If the definition is older than a
       * minute when the reply is sent, the definition is read again.
       */
      definition: unknown
      readAt: string
    }

/**
 * The outcome of a part (a WhatsApp message), as WhatsApp reported it. A stored outcome is replaced
 * only by one with a higher rank, so reports that arrive in another order or several times lead to
 * the same result.
 */
export interface Outcome {
  status: 'sent' | 'failed' | 'delivered' | 'read' | 'played'
  rank: number
  at: string
  errors?: readonly { code: number; title?: string; details?: string }[]
}

/** One WhatsApp message of a reply, such as an attachment or a section of a long text. */
export interface Part {
  /**
   * `unconfirmed`: AWS's answer to SendWhatsAppMessage was lost, so the part may have been sent.
   */
  state: 'unsent' | 'unconfirmed' | 'accepted'
  /**
   * The attempt in which the part was last sent. Reports about earlier attempts do not change the
   * part.
   */
  attempt: number
  messageId?: string
  /**
   * When the call that sent the part began. If WhatsApp refuses the part with error 131047, the
   * service window was closed at this time.
   */
  sentAt?: string
  outcome?: Outcome
  /**
   * The first status that WhatsApp reported for the message. Statistics count the message by this
   * status, which is stored once and never replaced, so that the message is counted only once.
   */
  firstStatus?: Outcome['status']
  /** Set if WhatsApp reported that something in the message, such as a product, is unavailable. */
  isIncomplete?: true
  /**
   * Set for a failure that is not retried. `owed`: a line in the chat must still report the
   * failure. `given`: a line has reported the failure.
   */
  notice?: 'owed' | 'given'
}

export interface Reply {
  conversation: string
  id: string
  contactId: string
  mode: Mode
  content: ReplyContent
  /** WhatsApp's id (wamid) of the customer's message that the reply quotes. */
  quotes?: string
  /** The author of the reply, whom every agent of a later contact can see. */
  by: { role: string; name?: string; userId?: string }
  /**
   * The position of the reply in its conversation: the time, followed by the reply's id. For a
   * reply that was written in the chat, the time is Connect's AbsoluteTime. For any other reply, it
   * is the time at which the reply was stored.
   */
  order: string
  /** When the reply was stored, released or resent, by the clock of the function. */
  acceptedAt: string
  /**
   * The reply is not sent after this time, even if a signal asks for it. The period begins when the
   * reply is written, released or resent.
   */
  sendBy: string
  state: ReplyState
  /** A held reply is never sent if the customer has not answered by this time. */
  heldUntil?: string
  /**
   * The number of the attempt, from 1. The number increases when a person resends the reply, and
   * when a part is retried that WhatsApp had accepted and later reported as failed.
   */
  attempt: number
  /**
   * The parts of earlier attempts, by the result of `formerKey`. WhatsApp may still report outcomes
   * of these parts, which are recorded here and displayed too.
   */
  former: Record<string, Part>
  /** The token of the invocation that last claimed the reply for processing. */
  token?: string
  leaseUntil?: string
  /** The next attempt must not begin before this time (back-off). */
  nextAttemptAt?: string
  /**
   * How often AWS or WhatsApp refused to send a part for a temporary reason, such as throttling.
   * Such a refusal proves that nothing was sent. After X refusals the delay before the next attempt
   * is 4^X seconds.
   */
  retryCount: number
  parts: Part[]
  /**
   * Set if the reply was sent after a younger reply. The widget displays that the reply was sent
   * late.
   */
  late?: boolean
  problems?: Problem[]
  /**
   * The time at which the chat must get a notice for each failure that no notice has reported yet.
   */
  noticeAt?: string
  /** The template as the customer's phone displays it, with the values that were sent. */
  preview?: unknown
  /**
   * The id of the draft, and a digest of the request. Only replies from the widget have these two
   * fields. A second request with the same id but another digest is refused.
   */
  requestId?: string
  digest?: string
  /**
   * The position among the conversation's unsent replies. A reply without this field is not in the
   * list of unsent replies.
   */
  unsentOrder?: string
  /** The time from which the scheduled function `sweep` checks the reply. */
  dueAt?: string
  /**
   * The last attempt for which a notice in the chat reported that the whole reply failed or may
   * have failed.
   */
  noticedAttempt?: number
  /** When an administrator removed the reply from the list of problems. */
  discardedAt?: string
}

// SQS can make a message invisible for at most 12 hours, which is far more than the longest delay.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const LONGEST_BACK_OFF_SECONDS = 256

/**
 * Returns the delay before the next attempt. If a rate limit for a customer or a business number is
 * exceeded, Meta requires delays of 4^X seconds: 1, 4, 16, 64, 256.
 */
export const backOffSeconds = (retryCount: number): number =>
  Math.min(4 ** retryCount, LONGEST_BACK_OFF_SECONDS)

/**
 * The timeout for a call of SendWhatsAppMessage. The lease of a reply that is being sent must be
 * longer.
 */
export const SEND_TIMEOUT_MS = 10_000
/**
 * The time for which a reply waits after it was written, before it is sent. SNS does not preserve
 * the order of messages, so an older reply may still arrive within this time.
 */
const SETTLE_MS = 400
/**
 * A reply that is older than this when it arrives is sent at once. Replies that were written later
 * have probably been sent already, so waiting would not restore the order.
 */
const SETTLED_ANYWAY_MS = 10_000

/**
 * Returns the time at which the reply was written, released or resent, in milliseconds since 1970.
 */
export const writtenAt = ({ order }: Pick<Reply, 'order'>): number =>
  new Date(order.split('#')[0]!).getTime()

/**
 * Returns the number of milliseconds for which a reply must still wait for older replies that may
 * arrive late. A text that an agent typed in the chat need not wait, because nobody can type two
 * texts within SETTLE_MS. A reply on a number in native mode need not wait either, because only the
 * widget sends such replies, and their order is determined when the API accepts them. A time in the
 * future, from a clock that is ahead, counts as the present time.
 */
export function replySettlingMs(reply: Reply, now: Date): number {
  const isTyped = reply.by.role === 'AGENT' && reply.content.type === 'text' && !reply.requestId
  if (reply.mode === 'native' || isTyped || reply.attempt > 1) return 0
  const age = Math.max(0, now.getTime() - writtenAt(reply))
  return age > SETTLED_ANYWAY_MS ? 0 : Math.max(0, SETTLE_MS - age)
}

/**
 * The maximum time for which a reply whose attachment Connect is scanning delays later replies. A
 * scan may take 60 seconds, and the event that reports its end may arrive a few seconds later.
 * https://docs.aws.amazon.com/connect/latest/adminguide/setup-attachment-scanning.html
 */
export const SCAN_HOLD_MS = 65_000
export const SEND_WITHIN_MS = 10 * 60_000
/** The time for which enqueue-reply caches whether an administrator has paused sending. */
export const PAUSE_REMEMBERED_MS = 5_000
/**
 * If a reply has not changed for this long, the scheduled function `sweep` sends a signal, so that
 * the reply is processed again.
 */
export const OVERDUE_MS = 60_000
/**
 * The time for which a reply that was written outside the service window waits until the customer
 * writes.
 */
export const HOLD_MS = 24 * 60 * 60_000
/**
 * The interval at which the scheduled function `sweep` checks a held reply, in case the signal
 * about a customer's message was lost.
 */
export const HELD_LOOK_MS = 15 * 60_000
/** A template definition that was read this recently is not read again. */
export const DEFINITION_FRESH_MS = 60_000

const RANK = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 } as const satisfies Record<
  Outcome['status'],
  number
>

/**
 * The maximum number of error codes that are stored for a failed message. WhatsApp's text is stored
 * only for the first code.
 */
const MOST_ERRORS = 3
const LONGEST_ERROR_TEXT = 160

/**
 * Converts a status that WhatsApp or AWS reported into an outcome. Returns undefined for a status
 * that is not about delivery (`deleted`, `warning`, …).
 */
export function outcomeOf(
  reported: string,
  at: string,
  errors?: Outcome['errors'],
): Outcome | undefined {
  // AWS reports `undeliverable` if it could not deliver a message in time.
  const status = reported === 'undeliverable' ? 'failed' : reported
  if (!Object.hasOwn(RANK, status)) return undefined
  const known = status as Outcome['status']
  const stored = errors?.slice(0, MOST_ERRORS).map(({ code, title, details }, i) => ({
    code,
    ...(title && i === 0 ? { title: title.slice(0, LONGEST_ERROR_TEXT) } : {}),
    ...(details && i === 0 ? { details: details.slice(0, LONGEST_ERROR_TEXT) } : {}),
  }))
  return { status: known, rank: RANK[known], at, ...(stored?.length ? { errors: stored } : {}) }
}

/**
 * The time that passes before the chat gets a notice about an unconfirmed reply. In the meantime, a
 * status from WhatsApp may show that the reply was sent.
 */
export const UNCONFIRMED_NOTICE_MS = 60_000

/**
 * The maximum number of attempts. With more attempts, the stored parts could exceed the maximum
 * size of an item.
 */
export const MOST_ATTEMPTS = 10

/**
 * The maximum size of a new reply in bytes of JSON. Even with all attempts and outcomes, a reply of
 * this size is far smaller than the 400 KB that DynamoDB allows for an item.
 */
export const LARGEST_NEW_REPLY = 44 * 1024

/** Returns the key under which a part of an earlier attempt is stored. */
export const formerKey = (attempt: number, part: number): string => `a${attempt}p${part}`

/**
 * Returns whether a resend must send this part again, because the part failed or was not accepted.
 */
export const isUnsettled = ({ state, outcome }: Part): boolean =>
  state !== 'accepted' || outcome?.status === 'failed'

/** Returns whether the reply is unconfirmed because AWS's answer for this part was lost. */
export const isInDoubt = ({ state, parts }: Pick<Reply, 'state' | 'parts'>, part: number) =>
  state === 'unconfirmed' && parts[part]?.state === 'unconfirmed'

/** Returns whether it is unknown whether the part was sent. */
export const isDoubtful = ({ state, outcome }: Part): boolean =>
  state === 'unconfirmed' && outcome === undefined

/**
 * Returns whether the reply has ended and, as far as is known, at least one part did not arrive.
 */
export const isInTrouble = (reply: Pick<Reply, 'state' | 'parts'>): boolean =>
  ['failed', 'partly_failed', 'unconfirmed'].includes(statusOf(reply))

export const waitsForScan = ({ content }: Pick<Reply, 'content'>): boolean =>
  content.type === 'attachments' &&
  content.attachments.some(({ status }) => status === 'IN_PROGRESS')

/**
 * Returns the initial fields of a new reply. `written` is the time at which the author wrote the
 * reply, if that was before the reply was stored.
 */
export const queuedAt = (
  at: Date,
  written = at,
): Pick<Reply, 'acceptedAt' | 'sendBy' | 'state' | 'attempt' | 'former' | 'retryCount'> => ({
  acceptedAt: at.toISOString(),
  sendBy: new Date(Math.min(at.getTime(), written.getTime()) + SEND_WITHIN_MS).toISOString(),
  state: 'queued',
  attempt: 1,
  former: {},
  retryCount: 0,
})

/**
 * Returns the initial fields of a held reply. Its time limit for sending begins only when the reply
 * is released after the customer has written.
 */
export const heldAt = (at: Date): ReturnType<typeof queuedAt> & Pick<Reply, 'heldUntil'> => {
  const heldUntil = new Date(at.getTime() + HOLD_MS).toISOString()
  return { ...queuedAt(at), state: 'held', heldUntil, sendBy: heldUntil }
}

export const orderOf = (at: string, id: string): string => `${new Date(at).toISOString()}#${id}`

/**
 * The prefix of the positions of held replies. With the prefix, held replies sort after all other
 * replies, in the order in which they were composed.
 */
export const HELD_ORDER = 'held#'
export const heldOrderOf = (at: string, id: string): string => `${HELD_ORDER}${orderOf(at, id)}`

/**
 * Identifies one WhatsApp message: a part of a reply in one attempt. Every further attempt sends
 * the part as a new message.
 */
export interface MessagePart {
  conversation: string
  id: string
  attempt: number
  part: number
}

/**
 * Returns a text of at most 512 characters that identifies the message. WhatsApp returns this
 * callback data in every status of the message, as `biz_opaque_callback_data`.
 */
export const toCallbackData = ({ conversation, id, attempt, part }: MessagePart): string =>
  JSON.stringify([conversation, id, attempt, part])

/**
 * Parses callback data. Returns undefined if the data are from another program that sends messages
 * from the same number.
 */
export function fromCallbackData(data: string | undefined): MessagePart | undefined {
  if (!data) return undefined
  try {
    const [conversation, id, attempt, part] = JSON.parse(data)
    if (
      typeof conversation !== 'string' ||
      typeof id !== 'string' ||
      !Number.isInteger(attempt) ||
      !Number.isInteger(part)
    )
      return undefined
    return { conversation, id, attempt, part }
  } catch {
    return undefined
  }
}

const TEST_MESSAGE = 'connect-whatsapp-test/'

/**
 * Returns the callback data of a test message that "connect-whatsapp doctor" sends. The status of
 * the test message is also stored under this text, because a status from an SNS topic does not
 * contain the message id that AWS returned.
 */
export const testMessage = (id: string): string => `${TEST_MESSAGE}${id}`
export const isTestMessage = (data: string | undefined): data is string =>
  data?.startsWith(TEST_MESSAGE) === true

/** The status of a whole reply. */
export type ReplyStatus = ReplyState | 'partly_failed' | Outcome['status']

/** Returns the status of a reply, which is the worst status of the reply's parts. */
export function statusOf({ state, parts }: Pick<Reply, 'state' | 'parts'>): ReplyStatus {
  if (state === 'failed' && parts.some((part) => part.state === 'accepted')) return 'partly_failed'
  if (state !== 'accepted') return state
  const outcomes = parts.map(({ outcome }) => outcome)
  const failed = outcomes.filter((outcome) => outcome?.status === 'failed').length
  if (failed > 0) return failed === parts.length ? 'failed' : 'partly_failed'
  const least = outcomes.reduce<Outcome | undefined | 'none'>((low, outcome) => {
    if (low === 'none' || !outcome) return 'none'
    return !low || outcome.rank < low.rank ? outcome : low
  }, undefined)
  return least === 'none' || !least ? 'accepted' : least.status
}
