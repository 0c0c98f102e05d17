// The tags we leave in the account, so that the account alone tells what is ours.

/** On whatever this tool made. */
export const OWNER = { key: 'ManagedBy', value: 'connect-whatsapp' } as const

export type Tags = Readonly<Record<string, string>>

/** Everything we make carries these: ours, and those of the configuration. */
export const ownTags = (more: Tags): Tags => ({ ...more, [OWNER.key]: OWNER.value })

/** Those of `wanted` that are missing or different. */
export const missingTags = (wanted: Tags, live: Tags): Tags =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => live[key] !== value))

/** On a WABA: the destination we set, and what it replaced. */
export const DESTINATION = 'connect-whatsapp:destination'
export const REPLACED_DESTINATION = 'connect-whatsapp:replaced-destination'
export const REPLACED_ROLE = 'connect-whatsapp:replaced-role'

// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_Tag.html
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
const MAX_LENGTH = 256
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export const fitsTag = (value: string) => value.length <= MAX_LENGTH && ALLOWED.test(value)

/** The end of an ARN is what tells two apart in one account and Region. */
export const tagFor = (arn: string) => arn.slice(-MAX_LENGTH)
