// What is known about the templates and numbers of a WABA besides the list itself: how they changed,
// when they were used, and what WhatsApp reported about them. Supervisors see all of this on their
// page.
import type * as z from 'zod'
import type * as schema from '#model/watch-schema'

export type TemplateChange = z.infer<typeof schema.templateChange>
export type WatchedTemplate = z.infer<typeof schema.watchedTemplate>
export type WatchedAccount = z.infer<typeof schema.watchedAccount>
export type WatchedAttribute = z.infer<typeof schema.watchedAttribute>
export type Watched = z.infer<typeof schema.watched>

/** The number of changes of a template that are stored. Older changes are removed. */
export const MOST_CHANGES = 30

/**
 * Contacts with and without an attribute are counted for this many days. Then the count starts at
 * zero.
 */
export const ATTRIBUTE_DAYS = 30
