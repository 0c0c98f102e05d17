// One schema for each type of message that an agent can send. The OpenAPI description, the
// TypeScript types of messages, and the names in rules and problems are all derived from these
// schemas. The schemas define only the structure of messages. message-rules.ts checks WhatsApp's
// limits.
import * as z from 'zod'
import { LONGEST_TEXT } from '#whatsapp/messages/text'

// The limits in this file protect the API and are higher than WhatsApp's limits. message-rules.ts
// checks WhatsApp's limits and explains each problem in a sentence.
const line = () => z.string().max(1_024)
const body = () => z.string().max(LONGEST_TEXT)
const MOST = 100

export const mediaKind = z.enum(['image', 'video', 'audio', 'document', 'sticker'])

export const text = z.object({ type: z.literal('text'), body: body() })

export const media = z.object({
  type: z.literal('media'),
  kind: mediaKind,
  /**
   * The id of an upload, or of a file in the list that `GET …/files` returns. A file in the list is
   * not uploaded again.
   */
  uploadId: z.string().min(1).max(512),
  caption: body().optional(),
  /**
   * The name of the file. Agents always see the name, but customers see the name only for
   * documents.
   */
  filename: z.string().max(240).optional(),
  /**
   * Set if WhatsApp should display the audio as a voice message. The audio must be Ogg with Opus in
   * one channel.
   */
  voice: z.literal(true).optional(),
})

export const location = z.strictObject({
  type: z.literal('location'),
  latitude: z.number(),
  longitude: z.number(),
  name: line().optional(),
  address: line().optional(),
})

const label = { type: line().optional() }

export const contactCard = z.strictObject({
  name: z.strictObject({
    formattedName: line(),
    firstName: line().optional(),
    lastName: line().optional(),
    middleName: line().optional(),
    prefix: line().optional(),
    suffix: line().optional(),
  }),
  phones: z
    .array(z.strictObject({ phone: line().optional(), waId: line().optional(), ...label }))
    .max(MOST)
    .optional(),
  emails: z
    .array(z.strictObject({ email: line().optional(), ...label }))
    .max(MOST)
    .optional(),
  addresses: z
    .array(
      z.strictObject({
        street: line().optional(),
        city: line().optional(),
        state: line().optional(),
        zip: line().optional(),
        country: line().optional(),
        countryCode: line().optional(),
        ...label,
      }),
    )
    .max(MOST)
    .optional(),
  org: z
    .strictObject({
      company: line().optional(),
      department: line().optional(),
      title: line().optional(),
    })
    .optional(),
  urls: z
    .array(z.strictObject({ url: line().optional(), ...label }))
    .max(MOST)
    .optional(),
  /** The date as YYYY-MM-DD. */
  birthday: line().optional(),
})

export const contacts = z.strictObject({
  type: z.literal('contacts'),
  contacts: z.array(contactCard).max(MOST),
})

const framed = {
  header: z.strictObject({ type: z.literal('text'), text: line() }).optional(),
  body: body(),
  footer: line().optional(),
}

export const buttons = z.strictObject({
  type: z.literal('buttons'),
  ...framed,
  buttons: z.array(z.strictObject({ id: line(), title: line() })).max(MOST),
})

export const listSection = z.strictObject({
  title: line().optional(),
  rows: z
    .array(z.strictObject({ id: line(), title: line(), description: line().optional() }))
    .max(MOST),
})

export const list = z.strictObject({
  type: z.literal('list'),
  ...framed,
  /** The label of the button that opens the choices. */
  button: line(),
  sections: z.array(listSection).max(MOST),
})

/** A message with a button that opens an address. */
export const linkButton = z.strictObject({
  type: z.literal('cta_url'),
  ...framed,
  displayText: line(),
  url: line(),
})

/** A message with a button that sends the customer's location to the business. */
export const locationRequest = z.strictObject({
  type: z.literal('location_request'),
  body: body(),
})

/** A message with a button that opens a form (WhatsApp Flow). */
export const form = z.strictObject({
  type: z.literal('form'),
  flowId: z.string().max(100).regex(/^\d+$/, 'the digits of a form’s id'),
  body: body(),
  button: line(),
})

export const reaction = z.strictObject({
  type: z.literal('reaction'),
  /** WhatsApp's id (wamid) of a customer's message. */
  messageId: line(),
  /** An empty string removes the reaction. */
  emoji: line(),
})

export const template = z.object({
  type: z.literal('template'),
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(20),
  /**
   * The values, by the keys of the template's fields. The value of a media field is `{"id": …}`,
   * with the id of an upload or of a file of the conversation.
   */
  values: z
    .record(line(), z.unknown())
    .refine((values) => Object.keys(values).length <= MOST, 'at most 100 values')
    .meta({ maxProperties: MOST })
    .default({}),
})

/**
 * The messages that the API accepts. A file is specified by the id of its upload, and a template by
 * its name and values.
 */
export const message = z.discriminatedUnion('type', [
  text,
  media,
  location,
  contacts,
  buttons,
  list,
  linkButton,
  locationRequest,
  form,
  reaction,
  template,
])
