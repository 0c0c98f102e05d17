// What is known about the templates and numbers of a WABA besides the list itself: how they changed,
// when they were used, and what WhatsApp reported about them. Supervisors see it on their page.
import type * as z from 'zod'
import type * as schema from '#model/watch-schema'

export type TemplateChange = z.infer<typeof schema.templateChange>
export type WatchedTemplate = z.infer<typeof schema.watchedTemplate>
export type WatchedAccount = z.infer<typeof schema.watchedAccount>
export type WatchedAttribute = z.infer<typeof schema.watchedAttribute>
export type Watched = z.infer<typeof schema.watched>

/** At most this many changes of a template are stored, the newest. */
export const MOST_CHANGES = 30

/** The use of contact attributes is counted for this many days, and then from the beginning. */
export const ATTRIBUTE_DAYS = 30
