/**
 * An error that only the person who runs the command can correct. The message says what is wrong,
 * why, and what to do.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
