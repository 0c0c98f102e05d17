// The schema of a WABA's list of templates, as it is stored and as the widget receives it.
import * as z from 'zod'
import { problemSchema } from '#whatsapp/errors/problem-schema'
import { FIELD_KINDS } from '#whatsapp/templates/fields'

/**
 * A template as ListWhatsAppMessageTemplates returns it. The values of the enumerations are Meta's,
 * and Meta adds new values.
 */
export const listedTemplate = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  quality: z.string().optional(),
})

export const templateSummary = listedTemplate.extend({
  header: z
    .object({
      format: z.string(),
      text: z.string().optional(),
      /** Set if the definition contains a sample of the header's file. */
      hasSample: z.literal(true).optional(),
    })
    .optional(),
  body: z.string(),
  footer: z.string().optional(),
  /** The labels of the template's buttons. */
  buttons: z.array(z.string()).optional(),
  /** The examples of values in the template's texts, without duplicates. */
  examples: z.array(z.string()).optional(),
  /** The number of cards, if the template is a carousel. */
  cards: z.int().optional(),
  /** The kinds of required fields, without duplicates. */
  needs: z.array(z.enum(FIELD_KINDS)),
  /** The reasons why the template cannot be sent. */
  why: z.array(problemSchema.omit({ path: true })).optional(),
  /** Set if the template can be sent only to a phone number, and not to a user id. */
  needsNumber: z.literal(true).optional(),
  /**
   * When the template's status or quality last changed. Undefined if the change was before the
   * first sync.
   */
  since: z.string().optional(),
  /** Meta's code for the reason of a rejection. Undefined if Meta reported no code. */
  rejectedFor: z.string().optional(),
  /** The addresses that the template's buttons open. */
  links: z.array(z.string()).optional(),
  /** The previous quality, if the last change of the quality was for the worse. */
  fellFrom: z.string().optional(),
  /**
   * Set if the definition has not been read yet. The list then contains only the template's
   * properties from Meta's listing.
   */
  unread: z.literal(true).optional(),
})

/**
 * A form (WhatsApp Flow) of a WABA. The values of `status` are Meta's, and Meta adds new values.
 */
export const listedForm = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  /**
   * The address of Meta's preview of the form, which anybody with the address can open until it
   * expires.
   */
  preview: z.object({ url: z.string(), until: z.string() }).optional(),
})

export const templateList = z.object({
  /**
   * The version of the list, which changes with any change in `templates` or `forms`. The widget
   * sends the version in the header If-None-Match.
   */
  version: z.string(),
  /** The time of the last request to Meta. Undefined before the first request. */
  syncedAt: z.string().optional(),
  /** The templates, sorted by name and then by language. */
  templates: z.array(templateSummary),
  /**
   * The forms, sorted by name and then by id. Undefined in a list that an earlier version of this
   * project stored.
   */
  forms: z.array(listedForm).optional(),
})
