// A message of the widget into the outbox: checked, stored once however often it is posted, woken. With `hold` it may wait
// for the customer to open the window.
import { createHash } from 'node:crypto'
import { refusals } from '#whatsapp/errors/problems'
import { serviceWindow } from '#whatsapp/service-window'
import { evidenceOf } from '../model/conversation.ts'
import type {
  Agent,
  Clock,
  Conversations,
  Inbox,
  Outbox,
  Templates,
  Wakes,
} from '../model/ports.ts'
import { heldAt, heldOrderOf, orderOf, queuedAt, type Reply } from '../model/reply.ts'
import { messageProblems, partsOf } from '../outbox/messages-of-reply.ts'
import { log, masked } from '../runtime/log.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import type { offeredTemplates } from '../templates/offered.ts'
import type { ReplyRequest, ReplyView } from './api.ts'
import type { Authorised } from './authorise.ts'
import { type FileOf, replyContent } from './content.ts'
import { replyView } from './view.ts'

interface Ports {
  conversations: Conversations
  outbox: Outbox
  wakes: Wakes
  templates: Templates
  inbox: Pick<Inbox, 'message'>
  requireOffered: ReturnType<typeof offeredTemplates>['requireOffered']
  now: Clock
}

const digestOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The same draft of the same agent in the same contact is the same reply. */
export const replyIdOf = (agent: Agent, contactId: string, requestId: string) =>
  `widget-${digestOf([contactId, agent.userId, requestId]).slice(0, 40)}`

export function accepting(ports: Ports) {
  const { conversations, outbox, wakes, requireOffered, now } = ports

  return async (
    agent: Agent,
    contactId: string,
    access: Authorised,
    request: ReplyRequest,
    fileOf: FileOf,
  ): Promise<ReplyView> => {
    const { requestId, message, quotes, hold } = request
    const { conversation } = access
    const id = replyIdOf(agent, contactId, requestId)
    const digest = digestOf(quotes === undefined ? message : { message, quotes })
    // Before anything is checked: what was accepted once stays accepted, whatever has changed since.
    const before = await outbox.get(conversation.id, id)
    if (before) return repeated(before, digest)

    if (hold && message.type === 'template')
      refuse(
        422,
        'hold_not_for_templates',
        'A template may be sent at any time: it waits for nobody. Send it now.',
        'hold',
      )
    if (message.type === 'template') await requireOffered(agent, access, message)
    const { content, preview } = await replyContent(ports, access, request, fileOf)
    const at = now()
    const window = serviceWindow(evidenceOf(conversation), at)
    const held = hold && window.is !== 'open'
    const problems = refusals(messageProblems({ content, quotes }, held ? undefined : window))
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
      order: (held ? heldOrderOf : orderOf)(at.toISOString(), id),
      ...(held ? heldAt(at) : queuedAt(at)),
      parts: partsOf(content),
      ...(preview === undefined ? {} : { preview }),
    }
    await keepConversation(conversations, access)
    if (!(await outbox.put(reply))) {
      const other = await outbox.get(conversation.id, id)
      if (other) return repeated(other, digest)
    }
    // A held one, too: the customer may have answered between the look at the window and the put.
    await wakes.wake(reply)
    log.info('reply_accepted', {
      conversation: masked(conversation.id),
      reply: id,
      type: content.type,
      held,
    })
    return replyView(reply)
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
    if (reply.state === 'queued' || reply.state === 'held') await wakes.wake(reply)
    return replyView(reply)
  }
}

/** Native conversations are known to us from the first reply on, if the flow has not told us before. */
export async function keepConversation(
  conversations: Conversations,
  { conversation }: Authorised,
): Promise<void> {
  if (conversation.mode !== 'native') return
  await conversations.note(conversation)
  if (conversation.contactStartedAt)
    await conversations.contactStarted(conversation.id, new Date(conversation.contactStartedAt))
}
