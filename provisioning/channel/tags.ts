// The tags with which connect-whatsapp marks its resources and settings in the account.

/** Every resource that connect-whatsapp created has this tag. */
export const OWNER = { key: 'ManagedBy', value: 'connect-whatsapp' } as const

export type Tags = Readonly<Record<string, string>>

/** Returns the tags of a resource that we create: our own, and those of the configuration. */
export const ownTags = (more: Tags): Tags => ({ ...more, [OWNER.key]: OWNER.value })

/** Returns the tags of `wanted` that `live` lacks, or has with another value. */
export const missingTags = (wanted: Tags, live: Tags): Tags =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => live[key] !== value))

// The keys of our tags on a WABA. The tags store the event destination that connect-whatsapp set,
// and the destination and role that were replaced.
export const DESTINATION = 'connect-whatsapp:destination'
export const REPLACED_DESTINATION = 'connect-whatsapp:replaced-destination'
export const REPLACED_ROLE = 'connect-whatsapp:replaced-role'

/**
 * The key of the tag that records who imported a number into Connect. A number that was in Connect
 * before connect-whatsapp does not have this tag.
 */
export const IMPORTED_BY = 'connect-whatsapp:imported-by'
export const IMPORTERS = { aws: 'event-destination', us: 'connect-whatsapp' } as const

// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_Tag.html
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
const MAX_LENGTH = 256
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export const fitsTag = (value: string) => value.length <= MAX_LENGTH && ALLOWED.test(value)

/**
 * Shortens an ARN to the maximum length of a tag value. The end is retained, because it
 * distinguishes the resources of one account and Region.
 */
export const tagFor = (arn: string) => arn.slice(-MAX_LENGTH)
