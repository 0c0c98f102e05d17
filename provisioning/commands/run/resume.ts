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
  const waiting = await repliesUnderWay(aws)
  const now = host.now()
  // The time is extended before sending resumes. Without more time, the overdue replies would fail.
  const renewed =
    flags.extend === undefined
      ? 0
      : await extended(waiting, new Date(now.getTime() + flags.extend * 60_000), aws)
  const overdue = waiting.filter(({ sendBy }) => new Date(sendBy) < now).length - renewed
  const outcome = await resumeSending(aws, host.wait)
  if (json) {
    host.print(JSON.stringify({ sending: 'on', waiting: waiting.length, extended: renewed }))
    return 0
  }
  host.print(outcome === 'changed' ? 'The functions send again.' : 'Sending was not paused.')
  if (waiting.length > 0)
    host.print(`${counted(waiting.length, 'reply was', 'replies were')} waiting.`)
  if (renewed > 0)
    host.print(
      `${counted(renewed, 'waiting reply has', 'waiting replies have')} more time to be sent.`,
    )
  if (overdue > 0)
    host.print(
      `${counted(overdue, 'waiting reply is', 'waiting replies are')} overdue and will fail. The agents are informed.`,
    )
  return 0
}
