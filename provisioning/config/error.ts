/** Something only the person running this can put right. The message is for them: what, which, why, and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
