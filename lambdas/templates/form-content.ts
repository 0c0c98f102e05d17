// Creates the content of a reply with a form (WhatsApp Flow). Customers can receive a form only in
// certain statuses, so the status is checked when the request is accepted, and again immediately
// before sending.
import type { Clock } from '#model/ports'
import { type ComposedMessage, DEFINITION_FRESH_MS, type ReplyContent } from '#model/reply'
import type { Forms } from '#model/template-ports'
import { type Problem, problem, UpstreamFailure } from '#whatsapp/errors/problems'
import type { Offer } from '#whatsapp/templates/curation'
import { isSendableForm } from '#whatsapp/templates/forms'
import { log } from '../runtime/log.ts'
import { RequestRefused } from '../runtime/refused.ts'

type Form = Extract<ComposedMessage, { type: 'form' }>

/** Returns the content of the reply. Throws RequestRefused if customers cannot receive the form. */
export async function formContent(
  { forms, now }: { forms: Forms; now: Clock },
  wabaId: string,
  { message, offer, token }: { message: Form; offer: Offer | undefined; token: string },
): Promise<ReplyContent> {
  const { flowId, body, button } = message
  const found = await forms.get(wabaId, flowId)
  const name = offer?.title ?? found?.name ?? flowId
  const problems = problemsOf(found?.status, name)
  if (problems.length > 0) throw new RequestRefused(422, problems)
  const { screen, exchange } = offer?.form ?? {}
  return {
    type: 'message',
    message: {
      type: 'form',
      flowId,
      body,
      button,
      token,
      ...(screen ? { screen } : {}),
      ...(exchange ? { exchange } : {}),
    },
    form: {
      wabaId,
      name,
      ...(offer?.labels ? { labels: offer.labels } : {}),
      readAt: now().toISOString(),
    },
  }
}

/**
 * Returns problems if customers can no longer receive the form of the reply. The form's status is
 * read again, unless it was read within `DEFINITION_FRESH_MS`. If the status cannot be read, the
 * result is empty, and WhatsApp itself accepts or refuses the message.
 */
export async function currentFormProblems(
  forms: Forms,
  content: ReplyContent,
  now: Date,
): Promise<Problem[]> {
  if (content.type !== 'message' || content.message.type !== 'form' || !content.form) return []
  const { wabaId, name, readAt } = content.form
  if (now.getTime() - new Date(readAt).getTime() < DEFINITION_FRESH_MS) return []
  try {
    const found = await forms.get(wabaId, content.message.flowId)
    return problemsOf(found?.status, name)
  } catch (cause) {
    if (!(cause instanceof UpstreamFailure)) throw cause
    log.warn('form_not_read_again', { form: content.message.flowId })
    return []
  }
}

function problemsOf(status: string | undefined, name: string): Problem[] {
  if (status === undefined)
    return [
      problem(
        'form_unknown',
        'message.flowId',
        `The form ${name} no longer exists at WhatsApp. Choose another.`,
        { name },
      ),
    ]
  return isSendableForm(status)
    ? []
    : [
        problem(
          'form_not_available',
          'message.flowId',
          `WhatsApp does not send the form ${name} at the moment, because its status is ${status}. Choose another.`,
          { name, status },
        ),
      ]
}
