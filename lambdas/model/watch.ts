// Data about the templates and numbers of a WABA that the list of templates does not contain: their
// changes, their last uses, and WhatsApp's reports. The supervisors' page displays the data.
import type * as z from 'zod'
import type * as schema from '#model/watch-schema'

export type TemplateChange = z.infer<typeof schema.templateChange>
export type WatchedTemplate = z.infer<typeof schema.watchedTemplate>
export type WatchedAccount = z.infer<typeof schema.watchedAccount>
export type WatchedAttribute = z.infer<typeof schema.watchedAttribute>
export type Watched = z.infer<typeof schema.watched>

/**
 * The maximum number of changes that are stored for a template. When the maximum is reached, the
 * oldest changes are removed.
 */
export const MOST_CHANGES = 30

/**
 * The number of days for which messages are counted whose contacts have an attribute or lack it. After
 * ATTRIBUTE_DAYS days, the count begins again at zero.
 */
export const ATTRIBUTE_DAYS = 30
