// Handles the requests of agents: creates upload targets, stores replies in the outbox, and returns
// the state of replies and conversations. No handler sends a message to WhatsApp: after a reply was
// checked and stored, send-reply receives a signal.

import type {
  ClearedView,
  ConversationView,
  EvidenceRequest,
  EvidenceView,
  FilesView,
  HistoryRequest,
  HistoryView,
  MissedRequest,
  ReplyRequest,
  ReplyView,
  ResendRequest,
  ResendView,
  UploadRequest,
  UploadTarget,
} from '#api'
import type { HistorySettings } from '#deployment/history'
import { isAttestable, type Partitions, provenEvidenceOf } from '#model/conversation'
import { partitionsOf } from '#model/partitions'
import type {
  Agent,
  Changes,
  Channels,
  Clock,
  Connect,
  Contacts,
  Conversations,
  Customers,
  FileLinks,
  Files,
  HeldReplies,
  Inbox,
  Openings,
  Outbox,
  ReceiptRequests,
  SentByAgents,
  Signals,
  Templates,
  UploadTargets,
} from '#model/ports'
import { isUnread } from '#model/receipt'
import type {
  Curations,
  Forms,
  MissedByAgents,
  TemplateStore,
  TemplateWatch,
} from '#model/template-ports'
import type { SensitiveRules } from '#whatsapp/messages/sensitive'
import { serviceWindow } from '#whatsapp/service-window'
import { requestReceipt } from '../outbox/receipts.ts'
import { signalHeldReplies } from '../outbox/release-held.ts'
import { refuse } from '../runtime/refused.ts'
import { offeredTemplates } from '../templates/offered.ts'
import { templateUse } from '../templates/use.ts'
import { accepting, recordConversation, replyIdOf } from './accept.ts'
import { type Authorized, authorize, mayRead } from './authorize.ts'
import { asSeenBy } from './colleagues.ts'
import { conversationDelta, isUpTo } from './delta.ts'
import { conversationFiles } from './files.ts'
import { conversationHistory } from './history.ts'
import type { SharedMemory } from './memory.ts'
import { missedWordsOf } from './missed.ts'
import { resending } from './resend.ts'
import { widgetTemplates } from './templates.ts'
import { unansweredReplies } from './unanswered.ts'
import { uploads } from './uploads.ts'
import { conversationView, replyView } from './view.ts'
import { withdrawing } from './withdraw.ts'

interface Ports {
  connect: Connect
  memory: SharedMemory
  changes: Changes
  contacts: Contacts
  conversations: Conversations
  customers: Customers
  channels: Channels
  outbox: Outbox
  sentByAgents: SentByAgents
  held: HeldReplies
  inbox: Inbox
  openings: Openings
  signals: Signals
  receipts: ReceiptRequests
  files: Pick<Files, 'head'> & UploadTargets & FileLinks
  templates: Templates
  forms: Forms
  templateStore: TemplateStore
  watch: Pick<TemplateWatch, 'noteUse' | 'noteAttribute'>
  curations: Pick<Curations, 'read'>
  /** Undefined if the configuration has switched off the list of missed words. */
  missed: Pick<MissedByAgents, 'note'> | undefined
  sensitive: SensitiveRules
  colleagues: HistorySettings['colleagues']
  /** The file name extensions of files that must not be sent to customers. */
  forbidden: readonly string[]
  /** The number of days after which files are deleted. */
  retentionDays: number
  now: Clock
}

/** The maximum number of the latest replies in an answer about a conversation. */
const MOST_REPLIES = 50
/** The maximum number of the customer's latest messages in an answer about a conversation. */
const MOST_MESSAGES = 30

export function widgetRequests(ports: Ports) {
  const { conversations, outbox, memory, now } = ports
  const authorized = authorize(ports)
  const offered = offeredTemplates(ports.curations, now)
  const noteUse = templateUse(ports)
  const accept = accepting({ ...ports, ...offered, noteUse })
  const resend = resending({ ...ports, ...offered })
  const withdraw = withdrawing(ports)
  const release = signalHeldReplies(ports)
  const uploaded = uploads(ports.files, ports.forbidden)
  const ofConversation = conversationFiles(ports)
  const unanswered = unansweredReplies(ports)
  const historyOf = conversationHistory({ ...ports, ofConversation })
  const asSeen = (agent: Agent) => asSeenBy(agent, ports.colleagues)
  const templates = widgetTemplates({ ...ports, authorized, store: ports.templateStore })

  /**
   * Returns a function that finds a file by its id, among the files of the conversation and the
   * agent's own uploads for this contact.
   */
  const fileOf =
    (agent: Agent, contactId: string, conversation: Partitions) =>
    async (id: string, path: string) =>
      (await ofConversation.find(conversation, id, path)) ??
      (await uploaded.find(agent.userId, contactId, id)) ??
      refuse(
        422,
        'upload_unknown',
        'The file was not uploaded from this chat, or not completely. Attach it again.',
        path,
      )

  return {
    async upload(agent: Agent, contactId: string, request: UploadRequest): Promise<UploadTarget> {
      await authorized(agent.userId, contactId, 'template')
      return uploaded.target(agent.userId, contactId, request)
    },

    async reply(agent: Agent, contactId: string, request: ReplyRequest): Promise<ReplyView> {
      const access = await authorized(
        agent.userId,
        contactId,
        request.message.type === 'template' ? 'template' : 'free_form',
      )
      return accept(
        agent,
        contactId,
        access,
        request,
        fileOf(agent, contactId, access.conversation),
      )
    },

    async state(agent: Agent, contactId: string, requestId: string): Promise<ReplyView> {
      const { conversation } = await authorized(agent.userId, contactId, 'read')
      const reply = await outbox.find(conversation, replyIdOf(agent, contactId, requestId))
      return reply
        ? asSeen(agent)(replyView(reply))
        : refuse(
            404,
            'reply_unknown',
            'There is no such message in this chat. It was never accepted and can be sent again.',
          )
    },

    async resend(
      agent: Agent,
      contactId: string,
      id: string,
      request: ResendRequest,
    ): Promise<ResendView> {
      const access = await authorized(agent.userId, contactId, 'template')
      return asSeen(agent)(await resend(agent, access, idOf(agent, contactId, id), request))
    },

    /** Withdraws a held reply. The agent of the contact need not be the author of the reply. */
    async withdraw(agent: Agent, contactId: string, id: string): Promise<ReplyView> {
      const access = await authorized(agent.userId, contactId, 'template')
      return asSeen(agent)(await withdraw(agent.userId, access, idOf(agent, contactId, id)))
    },

    async attest(
      agent: Agent,
      contactId: string,
      { customerWroteAt }: EvidenceRequest,
    ): Promise<EvidenceView> {
      const access = await authorized(agent.userId, contactId, 'template')
      const at = new Date(customerWroteAt)
      const { conversation, chatStartedAt, contact } = access
      const accepted =
        conversation.mode === 'native' && isAttestable(at, chatStartedAt, contact.endedAt ?? now())
      if (accepted) {
        await recordConversation(conversations, access)
        await conversations.attested(access.partition, at)
      }
      return { accepted }
    },

    async cleared(agent: Agent, contactId: string): Promise<ClearedView> {
      await memory.endContact(agent.userId, contactId)
      return {}
    },

    async missed(agent: Agent, contactId: string, request: MissedRequest): Promise<object> {
      if (!ports.missed) return {}
      const { channel, conversation } = await authorized(agent.userId, contactId, 'read')
      const { note } = ports.missed
      const words = missedWordsOf(request, [conversation.customer.name, agent.name])
      await Promise.all(words.map((each) => note(channel.phoneNumberId, each, agent.userId, now())))
      return {}
    },

    /** Returns the conversation, or undefined if nothing has changed since `cursor`. */
    async conversation(
      agent: Agent,
      contactId: string,
      cursor?: string,
    ): Promise<ConversationView | undefined> {
      // The mark of the last write is read before everything else. If a write happens while the
      // rest is read, the next poll finds another mark.
      let known = await memory.contact(contactId)
      if (!known && cursor !== undefined) {
        await authorized(agent.userId, contactId, 'read')
        known = await memory.contact(contactId)
      }
      const before =
        known && mayRead(known.contact, agent.userId, now()) ? known.partitions : undefined
      let mark = before && (await ports.changes.mark(before))
      if (mark !== undefined && isUpTo(mark, now(), cursor)) return undefined
      let access = await authorized(agent.userId, contactId, 'read')
      const partitions = partitionsOf(access.conversation)
      if (mark === undefined || partitions.join() !== before?.join()) {
        mark = await ports.changes.mark(partitions)
        await rememberPartitions(contactId, partitions)
        access = await authorized(agent.userId, contactId, 'read')
      }
      const { conversation } = access
      const [replies, messages] = await Promise.all([
        outbox.recent(conversation, MOST_REPLIES),
        conversation.mode === 'bridged'
          ? ports.inbox.recent(conversation, MOST_MESSAGES)
          : undefined,
      ])
      await markRead(access, agent)
      const whole = conversationView(access, replies, now(), messages)
      const view = { ...whole, replies: whole.replies.map(asSeen(agent)) }
      const isProven = serviceWindow(provenEvidenceOf(conversation), now()).is === 'open'
      if (isProven && replies.some(({ state }) => state === 'held')) await seenOpen(access)
      return conversationDelta(view, mark, cursor)
    },

    async files(agent: Agent, contactId: string): Promise<FilesView> {
      // The list contains links that remain valid for some minutes, so Connect itself is asked
      // whether the agent may read them. Other requests accept the cached answer.
      const { conversation } = await authorized(agent.userId, contactId, 'template')
      return ofConversation.list(conversation)
    },

    async history(agent: Agent, contactId: string, request: HistoryRequest): Promise<HistoryView> {
      // The history contains much more than the current chat, so Connect itself is asked whether
      // the agent may read it.
      const access = await authorized(agent.userId, contactId, 'template')
      return historyOf(agent.userId, access, request, asSeen(agent))
    },

    unanswered,

    ...templates,
  }

  /**
   * Requests a read receipt for the customer. Only a visible widget polls, so the agent of an open
   * contact has seen the customer's messages.
   */
  async function markRead({ contact, conversation }: Authorized, { userId }: Agent) {
    const isShown = contact.agentUserId === userId && contact.endedAt === undefined
    if (isShown && isUnread(conversation))
      await requestReceipt(ports.receipts, conversation.id, 'read', now())
  }

  async function rememberPartitions(contactId: string, partitions: readonly string[]) {
    const known = await memory.contact(contactId)
    if (known) await memory.rememberContact(contactId, { ...known, partitions })
  }

  /**
   * Records the contact of a native number, whose start shows that the customer wrote, and sends a
   * signal to check the held replies.
   */
  async function seenOpen(access: Authorized): Promise<void> {
    await recordConversation(conversations, access)
    await release(access.conversation)
  }
}

/**
 * Returns the id of a reply. `id` is either already the id of a reply, or the request id of the
 * agent's own draft.
 */
const idOf = (agent: Agent, contactId: string, id: string) =>
  /^(chat|widget)-/.test(id) ? id : replyIdOf(agent, contactId, id)
