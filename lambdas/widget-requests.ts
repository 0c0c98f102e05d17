// What `widget-api` does for an agent: an upload target, a reply into the outbox, its state, the conversation's.
// It never sends: it authorises, checks, stores, wakes.
import { createHash } from 'node:crypto'
import { refusals } from '#whatsapp/errors'
import { serviceWindow } from '#whatsapp/service-window'
import type { ConversationView, ReplyRequest, ReplyView, ResendView, UploadRequest, UploadTarget } from './api.ts'
import { type Authorised, authorise } from './authorise.ts'
import { evidenceOf } from './conversation.ts'
import { conversationDelta } from './conversation-delta.ts'
import { log, masked } from './log.ts'
import { offeredTemplates } from './offered-templates.ts'
import type { Channels, Clock, Connect, Contacts, Conversations, Files, Outbox, Templates, UploadTargets, Wakes } from './ports.ts'
import { RequestRefused, refuse } from './refused.ts'
import { orderOf, queuedAt, type Reply } from './reply.ts'
import { replyContent } from './reply-content.ts'
import { messageProblems, partsOf } from './reply-messages.ts'
import { conversationView, replyView } from './reply-view.ts'
import { resending } from './resend-reply.ts'
import type { Curations } from './template-ports.ts'
import { uploads } from './uploads.ts'

interface Ports {
  connect: Connect
  contacts: Contacts
  conversations: Conversations
  channels: Channels
  outbox: Outbox
  wakes: Wakes
  files: Pick<Files, 'head'> & UploadTargets
  templates: Templates
  curations: Curations
  now: Clock
}

export interface Agent {
  /** Connect's user id. */
  userId: string
  name: string
  routingProfileId: string | undefined
}

/** So many of a conversation's last replies are shown. */
const SHOWN_REPLIES = 50

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The same draft of the same agent in the same contact is the same reply. */
const replyIdOf = (agent: Agent, contactId: string, requestId: string) =>
  `widget-${digestOf([contactId, agent.userId, requestId]).slice(0, 40)}`

export function widgetRequests(ports: Ports) {
  const { conversations, outbox, wakes, now } = ports
  const authorised = authorise(ports)
  const offered = offeredTemplates(ports.curations)
  const resend = resending({ ...ports, ...offered })
  const uploaded = uploads(ports.files)

  /** The agent's own upload for this contact. */
  const fileOf = (agent: Agent, contactId: string) => async (id: string, path: string) =>
    (await uploaded.find(agent.userId, contactId, id)) ??
    refuse(422, 'upload_unknown', 'The file is not there: it was not uploaded from this chat, or not completely. Attach it again.', path)

  return {
    async upload(agent: Agent, contactId: string, request: UploadRequest): Promise<UploadTarget> {
      await authorised(agent.userId, contactId, 'template')
      return uploaded.target(agent.userId, contactId, request)
    },

    async reply(agent: Agent, contactId: string, { requestId, message, quotes }: ReplyRequest): Promise<ReplyView> {
      const access = await authorised(agent.userId, contactId, message.type === 'template' ? 'template' : 'free_form')
      const { conversation } = access
      const id = replyIdOf(agent, contactId, requestId)
      const digest = digestOf(quotes === undefined ? message : { message, quotes })
      // Before anything is checked: what was accepted once stays accepted, whatever has changed since.
      const before = await outbox.get(conversation.id, id)
      if (before) return repeated(before, digest)

      if (message.type === 'template') await offered.requireOffered(agent, access, message)
      const { content, preview } = await replyContent(ports, access, { message, quotes }, fileOf(agent, contactId))
      const at = now()
      const problems = refusals(messageProblems({ content, quotes }, serviceWindow(evidenceOf(conversation), at)))
      if (problems.length > 0) throw new RequestRefused(422, problems)

      const reply: Reply = {
        conversation: conversation.id,
        id,
        requestId,
        digest,
        contactId,
        mode: conversation.mode,
        content,
        ...(quotes === undefined ? {} : { quotes }),
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
      return resend(agent, access, /^(chat|widget)-/.test(id) ? id : replyIdOf(agent, contactId, id), attempt)
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
