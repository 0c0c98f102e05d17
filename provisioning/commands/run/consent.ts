import type { Host } from '../../cli/host.ts'
import { ConfigError } from '../../config/error.ts'

/** Asks whether to make `count` changes. Throws ConfigError if there is nobody to answer. */
export async function consentTo(count: number, host: Host): Promise<boolean> {
  if (!host.interactive)
    throw new ConfigError(
      'These changes need your consent, but the command does not run in a terminal. Add --yes, or run it in a terminal.',
    )
  return host.ask.yes(count === 1 ? 'Make this change?' : `Make these ${count} changes?`)
}
