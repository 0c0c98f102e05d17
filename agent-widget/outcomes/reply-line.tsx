// What became of one reply, and what to do next.
import Button from '@cloudscape-design/components/button'
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import type { Messages } from '../i18n/en.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'
import { hasExpired, type Next, nextStep, type Possible, reasonsOf, toneOf } from './next-step.ts'
import { summaryOf } from './summary.ts'

export interface Actions extends Possible {
  resend: (reply: ReplyView) => void
  pickTemplate: () => void
  editTemplate: (reply: ReplyView) => void
  /** As a new draft. */
  editReply: (reply: ReplyView) => void
}

const INDICATORS = {
  waiting: 'in-progress',
  good: 'success',
  bad: 'error',
  doubtful: 'warning',
  over: 'stopped',
} as const satisfies Record<string, StatusIndicatorProps.Type>

export const fateName = (fate: string, messages: Messages): string => messages.fates[fate] ?? fate

export function Fate({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  return (
    <StatusIndicator type={reply.fate === 'held' ? 'pending' : INDICATORS[toneOf(reply.fate)]}>
      {fateName(reply.fate, messages)}
    </StatusIndicator>
  )
}

export function titleOf(reply: ReplyView, messages: Messages): string {
  const { template, filename, media } = (reply.shows ?? {}) as {
    template?: string
    filename?: string
    media?: string
  }
  return template ?? filename ?? messages.replyTypes[media ?? reply.type] ?? messages.file
}

/** What it says, in a line; what it is, where it says nothing by itself. */
export function lineOf(reply: ReplyView, messages: Messages): string {
  const summary = summaryOf(reply, messages)
  if (reply.type === 'reaction') return `${titleOf(reply, messages)}: ${summary}`
  return summary || titleOf(reply, messages)
}

/** Who sent it, when, and in which attempt. */
export function Facts({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useTools()
  const facts = [
    moment(new Date(reply.acceptedAt), clock.now(), language),
    reply.by.name && messages.by(reply.by.name),
    reply.attempt > 1 && messages.attempt(reply.attempt),
    reply.late && messages.late,
  ]
  return <span className="aw-facts">{facts.filter(Boolean).join(' · ')}</span>
}

/** Nothing for what goes well. */
export function Remedy({ reply, actions }: { reply: ReplyView; actions: Actions }) {
  const messages = useMessages()
  const language = useLanguage()
  const next = nextStep(reply, actions)
  const reasons = hasExpired(reply)
    ? [messages.held.expired]
    : reply.fate === 'unconfirmed'
      ? [messages.unconfirmedWhy]
      : reasonsOf(reply, language, messages)
  if (!next && reasons.length === 0) return undefined
  return (
    <div className="aw-remedy">
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      {next && !(isSaid(next) && reasons.length > 0) && (
        <NextStep next={next} reply={reply} actions={actions} />
      )}
    </div>
  )
}

/** WhatsApp's own sentences end with what to do where nothing can be pressed. */
const isSaid = ({ is }: Next) => is === 'other_channel' || is === 'wait'

function NextStep({ next, reply, actions }: { next: Next; reply: ReplyView; actions: Actions }) {
  const words = useMessages().next
  switch (next.is) {
    case 'resend':
      return <Button onClick={() => actions.resend(reply)}>{words.resend}</Button>
    case 'resend_anyway':
      return <Button onClick={() => actions.resend(reply)}>{words.resendAnyway}</Button>
    case 'pick_template':
      return <Button onClick={actions.pickTemplate}>{words.pickTemplate}</Button>
    case 'other_template':
      return <Button onClick={actions.pickTemplate}>{words.otherTemplate}</Button>
    case 'edit_template':
      return <Button onClick={() => actions.editTemplate(reply)}>{words.editTemplate}</Button>
    case 'edit_reply':
      return <Button onClick={() => actions.editReply(reply)}>{words.editReply}</Button>
    case 'other_channel':
      return <p>{words.otherChannel}</p>
    case 'wait':
      return <p>{words.wait}</p>
    case 'administrator':
      return undefined
  }
}
