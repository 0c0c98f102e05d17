// Writes a notice about a failed reply into a bridged chat, where agents see it. Each failure is
// reported only once.
import { createHash } from 'node:crypto'
import type { Conversation } from '#model/conversation'
import { notice } from '#model/notice'
import { inChat } from '#model/partitions'
import type { ChatSession, Clock, Conversations, Outbox } from '#model/ports'
import { formerKey, type Part, type Reply } from '#model/reply'
import { transitions, unreported } from '#model/transitions'
import { log, masked } from '../runtime/log.ts'
import { chatConnection } from './chat-connection.ts'
import { problemsOf } from './failure-reasons.ts'
import { wordsOfComposed, wordsOfInteractive } from './messages-of-reply.ts'

interface Ports {
  outbox: Pick<Outbox, 'apply'>
  conversations: Pick<Conversations, 'setChat'>
  chat: Pick<ChatSession, 'say' | 'connect'>
  now: Clock
}

/**
 * The time after which a notice that could not be written is given up. The widget still displays
 * the failure.
 */
const GIVE_UP_MS = 60 * 60_000

export function notices({ outbox, conversations, chat, now }: Ports) {
  const connection = chatConnection({ chat, conversations, now })

  return async (conversation: Conversation, reply: Reply): Promise<void> => {
    const owed = unreported(reply)
    const line = lineFor(reply, owed)
    if (line && now().getTime() - new Date(reply.noticeAt ?? 0).getTime() < GIVE_UP_MS) {
      try {
        const session = await connection(inChat(conversation, reply.contactId))
        // Connect ignores a repeated call with the same token, so the notice is not written twice.
        if (session) await chat.say(session, line, tokenOf(reply, owed))
      } catch (cause) {
        // A failed notice must not delay the conversation. The function `sweep` sends a signal to
        // try again.
        return log.error('notice_not_given', cause, {
          conversation: masked(conversation.id),
          reply: reply.id,
        })
      }
    }
    await outbox.apply(transitions.noticed, reply, owed)
  }
}

type Owed = ReturnType<typeof unreported>

/**
 * Returns the client token of a notice, which depends on the failures that the notice reports. If
 * only some parts failed, the token must not depend on the state of the reply, which may change
 * while the notice is being written.
 */
function tokenOf({ id, attempt, state, parts: all }: Reply, { whole, parts }: Owed): string {
  const failures = parts.map((i) => formerKey(all[i]!.attempt, i))
  return createHash('sha256')
    .update([id, ...(whole ? [attempt, state] : []), ...failures, 'notice'].join('/'))
    .digest('hex')
}

/**
 * Returns the text of the notice, or undefined if an earlier notice about this reply has already
 * reported the same errors.
 */
function lineFor(reply: Reply, { whole, parts }: Owed): string | undefined {
  if (whole) return noticeOf(reply)
  const known = new Set(reply.parts.filter(({ notice }) => notice === 'given').map(codesOf))
  const unknown = parts.filter((i) => !known.has(codesOf(reply.parts[i]!)))
  if (unknown.length === 0) return undefined
  return noticeOf({ ...reply, problems: [], parts: unknown.map((i) => reply.parts[i]!) })
}

const codesOf = ({ outcome }: Part): string =>
  (outcome?.errors ?? []).map(({ code }) => code).join()

/**
 * Returns the text of a notice. This project writes into the chat as the customer, so Connect
 * displays the notice as a message from the customer. The text therefore states that the customer
 * did not write it.
 */
export function noticeOf(reply: Pick<Reply, 'state' | 'content' | 'problems' | 'parts'>): string {
  const why = [...new Set(problemsOf(reply).map(({ message }) => message))].join(' ')
  const isCertain =
    reply.state !== 'unconfirmed' ||
    reply.parts.every(({ outcome }) => outcome?.status === 'failed')
  const verdict = isCertain ? 'Not delivered to WhatsApp' : 'Perhaps not delivered to WhatsApp'
  return notice(`${verdict}: ${quoted(reply.content)}. ${why}`.trim())
}

function quoted(content: Reply['content']): string {
  switch (content.type) {
    case 'text':
      return `“${content.body.length > 40 ? `${content.body.slice(0, 39)}…` : content.body}”`
    case 'interactive':
      return wordsOfInteractive(content.content)
    case 'attachments':
      return content.attachments.map(({ name }) => name).join(', ')
    case 'media':
      return content.filename ?? content.kind
    case 'message':
      return wordsOfComposed(content.message)
    case 'template':
      return `template ${content.name}`
  }
}
