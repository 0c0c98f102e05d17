import { rightCaller } from '../account/caller.ts'
import {
  accountCommand,
  COMMON_OPTIONS,
  type Given,
  type Work,
  workOf,
} from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import { deadLettersOf } from '../doctor/stack.ts'
import { counted } from '../engine/plan.ts'
import { discarded, foundReply, retried, troubledReplies } from '../replies/outbox.ts'
import { replyLine, replyView } from '../replies/view.ts'

const NO_BODIES = 'Messages themselves and whole telephone numbers are never printed.'
const CHOICES = {
  config: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const repliesList = accountCommand({
  usage: '[options]',
  summary: 'replies that failed, may have arrived or not, or stay unsent',
  help: `The outbox's replies that ended badly: failed, unconfirmed (the answer to sending was lost: it may have arrived), refused by WhatsApp after
sending, or unsent although their time is over; and how many messages our queues have given up on (dead letters). Held replies, which wait for
their customers to answer, are counted only: nothing is wrong with them. ${NO_BODIES}
Reads the whole table (replies are kept for 30 days), which costs read units where it is large.

${COMMON_OPTIONS}

Exit code: 0 there are none, 2 there are some, 1 something is wrong.`,
  options: CHOICES,
  async run(given, host) {
    const { aws, json } = await account(given, host)
    const [{ troubled: replies, held }, dead] = await Promise.all([
      troubledReplies(host.now(), aws),
      deadLettersOf(aws),
    ])
    const buried = dead.filter(({ verdict }) => verdict !== 'ok')
    if (json)
      host.print(
        JSON.stringify(
          { replies: replies.map(replyView), held, deadLetters: buried },
          undefined,
          2,
        ),
      )
    else {
      for (const reply of replies) host.print(replyLine(reply, host.now()))
      for (const { about, says, remedy } of buried) host.print(`${about} ${says}. ${remedy}`)
      host.print(
        replies.length === 0
          ? 'No reply is in trouble.'
          : `${counted(replies.length, 'reply', 'replies')}. More about one: connect-whatsapp replies show ID`,
      )
      if (held > 0)
        host.print(`${counted(held, 'reply is', 'replies are')} held until the customer answers.`)
    }
    return replies.length + buried.length === 0 ? 0 : 2
  },
})

export const repliesShow = accountCommand({
  usage: 'ID [options]',
  summary: 'everything about one reply but its text',
  help: `Its states, attempts, parts, what WhatsApp said, and why. ${NO_BODIES}

${COMMON_OPTIONS}`,
  options: CHOICES,
  positionals: 1,
  async run(given, host) {
    const { aws } = await account(given, host)
    host.print(JSON.stringify(replyView(await foundReply(idOf(given), aws)), undefined, 2))
    return 0
  },
})

export const repliesRetry = accountCommand({
  changes: true,
  usage: 'ID [options]',
  summary: 'send a failed or unconfirmed reply once more',
  help: `As a new, numbered attempt, sent within a minute unless sending is paused; only those parts that are not there yet. WhatsApp's rules and its 24
hours are checked again. A held reply cannot be hurried: it goes out when its customer answers. An unconfirmed reply may have arrived: the customer may then read it twice, and you have to say that this is all right.

  --may-arrive-twice      for an unconfirmed reply
${COMMON_OPTIONS}

Exit code: 0 it is in the outbox again, 1 something is wrong.`,
  options: { ...CHOICES, 'may-arrive-twice': { type: 'boolean' } },
  positionals: 1,
  async run(given, host) {
    const { aws } = await account(given, host)
    const reply = await foundReply(idOf(given), aws)
    const doubtful = reply.parts.some(({ state, outcome }) => state === 'unconfirmed' && !outcome)
    if (doubtful && !given.values['may-arrive-twice']) {
      throw new ConfigError(
        `${reply.id} may have arrived: nobody knows. Ask the customer, or send it again with --may-arrive-twice.`,
      )
    }
    const attempt = await retried(reply, host.now(), aws)
    host.print(
      `${reply.id} is in the outbox again, as attempt ${attempt}. It is sent within a minute, or fails within ten.`,
    )
    return 0
  },
})

export const repliesDiscard = accountCommand({
  changes: true,
  usage: 'ID [options]',
  summary: 'take a reply off the list; one that waits or is held is not sent any more',
  help: `A reply that failed or is unconfirmed is only taken off the list; it is kept for its 30 days. One that still waits to be sent, or is held for its
customer’s answer, fails now, and its agent is told. Nothing that WhatsApp has is taken back.

${COMMON_OPTIONS}`,
  options: CHOICES,
  positionals: 1,
  async run(given, host) {
    const { aws } = await account(given, host)
    const reply = await foundReply(idOf(given), aws)
    await discarded(reply, host.now(), aws)
    host.print(
      reply.state === 'queued' || reply.state === 'held'
        ? `${reply.id} is not sent any more.`
        : `${reply.id} is off the list.`,
    )
    return 0
  },
})

async function account(given: Given, host: Host): Promise<Work> {
  const work = await workOf(given, host)
  await rightCaller(work.config, work.aws)
  return work
}

function idOf({ positionals }: Given): string {
  if (positionals[0]) return positionals[0]
  throw new ConfigError('Which reply? Give its id, as "connect-whatsapp replies list" prints it.')
}
