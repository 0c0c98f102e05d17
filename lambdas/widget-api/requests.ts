// What `widget-api` does for an agent: an upload target, a reply into the outbox, its state, the conversation's.
// It never sends: it authorises, checks, stores, wakes.
import type {
  Agent,
  Channels,
  Clock,
  Connect,
  Contacts,
  Conversations,
  FileLinks,
  Files,
  HeldReplies,
  Inbox,
  Outbox,
  Templates,
  UploadTargets,
  Wakes,
} from '../model/ports.ts'
import type { Curations } from '../model/template-ports.ts'
import { answered } from '../outbox/release-held.ts'
import { refuse } from '../runtime/refused.ts'
import { offeredTemplates } from '../templates/offered.ts'
import { accepting, keepConversation, replyIdOf } from './accept.ts'
import type {
  ConversationView,
  FilesView,
  ReplyRequest,
  ReplyView,
  ResendView,
  UploadRequest,
  UploadTarget,
} from './api.ts'
import { type Authorised, authorise } from './authorise.ts'
import { conversationDelta } from './delta.ts'
import { conversationFiles } from './files.ts'
import { resending } from './resend.ts'
import { uploads } from './uploads.ts'
import { conversationView, replyView } from './view.ts'
import { withdrawing } from './withdraw.ts'

interface Ports {
  connect: Connect
  contacts: Contacts
  conversations: Conversations
  channels: Channels
  outbox: Outbox
  held: HeldReplies
  inbox: Inbox
  wakes: Wakes
  files: Pick<Files, 'head'> & UploadTargets & FileLinks
  templates: Templates
  curations: Curations
  now: Clock
}

/** So many of a conversation's last replies are shown. */
const SHOWN_REPLIES = 50
/** And of what the customer wrote. */
const SHOWN_MESSAGES = 30

export function widgetRequests(ports: Ports) {
  const { conversations, outbox, now } = ports
  const authorised = authorise(ports)
  const offered = offeredTemplates(ports.curations)
  const accept = accepting({ ...ports, ...offered })
  const resend = resending({ ...ports, ...offered })
  const withdraw = withdrawing(ports)
  const release = answered(ports)
  const uploaded = uploads(ports.files)
  const ofConversation = conversationFiles(ports)

  /** A file of the conversation, or the agent's own upload for this contact. */
  const fileOf =
    (agent: Agent, contactId: string, conversation: string) => async (id: string, path: string) =>
      (await ofConversation.find(conversation, id, path)) ??
      (await uploaded.find(agent.userId, contactId, id)) ??
      refuse(
        422,
        'upload_unknown',
        'The file is not there: it was not uploaded from this chat, or not completely. Attach it again.',
        path,
      )

  return {
    async upload(agent: Agent, contactId: string, request: UploadRequest): Promise<UploadTarget> {
      await authorised(agent.userId, contactId, 'template')
      return uploaded.target(agent.userId, contactId, request)
    },

    async reply(agent: Agent, contactId: string, request: ReplyRequest): Promise<ReplyView> {
      const access = await authorised(
        agent.userId,
        contactId,
        request.message.type === 'template' ? 'template' : 'free_form',
      )
      return accept(
        agent,
        contactId,
        access,
        request,
        fileOf(agent, contactId, access.conversation.id),
      )
    },

    async state(agent: Agent, contactId: string, requestId: string): Promise<ReplyView> {
      const { conversation } = await authorised(agent.userId, contactId, 'read')
      const reply = await outbox.get(conversation.id, replyIdOf(agent, contactId, requestId))
      return reply
        ? replyView(reply)
        : refuse(
            404,
            'reply_unknown',
            'There is no such reply: it was never accepted, and can be sent again.',
          )
    },

    async resend(
      agent: Agent,
      contactId: string,
      id: string,
      attempt: number,
    ): Promise<ResendView> {
      const access = await authorised(agent.userId, contactId, 'template')
      return resend(agent, access, idOf(agent, contactId, id), attempt)
    },

    /** Whoever has the contact now, whoever composed it. */
    async withdraw(agent: Agent, contactId: string, id: string): Promise<ReplyView> {
      const access = await authorised(agent.userId, contactId, 'template')
      return withdraw(agent.userId, access, idOf(agent, contactId, id))
    },

    /** Undefined: nothing changed since `cursor`. */
    async conversation(
      agent: Agent,
      contactId: string,
      cursor?: string,
    ): Promise<ConversationView | undefined> {
      const access = await authorised(agent.userId, contactId, 'read')
      const { conversation, channel } = access
      const [replies, messages] = await Promise.all([
        outbox.recent(conversation.id, SHOWN_REPLIES),
        conversation.mode === 'bridged'
          ? ports.inbox.recent(conversation.id, SHOWN_MESSAGES)
          : undefined,
      ])
      const view = conversationView(conversation, channel, replies, now(), messages)
      if (view.window.is === 'open' && replies.some(({ state }) => state === 'held'))
        await seenOpen(access)
      return conversationDelta(view, cursor)
    },

    async files(agent: Agent, contactId: string): Promise<FilesView> {
      // Not by a minute-old look, as other reads: its links outlive it.
      const { conversation } = await authorised(agent.userId, contactId, 'template')
      return ofConversation.list(conversation.id)
    },

    authorised,
  }

  /** A contact that Connect shows may tell of the customer's message before anything else does, or where nothing else would. */
  async function seenOpen(access: Authorised): Promise<void> {
    await keepConversation(conversations, access)
    await release(access.conversation.id)
  }
}

/** By its own id, or by the request id of the caller's own draft. */
const idOf = (agent: Agent, contactId: string, id: string) =>
  /^(chat|widget)-/.test(id) ? id : replyIdOf(agent, contactId, id)
