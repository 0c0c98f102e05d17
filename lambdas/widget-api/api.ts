// What the widget and `widget-api` say to each other. The widget imports the types only.
import * as z from 'zod'

/** The largest file WhatsApp takes of any kind (a document). https://docs.aws.amazon.com/social-messaging/latest/userguide/supported-media-types.html */
const LARGEST_FILE = 100 * 1024 * 1024

export const uploadRequest = z.object({
  /** As the agent's file is called: tells the kind where the type is vague. */
  name: z.string().min(1).max(240),
  mimeType: z
    .string()
    .regex(/^[a-z]+\/[a-z0-9.+-]+(; ?codecs=opus)?$/, 'a MIME type such as application/pdf'),
  /** Bytes. */
  size: z.int().min(1).max(LARGEST_FILE),
  /** Of the bytes, base64: the upload is signed for it. */
  sha256: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'the SHA-256 of the file, in base64'),
})
export type UploadRequest = z.infer<typeof uploadRequest>

export const uploadTarget = z.object({
  uploadId: z.string(),
  /** PUT the bytes here, with exactly these headers, within 15 minutes. A second PUT is refused. */
  url: z.url(),
  headers: z.record(z.string(), z.string()),
})
export type UploadTarget = z.infer<typeof uploadTarget>

const mediaKind = z.enum(['image', 'video', 'audio', 'document', 'sticker'])

/** Of an own upload, or of a file that `GET …/files` lists: then nothing is uploaded again. */
const fileId = z.string().min(1).max(512)

const text = z.object({ type: z.literal('text'), body: z.string() })
const media = z.object({
  type: z.literal('media'),
  kind: mediaKind,
  uploadId: fileId,
  caption: z.string().optional(),
  /** Shown by the phone; documents only. */
  filename: z.string().max(240).optional(),
  /** Shown as a voice message: audio only, Ogg with Opus. */
  voice: z.literal(true).optional(),
})
const location = z.strictObject({
  type: z.literal('location'),
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().optional(),
  address: z.string().optional(),
})
const typed = { type: z.string().optional() }
const contactCard = z.strictObject({
  name: z.strictObject({
    formattedName: z.string(),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    middleName: z.string().optional(),
    prefix: z.string().optional(),
    suffix: z.string().optional(),
  }),
  phones: z
    .array(z.strictObject({ phone: z.string().optional(), waId: z.string().optional(), ...typed }))
    .optional(),
  emails: z.array(z.strictObject({ email: z.string().optional(), ...typed })).optional(),
  addresses: z
    .array(
      z.strictObject({
        street: z.string().optional(),
        city: z.string().optional(),
        state: z.string().optional(),
        zip: z.string().optional(),
        country: z.string().optional(),
        countryCode: z.string().optional(),
        ...typed,
      }),
    )
    .optional(),
  org: z
    .strictObject({
      company: z.string().optional(),
      department: z.string().optional(),
      title: z.string().optional(),
    })
    .optional(),
  urls: z.array(z.strictObject({ url: z.string().optional(), ...typed })).optional(),
  /** YYYY-MM-DD */
  birthday: z.string().optional(),
})
const contacts = z.strictObject({ type: z.literal('contacts'), contacts: z.array(contactCard) })
const framed = {
  header: z.strictObject({ type: z.literal('text'), text: z.string() }).optional(),
  body: z.string(),
  footer: z.string().optional(),
}
const buttons = z.strictObject({
  type: z.literal('buttons'),
  ...framed,
  buttons: z.array(z.strictObject({ id: z.string(), title: z.string() })),
})
const row = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string().optional(),
})
const list = z.strictObject({
  type: z.literal('list'),
  ...framed,
  /** What opens it. */
  button: z.string(),
  sections: z.array(z.strictObject({ title: z.string().optional(), rows: z.array(row) })),
})
const reaction = z.strictObject({
  type: z.literal('reaction'),
  /** The wamid of a message of the customer. */
  messageId: z.string(),
  /** Empty takes the reaction back. */
  emoji: z.string(),
})
const template = z.object({
  type: z.literal('template'),
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(20),
  /** By the keys of the template's fields; a media field takes `{"id": …}`, of an upload or a file of the conversation. */
  values: z.record(z.string(), z.unknown()).default({}),
})

export const replyRequest = z.object({
  /** Made with the draft and kept with it: the same reply however often it is posted. */
  requestId: z.uuid(),
  message: z.discriminatedUnion('type', [
    text,
    media,
    location,
    contacts,
    buttons,
    list,
    reaction,
    template,
  ]),
  /** The wamid of a message of the customer that this one answers. */
  quotes: z.string().optional(),
  /** While the window is closed, the message waits for the customer's answer instead of being refused. */
  hold: z.literal(true).optional(),
})
export type ReplyRequest = z.infer<typeof replyRequest>

export const resendRequest = z.object({
  /** The attempt that failed, as the agent saw it: a second click finds the next one begun, and begins none. */
  attempt: z.int().min(1),
})
export type ResendRequest = z.infer<typeof resendRequest>

export type { Fate } from '../model/reply.ts'

const problem = z.object({
  /** snake_case and stable: what programs match on. */
  code: z.string(),
  /** Where in the request, as `a.0.b`; empty for the whole. */
  path: z.string(),
  /** For people: what, which value, which limit, what next. */
  message: z.string(),
  /** What the message speaks of, by name: limits, lengths, names. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export const refusal = z.object({ problems: z.array(problem).min(1) })

/** What became of a reply. */
export const replyAnswer = z.object({
  id: z.string(),
  requestId: z.string().optional(),
  /** Of the message: text, media, location, …; `attachments` and `interactive` come from the chat. */
  type: z.string(),
  fate: z.string(),
  attempt: z.int(),
  late: z.boolean(),
  by: z.object({ role: z.string(), name: z.string().optional(), userId: z.string().optional() }),
  acceptedAt: z.string(),
  /** One for each WhatsApp message of the reply. */
  parts: z.array(
    z.object({
      fate: z.string(),
      messageId: z.string().optional(),
      errors: z.array(z.object({ code: z.int(), details: z.string().optional() })).optional(),
    }),
  ),
  /** What became of parts that a later attempt took the place of: a status may still come for them. */
  former: z.array(z.object({ attempt: z.int(), part: z.int(), fate: z.string() })),
  problems: z.array(problem),
  /** As the customer sees it: the text, a caption, a template with its values, or what else the message holds. */
  shows: z.unknown().optional(),
  /** The wamid of the message it answers. */
  quotes: z.string().optional(),
  /** While it is `held`: the customer has to answer by then, or it is not sent. */
  heldUntil: z.string().optional(),
})
export type ReplyView = z.infer<typeof replyAnswer>

/** `warnings` say what the agent risks: the attempt before may still arrive. */
export const resendAnswer = replyAnswer.extend({ warnings: z.array(problem) })
export type ResendView = z.infer<typeof resendAnswer>

export const conversationAnswer = z.object({
  mode: z.enum(['native', 'bridged']),
  businessNumber: z.string(),
  customer: z.object({
    name: z.string().optional(),
    number: z.string().optional(),
    userId: z.string().optional(),
    /** Without @. */
    username: z.string().optional(),
  }),
  window: z.discriminatedUnion('is', [
    z.object({ is: z.literal('open'), until: z.string() }),
    z.object({ is: z.literal('closed'), since: z.string().optional() }),
    z.object({ is: z.literal('unknown') }),
  ]),
  /** What the window is inferred from, so that it can be told again at any later moment. */
  evidence: z.array(
    z.union([
      z.object({ at: z.string(), from: z.enum(['webhook', 'chat', 'event', 'contact_start']) }),
      z.object({ at: z.string(), closedBy: z.literal(131047) }),
    ]),
  ),
  /** Native only: when an agent last wrote into the chat itself, as Connect streams it. */
  agentWroteAt: z.string().optional(),
  /** When this was answered, by the server's clock. */
  at: z.string(),
  /** Given back in If-None-Match: then only the replies that changed since are answered, or 304. */
  cursor: z.string(),
  replies: z.array(replyAnswer),
  /** Bridged only: what the customer wrote last, newest first, to be quoted, reacted to, looked at. */
  messages: z
    .array(
      z.object({
        /** wamid.… */
        id: z.string(),
        at: z.string(),
        type: z.string(),
        /** The beginning of a long one. */
        text: z.string().optional(),
        /** As `GET …/files` has it. */
        fileId: z.string().optional(),
        name: z.string().optional(),
      }),
    )
    .optional(),
})
export type ConversationView = z.infer<typeof conversationAnswer>

const file = z.object({
  /** May stand wherever the id of an upload may. */
  id: z.string(),
  kind: mediaKind,
  mimeType: z.string(),
  name: z.string().optional(),
  /** Bytes. */
  size: z.int(),
  at: z.string(),
  from: z.enum(['customer', 'agent']),
  /** To look at it, for a few minutes. */
  url: z.url().optional(),
})
export type FileView = z.infer<typeof file>

export const filesAnswer = z.object({ files: z.array(file) })
export type FilesView = z.infer<typeof filesAnswer>

const templateSummary = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  quality: z.string().optional(),
  header: z.object({ format: z.string(), text: z.string().optional() }).optional(),
  body: z.string(),
  footer: z.string().optional(),
  buttons: z.array(z.string()).optional(),
  /** How many cards a carousel has. */
  cards: z.int().optional(),
  /** The kinds of what must be filled in. */
  needs: z.array(z.string()),
  /** Why it cannot be sent. */
  why: z.array(problem.omit({ path: true })).optional(),
  /** A customer who is known by a user id alone cannot get it. */
  needsNumber: z.literal(true).optional(),
  /** Its definition has not been read yet. */
  unread: z.literal(true).optional(),
})

/** What supervisors laid down, for the contact the list was asked for. */
const curation = z.object({
  /** Whether templates that are not named below are offered. */
  others: z.boolean(),
  /** In the order agents see them, before all others. */
  templates: z.array(
    z.object({
      name: z.string(),
      language: z.string().optional(),
      offered: z.boolean(),
      pinned: z.boolean().optional(),
      note: z.string().optional(),
      /** By the keys of the template's fields: a text, or the attribute of the contact that holds it. */
      defaults: z
        .record(z.string(), z.union([z.string(), z.object({ attribute: z.string() })]))
        .optional(),
    }),
  ),
})

export const templatesAnswer = z.object({
  /** Given back in If-None-Match. */
  version: z.string(),
  /** When Meta was last asked; left out: never yet. */
  syncedAt: z.string().optional(),
  templates: z.array(templateSummary),
  curation,
})

/** As Meta has it. */
export const definitionAnswer = z.object({ definition: z.unknown() })
