// Whether a template can be sent as it stands.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import type { TemplateDefinition } from '#whatsapp/templates/definition'

export const MAX_CARDS = 10

// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates#template-status
const NOT_SENDABLE: Readonly<Record<string, string>> = {
  PENDING: 'is being reviewed by Meta. Wait for its approval',
  IN_APPEAL: 'is being reviewed again by Meta. Wait for its approval',
  REJECTED: 'was rejected by Meta. Change it and submit it again, or pick another',
  PAUSED: 'is paused by Meta for low quality, for some hours. Pick another',
  DISABLED: 'was disabled by Meta for low quality. Pick another',
  ARCHIVED: 'was archived by Meta after a year without use. Pick another',
  PENDING_DELETION: 'is being deleted. Pick another',
  DELETED: 'was deleted. Pick another',
  LIMIT_EXCEEDED: 'exceeds the number of templates the account may have. Pick another',
}

/** Why a template cannot be sent as it stands; and, as warnings, what to know. */
export function whyNotSendable({
  status,
  unreadable,
  cards,
  name,
  language,
}: TemplateDefinition): Problem[] {
  const why = [...statusProblems(status), ...unreadable]
  if (name === '')
    why.push(
      problem(
        'name_missing',
        'name',
        'missing; WhatsApp finds the template by it. Read the definition again',
      ),
    )
  if (language === '')
    why.push(
      problem(
        'language_missing',
        'language',
        'missing; WhatsApp requires the exact language. Read the definition again',
      ),
    )
  if (cards && cards.length > MAX_CARDS)
    why.push(
      problem('too_many', 'components', `${cards.length} cards; WhatsApp accepts ${MAX_CARDS}`, {
        count: cards.length,
        limit: MAX_CARDS,
      }),
    )
  return why
}

function statusProblems(status: string | undefined): Problem[] {
  if (status === 'APPROVED') return []
  if (status === undefined) {
    return [
      warning(
        'status_unknown',
        'status',
        'missing, as in a definition not submitted yet: WhatsApp sends it only once it is APPROVED',
      ),
    ]
  }
  if (status === 'FLAGGED')
    return [
      warning(
        'template_flagged',
        'status',
        'FLAGGED: its quality is low, Meta may pause it. It can still be sent',
      ),
    ]
  const reason = Object.hasOwn(NOT_SENDABLE, status)
    ? NOT_SENDABLE[status]
    : 'has a status this program does not know. Read the definition again'
  return [
    problem(
      'template_not_approved',
      'status',
      `${status}: the template ${reason}; WhatsApp sends only APPROVED ones`,
      { status },
    ),
  ]
}
