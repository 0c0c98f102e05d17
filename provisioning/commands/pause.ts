import { rightCaller } from '../account/caller.ts'
import { accountCommand, COMMON_OPTIONS, workOf } from '../cli/account-command.ts'
import { counted } from '../engine/plan.ts'
import { repliesUnderWay } from '../replies/outbox.ts'
import { turnSending } from '../replies/sending.ts'

export const pause = accountCommand({
  changes: true,
  usage: '[options]',
  summary: 'stop our sending for a while; nothing is lost',
  help: `Stops what our functions send: templates, files and the like from the widget, and everything agents write in bridged chats. What is being
sent at this moment is finished. What agents send meanwhile is stored, in order. Receiving goes on, and so does what Connect itself sends
(text and attachments of native chats): that is not ours to stop.

A reply has ten minutes to be sent. What waits longer fails when sending goes on again ("not sent in time"), its agent is told and decides;
"connect-whatsapp resume --extend" gives what waits new time instead.

${COMMON_OPTIONS}

Exit code: 0 paused (also when it was already), 1 something is wrong.`,
  options: { config: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean' } },
  async run(given, host) {
    const { config, aws, json } = await workOf(given, host)
    await rightCaller(config, aws)
    const turned = await turnSending(false, aws, host.wait)
    const waiting = (await repliesUnderWay(aws)).length
    if (json) host.print(JSON.stringify({ sending: 'paused', waiting }))
    else {
      host.print(
        turned === 'turned'
          ? 'Paused: our functions send nothing any more.'
          : 'It was paused already.',
      )
      host.print(
        `${counted(waiting, 'reply waits', 'replies wait')}. Go on with: connect-whatsapp resume`,
      )
    }
    return 0
  },
})
