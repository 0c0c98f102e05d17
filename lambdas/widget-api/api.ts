// The schemas of the requests and answers of `widget-api`. The TypeScript types are inferred from
// the schemas. routes.ts lists the routes with their schemas. The widget imports only the types
// from this file.
import * as z from 'zod'
import { templateList } from '#model/template-schema'
import { problemSchema } from '#whatsapp/errors/problem-schema'
import { mediaKind, message } from '#whatsapp/messages/message-schema'
import { curation } from '#whatsapp/templates/curation-schema'
import { LONGEST_WORD } from '#whatsapp/templates/missed-words'

export type { AnswerIn, BodyIn, Parameters } from '../http-api/route.ts'
export type { WidgetRoutes } from './routes.ts'

/**
 * The maximum size of a document, the largest kind of file that WhatsApp accepts.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/supported-media-types.html
 */
const LARGEST_FILE = 100 * 1024 * 1024

export const uploadRequest = z.object({
  /**
   * The name of the agent's file. If the MIME type is generic, the name determines the type of the
   * file.
   */
  name: z.string().min(1).max(240),
  mimeType: z
    .string()
    .max(240)
    .regex(
      /^[A-Za-z]+\/[\w.+-]{1,100}(\s*;[\x20-\x7e]{0,100})?$/,
      'a MIME type such as application/pdf',
    ),
  /** The size in bytes. */
  size: z.int().min(1).max(LARGEST_FILE),
  /** The SHA-256 digest of the bytes in base64. The signature of the upload includes the digest. */
  sha256: z
    .string()
    .max(44)
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'the SHA-256 of the file, in base64'),
})
export type UploadRequest = z.infer<typeof uploadRequest>

export const uploadTarget = z.object({
  uploadId: z.string(),
  /**
   * The URL for a single PUT request with the bytes and exactly the headers in `headers`, within 15
   * minutes.
   */
  url: z.url(),
  headers: z.record(z.string(), z.string()),
})
export type UploadTarget = z.infer<typeof uploadTarget>

export const replyRequest = z.object({
  /** The id of the draft. A repeated request with the same id creates no second reply. */
  requestId: z.uuid(),
  message,
  /** WhatsApp's id (wamid) of the customer's message that this message quotes. */
  quotes: z.string().max(512).optional(),
  /**
   * Set if the message should wait for the customer's answer, instead of being refused, if the
   * service window is closed.
   */
  hold: z.literal(true).optional(),
  /**
   * Set if the agent was warned of a sensitive value, such as a card number, and decided to send
   * the message nevertheless.
   */
  sensitiveConfirmed: z.literal(true).optional(),
  /**
   * Set if the agent wants to send a template although an earlier message to the customer could not
   * be delivered.
   */
  tryAgain: z.literal(true).optional(),
  /**
   * The names of attributes that the contact lacks but that should have filled in fields of the
   * template. Supervisors see how often an attribute is missing.
   */
  missingAttributes: z.array(z.string().max(200)).max(50).optional(),
})
export type ReplyRequest = z.infer<typeof replyRequest>

export const resendRequest = z.object({
  /**
   * The number of the attempt that failed or may not have arrived, as the widget displayed it to
   * the agent. If the agent clicks twice, both requests contain the same number, so only one new
   * attempt begins.
   */
  attempt: z.int().min(1),
  /**
   * Set if the agent wants to send a template although an earlier message to the customer could not
   * be delivered.
   */
  tryAgain: z.literal(true).optional(),
})
export type ResendRequest = z.infer<typeof resendRequest>

export const refusal = z.object({ problems: z.array(problemSchema).min(1) })

/**
 * The status of a reply: first its state in the outbox, later the status that WhatsApp reported.
 * `partly_failed` means that only some of the reply's messages arrived.
 */
export const replyStatus = z.enum([
  'held',
  'queued',
  'preparing',
  'sending',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'partly_failed',
  'unconfirmed',
  'withdrawn',
])
export type ReplyStatus = z.infer<typeof replyStatus>

/** The status of one WhatsApp message of a reply. */
const partStatus = z.enum([
  'unsent',
  'unconfirmed',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
])

/**
 * The type of a reply. `attachments` and `interactive` come from the chat, and all other types come
 * from the widget.
 */
const replyType = z.enum([
  'text',
  'media',
  'location',
  'contacts',
  'buttons',
  'list',
  'cta_url',
  'location_request',
  'form',
  'reaction',
  'template',
  'attachments',
  'interactive',
])
export type ReplyType = z.infer<typeof replyType>

/** A reply and its status. */
export const replyAnswer = z.object({
  id: z.string(),
  requestId: z.string().optional(),
  type: replyType,
  status: replyStatus,
  attempt: z.int(),
  late: z.boolean(),
  by: z.object({ role: z.string(), name: z.string().optional(), userId: z.string().optional() }),
  acceptedAt: z.string(),
  /** One entry for each WhatsApp message of the reply. */
  parts: z.array(
    z.object({
      status: partStatus,
      messageId: z.string().optional(),
      /**
       * Set if WhatsApp reported that something in the message, such as a product, is unavailable.
       */
      isIncomplete: z.literal(true).optional(),
      errors: z
        .array(
          z.object({
            code: z.int(),
            title: z.string().optional(),
            details: z.string().optional(),
          }),
        )
        .optional(),
    }),
  ),
  /**
   * The statuses of parts in earlier attempts. WhatsApp may still report new statuses for these.
   */
  former: z.array(z.object({ attempt: z.int(), part: z.int(), status: partStatus })),
  problems: z.array(problemSchema),
  /**
   * The content that the customer sees. For a template, this also contains the values with which it
   * was filled in, unless the template has a one-time code.
   */
  shows: z.unknown().optional(),
  /** WhatsApp's id (wamid) of the message that the reply quotes. */
  quotes: z.string().optional(),
  /**
   * If the customer does not answer by this time, the reply is not sent. Set only while the reply
   * is `held`.
   */
  heldUntil: z.string().optional(),
})
export type ReplyView = z.infer<typeof replyAnswer>

/**
 * The answer to a resend. `warnings` contains a warning if the previous attempt may still arrive.
 */
export const resendAnswer = replyAnswer.extend({ warnings: z.array(problemSchema) })
export type ResendView = z.infer<typeof resendAnswer>

/** What a customer's message refers to: another message, an advertisement or a product. */
const references = z.object({
  forwarded: z.literal(true).optional(),
  quotes: z
    .object({
      /** WhatsApp's id of the quoted message, which begins with "wamid.". */
      id: z.string(),
      by: z.enum(['business', 'customer']).optional(),
      /** The beginning of the quoted message, if that message is stored. */
      text: z.string().optional(),
    })
    .optional(),
  /** The advertisement, post or link from which the customer came. */
  source: z
    .object({
      type: z.enum(['ad', 'post', 'link']),
      texts: z.array(z.string()).optional(),
      url: z.string().optional(),
    })
    .optional(),
  product: z.object({ id: z.string().optional(), catalog: z.string().optional() }).optional(),
})

/**
 * A message that this project received: from the customer of a bridged number, or from the business
 * phone.
 */
const receivedMessage = z.object({
  /**
   * The id of the message. Agents can quote a message or react to it only if its id begins with
   * "wamid.".
   */
  id: z.string(),
  at: z.string(),
  type: z.string(),
  /** The text or caption of the message, or a description of its content. */
  text: z.string().optional(),
  /** The id under which `GET …/files` lists the file. */
  fileId: z.string().optional(),
  name: z.string().optional(),
  references: references.optional(),
  /** Set if an employee wrote the message to the customer on the business phone. */
  by: z.literal('colleague').optional(),
  editedAt: z.string().optional(),
  /**
   * The time at which the message was deleted in WhatsApp. A deleted message has neither text nor
   * file.
   */
  deletedAt: z.string().optional(),
})

export const conversationAnswer = z.object({
  mode: z.enum(['native', 'bridged']),
  businessNumber: z.string(),
  /** The business number's display name, which customers see. */
  businessName: z.string().optional(),
  /** The id of the number's WhatsApp Business Account, to which catalogs and templates belong. */
  wabaId: z.string(),
  customer: z.object({
    name: z.string().optional(),
    number: z.string().optional(),
    userId: z.string().optional(),
    /** The username without the @. */
    username: z.string().optional(),
  }),
  window: z.discriminatedUnion('is', [
    z.object({ is: z.literal('open'), until: z.string() }),
    z.object({ is: z.literal('closed'), since: z.string().optional() }),
    z.object({ is: z.literal('unknown') }),
  ]),
  /**
   * The times at which the customer wrote or WhatsApp refused a message. The state of the service
   * window is derived from these times. The widget derives it again as time passes.
   */
  evidence: z.array(
    z.union([
      z.object({
        at: z.string(),
        from: z.enum(['webhook', 'chat', 'event', 'attested', 'contact_start']),
      }),
      z.object({ at: z.string(), closedBy: z.literal(131047) }),
    ]),
  ),
  /**
   * The time at which the customer stopped marketing messages from this business number. Undefined
   * if the customer allows them.
   */
  marketingStoppedAt: z.string().optional(),
  /**
   * The time at which the latest message was sent that WhatsApp could not deliver (error 131026).
   * Undefined after 30 days, or as soon as the customer has written or an agent has tried again.
   */
  notOnWhatsAppSince: z.string().optional(),
  /**
   * The time at which the chat of this contact began. If the chat was transferred, this is the
   * start of its first contact.
   */
  chatStartedAt: z.string().optional(),
  /**
   * The time at which an agent last wrote directly into the chat, according to Connect's stream.
   * Undefined for bridged numbers.
   */
  agentWroteAt: z.string().optional(),
  /** When the server created the answer. */
  at: z.string(),
  /**
   * The value that the caller sends in If-None-Match with the next request. The next answer then
   * contains only the replies that have changed, or has the status 304 if nothing has changed.
   */
  cursor: z.string(),
  replies: z.array(replyAnswer),
  /**
   * The id of the reply with the template that the customer answered with the first message of this
   * contact.
   */
  answers: z.string().optional(),
  /**
   * The customer's latest messages, from the newest to the oldest. Undefined for native numbers.
   */
  messages: z.array(receivedMessage).optional(),
})
export type ConversationView = z.infer<typeof conversationAnswer>

export const unansweredAnswer = z.object({
  /** When the server created the answer. */
  at: z.string(),
  /** One entry for each customer. The customer to whom the agent wrote last comes first. */
  entries: z.array(
    z.object({
      /** The contact from which the agent last wrote to this customer. */
      contactId: z.string(),
      customer: conversationAnswer.shape.customer,
      businessNumber: z.string().optional(),
      /** The last message that was sent to the customer. Undefined if all messages are held. */
      sent: replyAnswer.optional(),
      /** The held messages, which are sent when the customer answers. */
      held: z.array(replyAnswer),
    }),
  ),
  /** The number of customers who have not answered and are not in `entries`. */
  more: z.int(),
})
export type UnansweredView = z.infer<typeof unansweredAnswer>

const file = z.object({
  /**
   * The id of the file. A request to send a file can contain this id in place of the id of an
   * upload.
   */
  id: z.string(),
  kind: mediaKind,
  mimeType: z.string(),
  name: z.string().optional(),
  /** The size in bytes. */
  size: z.int(),
  at: z.string(),
  from: z.enum(['customer', 'agent']),
  /** A URL at which the file can be viewed for a few minutes. */
  url: z.url().optional(),
})
export type FileView = z.infer<typeof file>

export const filesAnswer = z.object({ files: z.array(file) })
export type FilesView = z.infer<typeof filesAnswer>

/**
 * A position in the history: the positions of the oldest reply and of the oldest received message
 * that the caller already has.
 */
const historyPosition = z.object({
  reply: z.string().min(1).max(500).optional(),
  message: z.string().min(1).max(1_000).optional(),
})

export const historyRequest = z.object({
  /** The position at which the previous page ended. Undefined for the first page. */
  before: historyPosition.optional(),
})
export type HistoryRequest = z.infer<typeof historyRequest>

export const historyAnswer = z.object({
  /** When the server created the answer. */
  at: z.string(),
  /** The messages from the newest to the oldest, across all contacts with this customer. */
  entries: z.array(
    z.discriminatedUnion('is', [
      z.object({ is: z.literal('sent'), contactId: z.string(), reply: replyAnswer }),
      /** Only the history of a bridged number has such entries. */
      z.object({ is: z.literal('received'), message: receivedMessage }),
    ]),
  ),
  /** The files of these messages, except for files that were already deleted. */
  files: z.array(file),
  /** The position of the next page. Undefined if there are no older messages. */
  before: historyPosition.optional(),
})
export type HistoryView = z.infer<typeof historyAnswer>

export const templatesAnswer = templateList.extend({
  /** Which templates supervisors offer to the agent of this contact, and with which settings. */
  curation,
})
export type TemplatesView = z.infer<typeof templatesAnswer>

export const evidenceRequest = z.object({
  /** The time at which the customer last wrote, which the widget has read in the chat. */
  customerWroteAt: z.iso.datetime().max(40),
})
export type EvidenceRequest = z.infer<typeof evidenceRequest>

/**
 * Whether the time was accepted. A time in the future or before the start of the chat is not
 * accepted. For bridged numbers, no time is accepted, because this project itself receives the
 * customers' messages.
 */
export const evidenceAnswer = z.object({ accepted: z.boolean() })
export type EvidenceView = z.infer<typeof evidenceAnswer>

/** The maximum number of words or names of each kind in one report. */
const MOST_MISSED = 20
const missedWord = z.string().min(1).max(LONGEST_WORD)

/**
 * A report of words from failed searches and from texts that were not delivered. A report contains
 * single words and never whole texts: see missed-words.ts.
 */
export const missedRequest = z.object({
  /** The words of the agent's searches without a result. */
  notFound: z.array(missedWord).max(MOST_MISSED).optional(),
  /** The names of templates that the agent searched for but that are not offered to the agent. */
  withheld: z.array(z.string().min(1).max(512)).max(MOST_MISSED).optional(),
  /** The words of texts that the agent wrote in the chat after the end of the service window. */
  afterWindow: z.array(missedWord).max(MOST_MISSED).optional(),
})
export type MissedRequest = z.infer<typeof missedRequest>

export const missedAnswer = z.object({})

export const clearedAnswer = z.object({})
export type ClearedView = z.infer<typeof clearedAnswer>

/** The definition of a template as Meta returns it. */
export const definitionAnswer = z.object({ definition: z.unknown() })
