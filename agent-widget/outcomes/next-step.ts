// Determines what the agent can do next about a reply. Sending the reply again is offered only if a
// new attempt can help.

import type { ReplyStatus, ReplyView } from '#api'
import { sentenceFor } from '#whatsapp/errors/error-sentences'
import { errorFor } from '#whatsapp/errors/error-table'
import { RE_ENGAGEMENT_MESSAGE } from '#whatsapp/service-window'
import { type Messages, refusalText } from '../i18n/catalogue.ts'

export type Tone = 'pending' | 'good' | 'bad' | 'doubtful' | 'over'

export type Next =
  /** The agent sends the same message again, because the problem was temporary. */
  | { is: 'resend' }
  /**
   * The agent decides whether to send again, because the customer may receive the message twice.
   */
  | { is: 'resend_anyway' }
  /** The agent chooses a template, because the service window is closed. */
  | { is: 'pick_template' }
  /** The agent corrects the template's values, because WhatsApp refused them. */
  | { is: 'edit_template' }
  | { is: 'other_template' }
  /** The agent edits the reply, because the customer did not answer in time. */
  | { is: 'edit_reply' }
  | { is: 'other_channel' }
  | { is: 'wait' }
  | { is: 'administrator' }

/** Returns whether a held reply was not sent because the customer did not answer in time. */
export const hasExpired = ({ problems }: Pick<ReplyView, 'problems'>): boolean =>
  problems.some(({ code }) => code === 'hold_expired')

const TONES = {
  held: 'pending',
  queued: 'pending',
  preparing: 'pending',
  sending: 'pending',
  accepted: 'pending',
  sent: 'good',
  delivered: 'good',
  read: 'good',
  played: 'good',
  failed: 'bad',
  partly_failed: 'bad',
  unconfirmed: 'doubtful',
  withdrawn: 'over',
} as const satisfies Record<ReplyStatus, Tone>

/**
 * Returns the tone in which a reply's status is displayed. A reply is not displayed as a success if
 * the customer may not see all of it.
 */
export function toneOf({ status, parts }: Pick<ReplyView, 'status' | 'parts'>): Tone {
  const tone = TONES[status]
  return tone === 'good' && isIncomplete(parts) ? 'doubtful' : tone
}

const isIncomplete = (parts: ReplyView['parts']) => parts.some((part) => part.isIncomplete)

const UNREACHABLE = [131026, 130472]
const OTHER_TEMPLATE = [132001, 132007, 132015, 132016, 132068, 132069, 131062, 131063]
const VALUES = [131008, 131009, 132000, 132005, 132012, 132018, 100]

/** What can be sent in the chat now. */
export interface Possible {
  /**
   * True if only templates can be sent, because the chat has ended or the service window is closed.
   */
  onlyTemplates: boolean
  hasEnded: boolean
}

export function nextStep(
  reply: ReplyOutcome,
  { onlyTemplates, hasEnded }: Possible = { onlyTemplates: false, hasEnded: false },
): Next | undefined {
  const next = stepAfter(reply)
  if (!onlyTemplates || reply.type === 'template') return next
  // While the chat is open, an edited message can wait for the customer's answer, so editing is not
  // replaced by choosing a template.
  if (next?.is === 'resend' || (next?.is === 'edit_reply' && hasEnded))
    return { is: 'pick_template' }
  return next?.is === 'resend_anyway' ? undefined : next
}

type ReplyOutcome = Pick<ReplyView, 'status' | 'type' | 'parts' | 'problems'>

function stepAfter(reply: ReplyOutcome): Next | undefined {
  const { status, type, parts, problems } = reply
  if (status === 'unconfirmed') return { is: 'resend_anyway' }
  if (status !== 'failed' && status !== 'partly_failed') return undefined
  if (hasExpired(reply)) return { is: 'edit_reply' }
  const codes = parts.flatMap(({ errors = [] }) => errors.map(({ code }) => code))
  const refusalCodes = problems.map(({ code }) => code)
  if (
    codes.includes(RE_ENGAGEMENT_MESSAGE) ||
    refusalCodes.some((code) => code.startsWith('service_window'))
  )
    return { is: 'pick_template' }
  if (codes.some((code) => UNREACHABLE.includes(code))) return { is: 'other_channel' }
  if (
    codes.some((code) => OTHER_TEMPLATE.includes(code)) ||
    refusalCodes.some((code) => code.startsWith('template_'))
  )
    return { is: 'other_template' }
  // A form that was refused can no longer be sent, so the agent chooses another form in a new draft
  // with the same text.
  if (refusalCodes.some((code) => code.startsWith('form_'))) return { is: 'edit_reply' }
  if (type === 'template' && codes.some((code) => VALUES.includes(code)))
    return { is: 'edit_template' }
  const errors = codes.map(errorFor)
  if (errors.some(({ who }) => who === 'administrator' || who === 'developer'))
    return { is: 'administrator' }
  if (errors.some(({ retry }) => retry === 'later')) return { is: 'wait' }
  if (errors.some(({ retry, who }) => retry === 'never' && who !== 'agent'))
    return { is: 'other_channel' }
  if (errors.some(({ retry }) => retry === 'fix'))
    return type === 'template' ? { is: 'edit_template' } : undefined
  // The problem was temporary (a time-out, throttling or an outage), so sending again may succeed.
  return { is: 'resend' }
}

/**
 * Returns why the reply or a part of it failed. The reasons are in this agent's language, even if a
 * colleague with another language sent the reply.
 */
export function reasonsOf(
  { problems, parts }: Pick<ReplyView, 'problems' | 'parts'>,
  messages: Messages,
): string[] {
  const errors = parts.flatMap(({ errors = [] }) => errors)
  const own = problems.filter(({ code }) => !/^whatsapp_\d+$/.test(code)).map(refusalText(messages))
  return [
    ...own,
    ...new Set(errors.map((error) => sentenceFor(error, messages.failures))),
    ...(isIncomplete(parts) ? [messages.incomplete] : []),
  ]
}
