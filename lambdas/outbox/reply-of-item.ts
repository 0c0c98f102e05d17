// Converts an item of a bridged chat into a reply. The item comes from Connect's stream or from the
// transcript.
import type { ContactRecord } from '#model/ports'
import { type ChatAttachment, orderOf, queuedAt, type Reply, type ReplyContent } from '#model/reply'
import type { ChatItem } from '#whatsapp/events/events'
import { bareType } from '#whatsapp/media/types'
import { toWhatsAppMarks } from '#whatsapp/messages/markdown'
import { isBlank } from '#whatsapp/messages/text'
import { outgoingOf, partsOf } from './messages-of-reply.ts'

/** Returns whether an item is meant for the customer and was not sent by the customer. */
export const isForCustomer = ({ role }: ChatItem, visibility?: string) =>
  role !== 'CUSTOMER' &&
  (visibility === undefined || visibility === 'CUSTOMER' || visibility === 'ALL')

// https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
const INTERACTIVE = 'application/vnd.amazonaws.connect.message.interactive'

/**
 * Returns the content of an item, or undefined for items that are not sent to customers: events,
 * blank texts, JSON for programs, and attachment items without a file.
 */
export function contentOf({
  kind,
  at,
  content,
  contentType = 'text/plain',
  contactId,
  initialContactId,
  attachments,
}: ChatItem): ReplyContent | undefined {
  if (kind === 'chat.attachment' && attachments.length > 0) {
    return {
      type: 'attachments',
      at: at.toISOString(),
      ...(contactId === initialContactId ? {} : { contactId }),
      attachments: attachments.map(({ attachmentId, name, mimeType, status }) => ({
        attachmentId,
        name,
        mimeType,
        status: scanStatus(status),
      })),
    }
  }
  if (kind !== 'chat.message' || !content || isBlank(content)) return undefined
  if (contentType === INTERACTIVE) return { type: 'interactive', content }
  if (!contentType.startsWith('text/')) return undefined
  const isMarkdown = bareType(contentType) === 'text/markdown'
  return { type: 'text', body: isMarkdown ? toWhatsAppMarks(content) : content }
}

/**
 * Returns the state of Connect's scan of an attachment. Only an approved file may be sent, so a
 * status that this project does not know counts as unfinished.
 */
const scanStatus = (status: string): ChatAttachment['status'] =>
  status === 'APPROVED' || status === 'REJECTED' ? status : 'IN_PROGRESS'

export function replyOf(
  item: ChatItem,
  content: ReplyContent,
  { conversation, mode }: ContactRecord,
  at: Date,
): Reply {
  const id = `chat-${item.id}`
  return {
    conversation,
    id,
    contactId: item.initialContactId,
    mode,
    content,
    by: { role: item.role, ...(item.displayName ? { name: item.displayName } : {}) },
    order: orderOf(item.at.toISOString(), id),
    ...queuedAt(at, item.at),
    parts: partsOf(outgoingOf(content)),
  }
}
