import { rightCaller } from '../account/caller.ts'
import { accountCommand, COMMON_OPTIONS, workOf } from '../cli/account-command.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import { extended, repliesUnderWay } from '../replies/outbox.ts'
import { turnSending } from '../replies/sending.ts'

export const resume = accountCommand({
  changes: true,
  usage: '[options]',
  summary: 'start our sending again after pause',
  help: `What waits is sent in order, each conversation by itself. Replies whose ten minutes are over fail and their agents are told, unless they get
new time:

  --extend MINUTES        give everything that waits so many more minutes, from now (1 to 1440). WhatsApp's 24 hours are checked as ever
${COMMON_OPTIONS}

Exit code: 0 sending (also when it was already), 1 something is wrong.`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    extend: { type: 'string' },
  },
  async run(given, host) {
    const minutes = minutesOf(given.values.extend)
    const { config, aws, json } = await workOf(given, host)
    await rightCaller(config, aws)
    const waiting = await repliesUnderWay(aws)
    const now = host.now()
    // Before sending begins again: otherwise it would fail what was to be extended.
    const renewed =
      minutes === undefined
        ? 0
        : await extended(waiting, new Date(now.getTime() + minutes * 60_000), aws)
    const late = waiting.filter(({ sendBy }) => new Date(sendBy) < now).length - renewed
    const turned = await turnSending(true, aws, host.wait)
    if (json)
      host.print(JSON.stringify({ sending: 'on', waiting: waiting.length, extended: renewed }))
    else {
      host.print(turned === 'turned' ? 'Our functions send again.' : 'It was not paused.')
      if (waiting.length > 0)
        host.print(
          `${counted(waiting.length, 'reply was', 'replies were')} waiting${renewed > 0 ? `; ${renewed} with new time` : ''}.`,
        )
      if (late > 0)
        host.print(
          `${counted(late, 'of them is', 'of them are')} too late and will fail; the agents are told.`,
        )
    }
    return 0
  },
})

function minutesOf(given: unknown): number | undefined {
  if (given === undefined) return undefined
  const minutes = Number(given)
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440) return minutes
  throw new ConfigError(`--extend ${given}: a number of minutes, from 1 to 1440.`)
}
