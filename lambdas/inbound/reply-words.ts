// Describes a reply in words, by which the agent recognizes the reply when a customer quotes it or
// reacts to it.
import type { ReplyContent } from '#model/reply'
import { wordsOfComposed, wordsOfInteractive } from '../outbox/messages-of-reply.ts'

export function wordsOfReply(content: ReplyContent): string {
  switch (content.type) {
    case 'text':
      return content.body
    case 'interactive':
      return wordsOfInteractive(content.content)
    case 'attachments':
      return content.attachments.map(({ name }) => name).join(', ')
    case 'media':
      return content.caption || content.filename || content.kind
    case 'message':
      return wordsOfComposed(content.message)
    case 'template':
      return `template ${content.name}`
  }
}
