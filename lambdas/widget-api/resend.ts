// An agent decides that what failed, or may not have arrived, is sent again: a numbered attempt, checked as a new reply is.
import { problem, refusals } from '#whatsapp/errors/problems'
import { serviceWindow } from '#whatsapp/service-window'
import { evidenceOf } from '../model/conversation.ts'
import type { Agent, Clock, Outbox, Templates, Wakes } from '../model/ports.ts'
import { fateOf, isUnsettled, type Reply, type ReplyState } from '../model/reply.ts'
import { messageProblems } from '../outbox/messages-of-reply.ts'
import { log, masked } from '../runtime/log.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import { currentTemplate } from '../templates/content.ts'
import type { offeredTemplates } from '../templates/offered.ts'
import type { ResendView } from './api.ts'
import type { Authorised } from './authorise.ts'
import { replyView } from './view.ts'

interface Ports {
  outbox: Pick<Outbox, 'get' | 'resend'>
  wakes: Wakes
  templates: Templates
  requireOffered: ReturnType<typeof offeredTemplates>['requireOffered']
  now: Clock
}

/** What has ended without having arrived, as far as anybody knows. */
const ENDED: readonly ReplyState[] = ['failed', 'unconfirmed', 'accepted']

export function resending({ outbox, wakes, templates, requireOffered, now }: Ports) {
  /** `attempt` is the one the agent saw: however often it is asked for, one attempt follows it. */
  return async (
    agent: Agent,
    access: Authorised,
    id: string,
    attempt: number,
  ): Promise<ResendView> => {
    const { contact, conversation } = access
    const reply = await outbox.get(conversation.id, id)
    if (!reply) return refuse(404, 'reply_unknown', 'There is no such reply in this chat.')
    if (contact.endedAt && reply.content.type !== 'template') {
      refuse(403, 'contact_ended', 'This chat has ended. Only a template can be sent from it.')
    }
    if (reply.attempt > attempt) return begun(reply, attempt)
    if (reply.attempt < attempt || !ENDED.includes(reply.state) || !reply.parts.some(isUnsettled)) {
      refuse(
        409,
        'nothing_to_resend',
        `This message is ${fateOf(reply)}: there is nothing to send again.`,
      )
    }

    const at = now()
    if (reply.content.type === 'template') await requireOffered(agent, access, reply.content)
    const template = await currentTemplate(templates, reply.content, at)
    const found =
      template.problems ??
      messageProblems(
        { ...reply, content: template.content },
        serviceWindow(evidenceOf(conversation), at),
      )
    if (refusals(found).length > 0) throw new RequestRefused(422, refusals(found))

    const next =
      (await outbox.resend(reply, at, template.content)) || (await outbox.get(conversation.id, id))
    log.info('reply_sent_again', {
      conversation: masked(conversation.id),
      reply: id,
      attempt: attempt + 1,
      by: agent.userId,
    })
    return begun(next ?? reply, attempt)
  }

  /** Also when it had been begun already: whoever did may have died before the wake. */
  async function begun(reply: Reply, before: number): Promise<ResendView> {
    if (reply.state === 'queued') await wakes.wake(reply, { is: 'resend', at: now() })
    const doubtful = Object.values(reply.former).some(
      ({ attempt, state, outcome }) => attempt === before && state === 'unconfirmed' && !outcome,
    )
    return { ...replyView(reply), warnings: doubtful ? [MAY_STILL_ARRIVE] : [] }
  }
}

const MAY_STILL_ARRIVE = problem(
  'may_still_arrive',
  '',
  'The attempt before may still arrive: then the customer gets this message twice.',
)
