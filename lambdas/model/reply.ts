// A reply is one thing an agent sends, of any type, together with its outcome. This module has the
// rules of the outbox as pure functions: its states, what is due when, and how outcomes are merged.

import type { Mode } from '#whatsapp/capabilities'
import type { Problem } from '#whatsapp/errors/problems'
import type { MediaKind } from '#whatsapp/media/media'
import type { OutgoingMessage } from '#whatsapp/messages/messages'

export type ReplyState =
  /**
   * The reply waits for the customer to open the service window. A held reply does not delay
   * other replies.
   */
  | 'held'
  /** The reply waits to be sent. */
  | 'queued'
  /**
   * Files are being uploaded for the reply. Until the lease expires, no other function may upload
   * files for it.
   */
  | 'preparing'
  /**
   * SendWhatsAppMessage may be running. After the lease has expired, it is unknown whether the
   * message was sent.
   */
  | 'sending'
  /** AWS accepted every part. Each part's outcome records its delivery. */
  | 'accepted'
  | 'failed'
  /**
   * The call's answer was lost, so the message may have been sent. An unconfirmed message is never
   * resent automatically.
   */
  | 'unconfirmed'
  /** The reply was withdrawn while it was held. */
  | 'withdrawn'

/** A file in the media bucket. Only the user and the contact it was uploaded for may use it. */
export interface Upload {
  uploadId: string
  key: string
  /** In bytes. */
  size: number
  mimeType: string
  /** In base64. */
  sha256: string
}

/** A file of the chat, in Connect's attachment storage. */
export interface ChatAttachment {
  attachmentId: string
  name: string
  mimeType: string
  status: 'IN_PROGRESS' | 'APPROVED' | 'REJECTED'
}

/** Messages that are sent as the agent composed them, without a file or a template's definition. */
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
 * What is known about a form when it is sent. The customer's answer names neither the form nor the
 * fields of the form.
 */
export interface SentForm {
  wabaId: string
  /** The name under which agents know the form. */
  name: string
  /** The labels of the answers, by their names. */
  labels?: Readonly<Record<string, string>>
  /** When the form's status was read from Meta. */
  readAt: string
}

export type ReplyContent =
  | { type: 'text'; body: string }
  /** Connect's own JSON, as a flow or bot sent it. */
  | { type: 'interactive'; content: string }
  /**
   * `at` is the time at which Connect says that the attachments were sent, because Connect's
   * storage is sorted by day. `contactId` is set only if the attachments were sent after a
   * transfer, and is then another contact than the reply's.
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
       * The values by the keys of the template's fields. Media fields hold `{ id: <uploadId> }`
       * until their upload has a media id.
       */
      values: Record<string, unknown>
      uploads: Upload[]
      wabaId: string
      /**
       * The definition as read from Meta at `readAt`. Before sending, the definition is read again
       * if it is more than a minute old.
       */
      definition: unknown
      readAt: string
    }

/**
 * The outcome that WhatsApp reported for a part. Only an outcome of a higher rank replaces it, so
 * the result does not depend on the order of the reports or on repetitions.
 */
export interface Outcome {
  status: 'sent' | 'failed' | 'delivered' | 'read' | 'played'
  rank: number
  at: string
  errors?: readonly { code: number; title?: string; details?: string }[]
}

/** One WhatsApp message of a reply: an attachment, or a section of a long text. */
export interface Part {
  /** `unconfirmed` means that the answer to the part's sending was lost. */
  state: 'unsent' | 'unconfirmed' | 'accepted'
  /** The attempt the part belongs to. Reports about another attempt do not change the part. */
  attempt: number
  messageId?: string
  /**
   * When sending the part began. This send time decides whether error 131047 still proves that the
   * window was closed.
   */
  sentAt?: string
  outcome?: Outcome
  /**
   * The status that WhatsApp reported first. This field never changes, so the message is counted
   * once.
   */
  firstStatus?: Outcome['status']
  /** Set if WhatsApp reported that something in the message, such as a product, is unavailable. */
  isIncomplete?: true
  /**
   * Set for a failure that is not retried: a line in the chat must report it (`owed`), or has
   * reported it (`given`).
   */
  notice?: 'owed' | 'given'
}

export interface Reply {
  conversation: string
  id: string
  contactId: string
  mode: Mode
  content: ReplyContent
  /** The wamid of the customer's message that the reply quotes. */
  quotes?: string
  /** The author of the reply, whom the next agent can see. */
  by: { role: string; name?: string; userId?: string }
  /**
   * The position of the reply in its conversation: Connect's AbsoluteTime (or the time we stored
   * the reply), followed by the id.
   */
  order: string
  /** When the reply was stored, released or resent, by our own clock. */
  acceptedAt: string
  /**
   * The reply is not sent after this time, whatever signals arrive. The time is counted from when
   * the author wrote, released or resent the reply.
   */
  sendBy: string
  state: ReplyState
  /** A held reply is not sent if the customer has not answered by this time. */
  heldUntil?: string
  /** Counted from 1. A resend, or a retry after a late failure, begins the next attempt. */
  attempt: number
  /**
   * The parts of earlier attempts, by `formerKey`. Outcomes of earlier attempts are still recorded
   * and reported.
   */
  former: Record<string, Part>
  /** The token of the current claim, or of the last one. */
  token?: string
  leaseUntil?: string
  /** The next attempt must not begin before this time (back-off). */
  nextAttemptAt?: string
  /**
   * How often this attempt was certainly refused for a temporary reason, such as throttling. After
   * X refusals the next wait is 4^X seconds.
   */
  retryCount: number
  parts: Part[]
  /**
   * Set when the reply was sent after a younger reply. The widget displays that the reply was late.
   */
  late?: boolean
  problems?: Problem[]
  /** From this time on, the chat must get a line about each failure that is not reported yet. */
  noticeAt?: string
  /** The template as the customer's phone displays it, at the time it was sent. */
  preview?: unknown
  /**
   * For replies of the widget: the draft's id, and a digest of the request. A different request
   * with the same id is refused.
   */
  requestId?: string
  digest?: string
  /**
   * The position among the conversation's unsent replies. The position is missing if the reply is
   * not in that list.
   */
  unsentOrder?: string
  /** The time from which the sweep checks the reply. */
  dueAt?: string
  /**
   * The attempt for which the chat reported, in one notice for all parts, that it failed or may
   * have failed.
   */
  noticedAttempt?: number
  /** When an administrator removed the reply from the list of problems. */
  discardedAt?: string
}

// The limit is far below the 12 hours for which SQS can keep a message invisible.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const LONGEST_BACK_OFF_SECONDS = 256

/** Meta asks for 4^X seconds between attempts after a pair or number limit: 1, 4, 16, 64, 256. */
export const backOffSeconds = (retryCount: number): number =>
  Math.min(4 ** retryCount, LONGEST_BACK_OFF_SECONDS)

/**
 * A call of SendWhatsAppMessage is canceled after this time. The lease of a reply that is being
 * sent must be longer.
 */
export const SEND_TIMEOUT_MS = 10_000
/**
 * SNS does not preserve order. If a reply was written less than this time ago, an older one may
 * still arrive.
 */
const SETTLE_MS = 400
/**
 * A reply that arrives later than this is sent at once, because waiting would not restore the
 * order.
 */
const SETTLED_ANYWAY_MS = 10_000

/**
 * Returns when the author wrote the reply, or when it was released or resent, in milliseconds since
 * 1970.
 */
export const writtenAt = ({ order }: Pick<Reply, 'order'>): number =>
  new Date(order.split('#')[0]!).getTime()

/**
 * Returns for how many milliseconds the reply must not be sent yet, because an older one may still
 * arrive. Typed texts need not wait, because nobody types that fast. Replies on native numbers need
 * not wait either, because only the widget sends them and they are ordered when they are accepted.
 * A time in the future, from a clock ahead of ours, counts as now.
 */
export function replySettlingMs(reply: Reply, now: Date): number {
  const isTyped = reply.by.role === 'AGENT' && reply.content.type === 'text' && !reply.requestId
  if (reply.mode === 'native' || isTyped || reply.attempt > 1) return 0
  const age = Math.max(0, now.getTime() - writtenAt(reply))
  return age > SETTLED_ANYWAY_MS ? 0 : Math.max(0, SETTLE_MS - age)
}

/**
 * An attachment that is still being scanned delays later replies for at most this time: the 60
 * seconds that a scan may take, and some for the event about its end to arrive.
 * https://docs.aws.amazon.com/connect/latest/adminguide/setup-attachment-scanning.html
 */
export const SCAN_HOLD_MS = 65_000
export const SEND_WITHIN_MS = 10 * 60_000
/** How long enqueue-reply remembers whether an administrator has paused sending. */
export const PAUSE_REMEMBERED_MS = 5_000
/** If nothing has happened to a reply for this long, the sweep sends a signal for it. */
export const OVERDUE_MS = 60_000
/** A reply that was composed for a closed window waits this long for the customer's answer. */
export const HOLD_MS = 24 * 60 * 60_000
/**
 * A held reply is checked again after this time, because the signal of the customer's answer may
 * have been lost.
 */
export const HELD_LOOK_MS = 15 * 60_000
/** A template definition that was read this recently is used without reading it again. */
export const DEFINITION_FRESH_MS = 60_000

const RANK = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 } as const satisfies Record<
  Outcome['status'],
  number
>

/**
 * The maximum number of error codes that are stored for a failure. Only the text of the first code
 * is stored.
 */
const MOST_ERRORS = 3
const LONGEST_ERROR_TEXT = 160

/** Returns undefined for statuses that are not about delivery (`deleted`, `warning`, …). */
export function outcomeOf(
  reported: string,
  at: string,
  errors?: Outcome['errors'],
): Outcome | undefined {
  // AWS reports a message that it could not deliver in time as `undeliverable`.
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
 * After a reply became unconfirmed, a status may still show whether it was sent. The notice is
 * written into the chat only if no status has shown it within this time.
 */
export const UNCONFIRMED_NOTICE_MS = 60_000

/** With more attempts, the parts of a reply could exceed the size of its item. */
export const MOST_ATTEMPTS = 10

/**
 * The maximum size of a new reply in bytes of JSON. A reply of this size, with all attempts and
 * outcomes added, is far below the 400 KB that DynamoDB accepts.
 */
export const LARGEST_NEW_REPLY = 44 * 1024

/** The key under which a part of an earlier attempt is stored. */
export const formerKey = (attempt: number, part: number): string => `a${attempt}p${part}`

/** Whether a resend has to send this part again, because it failed or was not accepted. */
export const isUnsettled = ({ state, outcome }: Part): boolean =>
  state !== 'accepted' || outcome?.status === 'failed'

/** Whether the reply is unconfirmed because of this part. */
export const isInDoubt = ({ state, parts }: Pick<Reply, 'state' | 'parts'>, part: number) =>
  state === 'unconfirmed' && parts[part]?.state === 'unconfirmed'

/** Whether it is unknown if this part arrived. */
export const isDoubtful = ({ state, outcome }: Part): boolean =>
  state === 'unconfirmed' && outcome === undefined

/** Whether the reply has ended and at least one part did not arrive, as far as is known. */
export const isInTrouble = (reply: Pick<Reply, 'state' | 'parts'>): boolean =>
  ['failed', 'partly_failed', 'unconfirmed'].includes(statusOf(reply))

export const waitsForScan = ({ content }: Pick<Reply, 'content'>): boolean =>
  content.type === 'attachments' &&
  content.attachments.some(({ status }) => status === 'IN_PROGRESS')

/**
 * Returns the fields that every reply begins with. `written` is the time at which its author wrote
 * it, if that was before it was stored.
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
 * Returns the same fields for a reply that waits for the customer. The time limit for sending such
 * a reply begins when the reply is released.
 */
export const heldAt = (at: Date): ReturnType<typeof queuedAt> & Pick<Reply, 'heldUntil'> => {
  const heldUntil = new Date(at.getTime() + HOLD_MS).toISOString()
  return { ...queuedAt(at), state: 'held', heldUntil, sendBy: heldUntil }
}

export const orderOf = (at: string, id: string): string => `${new Date(at).toISOString()}#${id}`

/** Held replies come after all others, in the order in which they were composed. */
export const HELD_ORDER = 'held#'
export const heldOrderOf = (at: string, id: string): string => `${HELD_ORDER}${orderOf(at, id)}`

/**
 * One part of one attempt. A part of an attempt corresponds to one message in WhatsApp's statuses.
 */
export interface MessagePart {
  conversation: string
  id: string
  attempt: number
  part: number
}

/**
 * WhatsApp echoes this in every status as `biz_opaque_callback_data`, which may have at most 512
 * characters.
 */
export const toCallbackData = ({ conversation, id, attempt, part }: MessagePart): string =>
  JSON.stringify([conversation, id, attempt, part])

/**
 * Returns undefined if the data is not ours, because another program may send from the same number.
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
 * The callback data of a test message that "connect-whatsapp doctor" sends. The status of the test
 * message is stored under this id too, because a topic's status does not have AWS's id of the
 * message.
 */
export const testMessage = (id: string): string => `${TEST_MESSAGE}${id}`
export const isTestMessage = (data: string | undefined): data is string =>
  data?.startsWith(TEST_MESSAGE) === true

/** The status of a reply as a whole. */
export type ReplyStatus = ReplyState | 'partly_failed' | Outcome['status']

/** The status of a reply is that of the part with the worst status. */
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
