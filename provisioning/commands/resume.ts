import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json } from '../cli/options.ts'

export interface ResumeFlags extends Omit<AccountFlags, 'only' | 'waba'> {
  readonly extend?: number
}

const MOST_MINUTES = 24 * 60

function minutes(input: string): number {
  const value = Number(input)
  if (Number.isInteger(value) && value >= 1 && value <= MOST_MINUTES) return value
  throw new RangeError(`Use a whole number of minutes from 1 to ${MOST_MINUTES}.`)
}

export const resume = accountCommand<ResumeFlags>({
  changes: true,
  brief: 'Start sending again after pause',
  description: `Sends the unsent replies, in the order of each conversation. A reply that has waited
for more than ten minutes fails, and its agent is informed, unless --extend gives it more time.

Exit code: 0 sending (also if it was not paused), 1 the command failed.`,
  parameters: {
    flags: {
      config,
      extend: {
        kind: 'parsed',
        optional: true,
        parse: minutes,
        placeholder: 'MINUTES',
        brief: 'Give unsent replies this many minutes from now; the 24-hour window still applies',
      },
      json,
    },
  },
  load: async () => (await import('./run/resume.ts')).runResume,
})
