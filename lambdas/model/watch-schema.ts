// What is known about the templates and numbers of a WABA, as the supervisors' page receives it.
import * as z from 'zod'

/** The state that a template has had since a point in time. */
export const templateChange = z.object({
  at: z.string(),
  status: z.string(),
  category: z.string(),
  quality: z.string().optional(),
})

export const watchedTemplate = z.object({
  name: z.string(),
  language: z.string(),
  /** Oldest first. */
  changes: z.array(templateChange).readonly(),
  /**
   * When an agent last sent the template. Frequent uses are recorded at most once every five
   * minutes.
   */
  usedAt: z.string().optional(),
  /** When WhatsApp was last asked for this template alone. */
  askedAt: z.string().optional(),
  /** WhatsApp's advice after a rejection. */
  recommendation: z.string().optional(),
  /** The category to which WhatsApp will change the template, and the time of that change. */
  nextCategory: z
    .object({ to: z.string(), at: z.string().optional(), since: z.string() })
    .optional(),
})

export const watchedNumber = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  quality: z.string(),
  /** When the quality last changed, if the change was observed. */
  since: z.string().optional(),
})

export const watchedAccount = z.object({
  /** Meta's id of the WABA, for links into WhatsApp Manager. */
  metaId: z.string(),
  mode: z.enum(['native', 'bridged']),
  numbers: z.array(watchedNumber).readonly(),
  /** The state of the sign-up for marketing messages, as AWS names it. */
  marketing: z.string().optional(),
  readAt: z.string(),
})

/** Counts the contacts that had an attribute from which a template takes a default value. */
export const watchedAttribute = z.object({
  attribute: z.string(),
  contacts: z.int(),
  filled: z.int(),
  since: z.string(),
})

export const watched = z.object({
  account: watchedAccount.optional(),
  /**
   * The number of customers that may be written to outside of their windows in 24 hours, as a
   * webhook reported it. The limit applies to all numbers of the business. -1 means that there is
   * no limit.
   */
  limit: z.object({ value: z.int(), at: z.string() }).optional(),
  templates: z.array(watchedTemplate).readonly(),
  attributes: z.array(watchedAttribute).readonly(),
})
