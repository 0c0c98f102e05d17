// The schema of the data about a WABA's templates and numbers that the supervisors' page receives.
import * as z from 'zod'

/** A state of a template, and the time at which this state began. */
export const templateChange = z.object({
  at: z.string(),
  status: z.string(),
  category: z.string(),
  quality: z.string().optional(),
})

export const watchedTemplate = z.object({
  name: z.string(),
  language: z.string(),
  /** The changes, from the oldest to the newest. */
  changes: z.array(templateChange).readonly(),
  /**
   * When an agent last sent the template. If agents use the template often, the time is updated at
   * most once every five minutes.
   */
  usedAt: z.string().optional(),
  /** When this template was last read from Meta with a call of its own. */
  askedAt: z.string().optional(),
  /** WhatsApp's recommendation after a rejection. */
  recommendation: z.string().optional(),
  /** The future category of the template, and the time at which WhatsApp changes the category. */
  nextCategory: z
    .object({ to: z.string(), at: z.string().optional(), since: z.string() })
    .optional(),
})

export const watchedNumber = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  quality: z.string(),
  /** When the quality last changed. Undefined if this project has not observed a change. */
  since: z.string().optional(),
})

export const watchedAccount = z.object({
  /** Meta's id of the WABA. Links into WhatsApp Manager contain Meta's id. */
  metaId: z.string(),
  mode: z.enum(['native', 'bridged']),
  numbers: z.array(watchedNumber).readonly(),
  /** The state of the WABA's sign-up for the marketing messages API, as AWS reports it. */
  marketing: z.string().optional(),
  readAt: z.string(),
})

/**
 * Counts the messages to contacts with a value of an attribute from which a template takes a default
 * value.
 */
export const watchedAttribute = z.object({
  attribute: z.string(),
  uses: z.int(),
  filled: z.int(),
  since: z.string(),
})

export const watched = z.object({
  account: watchedAccount.optional(),
  /**
   * The number of customers to whom the business may write outside their service windows in 24
   * hours, as a webhook reported it. The limit applies to all numbers of the business together. The
   * value -1 means that there is no limit.
   */
  limit: z.object({ value: z.int(), at: z.string() }).optional(),
  templates: z.array(watchedTemplate).readonly(),
  attributes: z.array(watchedAttribute).readonly(),
})
