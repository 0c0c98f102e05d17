// Uploads the files of a reply to WhatsApp and stores their media ids. AWS reads each file from S3.
// The function itself reads only the first bytes, to check the type of the file.

import type { Conversation } from '#model/conversation'
import { inChat } from '#model/partitions'
import type {
  ChatSession,
  Clock,
  Conversations,
  Files,
  MediaIds,
  Verified,
  WhatsApp,
} from '#model/ports'
import type { ChatAttachment, Reply, Upload } from '#model/reply'
import { type Problem, refusals, UpstreamFailure } from '#whatsapp/errors/problems'
import { forbiddenProblems } from '#whatsapp/media/forbidden'
import { type MediaKind, mediaKindOf, mediaProblems, uploadTypeOf } from '#whatsapp/media/media'
import { typeOfBytes, webpOf } from '#whatsapp/media/signature'
import { log } from '../runtime/log.ts'
import { chatConnection } from './chat-connection.ts'

interface Ports {
  mediaIds: MediaIds
  whatsapp: Pick<WhatsApp, 'postMedia'>
  files: Files
  chat: ChatSession
  conversations: Conversations
  verified: Verified
  /** The location `bucket/prefix` in which the Connect instance stores the attachments of chats. */
  attachments: string
  /** The file name extensions of files that must not be sent to customers. */
  forbidden: readonly string[]
  now: Clock
}

/**
 * The media ids by upload id or attachment id, or the problems because of which the files were not
 * uploaded.
 */
interface Prepared {
  media: Readonly<Record<string, string>>
  problems: Problem[]
  /** Stores the new media ids, so that the same files need not be uploaded again. */
  remember(): Promise<void>
}

/** A file that can be uploaded, or the problems of the file. */
type Inspected = { source: Source; location: Location; type: string } | { problems: Problem[] }

interface Source {
  id: string
  /** The key of the file under which its media id is stored in the table. */
  file: string
  path: string
  kind: MediaKind
  mimeType: string
  name?: string
  locate(): Promise<Location | undefined>
}

type Location = { bucket: string; key: string } | { url: string }

// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_S3PresignedUrl.html
const SUITABLE_URL = /^https:\/\/(.*)s3(.*).amazonaws.com\/(.*)$/
const LONGEST_URL = 2000

const DAY_MS = 24 * 60 * 60_000

// Connect stores attachments as connect/INSTANCE/Attachments/chat/YYYY/MM/DD/FILE_TIME.ext. AWS
// does not document what FILE consists of. In a real account, FILE was the contact's id, an
// underscore and the attachment's id. In AWS's example, FILE seems to be only the attachment's id.
// https://docs.aws.amazon.com/connect/latest/adminguide/setup-attachment-scanning.html
const folderOf = (prefix: string, at: Date) =>
  `${prefix.endsWith('/chat') ? prefix : `${prefix}/chat`}/${at.toISOString().slice(0, 10).replaceAll('-', '/')}`

export function preparation({
  mediaIds,
  whatsapp,
  files,
  chat,
  conversations,
  verified,
  attachments,
  forbidden,
  now,
}: Ports) {
  const connection = chatConnection({ chat, conversations, now })

  async function inspected(source: Source): Promise<Inspected> {
    const location = await source.locate()
    if (!location) {
      const message =
        'The file can no longer be read from the chat, which has ended. Attach it again in the widget.'
      return { problems: [{ code: 'attachment_unavailable', path: source.path, message }] }
    }
    const [{ bytes, size }] = await Promise.all([
      files.start(location),
      // This call only fills the cache of findings while the file is being read, so that `post`
      // need not wait for it.
      'url' in location && isLinkUseless(),
    ])
    const { kind, mimeType, name } = source
    const sniffedType = typeOfBytes(bytes, mimeType)
    const looked = {
      kind,
      mimeType,
      size,
      ...webpOf(bytes),
      ...(sniffedType ? { sniffedType } : {}),
      ...(name ? { name } : {}),
    }
    const problems = [
      ...forbiddenProblems(looked, forbidden),
      ...refusals(mediaProblems(looked)),
    ].map((problem) => ({
      ...problem,
      path: source.path,
    }))
    return problems.length > 0 ? { problems } : { source, location, type: uploadTypeOf(looked) }
  }

  /**
   * Returns whether "connect-whatsapp verify" has found that AWS does not accept the link that
   * Connect creates for an attachment.
   */
  async function isLinkUseless(): Promise<boolean> {
    const [link, posted] = await Promise.all([
      verified.value('attachmentLink'),
      verified.value('attachmentLinkPosted'),
    ])
    return link === 'too-long' || posted === 'refused'
  }

  async function post(
    phoneNumberId: string,
    location: Location,
    mimeType: string,
  ): Promise<string> {
    if (!('url' in location)) return (await whatsapp.postMedia(phoneNumberId, location)).mediaId
    const isSuitable = SUITABLE_URL.test(location.url) && location.url.length <= LONGEST_URL
    if (isSuitable && !(await isLinkUseless())) {
      try {
        return (await whatsapp.postMedia(phoneNumberId, { url: location.url, mimeType })).mediaId
      } catch (cause) {
        if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
        log.warn('presigned_url_refused', { operation: cause.operation })
      }
    }
    return (await whatsapp.postMedia(phoneNumberId, objectBehind(location.url, attachments)))
      .mediaId
  }

  /**
   * Locates an attachment. While the chat is open, Connect returns a link to the file. After the
   * end of the chat, the file is searched in the bucket in which the Connect instance stores
   * attachments.
   */
  async function locate(
    conversation: Conversation,
    reply: Reply,
    { attachmentId }: ChatAttachment,
  ): Promise<Location | undefined> {
    const own = inChat(conversation, reply.contactId)
    const session = own.chat?.contactId === reply.contactId ? await connection(own) : undefined
    const link = session && (await chat.attachmentUrl(session, attachmentId))
    return link ?? stored(reply, attachmentId)
  }

  async function stored(
    { content, acceptedAt, contactId }: Reply,
    attachmentId: string,
  ): Promise<Location | undefined> {
    const [bucket, ...path] = attachments.split('/')
    const { at = acceptedAt, contactId: transferredTo } =
      content.type === 'attachments' ? content : {}
    const sentAt = new Date(at).getTime()
    // The folder may be that of the previous or the next day: the file may have been uploaded
    // before midnight and sent after midnight, or Connect's clock may differ.
    const folders = [sentAt, sentAt - DAY_MS, sentAt + DAY_MS].map((day) =>
      folderOf(path.join('/'), new Date(day)),
    )
    const contacts = transferredTo ? [transferredTo, contactId] : [contactId]
    for (const name of [...contacts.map((each) => `${each}_${attachmentId}`), attachmentId])
      for (const folder of folders) {
        const found = await files.find(`${folder}/${name}`, bucket)
        if (found) return { bucket: bucket!, key: found.key }
      }
    return undefined
  }

  const sourcesFor = (conversation: Conversation, reply: Reply) =>
    sourcesOf(reply, files.bucket, (attachment) => locate(conversation, reply, attachment))

  return {
    /**
     * Returns the stored media ids of the reply's files. `complete` is true if every file has one.
     * A file may have been uploaded earlier for another customer.
     */
    async remembered(
      conversation: Conversation,
      reply: Reply,
    ): Promise<{ media: Record<string, string>; complete: boolean }> {
      const sources = sourcesFor(conversation, reply)
      const known = await Promise.all(
        sources.map(
          async ({ id, file }) =>
            [id, await mediaIds.get(conversation.phoneNumberId, file)] as const,
        ),
      )
      const media = Object.fromEntries(
        known.filter((entry): entry is [string, string] => entry[1] !== undefined),
      )
      return { media, complete: sources.every(({ id }) => id in media) }
    },

    /**
     * Locates the files that have no media id and reads their first bytes. This changes nothing, so
     * it may begin before the reply is claimed. Returns a function that uploads the files.
     */
    inspect(
      conversation: Conversation,
      reply: Reply,
      known: Readonly<Record<string, string>>,
    ): () => Promise<Prepared> {
      const { phoneNumberId } = conversation
      const inspections = sourcesFor(conversation, reply)
        .filter(({ id }) => !(id in known))
        .map(inspected)
      const all = Promise.all(inspections)
      // If the inspection fails, the returned function throws the error. Without this handler, Node
      // would report an unhandled rejection before that.
      all.catch(() => {})
      return async () => {
        const results = await all
        const uploads = results.flatMap((each) => ('problems' in each ? [] : [each]))
        const problems = results.flatMap((each) => ('problems' in each ? each.problems : []))
        if (problems.length > 0) return { media: known, problems, remember: async () => {} }
        const posts = await Promise.allSettled(
          uploads.map(async ({ source: { id, file }, location, type }) => ({
            ...{ id, file },
            mediaId: await post(phoneNumberId, location, type),
          })),
        )
        const posted = posts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
        const remember = async () => {
          await Promise.all(
            posted.map(({ file, mediaId }) =>
              mediaIds.remember(phoneNumberId, file, mediaId, now()),
            ),
          )
        }
        const failed = posts.find((each) => each.status === 'rejected')
        if (failed) {
          await remember()
          throw failed.reason
        }
        const media = Object.fromEntries(posted.map(({ id, mediaId }) => [id, mediaId]))
        return { media: { ...known, ...media }, problems, remember }
      }
    },
  }
}

function sourcesOf(
  reply: Reply,
  bucket: string,
  locate: (attachment: ChatAttachment) => Promise<Location | undefined>,
): Source[] {
  const own = (
    { uploadId, key, mimeType, sha256 }: Upload,
    path: string,
    kind = mediaKindOf(mimeType),
    name?: string,
  ): Source => ({
    id: uploadId,
    // The key contains the type, because the same bytes can be uploaded with different types.
    file: `${sha256}/${mimeType}`,
    path,
    kind,
    mimeType,
    ...(name ? { name } : {}),
    locate: async () => ({ bucket, key }),
  })
  const { content } = reply
  switch (content.type) {
    case 'media':
      return [own(content.upload, 'message.uploadId', content.kind, content.filename)]
    case 'template':
      return content.uploads.map((upload) => own(upload, 'message.values'))
    case 'attachments':
      return content.attachments.flatMap((attachment, i) =>
        reply.parts[i]?.state === 'accepted'
          ? []
          : [
              {
                id: attachment.attachmentId,
                file: attachment.attachmentId,
                path: `attachments.${i}`,
                kind: mediaKindOf(attachment.mimeType),
                mimeType: attachment.mimeType,
                name: attachment.name,
                locate: () => locate(attachment),
              },
            ],
      )
    default:
      return []
  }
}

/**
 * Returns the bucket and key of the object in S3 to which a presigned URL leads. Throws
 * UpstreamFailure if the object is not a chat attachment of this Connect instance.
 */
export function objectBehind(url: string, attachments: string): { bucket: string; key: string } {
  const { hostname, pathname } = new URL(url)
  const path = decodeURIComponent(pathname).slice(1)
  const virtual = /^(.+)\.s3[.-]/.exec(hostname)?.[1]
  const [bucket, key] = virtual
    ? [virtual, path]
    : [path.slice(0, path.indexOf('/')), path.slice(path.indexOf('/') + 1)]
  if (!`${bucket}/${key}`.startsWith(`${attachments}/`)) {
    const cause = new Error('the link does not point into the attachment storage of this instance')
    throw new UpstreamFailure('GetAttachment', { certain: true, retryable: false, cause })
  }
  return { bucket, key }
}
