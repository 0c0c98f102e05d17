// A reply: one thing an agent sends, of any type, and what became of it. Pure: the rules of the outbox
// (its states, what is due when, how outcomes merge) without the database they live in.

import type { Mode } from '#whatsapp/capabilities'
import type { Problem } from '#whatsapp/errors/problems'
import type { MediaKind } from '#whatsapp/media/media'
import type { OutgoingMessage } from '#whatsapp/messages/messages'

export type ReplyState =
  /** Waits, outside the work of its conversation, for the customer to open the window. */
  | 'held'
  /** Waiting to be taken. */
  | 'queued'
  /** Something is being uploaded for it; the lease says until when nobody else may. */
  | 'preparing'
  /** SendWhatsAppMessage may be under way; after the lease nobody knows. */
  | 'sending'
  /** AWS took every part; how they fared is in the parts' outcomes. */
  | 'accepted'
  | 'failed'
  /** The call's answer was lost: it may have been sent. Never sent again by itself. */
  | 'unconfirmed'
  /** Held, and taken back before it went out. */
  | 'withdrawn'

/** A file of ours in the media bucket, bound to the user and contact it was uploaded for. */
export interface Upload {
  uploadId: string
  key: string
  /** Bytes. */
  size: number
  mimeType: string
  /** base64 */
  sha256: string
}

/** A file of the chat, in Connect's attachment storage. */
export interface ChatAttachment {
  attachmentId: string
  name: string
  mimeType: string
  status: 'IN_PROGRESS' | 'APPROVED' | 'REJECTED'
}

/** What goes out as the agent composed it, without a file or a definition of Meta's. */
export type ComposedMessage = Extract<
  OutgoingMessage,
  { type: 'location' | 'contacts' | 'buttons' | 'list' | 'reaction' }
>

export type ReplyContent =
  | { type: 'text'; body: string; markdown?: boolean }
  /** Connect's own JSON, as a flow or bot sent it. */
  | { type: 'interactive'; content: string }
  /** `at`: when Connect says they were sent; its storage is sorted by day. */
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
      /** Keys of the template's fields; media fields hold `{ id: <uploadId> }` until their upload has a media id. */
      values: Record<string, unknown>
      uploads: Upload[]
      wabaId: string
      /** As read from Meta at `readAt`; the sending reads it again when that is over a minute ago. */
      definition: unknown
      readAt: string
    }

/** What WhatsApp said of a part. Only ever replaced by a higher rank, so any order and any repetition gives the same. */
export interface Outcome {
  status: 'sent' | 'failed' | 'delivered' | 'read' | 'played'
  rank: number
  at: string
  errors?: readonly { code: number; title?: string; details?: string }[]
}

/** One WhatsApp message of a reply: an attachment, or a piece of a long text. */
export interface Part {
  /** `unconfirmed`: its sending was under way when the answer was lost. */
  state: 'unsent' | 'unconfirmed' | 'accepted'
  /** Which attempt it belongs to: what WhatsApp says of another one does not touch it. */
  attempt: number
  messageId?: string
  /** When its sending began: decides whether a 131047 still speaks for the window. */
  sentAt?: string
  outcome?: Outcome
}

export interface Reply {
  conversation: string
  id: string
  contactId: string
  mode: Mode
  content: ReplyContent
  /** The wamid of the customer's message that it answers. */
  quotes?: string
  /** Who sent it: shown to the next agent. */
  by: { role: string; name?: string; userId?: string }
  /** Where it stands in the conversation: Connect's AbsoluteTime (or our acceptance), then the id. */
  order: string
  /** When we stored it (or it was released, or sent again), by our own clock. */
  acceptedAt: string
  /** After this it is not sent any more, whatever wakes it. */
  sendBy: string
  state: ReplyState
  /** While it is held: without an answer of the customer by then it is not sent. */
  heldUntil?: string
  /** Numbered from 1; a resend or a retry after a late failure is the next one. */
  attempt: number
  /** Parts of earlier attempts, by `formerKey`: what became of them is still told. */
  former: Record<string, Part>
  /** Whose claim it is under, or was last. */
  token?: string
  leaseUntil?: string
  /** Not before this: back-off. */
  nextAttemptAt?: string
  /** Refusals of this attempt that are certain and passing (throttling): the X of 4^X seconds. */
  setbacks: number
  parts: Part[]
  /** It was sent after a younger one: said, never hidden. */
  late?: boolean
  problems?: Problem[]
  /** From then on a line about its failure is to be put into the chat. */
  noticeAt?: string
  /** What the phone shows of a template, as sent. */
  preview?: unknown
  /** From the widget: the draft's own id, and a digest of what was asked: the same id with another body is refused. */
  requestId?: string
  digest?: string
}

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html: a message is invisible for at most 12 hours; we stay far below.
const LONGEST_BACK_OFF_SECONDS = 256

/** Meta asks for 4^X seconds between tries after a pair or number limit: 1, 4, 16, 64, 256. */
export const backOffSeconds = (setbacks: number): number =>
  Math.min(4 ** setbacks, LONGEST_BACK_OFF_SECONDS)

/** SendWhatsAppMessage gives up after this: the lease of a sending must be longer. */
export const SEND_TIMEOUT_MS = 10_000
/** SNS does not keep order: a reply stored less than this ago may have an older one behind it. */
export const SETTLE_MS = 300
/** An attachment still being scanned holds later replies no longer than this. */
export const SCAN_HOLD_MS = 30_000
export const SEND_WITHIN_MS = 10 * 60_000
/** Nothing happened to a reply for so long: the sweep wakes it. */
export const OVERDUE_MS = 60_000
/** A reply for a closed window waits so long for the customer's answer. */
export const HOLD_MS = 24 * 60 * 60_000
/** A held reply that nothing has released is looked at again this often: an answer's wake may have been lost. */
export const HELD_LOOK_MS = 15 * 60_000
/** A template definition read this recently is trusted. */
export const DEFINITION_FRESH_MS = 60_000

const RANK = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 } as const satisfies Record<
  Outcome['status'],
  number
>

/** Undefined for statuses that say nothing about the fate (`deleted`, `warning`, …). */
export function outcomeOf(
  said: string,
  at: string,
  errors?: Outcome['errors'],
): Outcome | undefined {
  // AWS has an event of its own for what it could not hand over in time.
  const status = said === 'undeliverable' ? 'failed' : said
  if (!Object.hasOwn(RANK, status)) return undefined
  const known = status as Outcome['status']
  return { status: known, rank: RANK[known], at, ...(errors?.length ? { errors } : {}) }
}

/** The later of two outcomes in the life of a message: the same whichever came first. */
export const merged = (a: Outcome | undefined, b: Outcome | undefined): Outcome | undefined =>
  !a || (b && b.rank > a.rank) ? b : a

/** A reply whose answer was lost may yet be settled by a status: the chat is not told before. */
export const UNCONFIRMED_NOTICE_MS = 60_000

/** Where the part of an earlier attempt is kept. */
export const formerKey = (attempt: number, part: number): string => `a${attempt}p${part}`

/** Whether sending a part again would send something that has not arrived, as far as anybody knows. */
export const isUnsettled = ({ state, outcome }: Part): boolean =>
  state !== 'accepted' || outcome?.status === 'failed'

/** The parts of the next attempt, and where those it takes the place of are kept. */
export function nextAttempt(
  { parts, attempt, former }: Pick<Reply, 'parts' | 'attempt' | 'former'>,
  again: (part: Part, index: number) => boolean,
) {
  const repeated = parts.flatMap((part, i) =>
    again(part, i) ? [[formerKey(part.attempt, i), part] as const] : [],
  )
  return {
    attempt: attempt + 1,
    parts: parts.map(
      (part, i): Part => (again(part, i) ? { state: 'unsent', attempt: attempt + 1 } : part),
    ),
    former: { ...former, ...Object.fromEntries(repeated) },
  }
}

export const waitsForScan = ({ content }: Pick<Reply, 'content'>): boolean =>
  content.type === 'attachments' &&
  content.attachments.some(({ status }) => status === 'IN_PROGRESS')

/** How every reply begins, wherever it comes from. */
export const queuedAt = (
  at: Date,
): Pick<Reply, 'acceptedAt' | 'sendBy' | 'state' | 'attempt' | 'former' | 'setbacks'> => ({
  acceptedAt: at.toISOString(),
  sendBy: new Date(at.getTime() + SEND_WITHIN_MS).toISOString(),
  state: 'queued',
  attempt: 1,
  former: {},
  setbacks: 0,
})

/** Instead of that, one that waits for the customer. Its time to be sent begins when it is released. */
export const heldAt = (at: Date): ReturnType<typeof queuedAt> & Pick<Reply, 'heldUntil'> => {
  const heldUntil = new Date(at.getTime() + HOLD_MS).toISOString()
  return { ...queuedAt(at), state: 'held', heldUntil, sendBy: heldUntil }
}

export const orderOf = (at: string, id: string): string => `${new Date(at).toISOString()}#${id}`

/** Held replies stand behind all others, in the order in which they were composed. */
export const HELD_ORDER = 'held#'
export const heldOrderOf = (at: string, id: string): string => `${HELD_ORDER}${orderOf(at, id)}`

export const heldDueAt = ({ heldUntil = '' }: Pick<Reply, 'heldUntil'>, now: Date): string => {
  const look = new Date(now.getTime() + HELD_LOOK_MS).toISOString()
  return heldUntil < look ? heldUntil : look
}

/** Echoed by WhatsApp in every status (`biz_opaque_callback_data`, at most 512 characters). */
export interface CallbackData {
  conversation: string
  id: string
  attempt: number
  part: number
}

export const toCallbackData = ({ conversation, id, attempt, part }: CallbackData): string =>
  JSON.stringify([conversation, id, attempt, part])

/** Undefined when the data is not ours: another program may send from the same number. */
export function fromCallbackData(data: string | undefined): CallbackData | undefined {
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

/** What an agent is told of a reply as a whole. */
export type Fate = ReplyState | 'partly_failed' | Outcome['status']

/** The fate of a reply is that of its least lucky part. */
export function fateOf({ state, parts }: Pick<Reply, 'state' | 'parts'>): Fate {
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
