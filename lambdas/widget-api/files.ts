// Lists the files of a conversation: files that agents sent with the widget and, for a bridged
// number, files from the customer. Agents can view each file, and can send it again by its id
// without another upload. The id of a file is valid only in its conversation.

import type { FilesView, FileView } from '#api'
import type { Partitions } from '#model/conversation'
import type { FileLinks, Files, InboundMessage, Inbox, Outbox } from '#model/ports'
import type { Reply, Upload } from '#model/reply'
import { mediaKindOf } from '#whatsapp/media/media'
import { isMessageId } from '#whatsapp/messages/message-ids'
import { refuse } from '../runtime/refused.ts'

interface Ports {
  outbox: Pick<Outbox, 'find' | 'recent'>
  inbox: Pick<Inbox, 'message' | 'recent'>
  files: Pick<Files, 'head'> & FileLinks
  retentionDays: number
}

interface ConversationFile extends Omit<FileView, 'url'> {
  key: string
  /**
   * The SHA-256 digest in base64, or undefined if WhatsApp did not report the digest of a
   * customer's file.
   */
  sha256: string | undefined
}

/**
 * The numbers of the customer's latest messages and of the latest replies that are searched for
 * files.
 */
const LAST_MESSAGES = 30
const LAST_REPLIES = 50

export function conversationFiles({ outbox, inbox, files, retentionDays }: Ports) {
  async function viewed({ key, sha256: _, ...file }: ConversationFile): Promise<FileView[]> {
    // S3 deletes files after some days, so the file may no longer exist.
    if (!(await files.head(key))) return []
    return [{ ...file, url: await files.link(key, file) }]
  }

  return {
    /** Returns the files of these messages and replies, each under its own id. */
    async listOf(
      messages: readonly InboundMessage[],
      replies: readonly Reply[],
    ): Promise<FileView[]> {
      const found = [...messages.flatMap(ofMessage), ...replies.flatMap(ofReply)]
      return (await Promise.all(found.map(viewed))).flat()
    },

    /**
     * Returns the files from the newest to the oldest. A file that was sent several times appears
     * once, with its latest name.
     */
    async list(conversation: Partitions): Promise<FilesView> {
      const [messages, replies] = await Promise.all([
        inbox.recent(conversation, LAST_MESSAGES),
        outbox.recent(conversation, LAST_REPLIES),
      ])
      const found = [...messages.flatMap(ofMessage), ...replies.flatMap(ofReply)].sort((a, b) =>
        a.at < b.at ? 1 : -1,
      )
      return { files: (await Promise.all(eachOnce(found).map(viewed))).flat() }
    },

    /**
     * Returns the file, or undefined if the id is not the id of a conversation's file. Throws
     * RequestRefused if the file does not exist or was deleted.
     */
    async find(conversation: Partitions, id: string, path: string): Promise<Upload | undefined> {
      const sent = SENT.exec(id)
      if (!sent && !isMessageId(id)) return undefined
      const upload = sent
        ? await sentFile(conversation, sent[1]!, Number(sent[2]))
        : await receivedFile(conversation, id)
      if (!upload)
        return refuse(
          422,
          'file_unknown',
          'There is no such file in this chat. Choose another.',
          path,
        )
      if (!(await files.head(upload.key))) {
        return refuse(
          422,
          'file_gone',
          `This file was deleted. Files are deleted after ${retentionDays} days. Attach it again.`,
          path,
          { days: retentionDays },
        )
      }
      return { ...upload, uploadId: id }
    },
  }

  async function sentFile(
    conversation: Partitions,
    reply: string,
    index: number,
  ): Promise<Upload | undefined> {
    const found = await outbox.find(conversation, reply)
    return found && uploadsOf(found)[index]
  }

  async function receivedFile(conversation: Partitions, id: string): Promise<Upload | undefined> {
    const file = (await inbox.message(conversation, id))?.file
    // If the digest is unknown, the key of the file is used in its place. The key identifies the
    // content too, because no other file is ever stored under the same key.
    return (
      file && {
        uploadId: id,
        key: file.key,
        size: file.size,
        mimeType: file.mimeType,
        sha256: file.sha256 ?? file.key,
      }
    )
  }
}

function eachOnce(files: readonly ConversationFile[]): ConversationFile[] {
  const once = new Map<string, ConversationFile>()
  for (const file of files) {
    const bytes = file.sha256 ?? file.key
    const newest = once.get(bytes) ?? file
    once.set(bytes, file.name && !newest.name ? { ...newest, name: file.name } : newest)
  }
  return [...once.values()]
}

/** Matches the id of a reply, followed by the index of one of the reply's files. */
const SENT = /^(widget-[0-9a-f]+)\.(\d+)$/

/** Returns the id for a file of a reply. */
export const fileIdOf = (reply: string, index: number): string => `${reply}.${index}`

const uploadsOf = ({ content }: Pick<Reply, 'content'>): Upload[] =>
  content.type === 'media' ? [content.upload] : content.type === 'template' ? content.uploads : []

const ofMessage = ({ id, at, type, file }: InboundMessage): ConversationFile[] =>
  file
    ? [
        {
          id,
          at,
          kind: type as FileView['kind'],
          mimeType: file.mimeType,
          name: file.name,
          size: file.size,
          from: 'customer',
          key: file.key,
          sha256: file.sha256,
        },
      ]
    : []

const ofReply = (reply: Reply): ConversationFile[] =>
  uploadsOf(reply).map(({ key, mimeType, size, sha256 }, i) => ({
    id: fileIdOf(reply.id, i),
    at: reply.acceptedAt,
    kind: reply.content.type === 'media' ? reply.content.kind : mediaKindOf(mimeType),
    mimeType,
    ...(reply.content.type === 'media' && reply.content.filename
      ? { name: reply.content.filename }
      : {}),
    size,
    from: 'agent',
    key,
    sha256,
  }))
