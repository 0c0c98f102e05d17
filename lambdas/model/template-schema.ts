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
  /** The labels of its buttons. */
  buttons: z.array(z.string()).optional(),
  /** The examples of the values in its texts, without duplicates. */
  examples: z.array(z.string()).optional(),
  /** The number of cards in a carousel. */
  cards: z.int().optional(),
  /** The kinds of the required fields, without duplicates. */
  needs: z.array(z.enum(FIELD_KINDS)),
  /** The reasons why it cannot be sent. */
  why: z.array(problemSchema.omit({ path: true })).optional(),
  /** Set if the template cannot be sent to a customer who is known by a user id alone. */
  needsNumber: z.literal(true).optional(),
  /** When its status or quality last changed. It is missing if that was before the first sync. */
  since: z.string().optional(),
  /** Set if the definition has not been read yet. Then only the fields here are known. */
  unread: z.literal(true).optional(),
})

export const templateList = z.object({
  /** Changes when anything in `templates` changes. The widget sends it back in If-None-Match. */
  version: z.string(),
  /** When Meta was last asked. Missing if it has never been asked. */
  syncedAt: z.string().optional(),
  /** Sorted by name, then by language. */
  templates: z.array(templateSummary),
})
