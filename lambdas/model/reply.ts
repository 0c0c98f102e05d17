// A reply is one thing an agent sends, of any type, together with its outcome. This module has the
// rules of the outbox as pure functions: its states, what is due when, and how outcomes are merged.

import type { Mode } from '#whatsapp/capabilities'
import type { Problem } from '#whatsapp/errors/problems'
import type { MediaKind } from '#whatsapp/media/media'
import type { OutgoingMessage } from '#whatsapp/messages/messages'

export type ReplyState =
  /**
   * The reply waits for the customer to open the service window. It does not delay other replies.
   */
  | 'held'
  /** The reply waits to be sent. */
  | 'queued'
  /** Files are being uploaded for it. Until the lease expires nobody else may do so. */
  | 'preparing'
  /**
   * SendWhatsAppMessage may be under way. When the lease has expired, it is unknown whether the
   * message was sent.
   */
  | 'sending'
  /** AWS accepted every part. Each part's outcome records what became of it. */
  | 'accepted'
  | 'failed'
  /**
   * The call's answer was lost, so the message may have been sent. It is never resent
   * automatically.
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
    type: 'location' | 'contacts' | 'buttons' | 'list' | 'cta_url' | 'location_request' | 'reaction'
  }
>

export type ReplyContent =
  | { type: 'text'; body: string }
  /** Connect's own JSON, as a flow or bot sent it. */
  | { type: 'interactive'; content: string }
  /** `at` is the time at which Connect says they were sent. Connect's storage is sorted by day. */
  | { type: 'attachments'; at: string; attachments: ChatAttachment[] }
  | {
      type: 'media'
      kind: MediaKind
      upload: Upload
      caption?: string
      filename?: string
      voice?: true
    }
  | { type: 'message'; message: ComposedMessage }
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
       * The definition as read from Meta at `readAt`. Before sending, it is read again if it is
       * more than a minute old.
       */
      definition: unknown
      readAt: string
    }

/**
 * What WhatsApp reported about a part. Only an outcome of a higher rank replaces it, so the result
 * does not depend on the order of the reports or on repetitions.
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
  /** When its sending began. This decides whether a 131047 is still evidence about the window. */
  sentAt?: string
  outcome?: Outcome
  /** A line in the chat must report the outcome, which is a failure that is not retried, or has. */
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
  /** Who sent the reply. The next agent can see this. */
  by: { role: string; name?: string; userId?: string }
  /**
   * The position of the reply in its conversation: Connect's AbsoluteTime (or the time we stored
   * the reply), followed by the id.
   */
  order: string
  /** When the reply was stored, released or resent, by our own clock. */
  acceptedAt: string
  /**
   * After this time the reply is not sent any more, whatever signals arrive. It counts from when
   * the author wrote, released or resent it.
   */
  sendBy: string
  state: ReplyState
  /** A held reply is not sent if the customer has not answered by this time. */
  heldUntil?: string
  /** Counted from 1. A resend, or a retry after a late failure, begins the next attempt. */
  attempt: number
  /**
   * The parts of earlier attempts, by `formerKey`. Their outcomes are still recorded and reported.
   */
  former: Record<string, Part>
  /** The token of the claim the reply is under, or was under last. */
  token?: string
  leaseUntil?: string
  /** The next attempt must not begin before this time (back-off). */
  nextAttemptAt?: string
  /**
   * How often this attempt was certainly refused for a temporary reason, such as throttling. It is
   * the X in the wait of 4^X seconds.
   */
  retryCount: number
  parts: Part[]
  /** Set when the reply was sent after a younger one. The widget displays this. */
  late?: boolean
  problems?: Problem[]
  /** From this time on, a line about each failure that is not reported yet must be written. */
  noticeAt?: string
  /** What the customer's phone displays of a template, as it was sent. */
  preview?: unknown
  /**
   * For replies of the widget: the draft's id, and a digest of the request. The same id with
   * another request is refused.
   */
  requestId?: string
  digest?: string
  /**
   * The position among the conversation's unsent replies. It is missing if the reply is not among
   * them.
   */
  unsentOrder?: string
  /** From this time on the sweep looks at the reply. */
  dueAt?: string
  /** The attempt whose failure or doubt as a whole was written into the chat. */
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
 * SendWhatsAppMessage is cancelled after this time. The lease of a reply that is being sent must be
 * longer.
 */
export const SEND_TIMEOUT_MS = 10_000
/**
 * SNS does not preserve order. What was written less than this time ago may still be followed by
 * something older.
 */
const SETTLE_MS = 400
/** What is older than this has come so late that waiting longer would not restore the order. */
const SETTLED_ANYWAY_MS = 10_000

/** When the author wrote the reply, or when it was released or resent, in milliseconds since 1970. */
export const writtenAt = ({ order }: Pick<Reply, 'order'>): number =>
  new Date(order.split('#')[0]!).getTime()

/**
 * Returns for how many milliseconds the reply must not be sent yet, because an older one may still
 * arrive. Nobody types so fast that it matters, and what the widget sends on a native number is
 * ordered by its acceptance. A clock ahead of ours counts as now.
 */
export function settlingMs(reply: Reply, now: Date): number {
  const isTyped = reply.by.role === 'AGENT' && reply.content.type === 'text' && !reply.requestId
  if (reply.mode === 'native' || isTyped || reply.attempt > 1) return 0
  const age = Math.max(0, now.getTime() - writtenAt(reply))
  return age > SETTLED_ANYWAY_MS ? 0 : Math.max(0, SETTLE_MS - age)
}

/**
 * An attachment that is still being scanned delays later replies for no longer than this, which is
 * the longest time a scan may take.
 * https://docs.aws.amazon.com/connect/latest/adminguide/setup-attachment-scanning.html
 */
export const SCAN_HOLD_MS = 60_000
export const SEND_WITHIN_MS = 10 * 60_000
/** enqueue-reply looks this often whether an administrator has paused sending. */
export const PAUSE_REMEMBERED_MS = 5_000
/** If nothing has happened to a reply for this long, the sweep sends a signal for it. */
export const OVERDUE_MS = 60_000
/** A reply that was composed for a closed window waits this long for the customer's answer. */
export const HOLD_MS = 24 * 60 * 60_000
/**
 * A held reply is looked at again this often, because the signal of the customer's answer may have
 * been lost.
 */
export const HELD_LOOK_MS = 15 * 60_000
/** A template definition that was read this recently is used without reading it again. */
export const DEFINITION_FRESH_MS = 60_000

const RANK = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 } as const satisfies Record<
  Outcome['status'],
  number
>

/** Of what WhatsApp says about a failure, this much is stored: so many codes, and the first text. */
const MOST_ERRORS = 3
const LONGEST_ERROR_TEXT = 160

/** Returns undefined for statuses that are not about delivery (`deleted`, `warning`, …). */
export function outcomeOf(
  reported: string,
  at: string,
  errors?: Outcome['errors'],
): Outcome | undefined {
  // AWS reports with an event of its own what it could not deliver in time.
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
 * A status may still settle whether an unconfirmed reply was sent. Only after this time is a notice
 * written into the chat.
 */
export const UNCONFIRMED_NOTICE_MS = 60_000

/** After so many attempts the parts of a reply would fill its item. */
export const MOST_ATTEMPTS = 10

/**
 * No item of the table may come near the 400 KB that DynamoDB accepts, also after its attempts and
 * outcomes were added. In bytes of JSON.
 */
export const LARGEST_NEW_REPLY = 44 * 1024

/** The key under which a part of an earlier attempt is stored. */
export const formerKey = (attempt: number, part: number): string => `a${attempt}p${part}`

/** Whether the part has not arrived as far as is known, so that a resend has to send it again. */
export const isUnsettled = ({ state, outcome }: Part): boolean =>
  state !== 'accepted' || outcome?.status === 'failed'

/** Whether the answer to sending this part was lost and the reply waits for nothing else. */
export const isInDoubt = ({ state, parts }: Pick<Reply, 'state' | 'parts'>, part: number) =>
  state === 'unconfirmed' && parts[part]?.state === 'unconfirmed'

/** Whether it is unknown if this part arrived. */
export const isDoubtful = ({ state, outcome }: Part): boolean =>
  state === 'unconfirmed' && outcome === undefined

/** Whether the reply ended without arriving completely, as far as is known. */
export const isInTrouble = (reply: Pick<Reply, 'state' | 'parts'>): boolean =>
  ['failed', 'partly_failed', 'unconfirmed'].includes(statusOf(reply))

export const waitsForScan = ({ content }: Pick<Reply, 'content'>): boolean =>
  content.type === 'attachments' &&
  content.attachments.some(({ status }) => status === 'IN_PROGRESS')

/**
 * The fields every reply begins with, wherever it comes from. `written` is when its author wrote
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
 * The same for a reply that waits for the customer. Its time to be sent begins when it is released.
 */
export const heldAt = (at: Date): ReturnType<typeof queuedAt> & Pick<Reply, 'heldUntil'> => {
  const heldUntil = new Date(at.getTime() + HOLD_MS).toISOString()
  return { ...queuedAt(at), state: 'held', heldUntil, sendBy: heldUntil }
}

export const orderOf = (at: string, id: string): string => `${new Date(at).toISOString()}#${id}`

/** Held replies come after all others, in the order in which they were composed. */
export const HELD_ORDER = 'held#'
export const heldOrderOf = (at: string, id: string): string => `${HELD_ORDER}${orderOf(at, id)}`

/** One part of one attempt. It corresponds to one message in WhatsApp's statuses. */
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

/** Returns undefined if the data is not ours. Another program may send from the same number. */
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
