import { isDoubtful, statusOf } from '#model/reply'
import { may, transitions } from '#model/transitions'
import { rightCaller } from '../../account/caller.ts'
import { linkedAccount } from '../../channel/linked-account.ts'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import type { AccountFlags, ConfigFlags } from '../../cli/options.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import { deadLettersOf } from '../../doctor/stack.ts'
import { counted } from '../../engine/plan.ts'
import {
  discarded,
  recordAcceptance,
  repliesInTrouble,
  requireReply,
  retried,
} from '../../replies/outbox.ts'
import { printedReply, replyLine } from '../../replies/view.ts'
import type { ListFlags, RepliesFlags, RetryFlags, SettleFlags } from '../replies.ts'

export const runRepliesList: Run<ListFlags> = async (host, flags) => {
  const session = await openCheckedSession(flags, host)
  const { aws, json } = session
  const [{ troubled: replies, held }, queues] = await Promise.all([
    repliesInTrouble(host.now(), aws, await numbersOf(session)),
    deadLettersOf(session.config, aws),
  ])
  const deadLetters = queues.filter(({ verdict }) => verdict !== 'ok')
  if (json)
    host.print(
      JSON.stringify({ replies: replies.map(printedReply), held, deadLetters }, undefined, 2),
    )
  else {
    for (const reply of replies) host.print(replyLine(reply, host.now()))
    for (const { about, message, remedy } of deadLetters)
      host.print(`${about}: ${message}. ${remedy}`)
    host.print(
      replies.length === 0
        ? 'No reply failed, is unconfirmed or is overdue.'
        : `${counted(replies.length, 'reply', 'replies')}. Run "connect-whatsapp replies show ID" for the history of a reply.`,
    )
    if (held > 0)
      host.print(`${counted(held, 'reply is', 'replies are')} held until the customer answers.`)
  }
  return replies.length + deadLetters.length === 0 ? 0 : 2
}

export const runRepliesShow: Run<ConfigFlags, [string]> = async (host, flags, id) => {
  const { aws } = await openCheckedSession(flags, host)
  host.print(JSON.stringify(printedReply(await requireReply(id, aws)), undefined, 2))
  return 0
}

export const runRepliesRetry: Run<RetryFlags, [string]> = async (host, flags, id) => {
  const { aws, config, json } = await openCheckedSession(flags, host)
  const reply = await requireReply(id, aws)
  if (reply.parts.some(isDoubtful) && !flags['may-arrive-twice'])
    throw new ConfigError(
      `Reply ${reply.id} is unconfirmed: the customer may have received it. Ask the customer, or add --may-arrive-twice to send it again.`,
    )
  const attempt = await retried(reply, host.now(), aws, config.stack.retentionDays)
  host.print(
    json
      ? JSON.stringify({ id: reply.id, attempt })
      : `Reply ${reply.id} is queued as attempt ${attempt}. It is sent within a minute, or fails within ten minutes.`,
  )
  return 0
}

export const runRepliesDiscard: Run<RepliesFlags, [string]> = async (host, flags, id) => {
  const { aws, json } = await openCheckedSession(flags, host)
  const reply = await requireReply(id, aws)
  await discarded(reply, host.now(), aws)
  host.print(
    json
      ? JSON.stringify({ id: reply.id, discarded: true })
      : may(transitions.fail, reply)
        ? `Reply ${reply.id} will not be sent. Its agent is informed.`
        : `Reply ${reply.id} is removed from the list.`,
  )
  return 0
}

export const runRepliesSettle: Run<SettleFlags, [string]> = async (host, flags, id) => {
  const { config, aws, json } = await openCheckedSession(flags, host)
  const reply = await requireReply(id, aws)
  const { retentionDays } = config.stack
  const after = await recordAcceptance(reply, flags['message-id'], host.now(), aws, retentionDays)
  host.print(
    json
      ? JSON.stringify({ id: reply.id, status: statusOf(after) })
      : `Reply ${reply.id} has the status ${statusOf(after)} now.`,
  )
  return 0
}

/** Returns the numbers of the WABAs in the option --waba, or undefined without the option. */
async function numbersOf({ config, aws, isWhole }: Session): Promise<string[] | undefined> {
  if (isWhole) return undefined
  const wabas = await Promise.all(
    config.channels.map(({ waba }) => linkedAccount(waba, aws.socialMessaging)),
  )
  return wabas.flatMap(({ numbers }) => numbers.map(({ id }) => id))
}

/** Checks that the credentials belong to the configured account, then opens the session. */
async function openCheckedSession(flags: AccountFlags, host: Host): Promise<Session> {
  const session = await openSession(flags, host)
  await rightCaller(session.config, session.aws)
  return session
}
