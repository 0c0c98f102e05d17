// What an agent is told of a reply, and what to do next. Sending again is offered only where it is right.
import { errorFor } from '#whatsapp/errors/error-table'
import type { Language } from '#whatsapp/errors/language'
import { RE_ENGAGEMENT_MESSAGE } from '#whatsapp/service-window'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import type { Messages } from '../i18n/en.ts'

export type Tone = 'waiting' | 'good' | 'bad' | 'doubtful' | 'over'

export type Next =
  /** The same again: what went wrong passes. */
  | { is: 'resend' }
  /** It may arrive twice: the agent decides. */
  | { is: 'resend_anyway' }
  /** The window is closed. */
  | { is: 'pick_template' }
  /** Its values were not right. */
  | { is: 'edit_template' }
  | { is: 'other_template' }
  /** It waited in vain: the customer did not answer. */
  | { is: 'edit_reply' }
  | { is: 'other_channel' }
  | { is: 'wait' }
  | { is: 'administrator' }

/** A held reply whose customer did not answer in time. */
export const hasExpired = ({ problems }: Pick<ReplyView, 'problems'>): boolean =>
  problems.some(({ code }) => code === 'hold_expired')

export function toneOf(fate: string): Tone {
  if (fate === 'failed' || fate === 'partly_failed') return 'bad'
  if (fate === 'withdrawn') return 'over'
  if (fate === 'unconfirmed') return 'doubtful'
  return ['sent', 'delivered', 'read', 'played'].includes(fate) ? 'good' : 'waiting'
}

const UNREACHABLE = [131026, 130472]
const OTHER_TEMPLATE = [132001, 132007, 132015, 132016, 132068, 132069, 131062, 131063]
const VALUES = [131008, 131009, 132000, 132005, 132012, 132018, 100]

/** What can be sent at this moment. */
export interface Possible {
  /** The chat has ended, or the window is closed. */
  onlyTemplates: boolean
  hasEnded: boolean
}

export function nextStep(
  reply: Judged,
  { onlyTemplates, hasEnded }: Possible = { onlyTemplates: false, hasEnded: false },
): Next | undefined {
  const next = stepAfter(reply)
  if (!onlyTemplates || reply.type === 'template') return next
  // What is written again can wait for the customer, where the chat goes on.
  if (next?.is === 'resend' || (next?.is === 'edit_reply' && hasEnded))
    return { is: 'pick_template' }
  return next?.is === 'resend_anyway' ? undefined : next
}

type Judged = Pick<ReplyView, 'fate' | 'type' | 'parts' | 'problems'>

function stepAfter(reply: Judged): Next | undefined {
  const { fate, type, parts, problems } = reply
  if (fate === 'unconfirmed') return { is: 'resend_anyway' }
  if (fate !== 'failed' && fate !== 'partly_failed') return undefined
  if (hasExpired(reply)) return { is: 'edit_reply' }
  const codes = parts.flatMap(({ errors = [] }) => errors.map(({ code }) => code))
  const said = problems.map(({ code }) => code)
  if (
    codes.includes(RE_ENGAGEMENT_MESSAGE) ||
    said.some((code) => code.startsWith('service_window'))
  )
    return { is: 'pick_template' }
  if (codes.some((code) => UNREACHABLE.includes(code))) return { is: 'other_channel' }
  if (
    codes.some((code) => OTHER_TEMPLATE.includes(code)) ||
    said.some((code) => code.startsWith('template_'))
  )
    return { is: 'other_template' }
  if (type === 'template' && codes.some((code) => VALUES.includes(code)))
    return { is: 'edit_template' }
  const errors = codes.map(errorFor)
  if (errors.some(({ who }) => who === 'administrator')) return { is: 'administrator' }
  if (errors.some(({ retry }) => retry === 'later')) return { is: 'wait' }
  if (errors.some(({ retry, who }) => retry === 'never' && who !== 'agent'))
    return { is: 'other_channel' }
  if (errors.some(({ retry }) => retry === 'fix'))
    return type === 'template' ? { is: 'edit_template' } : undefined
  // Nothing said against it: out of time, throttled, an outage.
  return { is: 'resend' }
}

/** In the agent's language, whoever sent it and in whatever language they worked. */
export function reasonsOf(
  { problems, parts }: Pick<ReplyView, 'problems' | 'parts'>,
  language: Language,
  messages: Messages,
): string[] {
  const codes = [...new Set(parts.flatMap(({ errors = [] }) => errors.map(({ code }) => code)))]
  const own = problems.filter(({ code }) => !/^whatsapp_\d+$/.test(code)).map(messages.said)
  return [...own, ...new Set(codes.map((code) => errorFor(code).tell[language]))]
}
