// The requests and answers of `widget-api`: one schema for each, from which the types derive.
// routes.ts lists the routes that use them. The widget imports only the types from this file.
import * as z from 'zod'
import { templateList } from '#model/template-schema'
import { problemSchema } from '#whatsapp/errors/problem-schema'
import { mediaKind, message } from '#whatsapp/messages/message-schema'
import { curation } from '#whatsapp/templates/curation-schema'
import { LONGEST_WORD } from '#whatsapp/templates/missed-words'

export type { AnswerIn, BodyIn, Parameters } from '../http-api/route.ts'
export type { WidgetRoutes } from './routes.ts'

/**
 * The largest file WhatsApp accepts of any kind (a document).
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/supported-media-types.html
 */
const LARGEST_FILE = 100 * 1024 * 1024

export const uploadRequest = z.object({
  /** The name of the agent's file. The name determines the kind if the type is generic. */
  name: z.string().min(1).max(240),
  mimeType: z
    .string()
    .max(240)
    .regex(
      /^[A-Za-z]+\/[\w.+-]{1,100}(\s*;[\x20-\x7e]{0,100})?$/,
      'a MIME type such as application/pdf',
    ),
  /** In bytes. */
  size: z.int().min(1).max(LARGEST_FILE),
  /** The digest of the bytes, in base64. The upload's signature covers this value. */
  sha256: z
    .string()
    .max(44)
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'the SHA-256 of the file, in base64'),
})
export type UploadRequest = z.infer<typeof uploadRequest>

export const uploadTarget = z.object({
  uploadId: z.string(),
  /**
   * The URL to which to PUT the bytes, with exactly these headers, within 15 minutes. A second PUT
   * is refused.
   */
  url: z.url(),
  headers: z.record(z.string(), z.string()),
})
export type UploadTarget = z.infer<typeof uploadTarget>

export const replyRequest = z.object({
  /** The id of the draft. If the same id is posted again, no second reply is created. */
  requestId: z.uuid(),
  message,
  /** The wamid of the customer's message that this message quotes. */
  quotes: z.string().max(512).optional(),
  /**
   * If the service window is closed, the message waits for the customer's answer instead of being
   * refused.
   */
  hold: z.literal(true).optional(),
  /** The agent has read that a value looks like a card number or the like, and wants to send it. */
  sensitiveConfirmed: z.literal(true).optional(),
  /** Sends a template although an earlier message to the customer could not be delivered. */
  tryAgain: z.literal(true).optional(),
  /**
   * The contact attributes that should fill fields of the template, but that the contact does not
   * have. Supervisors see how often an attribute is missing.
   */
  missingAttributes: z.array(z.string().max(200)).max(50).optional(),
})
export type ReplyRequest = z.infer<typeof replyRequest>

export const resendRequest = z.object({
  /**
   * The number of the failed attempt that the agent saw. This number prevents a second click from
   * beginning a second attempt.
   */
  attempt: z.int().min(1),
  /** Has the same meaning as `tryAgain` of a new reply. */
  tryAgain: z.literal(true).optional(),
})
export type ResendRequest = z.infer<typeof resendRequest>

export const refusal = z.object({ problems: z.array(problemSchema).min(1) })

/**
 * The status of a reply, first in the outbox and then as WhatsApp reports it. `partly_failed` means
 * that only some of its messages arrived.
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

/** The types `attachments` and `interactive` come from the chat, and all others from the widget. */
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
      /** WhatsApp reported that something in the message, such as a product, is unavailable. */
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
   * The status of parts that a later attempt has replaced. WhatsApp may still report about these
   * parts.
   */
  former: z.array(z.object({ attempt: z.int(), part: z.int(), status: partStatus })),
  problems: z.array(problemSchema),
  /**
   * The reply as the customer sees it: the text, a caption, a template with its values, or other
   * content of the message. For a template, the filled-in values are included too, unless the
   * template has a one-time code.
   */
  shows: z.unknown().optional(),
  /** The wamid of the message that the reply quotes. */
  quotes: z.string().optional(),
  /**
   * Set while the reply is `held`. The reply is not sent if the customer has not answered by this
   * time.
   */
  heldUntil: z.string().optional(),
})
export type ReplyView = z.infer<typeof replyAnswer>

/** `warnings` states a risk to the agent: the previous attempt may still arrive. */
export const resendAnswer = replyAnswer.extend({ warnings: z.array(problemSchema) })
export type ResendView = z.infer<typeof resendAnswer>

/** The message, advertisement or product to which a customer's message refers. */
const references = z.object({
  forwarded: z.literal(true).optional(),
  quotes: z
    .object({
      /** The id begins with "wamid.". */
      id: z.string(),
      by: z.enum(['business', 'customer']).optional(),
      /** The beginning of the quoted message, if it is known. */
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

/** What the customer of a bridged number sent. */
const receivedMessage = z.object({
  /** Only an id that begins with "wamid." can be quoted or reacted to. */
  id: z.string(),
  at: z.string(),
  type: z.string(),
  /** The text or caption of the message, or its content in words. */
  text: z.string().optional(),
  /** The id of the file in `GET …/files`. */
  fileId: z.string().optional(),
  name: z.string().optional(),
  references: references.optional(),
  /** Set if a colleague wrote the message to the customer, on the business's own phone. */
  by: z.literal('colleague').optional(),
  editedAt: z.string().optional(),
  /** A message that was deleted in WhatsApp has neither text nor file. */
  deletedAt: z.string().optional(),
})

export const conversationAnswer = z.object({
  mode: z.enum(['native', 'bridged']),
  businessNumber: z.string(),
  /** The name of the business number that customers see. */
  businessName: z.string().optional(),
  /** The WhatsApp Business Account of the number, to which catalogs and templates belong. */
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
   * The evidence from which the window is inferred. The widget repeats this calculation as time
   * passes.
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
  /** When the customer stopped marketing from this business number, if they have not allowed it again. */
  marketingStoppedAt: z.string().optional(),
  /**
   * When the newest message was sent that could not be delivered (error 131026), for 30 days. The
   * time is missing once the customer has written, or an agent has tried again.
   */
  notOnWhatsAppSince: z.string().optional(),
  /**
   * When the chat of this contact began. After a transfer, this is when the first contact began.
   */
  chatStartedAt: z.string().optional(),
  /**
   * When an agent last wrote into the chat itself, as Connect streams it. Only conversations of
   * native numbers have this member.
   */
  agentWroteAt: z.string().optional(),
  /** The time of the answer by the server's clock. */
  at: z.string(),
  /**
   * If the caller sends this value back in If-None-Match, the answer has only the replies that
   * changed since, or is 304.
   */
  cursor: z.string(),
  replies: z.array(replyAnswer),
  /** The id of the template that the customer answered with the message that began this contact. */
  answers: z.string().optional(),
  /**
   * The customer's last messages, newest first, which the agent can quote, react to and view. Only
   * conversations of bridged numbers have this member.
   */
  messages: z.array(receivedMessage).optional(),
})
export type ConversationView = z.infer<typeof conversationAnswer>

export const unansweredAnswer = z.object({
  /** The time of the answer by the server's clock. */
  at: z.string(),
  /** One entry for each customer, those to whom the caller wrote last first. */
  entries: z.array(
    z.object({
      /** The contact from which the caller wrote last. */
      contactId: z.string(),
      customer: conversationAnswer.shape.customer,
      businessNumber: z.string().optional(),
      /**
       * The last message to the customer. The member is missing if all messages wait for the
       * customer to write.
       */
      sent: replyAnswer.optional(),
      /** The messages that follow when the customer answers. */
      held: z.array(replyAnswer),
    }),
  ),
  /** How many further customers have not answered. */
  more: z.int(),
})
export type UnansweredView = z.infer<typeof unansweredAnswer>

const file = z.object({
  /** The id of the file, which can be used wherever the id of an upload can be used. */
  id: z.string(),
  kind: mediaKind,
  mimeType: z.string(),
  name: z.string().optional(),
  /** In bytes. */
  size: z.int(),
  at: z.string(),
  from: z.enum(['customer', 'agent']),
  /** A URL under which the file can be viewed for a few minutes. */
  url: z.url().optional(),
})
export type FileView = z.infer<typeof file>

export const filesAnswer = z.object({ files: z.array(file) })
export type FilesView = z.infer<typeof filesAnswer>

/** The oldest of what was sent, and of what was received, on the pages that the caller has. */
const historyPosition = z.object({
  reply: z.string().min(1).max(500).optional(),
  message: z.string().min(1).max(1_000).optional(),
})

export const historyRequest = z.object({
  /** Set to read the next page: the position that the previous page ended with. */
  before: historyPosition.optional(),
})
export type HistoryRequest = z.infer<typeof historyRequest>

export const historyAnswer = z.object({
  /** The time of the answer by the server's clock. */
  at: z.string(),
  /** The newest messages first, over all contacts with this customer. */
  entries: z.array(
    z.discriminatedUnion('is', [
      z.object({ is: z.literal('sent'), contactId: z.string(), reply: replyAnswer }),
      /** Only the history of a bridged number has entries of this kind. */
      z.object({ is: z.literal('received'), message: receivedMessage }),
    ]),
  ),
  /** The files of these messages, as far as they are still stored. */
  files: z.array(file),
  /**
   * The position from which the next page goes on. The position is missing if there are no older
   * messages.
   */
  before: historyPosition.optional(),
})
export type HistoryView = z.infer<typeof historyAnswer>

export const templatesAnswer = templateList.extend({
  /** The supervisors' curation for the chat for which the list was requested. */
  curation,
})
export type TemplatesView = z.infer<typeof templatesAnswer>

export const evidenceRequest = z.object({
  /** When the customer last wrote, as the agent's page has read it in the chat. */
  customerWroteAt: z.iso.datetime().max(40),
})
export type EvidenceRequest = z.infer<typeof evidenceRequest>

/**
 * False for bridged chats, whose messages come through this project, and for a time in the future
 * or before the chat began.
 */
export const evidenceAnswer = z.object({ accepted: z.boolean() })
export type EvidenceView = z.infer<typeof evidenceAnswer>

/** The maximum number of words and names in one report. */
const MOST_MISSED = 20
const missedWord = z.string().min(1).max(LONGEST_WORD)

/** The report contains single words, and never whole texts: see missed-words.ts. */
export const missedRequest = z.object({
  /** The words of searches without a result. */
  notFound: z.array(missedWord).max(MOST_MISSED).optional(),
  /** The names of templates that the agent searched for and is not offered. */
  withheld: z.array(z.string().min(1).max(512)).max(MOST_MISSED).optional(),
  /** The words of texts in the chat that were written after the service window had closed. */
  afterWindow: z.array(missedWord).max(MOST_MISSED).optional(),
})
export type MissedRequest = z.infer<typeof missedRequest>

export const missedAnswer = z.object({})

export const clearedAnswer = z.object({})
export type ClearedView = z.infer<typeof clearedAnswer>

/** The definition as Meta returns it. */
export const definitionAnswer = z.object({ definition: z.unknown() })
