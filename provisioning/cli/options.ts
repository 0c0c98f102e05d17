// The options that several commands share, and short functions that define further options. Help
// texts, checks and suggestions such as "Did you mean --json" derive from these definitions.

export const CONFIG_FILE = 'connect-whatsapp.config.json'

/** An option without a value: true if present, otherwise undefined. */
export const toggle = (brief: string) =>
  ({ kind: 'boolean', optional: true, withNegated: false, brief }) as const

/** An option with one value. */
export const text = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', optional: true, parse: String, placeholder, brief }) as const

/** An option that can be repeated. */
export const texts = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', optional: true, variadic: true, parse: String, placeholder, brief }) as const

/** A required argument. */
export const argument = (placeholder: string, brief: string) =>
  ({ parse: String, placeholder, brief }) as const

/** An optional argument. */
export const optionalArgument = (placeholder: string, brief: string) =>
  ({ optional: true, parse: String, placeholder, brief }) as const

export const config = text('FILE', `Configuration file; default: ${CONFIG_FILE} in this folder`)
export const json = toggle('Print the result as JSON on standard output')
export const yes = toggle('Make the changes without asking, for use in scripts')
export const only = {
  kind: 'enum',
  values: ['channel'],
  optional: true,
  brief: 'Only the channels, and not the stack (functions, table, queues, widget)',
} as const

export const wabas = texts(
  'ID',
  'Only this WABA of the configuration, and not the stack; may be repeated',
)
export const remove = texts(
  'ID',
  'Remove the channel of this WABA, which is no longer in the configuration; may be repeated',
)

export interface ConfigFlags {
  readonly config?: string
}

/** The options that `openSession` reads. Each command offers only the options that affect it. */
export interface AccountFlags extends ConfigFlags {
  readonly json?: boolean
  readonly only?: 'channel'
  /** The WABAs to which the command is limited. */
  readonly waba?: readonly string[]
}
