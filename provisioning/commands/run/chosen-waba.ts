import type { Checked } from '../../config/config.ts'
import { ConfigError } from '../../config/error.ts'

/**
 * Returns the WABA that the option --waba names. Without the option, returns the configuration's
 * only WABA. Throws ConfigError if the configuration does not contain the named WABA, or if no WABA
 * is named and there are several.
 */
export function chosenWaba(option: string | undefined, { channels }: Checked): string {
  const ids = channels.map(({ waba }) => waba)
  const known = ids.join(', ')
  if (option === undefined && ids.length !== 1)
    throw new ConfigError(
      `The configuration has several WABAs. Choose a WABA with --waba: ${known}.`,
    )
  const waba = option ?? ids[0]!
  if (ids.includes(waba)) return waba
  throw new ConfigError(`The configuration has no WABA ${waba}. Use ${known}.`)
}
