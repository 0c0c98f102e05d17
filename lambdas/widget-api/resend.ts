// At the request of an agent, sends a reply again if it failed or may not have arrived. Each
// attempt to send a reply has a number and is checked like a new reply.

import type { ResendRequest, ResendView } from '#api'
import {
  type Conversation,
  evidenceOf,
  marketingStoppedAt,
  notOnWhatsAppSince,
} from '#model/conversation'
import type { Agent, Clock, Conversations, Outbox, Signals, Templates } from '#model/ports'
import {
  isDoubtful,
  isUnsettled,
  MOST_ATTEMPTS,
  type Reply,
  type ReplyContent,
  statusOf,
} from '#model/reply'
import type { Forms } from '#model/template-ports'
import { may, transitions } from '#model/transitions'
import { type Problem, problem, refusals } from '#whatsapp/errors/problems'
import { serviceWindow } from '#whatsapp/service-window'
import { parseDefinition } from '#whatsapp/templates/definition'
import { marketingProblems, NOT_ON_WHATSAPP } from '#whatsapp/templates/recipient'
import { messageProblems, outgoingOf } from '../outbox/messages-of-reply.ts'
import { log, masked } from '../runtime/log.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import { currentTemplate } from '../templates/content.ts'
import { currentFormProblems } from '../templates/form-content.ts'
import type { offeredTemplates } from '../templates/offered.ts'
import type { Authorized } from './authorize.ts'
import { replyView } from './view.ts'

interface Ports {
  outbox: Pick<Outbox, 'find' | 'apply'>
  conversations: Pick<Conversations, 'triedAgain'>
  signals: Signals
  templates: Templates
  forms: Forms
  requireOffered: ReturnType<typeof offeredTemplates>['requireOffered']
  requireOfferedForm: ReturnType<typeof offeredTemplates>['requireOfferedForm']
  now: Clock
}

export function resending({
  outbox,
  conversations,
  signals,
  templates,
  forms,
  requireOffered,
  requireOfferedForm,
  now,
}: Ports) {
  /**
   * Begins a new attempt to send a reply. `attempt` is the number of the attempt that the widget
   * displayed to the agent. A repeated request contains the same number, so it does not begin a
   * second new attempt.
   */
  return async (
    agent: Agent,
    access: Authorized,
    id: string,
    { attempt, tryAgain }: ResendRequest,
  ): Promise<ResendView> => {
    const { contact, conversation } = access
    const reply = await outbox.find(conversation, id)
    if (!reply) return refuse(404, 'reply_unknown', 'There is no such message in this chat.')
    if (contact.endedAt && reply.content.type !== 'template') {
      refuse(403, 'contact_ended', 'This chat has ended. Only a template can be sent from it.')
    }
    if (reply.attempt > attempt) return begun(reply, attempt)
    requireResendable(reply, attempt)
    const at = now()
    const { content } = reply
    if (content.type === 'template') await requireOffered(agent, access, content)
    if (content.type === 'message' && content.message.type === 'form')
      await requireOfferedForm(agent, access, content.message)
    const template = await currentTemplate(templates, reply.content, at)
    const found = template.problems ?? [
      ...(await currentFormProblems(forms, content, at)),
      ...unreachable(conversation, template.content, at, tryAgain),
      ...messageProblems(
        { ...reply, content: template.content },
        outgoingOf(template.content, template),
        serviceWindow(evidenceOf(conversation), at),
      ),
    ]
    if (refusals(found).length > 0) throw new RequestRefused(422, refusals(found))
    if (tryAgain) await conversations.triedAgain(reply.conversation, at)

    const next =
      (await outbox.apply(transitions.resend, reply, { at, content: template.content })) ??
      (await outbox.find(conversation, id))
    log.info('reply_sent_again', {
      conversation: masked(conversation.id),
      reply: id,
      attempt: attempt + 1,
      by: agent.userId,
    })
    return begun(next ?? reply, attempt)
  }

  /**
   * Sends a signal for the new attempt, and returns the answer. If the request is a repetition, the
   * signal is sent again, because the earlier invocation may have stopped before it sent the
   * signal.
   */
  async function begun(reply: Reply, before: number): Promise<ResendView> {
    if (reply.state === 'queued') await signals.signal(reply, { is: 'resend', at: now() })
    const doubtful = Object.values(reply.former).some(
      (part) => part.attempt === before && isDoubtful(part),
    )
    return { ...replyView(reply), warnings: doubtful ? [MAY_STILL_ARRIVE] : [] }
  }
}

/** Throws RequestRefused if no new attempt may follow the attempt that the widget displayed. */
function requireResendable(reply: Reply, attempt: number): void {
  if (
    reply.attempt < attempt ||
    !may(transitions.resend, reply) ||
    !reply.parts.some(isUnsettled)
  ) {
    refuse(
      409,
      'nothing_to_resend',
      `There is nothing to send again. The message is ${statusOf(reply)}.`,
    )
  }

  if (attempt >= MOST_ATTEMPTS)
    refuse(
      409,
      'too_many_attempts',
      `This message was already sent ${attempt} times. Write it again as a new message.`,
      '',
      { attempts: attempt },
    )
}

/** Returns the reasons why WhatsApp would not deliver the template to this customer. */
function unreachable(
  conversation: Conversation,
  content: ReplyContent,
  now: Date,
  tryAgain: true | undefined,
): Problem[] {
  if (content.type !== 'template') return []
  return [
    ...(marketingStoppedAt(conversation, now)
      ? marketingProblems(parseDefinition(content.definition))
      : []),
    ...(!tryAgain && notOnWhatsAppSince(conversation, now) ? [NOT_ON_WHATSAPP] : []),
  ]
}

const MAY_STILL_ARRIVE = problem(
  'may_still_arrive',
  '',
  'The previous attempt may still arrive. The customer would then get this message twice.',
)
