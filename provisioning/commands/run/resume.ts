import { rightCaller } from '../../account/caller.ts'
import type { Run } from '../../cli/account-command.ts'
import { openSession } from '../../cli/session.ts'
import { counted } from '../../engine/plan.ts'
import { extended, repliesUnderWay } from '../../replies/outbox.ts'
import { resumeSending } from '../../replies/sending.ts'
import type { ResumeFlags } from '../resume.ts'

export const runResume: Run<ResumeFlags> = async (host, flags) => {
  const { config, aws, json } = await openSession(flags, host)
  await rightCaller(config, aws)
  const unsent = await repliesUnderWay(aws)
  const now = host.now()
  // With --extend, the replies get a new deadline before sending resumes. Overdue replies would
  // otherwise fail immediately.
  const renewed =
    flags.extend === undefined
      ? 0
      : await extended(unsent, new Date(now.getTime() + flags.extend * 60_000), aws)
  const overdue = unsent.filter(({ sendBy }) => new Date(sendBy) < now).length - renewed
  const outcome = await resumeSending(aws, host.wait)
  if (json) {
    host.print(JSON.stringify({ sending: 'on', unsent: unsent.length, extended: renewed }))
    return 0
  }
  host.print(outcome === 'changed' ? 'The functions send again.' : 'Sending was not paused.')
  if (unsent.length > 0)
    host.print(`${counted(unsent.length, 'reply was', 'replies were')} waiting to be sent.`)
  if (renewed > 0)
    host.print(
      `${counted(renewed, 'unsent reply has', 'unsent replies have')} more time to be sent.`,
    )
  if (overdue > 0)
    host.print(
      `${counted(overdue, 'unsent reply is', 'unsent replies are')} overdue and will fail. The agents are informed.`,
    )
  return 0
}
