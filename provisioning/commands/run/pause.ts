import { rightCaller } from '../../account/caller.ts'
import type { Run } from '../../cli/account-command.ts'
import type { AccountFlags } from '../../cli/options.ts'
import { openSession } from '../../cli/session.ts'
import { counted } from '../../engine/plan.ts'
import { repliesUnderWay } from '../../replies/outbox.ts'
import { pauseSending, STOPS_WITHIN_SECONDS } from '../../replies/sending.ts'

export const runPause: Run<Omit<AccountFlags, 'only' | 'waba'>> = async (host, flags) => {
  const { config, aws, json } = await openSession(flags, host)
  await rightCaller(config, aws)
  const outcome = await pauseSending(host.now(), aws, host.wait)
  const unsent = (await repliesUnderWay(aws)).length
  if (json) {
    host.print(JSON.stringify({ sending: 'paused', unsent }))
    return 0
  }
  host.print(
    outcome === 'changed'
      ? `Sending is paused. The functions send nothing until you resume; texts of agents stop within ${STOPS_WITHIN_SECONDS} seconds.`
      : 'Sending was paused already.',
  )
  host.print(
    `${counted(unsent, 'reply is', 'replies are')} waiting to be sent. Run "connect-whatsapp resume" to send again.`,
  )
  return 0
}
