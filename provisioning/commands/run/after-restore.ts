import { DEFAULT_TABLE } from '#deployment/table'
import { rightCaller } from '../../account/caller.ts'
import { tableOf } from '../../account/table.ts'
import { linkedAccount } from '../../channel/linked-account.ts'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import { applyStack } from '../../engine/installation.ts'
import { counted } from '../../engine/plan.ts'
import { discovering } from '../../identity/provider-check.ts'
import { TRIGGERS } from '../../links/links.ts'
import { copiedUnfinished, doubtedAfterRestore, unfinishedReplies } from '../../replies/outbox.ts'
import { pauseSending, setTrigger } from '../../replies/sending.ts'
import { recoveredChats } from '../../restore/chats.ts'
import { protect, requireUsable } from '../../restore/table.ts'
import { forgetTranscripts } from '../../restore/transcripts.ts'
import { recordedChoices } from '../../stack/choices.ts'
import type { StackSettings } from '../../stack/settings.ts'
import { stackSettings } from '../../stack/settings-of-config.ts'
import type { AfterRestoreFlags } from '../after-restore.ts'
import { consentTo } from './consent.ts'

type Trigger = keyof typeof TRIGGERS
/**
 * The functions whose triggers this command disables and later enables again. The trigger of
 * send-reply stays disabled until somebody runs `resume`.
 */
const RECEIVING = (Object.keys(TRIGGERS) as Trigger[]).filter((name) => name !== 'send-reply')

export const runAfterRestore: Run<AfterRestoreFlags> = async (host, { table, yes, ...flags }) => {
  const session = await openSession(flags, host)
  const { config, aws, json } = session
  if (config.stack.table !== table)
    throw new ConfigError(
      `The configuration names the table ${config.stack.table}. Set "stack": {"table": "${table}"} in it first, so that a later apply uses the restored table too.`,
    )
  await rightCaller(config, aws)
  const settings = await stackSettings(config, aws, discovering(aws, host))
  await requireUsable(table, aws.dynamoDb)
  const unfinished = (await unfinishedReplies(aws)).length
  const say = json ? host.log : host.print
  say(
    `The stack will use the table ${table}. ${counted(unfinished, 'reply in it is', 'replies in it are')} unfinished and will not be sent; the agents are informed.`,
  )
  if (!yes && !(await consentTo(1, host))) {
    host.log('Nothing was changed.')
    return 1
  }

  await pauseSending(host.now(), aws, host.wait)
  for (const name of RECEIVING) await setTrigger(name, false, aws, host.wait)
  say('✓ All triggers are stopped.')
  for (const sentence of await protect(table, aws.dynamoDb)) say(`✓ table ${table}: ${sentence}`)
  const { outputs } = await recordedChoices(aws)
  const before = outputs.TableName ?? DEFAULT_TABLE
  const doubted = await takeOver(before, session, host)
  say(`✓ ${counted(doubted, 'reply is', 'replies are')} unconfirmed now.`)
  await forgetTranscripts(tableOf(aws))
  const { connected, oneWay } = await chatsOf(session, settings, host)
  const [were, are] = connected.length === 1 ? ['was', 'is'] : ['were', 'are']
  say(
    `✓ ${counted(connected.length, 'open chat')} that ${were} missing in the table ${are} connected again.`,
  )
  for (const contact of oneWay)
    say(
      `! Contact ${contact}: messages from its agent are sent, but the customer's next message opens a new chat.`,
    )

  if (!(await applyStack(session, host, say)))
    throw new ConfigError(
      `The stack was not deployed, so it does not use the table ${table} yet, and all triggers are stopped. Correct the problems above, then run this again.`,
    )
  // Until the deployment above, agents' widgets wrote to the previous table. This second call of
  // `takeOver` handles the replies that the widgets wrote after the first call.
  await takeOver(before, session, host)
  for (const name of RECEIVING) await setTrigger(name, true, aws, host.wait)
  say('✓ Messages are received again. Sending is still paused.')
  host.print(
    json
      ? JSON.stringify({ table, unconfirmed: doubted, connected, oneWay })
      : 'Done. Look at "connect-whatsapp replies list", then run "connect-whatsapp resume".',
  )
  return 0
}

/**
 * Marks every unfinished reply of the restored table as unconfirmed. Also copies the unfinished
 * replies of the table `before`, if it still exists, and marks the copies as unconfirmed. Returns
 * the number of replies that were marked.
 */
async function takeOver(before: string, { config, aws }: Session, host: Host): Promise<number> {
  const now = host.now()
  const { retentionDays } = config.stack
  const doubted = await doubtedAfterRestore(now, aws)
  if (before === aws.tableName) return doubted
  return doubted + (await copiedUnfinished({ before, retentionDays, now }, aws))
}

async function chatsOf({ config, aws }: Session, settings: StackSettings, host: Host) {
  const wabas = new Map<string, string>()
  for (const { waba, mode } of config.channels) {
    if (mode !== 'bridged') continue
    const { numbers } = await linkedAccount(waba, aws.socialMessaging)
    for (const { id } of numbers) wabas.set(id, waba)
  }
  if (wabas.size === 0) return { connected: [], oneWay: [] }
  const { instanceArn, chatFlowId } = settings
  const table = tableOf(aws, config.stack.retentionDays)
  return recoveredChats(table, { instanceArn, chatFlowId, wabas }, host.now(), aws)
}
