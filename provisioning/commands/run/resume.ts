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
  // The time is extended before sending resumes. Otherwise the overdue replies would fail.
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
  if (waiting.length > 0) {
    const extension = renewed > 0 ? `; ${renewed} of them got more time` : ''
    host.print(`${counted(waiting.length, 'reply was', 'replies were')} waiting${extension}.`)
  }
  if (overdue > 0)
    host.print(
      `${counted(overdue, 'of them is', 'of them are')} overdue and will fail; the agents are informed.`,
    )
  return 0
}
