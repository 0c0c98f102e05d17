// The files of a conversation: what its customer sent (where we carry that) and what agents sent them. Each can be looked at,
// and sent again by its id, without its bytes passing anywhere: an id is worth nothing in another conversation.
import { mediaKindOf } from '#whatsapp/media/media'
import { MEDIA_KEPT_DAYS } from '../deployment/resources.ts'
import type { FileLinks, Files, InboundMessage, Inbox, Outbox } from '../model/ports.ts'
import type { Reply, Upload } from '../model/reply.ts'
import { refuse } from '../runtime/refused.ts'
import type { FilesView, FileView } from './api.ts'

interface Ports {
  outbox: Pick<Outbox, 'get' | 'recent'>
  inbox: Pick<Inbox, 'message' | 'recent'>
  files: Pick<Files, 'head'> & FileLinks
}

interface ConversationFile extends Omit<FileView, 'url'> {
  key: string
}

/** So far back is looked: messages of the customer, and replies. */
const LAST_MESSAGES = 30
const LAST_REPLIES = 50

export function conversationFiles({ outbox, inbox, files }: Ports) {
  async function viewed({ key, ...file }: ConversationFile): Promise<FileView[]> {
    // The bucket forgets files after their time.
    if (!(await files.head(key))) return []
    return [{ ...file, url: await files.link(key, file) }]
  }

  return {
    /** Newest first; a file that was sent several times stands there once. */
    async list(conversation: string): Promise<FilesView> {
      const [messages, replies] = await Promise.all([
        inbox.recent(conversation, LAST_MESSAGES),
        outbox.recent(conversation, LAST_REPLIES),
      ])
      const found = [...messages.flatMap(ofMessage), ...replies.flatMap(ofReply)].sort((a, b) =>
        a.at < b.at ? 1 : -1,
      )
      const once = [
        ...new Map(found.toReversed().map((file) => [file.key, file])).values(),
      ].toReversed()
      return { files: (await Promise.all(once.map(viewed))).flat() }
    },

    /** Undefined for what is no id of such a file at all; refuses what is not, or no longer, there. */
    async find(conversation: string, id: string, path: string): Promise<Upload | undefined> {
      const sent = SENT.exec(id)
      if (!sent && !id.startsWith('wamid.')) return undefined
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
          `This file is no longer kept: files are deleted after ${MEDIA_KEPT_DAYS} days. Attach it again.`,
          path,
          { days: MEDIA_KEPT_DAYS },
        )
      }
      return { ...upload, uploadId: id }
    },
  }

  async function sentFile(
    conversation: string,
    reply: string,
    index: number,
  ): Promise<Upload | undefined> {
    const found = await outbox.get(conversation, reply)
    return found && uploadsOf(found)[index]
  }

  async function receivedFile(conversation: string, id: string): Promise<Upload | undefined> {
    const file = (await inbox.message(conversation, id))?.file
    // Without WhatsApp's own digest, the place stands for the bytes: nothing else is ever put there.
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

/** The id of a reply and which of its files. */
const SENT = /^(widget-[0-9a-f]+)\.(\d+)$/

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
        },
      ]
    : []

const ofReply = (reply: Reply): ConversationFile[] =>
  uploadsOf(reply).map(({ key, mimeType, size }, i) => ({
    id: `${reply.id}.${i}`,
    at: reply.acceptedAt,
    kind: reply.content.type === 'media' ? reply.content.kind : mediaKindOf(mimeType),
    mimeType,
    ...(reply.content.type === 'media' && reply.content.filename
      ? { name: reply.content.filename }
      : {}),
    size,
    from: 'agent',
    key,
  }))
