// A reply and its conversation as the widget is told of them.
import { errorFor, mayRetryLater } from '#whatsapp/errors/error-table'
import { serviceWindow } from '#whatsapp/service-window'
import { type Conversation, evidenceOf } from '../model/conversation.ts'
import type { Channel, InboundMessage } from '../model/ports.ts'
import { fateOf, type Reply, type ReplyContent } from '../model/reply.ts'
import { wordsOfInteractive } from '../outbox/messages-of-reply.ts'
import type { ConversationView, ReplyView } from './api.ts'

export function replyView(reply: Reply): ReplyView {
  return {
    id: reply.id,
    ...(reply.requestId ? { requestId: reply.requestId } : {}),
    type: reply.content.type === 'message' ? reply.content.message.type : reply.content.type,
    fate: fateOf(reply),
    attempt: reply.attempt,
    late: reply.late ?? false,
    by: reply.by,
    acceptedAt: reply.acceptedAt,
    parts: reply.parts.map(({ state, messageId, outcome }) => ({
      fate: outcome?.status ?? state,
      ...(messageId ? { messageId } : {}),
      ...(outcome?.errors
        ? {
            errors: outcome.errors.map(({ code, details }) => ({
              code,
              ...(details ? { details } : {}),
            })),
          }
        : {}),
    })),
    former: Object.entries(reply.former ?? {}).map(([key, { attempt, state, outcome }]) => ({
      attempt,
      part: Number(key.split('p')[1]),
      fate: outcome?.status ?? state,
    })),
    problems: problemsOf(reply),
    shows: shown(reply.content, reply.preview),
    ...(reply.quotes ? { quotes: reply.quotes } : {}),
    ...(reply.heldUntil ? { heldUntil: reply.heldUntil } : {}),
  }
}

/** Why it failed, in words an agent understands: what was found before sending, and what WhatsApp said after. */
export function problemsOf({
  problems = [],
  parts,
}: Pick<Reply, 'problems' | 'parts'>): ReplyView['problems'] {
  const said = parts.flatMap(({ outcome }, i) =>
    outcome?.status === 'failed'
      ? (outcome.errors ?? []).map(({ code }) => ({
          code: `whatsapp_${code}`,
          path: `parts.${i}`,
          message: wordsFor(code),
        }))
      : [],
  )
  return [...problems.map(({ severity: _, ...each }) => each), ...said]
}

/** A failure that passes was repeated until there was no time left: "trying again" is no longer true. */
const wordsFor = (code: number): string =>
  mayRetryLater(code)
    ? 'WhatsApp was too busy to take the message in time. Send it again in a few minutes.'
    : errorFor(code).tell.en

function shown(content: ReplyContent, preview: unknown): unknown {
  switch (content.type) {
    case 'text':
      return { text: content.body }
    case 'interactive':
      return { text: wordsOfInteractive(content.content) }
    case 'attachments':
      return { attachments: content.attachments.map(({ name, mimeType }) => ({ name, mimeType })) }
    case 'media':
      return {
        media: content.kind,
        mimeType: content.upload.mimeType,
        size: content.upload.size,
        caption: content.caption,
        filename: content.filename,
        voice: content.voice,
      }
    case 'message': {
      const { type: _, ...rest } = content.message
      return rest
    }
    case 'template':
      return { template: content.name, language: content.language, preview }
  }
}

export function conversationView(
  conversation: Conversation,
  channel: Channel,
  replies: readonly Reply[],
  now: Date,
  messages?: readonly InboundMessage[],
): Omit<ConversationView, 'cursor'> {
  const evidence = evidenceOf(conversation)
  const window = serviceWindow(evidence, now)
  return {
    mode: conversation.mode,
    businessNumber: channel.number,
    customer: conversation.customer,
    window:
      window.is === 'open'
        ? { is: 'open', until: window.until.toISOString() }
        : window.is === 'closed'
          ? { is: 'closed', ...(window.since ? { since: window.since.toISOString() } : {}) }
          : { is: 'unknown' },
    evidence: evidence.map((each) => ({ ...each, at: each.at.toISOString() })),
    ...(conversation.agentWroteAt ? { agentWroteAt: conversation.agentWroteAt } : {}),
    at: now.toISOString(),
    replies: replies.map(replyView),
    ...(messages ? { messages: messages.map(messageView) } : {}),
  }
}

const messageView = ({ id, at, type, text, file }: InboundMessage) => ({
  id,
  at,
  type,
  ...(text ? { text } : {}),
  ...(file ? { fileId: id, name: file.name } : {}),
})
