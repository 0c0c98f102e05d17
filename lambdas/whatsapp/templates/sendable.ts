// Determines whether a template can be sent in its present form.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { isObject, type Json, word } from '#whatsapp/json/rules'
import type { TemplateDefinition } from '#whatsapp/templates/definition'

export const MAX_CARDS = 10

// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates#template-status
const NOT_SENDABLE: Readonly<Record<string, string>> = {
  PENDING: 'is being reviewed by Meta. Wait for its approval.',
  IN_APPEAL: 'is being reviewed again by Meta. Wait for its approval.',
  REJECTED: 'was rejected by Meta. Change it and submit it again, or choose another template.',
  PAUSED: 'is paused by Meta for some hours because of its low quality. Pick another.',
  DISABLED: 'was disabled by Meta because of its low quality. Pick another.',
  ARCHIVED: 'was archived by Meta after a year without use. Pick another.',
  PENDING_DELETION: 'is being deleted. Pick another.',
  DELETED: 'was deleted. Pick another.',
  LIMIT_EXCEEDED: 'exceeds the number of templates that the account may have. Pick another.',
}

/**
 * Returns the reasons why a template cannot be sent in its present form, and warnings about the
 * template.
 */
export function whyNotSendable({
  status,
  unreadable,
  cards,
  name,
  language,
  raw,
}: TemplateDefinition): Problem[] {
  const why = [...statusProblems(status), ...unreadable, ...neverDelivered(name, raw)]
  if (name === '')
    why.push(
      problem(
        'name_missing',
        'name',
        'The name is missing. WhatsApp needs it to find the template. Read the definition again.',
      ),
    )
  if (language === '')
    why.push(
      problem(
        'language_missing',
        'language',
        'The language is missing. WhatsApp requires the exact language. Read the definition again.',
      ),
    )
  if (cards && cards.length > MAX_CARDS)
    why.push(
      problem(
        'too_many',
        'components',
        `The carousel has ${cards.length} cards. WhatsApp allows ${MAX_CARDS}.`,
        {
          count: cards.length,
          limit: MAX_CARDS,
        },
      ),
    )
  for (const [i, { body }] of (cards ?? []).entries())
    if (body && hasTooManyLineBreaks(body.text))
      why.push(
        problem(
          'card_line_breaks',
          `card.${i}.body`,
          `Card ${i + 1} has more than two line breaks, so WhatsApp refuses every message with it (132018). Pick another template.`,
          { card: i + 1 },
        ),
      )
  return [...why, ...hints(raw)]
}

const MAX_CARD_LINE_BREAKS = 2

/**
 * Returns whether a text has too many line breaks. Only the line breaks of the definition count,
 * because values cannot contain line breaks.
 */
export const hasTooManyLineBreaks = (text: string): boolean =>
  (text.trim().match(/\r\n|\n|\r/g) ?? []).length > MAX_CARD_LINE_BREAKS

/** Finds templates that Meta approves but does not deliver from a business's own number. */
function neverDelivered(name: string, raw: Json): Problem[] {
  if (name === 'hello_world')
    return [
      problem(
        'test_numbers_only',
        'name',
        'WhatsApp sends hello_world only from Meta’s public test numbers (131058). Pick another template.',
      ),
    ]
  if (word(raw.source) === 'auto_generated')
    return [
      problem(
        'made_by_meta',
        'source',
        'Meta made this template from a message that was sent directly. It is not meant to be sent by agents. Pick another template.',
      ),
    ]
  return []
}

/**
 * Returns warnings that are relevant when an agent fills in the template. The returned warnings do
 * not prevent sending the template.
 */
function hints(raw: Json): Problem[] {
  const found: Problem[] = []
  if (raw.library_template_name !== undefined)
    found.push(
      warning(
        'typed_values',
        'library_template_name',
        'This template is from WhatsApp’s library, which checks each value. Dates, amounts, numbers and addresses must look like the example.',
      ),
    )
  if (hasCreativeChanges(raw.degrees_of_freedom_spec))
    found.push(
      warning(
        'creative_changes',
        'degrees_of_freedom_spec',
        'Meta may change pictures and texts of this template. The customer may see something different from the preview.',
      ),
    )
  return found
}

function hasCreativeChanges(spec: unknown): boolean {
  const features = isObject(spec) ? spec.creative_features_spec : undefined
  return isObject(features)
    ? Object.values(features).some(
        (feature) => isObject(feature) && word(feature.enroll_status) === 'opt_in',
      )
    : false
}

function statusProblems(status: string | undefined): Problem[] {
  if (status === 'APPROVED') return []
  if (status === undefined) {
    return [
      warning(
        'status_unknown',
        'status',
        'The status is missing, as in a definition that was not submitted yet. WhatsApp sends a template only when it is APPROVED.',
      ),
    ]
  }
  if (status === 'FLAGGED')
    return [
      warning(
        'template_flagged',
        'status',
        'The template is FLAGGED. Its quality is low, and Meta may pause it. It can still be sent.',
      ),
    ]
  const reason = Object.hasOwn(NOT_SENDABLE, status)
    ? NOT_SENDABLE[status]
    : 'has a status that is not known here. Read the definition again.'
  return [
    problem(
      'template_not_approved',
      'status',
      `The template ${reason} Its status is ${status}, and WhatsApp sends only APPROVED templates.`,
      { status },
    ),
  ]
}
