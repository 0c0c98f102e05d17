// Accepts a message from the widget: checks it, stores it in the outbox, and sends a signal to
// send-reply. If the widget posts the same message several times, it is stored only once. With
// `hold`, a message that cannot be sent in a closed service window waits until the customer writes.
import { createHash } from 'node:crypto'
import type { ReplyRequest, ReplyView } from '#api'
import { evidenceOf } from '#model/conversation'
import type {
  Agent,
  Clock,
  Connect,
  Conversations,
  Inbox,
  Outbox,
  SentByAgents,
  Signals,
  Templates,
} from '#model/ports'
import {
  heldAt,
  heldOrderOf,
  LARGEST_NEW_REPLY,
  orderOf,
  queuedAt,
  type Reply,
  type ReplyContent,
} from '#model/reply'
import type { Forms, TemplateStore } from '#model/template-ports'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import { type SensitiveRules, sensitiveProblems } from '#whatsapp/messages/sensitive'
import { serviceWindow } from '#whatsapp/service-window'
import { type Offer, prefilled } from '#whatsapp/templates/curation'
import { parseDefinition } from '#whatsapp/templates/definition'
import { inputProblems } from '#whatsapp/templates/field-inputs'
import { fieldsOf } from '#whatsapp/templates/fields'
import { messageProblems, outgoingOf, partsOf } from '../outbox/messages-of-reply.ts'
import { log, masked } from '../runtime/log.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import type { offeredTemplates } from '../templates/offered.ts'
import type { templateUse } from '../templates/use.ts'
import type { Authorized } from './authorize.ts'
import { type FileOf, replyContent } from './content.ts'
import { replyView } from './view.ts'

interface Ports {
  connect: Pick<Connect, 'attributes'>
  conversations: Conversations
  outbox: Outbox
  sentByAgents: Pick<SentByAgents, 'record'>
  signals: Signals
  templates: Templates
  forms: Forms
  templateStore: Pick<TemplateStore, 'definition' | 'keep'>
  inbox: Pick<Inbox, 'message'>
  requireOffered: ReturnType<typeof offeredTemplates>['requireOffered']
  requireOfferedForm: ReturnType<typeof offeredTemplates>['requireOfferedForm']
  noteUse: ReturnType<typeof templateUse>
  sensitive: SensitiveRules
  now: Clock
}

const digestOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')

/**
 * Returns the id of the reply that is created from a draft. `requestId` is the id of the draft. A
 * repeated request from the same agent and contact gets the same id.
 */
export const replyIdOf = (agent: Agent, contactId: string, requestId: string) =>
  `widget-${digestOf([contactId, agent.userId, requestId]).slice(0, 40)}`

export function accepting(ports: Ports) {
  const { conversations, outbox, signals, requireOffered, requireOfferedForm, noteUse, now } = ports

  return async (
    agent: Agent,
    contactId: string,
    access: Authorized,
    request: ReplyRequest,
    fileOf: FileOf,
  ): Promise<ReplyView> => {
    const { requestId, message, quotes } = request
    const { conversation, partition } = access
    const id = replyIdOf(agent, contactId, requestId)
    const digest = digestOf(quotes === undefined ? message : { message, quotes })
    // A repeated request must get the same answer even if the message would no longer be accepted,
    // so the stored reply is looked up before any check.
    const before = await outbox.get(partition, id)
    if (before) return repeated(before, digest)

    const { held, at, offer, ...checked } = await check(agent, access, request, {
      fileOf,
      replyId: id,
    })
    const reply: Reply = {
      conversation: partition,
      id,
      requestId,
      digest,
      contactId,
      mode: conversation.mode,
      ...(quotes === undefined ? {} : { quotes }),
      by: { role: 'AGENT', name: agent.name, userId: agent.userId },
      order: (held ? heldOrderOf : orderOf)(at.toISOString(), id),
      ...(held ? heldAt(at) : queuedAt(at)),
      ...checked,
    }
    if (Buffer.byteLength(JSON.stringify(reply)) > LARGEST_NEW_REPLY)
      refuse(
        422,
        'message_too_large',
        'This message is too large. Make it shorter, or send it in several messages.',
        'message',
      )
    await record(access, reply, request)
    // This adds the reply to the agent's list of unanswered messages. If the function stops before
    // the reply is stored, the entry has no effect.
    await ports.sentByAgents.record(agent.userId, reply)
    if (!(await outbox.put(reply))) {
      const other = await outbox.get(partition, id)
      if (other) return repeated(other, digest)
    }
    // A held reply needs a signal too: the customer may have answered after the check of the
    // service window and before the write.
    await signals.signal(reply)
    if (message.type === 'template')
      await noteUse({
        wabaId: access.channel.wabaId,
        template: message,
        defaults: offer?.defaults,
        missing: request.missingAttributes ?? [],
      })
    log.info('reply_accepted', {
      conversation: masked(conversation.id),
      reply: id,
      type: reply.content.type,
      held,
    })
    return replyView(reply)
  }

  /**
   * Stores the changes of the conversation that belong to a new reply. This happens before the
   * reply itself is stored.
   */
  async function record(
    access: Authorized,
    { conversation, mode, acceptedAt, heldUntil }: Reply,
    { tryAgain }: ReplyRequest,
  ): Promise<void> {
    await recordConversation(conversations, access)
    if (tryAgain) await conversations.triedAgain(conversation, new Date(acceptedAt))
    // With this time in the conversation, the customer's next message causes a check of the held
    // replies.
    if (heldUntil && mode === 'bridged')
      await conversations.holds(conversation, new Date(heldUntil))
  }

  /** Throws RequestRefused if the message cannot be sent. */
  async function check(
    agent: Agent,
    access: Authorized,
    request: ReplyRequest,
    { fileOf, replyId }: { fileOf: FileOf; replyId: string },
  ): Promise<
    Pick<Reply, 'content' | 'parts' | 'preview'> & {
      held: boolean
      at: Date
      offer: Offer | undefined
    }
  > {
    const { message, quotes, hold = false, sensitiveConfirmed = false } = request
    if (message.type === 'template') {
      if (hold)
        refuse(
          422,
          'hold_not_for_templates',
          'A template can be sent at any time, so it cannot be held. Send it now.',
          'hold',
        )
    }
    const offer = await offerOf(agent, access, message)
    const { content, preview, ...known } = await replyContent(ports, access, request, fileOf, {
      replyId,
      offer,
    })
    const outgoing = outgoingOf(content, known)
    const at = now()
    const window = serviceWindow(evidenceOf(access.conversation), at)
    const held = hold && window.is !== 'open'
    const problems = [
      ...refusals(messageProblems({ content, quotes }, outgoing, held ? undefined : window)),
      ...(offer ? await valueProblems(content, offer, access) : []),
      ...sensitiveProblems(
        writtenIn(message),
        message.type === 'template' ? 'message.values' : 'message',
        ports.sensitive,
        sensitiveConfirmed,
      ),
    ]
    if (problems.length > 0) throw new RequestRefused(422, problems)
    return {
      content,
      parts: partsOf(outgoing),
      ...(preview === undefined ? {} : { preview }),
      held,
      at,
      offer,
    }
  }

  /**
   * Returns the supervisors' settings of the template or form, or undefined for any other message.
   * Throws RequestRefused if the template or form is not offered for this contact.
   */
  async function offerOf(
    agent: Agent,
    access: Authorized,
    message: ReplyRequest['message'],
  ): Promise<Offer | undefined> {
    switch (message.type) {
      case 'template':
        return requireOffered(agent, access, message)
      case 'form':
        return requireOfferedForm(agent, access, message)
      default:
        return undefined
    }
  }

  /**
   * Returns the problems of values that do not match the inputs that supervisors have defined for
   * the template's fields.
   */
  async function valueProblems(
    content: ReplyContent,
    { defaults = {}, inputs = {} }: Offer,
    { contact }: Authorized,
  ): Promise<Problem[]> {
    if (content.type !== 'template' || Object.keys(inputs).length === 0) return []
    const { language, values, definition } = content
    const needsAttributes = Object.entries(inputs).some(
      ([key, { locked }]) => locked && typeof defaults[key] === 'object',
    )
    const attributes = needsAttributes ? await ports.connect.attributes(contact.contactId) : {}
    const { fields } = fieldsOf(parseDefinition(definition))
    const prepared = prefilled({ defaults, inputs }, attributes, language)
    return inputProblems(values, fields, inputs, prepared, language).map((each) => ({
      ...each,
      path: `message.values.${each.path}`,
    }))
  }

  async function repeated(reply: Reply, digest: string): Promise<ReplyView> {
    if (reply.digest !== digest) {
      refuse(
        409,
        'request_id_reused',
        'This request id was already used for another message. Use a new request id for a new message.',
        'requestId',
      )
    }
    // The earlier invocation may have stopped after it stored the reply and before it sent the
    // signal.
    if (reply.state === 'queued' || reply.state === 'held') await signals.signal(reply)
    return replyView(reply)
  }
}

/**
 * Returns the texts that the agent has written: the values of a template, or the texts of any other
 * message. The phone numbers of contact cards are not included, because a phone number may look
 * like a card number.
 */
function writtenIn(message: ReplyRequest['message']): unknown {
  if (message.type === 'template') return message.values
  const {
    contacts: _,
    uploadId: __,
    messageId: ___,
    ...written
  } = message as Record<string, unknown>
  return written
}

/**
 * Records the conversation of a native number with the first reply, unless the flow has already
 * recorded it.
 */
export async function recordConversation(
  conversations: Conversations,
  { conversation }: Authorized,
): Promise<void> {
  if (conversation.mode !== 'native') return
  await conversations.note(conversation, {
    set: conversation.customer,
    unset: [],
    gone: [],
    back: [],
  })
  if (conversation.contactStartedAt)
    await conversations.contactStarted(conversation.id, new Date(conversation.contactStartedAt))
}
