// What `widget-api` does for an agent: an upload target, a reply into the outbox, its state, the conversation's.
// It never sends: it authorises, checks, stores, wakes.
import { createHash, randomUUID } from 'node:crypto'
import { capabilities } from '#whatsapp/capabilities'
import { refusals } from '#whatsapp/errors'
import { type MediaKind, mediaKindOf, mediaProblems } from '#whatsapp/media'
import { serviceWindow } from '#whatsapp/service-window'
import type { ConversationView, ReplyRequest, ReplyView, ResendView, UploadRequest, UploadTarget } from './api.ts'
import { type Authorised, authorise } from './authorise.ts'
import { evidenceOf } from './conversation.ts'
import { conversationDelta } from './conversation-delta.ts'
import { log, masked } from './log.ts'
import type { Channels, Clock, Connect, Contacts, Conversations, Files, Outbox, Templates, UploadTargets, Wakes } from './ports.ts'
import { RequestRefused, refuse } from './refused.ts'
import { orderOf, queuedAt, type Reply, type ReplyContent, type Upload } from './reply.ts'
import { messageProblems, partsOf } from './reply-messages.ts'
import { conversationView, replyView } from './reply-view.ts'
import { resending } from './resend-reply.ts'
import { templateContent } from './template-content.ts'

interface Ports {
  connect: Connect
  contacts: Contacts
  conversations: Conversations
  channels: Channels
  outbox: Outbox
  wakes: Wakes
  files: Pick<Files, 'head'> & UploadTargets
  templates: Templates
  now: Clock
}

export interface Agent {
  /** Connect's user id. */
  userId: string
  name: string
}

/** So many of a conversation's last replies are shown. */
const SHOWN_REPLIES = 50

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The same draft of the same agent in the same contact is the same reply. */
const replyIdOf = (agent: Agent, contactId: string, requestId: string) =>
  `widget-${digestOf([contactId, agent.userId, requestId]).slice(0, 40)}`

/** An upload belongs to the user and contact it was made for: its key says so. */
const uploadKey = (agent: Agent, contactId: string, uploadId: string) => `uploads/${agent.userId}/${contactId}/${uploadId}`

export function widgetRequests(ports: Ports) {
  const { conversations, outbox, wakes, files, now } = ports
  const authorised = authorise(ports)
  const resend = resending(ports)

  async function uploadOf(agent: Agent, contactId: string, uploadId: string, path: string): Promise<Upload> {
    const key = uploadKey(agent, contactId, uploadId)
    const file = /^[\w-]+$/.test(uploadId) ? await files.head(key) : undefined
    if (!file?.sha256) {
      return refuse(
        422,
        'upload_unknown',
        'The file is not there: it was not uploaded from this chat, or not completely. Attach it again.',
        path,
      )
    }
    return { uploadId, key, size: file.size, mimeType: file.mimeType, sha256: file.sha256 }
  }

  async function contentOf(
    agent: Agent,
    contactId: string,
    { channel, conversation }: Authorised,
    message: ReplyRequest['message'],
  ): Promise<{ content: ReplyContent; preview?: unknown }> {
    switch (message.type) {
      case 'text':
        if (capabilities[conversation.mode].text.available && capabilities[conversation.mode].text.by === 'connect') {
          refuse(422, 'text_goes_through_chat', 'Write text in the chat itself: Connect delivers it.', 'message.type')
        }
        return { content: { type: 'text', body: message.body } }
      case 'media': {
        const upload = await uploadOf(agent, contactId, message.uploadId, 'message.uploadId')
        const { kind, caption, filename } = message
        const file = { kind, mimeType: upload.mimeType, size: upload.size, ...(filename ? { name: filename } : {}) }
        const problems = refusals(mediaProblems(file)).map((each) => ({ ...each, path: 'message.uploadId' }))
        if (problems.length > 0) throw new RequestRefused(422, problems)
        return { content: { type: 'media', kind, upload, ...(caption ? { caption } : {}), ...(filename ? { filename } : {}) } }
      }
      case 'template':
        return templateContent({ ...ports, upload: (id, path) => uploadOf(agent, contactId, id, path) }, channel.wabaId, message)
    }
  }

  return {
    /** Everything wrong with the file is said before a byte of it is uploaded. */
    async upload(agent: Agent, contactId: string, request: UploadRequest): Promise<UploadTarget> {
      await authorised(agent.userId, contactId, 'template')
      const kind: MediaKind = mediaKindOf(request.mimeType)
      const problems = refusals(mediaProblems({ kind, mimeType: request.mimeType, size: request.size, name: request.name }))
      if (problems.length > 0) throw new RequestRefused(422, problems)
      const uploadId = randomUUID()
      const { size, mimeType, sha256 } = request
      const target = await files.uploadTarget({ uploadId, key: uploadKey(agent, contactId, uploadId), size, mimeType, sha256 })
      return { uploadId, ...target }
    },

    async reply(agent: Agent, contactId: string, { requestId, message }: ReplyRequest): Promise<ReplyView> {
      const access = await authorised(agent.userId, contactId, message.type === 'template' ? 'template' : 'free_form')
      const { conversation } = access
      const id = replyIdOf(agent, contactId, requestId)
      const digest = digestOf(message)
      // Before anything is checked: what was accepted once stays accepted, whatever has changed since.
      const before = await outbox.get(conversation.id, id)
      if (before) return repeated(before, digest)

      const { content, preview } = await contentOf(agent, contactId, access, message)
      const at = now()
      const problems = refusals(messageProblems(content, serviceWindow(evidenceOf(conversation), at)))
      if (problems.length > 0) throw new RequestRefused(422, problems)

      const reply: Reply = {
        conversation: conversation.id,
        id,
        requestId,
        digest,
        contactId,
        mode: conversation.mode,
        content,
        by: { role: 'AGENT', name: agent.name, userId: agent.userId },
        order: orderOf(at.toISOString(), id),
        ...queuedAt(at),
        parts: partsOf(content),
        ...(preview === undefined ? {} : { preview }),
      }
      await keepConversation(access)
      if (!(await outbox.put(reply))) {
        const other = await outbox.get(conversation.id, id)
        if (other) return repeated(other, digest)
      }
      await wakes.wake(reply)
      log.info('reply_accepted', { conversation: masked(conversation.id), reply: id, type: content.type })
      return replyView(reply)
    },

    async state(agent: Agent, contactId: string, requestId: string): Promise<ReplyView> {
      const { conversation } = await authorised(agent.userId, contactId, 'read')
      const reply = await outbox.get(conversation.id, replyIdOf(agent, contactId, requestId))
      return reply
        ? replyView(reply)
        : refuse(404, 'reply_unknown', 'There is no such reply: it was never accepted, and can be sent again.')
    },

    /** By its own id, or by the request id of the caller's own draft. */
    async resend(agent: Agent, contactId: string, id: string, attempt: number): Promise<ResendView> {
      const access = await authorised(agent.userId, contactId, 'template')
      return resend(agent.userId, access, /^(chat|widget)-/.test(id) ? id : replyIdOf(agent, contactId, id), attempt)
    },

    /** Undefined: nothing changed since `cursor`. */
    async conversation(agent: Agent, contactId: string, cursor?: string): Promise<ConversationView | undefined> {
      const { conversation, channel } = await authorised(agent.userId, contactId, 'read')
      return conversationDelta(conversationView(conversation, channel, await outbox.recent(conversation.id, SHOWN_REPLIES), now()), cursor)
    },

    authorised,
  }

  async function repeated(reply: Reply, digest: string): Promise<ReplyView> {
    if (reply.digest !== digest) {
      refuse(
        409,
        'request_id_reused',
        'This request id was already used for another message. Make a new one for a new message.',
        'requestId',
      )
    }
    // The first request may have died between storing and waking.
    if (reply.state === 'queued') await wakes.wake(reply)
    return replyView(reply)
  }

  /** Native conversations are known to us from the first reply on, if the flow has not told us before. */
  async function keepConversation({ conversation }: Authorised): Promise<void> {
    if (conversation.mode !== 'native') return
    await conversations.note(conversation)
    if (conversation.contactStartedAt) await conversations.contactStarted(conversation.id, new Date(conversation.contactStartedAt))
  }
}
