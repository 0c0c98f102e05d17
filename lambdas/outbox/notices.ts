// In a bridged chat, a failed reply is also said where the agent is looking: one short line, once.
import { createHash } from 'node:crypto'
import type { Conversation } from '../model/conversation.ts'
import type { ChatSession, Clock, Conversations, Outbox } from '../model/ports.ts'
import type { Reply } from '../model/reply.ts'
import { log, masked } from '../runtime/log.ts'
import { problemsOf } from '../widget-api/view.ts'
import { chatConnection } from './chat-connection.ts'
import { wordsOfComposed, wordsOfInteractive } from './messages-of-reply.ts'

interface Ports {
  outbox: Pick<Outbox, 'noticed'>
  conversations: Pick<Conversations, 'setChat'>
  chat: Pick<ChatSession, 'say' | 'connect'>
  now: Clock
}

/** A line that could not be put there for so long is of no use to anybody; the widget still shows the failure. */
const GIVE_UP_MS = 60 * 60_000

export function notices({ outbox, conversations, chat, now }: Ports) {
  const connection = chatConnection({ chat, conversations, now })

  return async (conversation: Conversation, reply: Reply): Promise<void> => {
    if (now().getTime() - new Date(reply.sendBy).getTime() < GIVE_UP_MS) {
      try {
        const session = await connection(conversation)
        // The token makes a second try the same line.
        if (session)
          await chat.say(
            session,
            noticeOf(reply),
            createHash('sha256').update(`${reply.id}/${reply.attempt}/notice`).digest('hex'),
          )
      } catch (cause) {
        // Its conversation goes on; the sweep comes back for the line.
        return log.error('notice_not_given', cause, {
          conversation: masked(conversation.id),
          reply: reply.id,
        })
      }
    }
    await outbox.noticed(reply)
  }
}

/** What the agent reads in the chat. The transcript shows it on the customer's side, the only voice we have there: it says so itself. */
export function noticeOf(reply: Pick<Reply, 'state' | 'content' | 'problems' | 'parts'>): string {
  const why = [...new Set(problemsOf(reply).map(({ message }) => message))].join(' ')
  const verdict =
    reply.state === 'unconfirmed'
      ? 'Perhaps not delivered to WhatsApp'
      : 'Not delivered to WhatsApp'
  return `[${verdict}: ${quoted(reply.content)}] ${why}`.trim()
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
