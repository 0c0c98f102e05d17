// The list of a WABA's templates, as it is stored and as the widget receives it.
import * as z from 'zod'
import { problemSchema } from '#whatsapp/errors/problem-schema'
import { FIELD_KINDS } from '#whatsapp/templates/fields'

/**
 * The properties that ListWhatsAppMessageTemplates returns for a template. The enumerated values
 * are Meta's, and Meta adds new values.
 */
export const listedTemplate = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  quality: z.string().optional(),
})

export const templateSummary = listedTemplate.extend({
  header: z.object({ format: z.string(), text: z.string().optional() }).optional(),
  body: z.string(),
  footer: z.string().optional(),
  /** The labels of the template's buttons. */
  buttons: z.array(z.string()).optional(),
  /** The examples of the values in its texts, without duplicates. */
  examples: z.array(z.string()).optional(),
  /** The number of cards in a carousel. */
  cards: z.int().optional(),
  /** The kinds of the required fields, without duplicates. */
  needs: z.array(z.enum(FIELD_KINDS)),
  /** The reasons why the template cannot be sent. */
  why: z.array(problemSchema.omit({ path: true })).optional(),
  /** Set if the template cannot be sent to a customer who is known by a user id alone. */
  needsNumber: z.literal(true).optional(),
  /**
   * When the template's status or quality last changed. The time is missing if the change was
   * before the first sync.
   */
  since: z.string().optional(),
  /** Meta's code for the reason of a rejection, if Meta named one. */
  rejectedFor: z.string().optional(),
  /** The addresses that the buttons of a rejected template open. */
  links: z.array(z.string()).optional(),
  /** The former quality of the template, if the last change of its quality was for the worse. */
  fellFrom: z.string().optional(),
  /**
   * Set if the definition has not been read yet. Without its definition, only the fields listed
   * here are known of a template.
   */
  unread: z.literal(true).optional(),
})

/** A form (WhatsApp Flow) of a WABA. The values of `status` are Meta's, and Meta adds new values. */
export const listedForm = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  /** A page of Meta that shows the form to anybody who has the address, until it expires. */
  preview: z.object({ url: z.string(), until: z.string() }).optional(),
})

export const templateList = z.object({
  /**
   * The version changes when anything in `templates` or `forms` changes. The widget sends the version back in
   * If-None-Match.
   */
  version: z.string(),
  /** When Meta was last asked. The time is missing if Meta has never been asked. */
  syncedAt: z.string().optional(),
  /** The templates, sorted by name and then by language. */
  templates: z.array(templateSummary),
  /**
   * The forms, sorted by name and then by id. The member is missing in a list that an earlier
   * version stored.
   */
  forms: z.array(listedForm).optional(),
})
