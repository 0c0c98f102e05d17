// Shows the status of a reply and the next step.
import Button from '@cloudscape-design/components/button'
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator'
import type { ReplyView, ReplyStatus as Status } from '#api'
import type { MediaKind } from '#whatsapp/media/media'
import type { Messages } from '../i18n/catalogue.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { readableName } from '../templates/readable-name.ts'
import { hasExpired, type Next, nextStep, type Possible, reasonsOf, toneOf } from './next-step.ts'
import { replySummary } from './summary.ts'

export interface Actions extends Possible {
  resend: (reply: ReplyView) => void
  pickTemplate: () => void
  /** Opens the reply's template with the reply's values. */
  fillAgain: (reply: ReplyView) => void
  /** Returns whether the template is still offered. */
  offers: (template: string) => boolean
  /** Opens the reply as a new draft. */
  editReply: (reply: ReplyView) => void
}

const INDICATORS = {
  pending: 'in-progress',
  good: 'success',
  bad: 'error',
  doubtful: 'warning',
  over: 'stopped',
} as const satisfies Record<string, StatusIndicatorProps.Type>

export const statusText = (status: Status, messages: Messages): string => messages.statuses[status]

export function StatusLabel({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  return (
    <StatusIndicator type={reply.status === 'held' ? 'pending' : INDICATORS[toneOf(reply)]}>
      {statusText(reply.status, messages)}
    </StatusIndicator>
  )
}

/** The title and the status of a reply, which are the first line of the reply's list entry. */
export function ReplyHead({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  return (
    <p className="aw-reply-head">
      <strong>
        <bdi>{titleOf(reply, messages)}</bdi>
      </strong>
      <StatusLabel reply={reply} />
    </p>
  )
}

export function titleOf(reply: ReplyView, messages: Messages): string {
  const { template, filename, media } = (reply.shows ?? {}) as {
    template?: string
    filename?: string
    media?: MediaKind
  }
  const { type } = reply
  if (template) return readableName(template)
  if (filename) return filename
  if (media) return messages.replyTypes[media]
  return type === 'template' || type === 'media' || type === 'attachments'
    ? messages.file
    : messages.replyTypes[type]
}

/** Returns the content of a reply in one line, or the reply's type if there is no text. */
export function lineOf(reply: ReplyView, messages: Messages): string {
  const summary = replySummary(reply, messages)
  if (reply.type === 'reaction') return `${titleOf(reply, messages)}: ${summary}`
  return summary || titleOf(reply, messages)
}

/** Shows when the reply was sent, by whom, and in which attempt. */
export function ReplyDetails({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useServices()
  const details = [
    moment(new Date(reply.acceptedAt), clock.now(), language),
    reply.by.name && messages.by({ name: reply.by.name }),
    reply.attempt > 1 && messages.attempt({ n: reply.attempt }),
    reply.late && messages.late,
  ]
  return <span className="aw-facts">{details.filter(Boolean).join(' · ')}</span>
}

/**
 * The button that opens the template or the form (WhatsApp Flow) of a reply again, filled in with
 * what was sent, so that the agent can change the content and send it. The button is omitted if the
 * button for the next step does the same.
 */
export function Again({ reply, actions }: { reply: ReplyView; actions: Actions }) {
  const messages = useMessages()
  const open = openingAgain(reply, actions)
  if (!open || ['edit_template', 'edit_reply'].includes(nextStep(reply, actions)?.is ?? ''))
    return undefined
  return (
    <Button
      variant="inline-link"
      onClick={() => open(reply)}
      ariaLabel={`${messages.again}: ${titleOf(reply, messages)}`}
    >
      {messages.again}
    </Button>
  )
}

/**
 * Returns the action of the button, or undefined if there is none. A form can be sent only before
 * the chat ends. If the service window is closed, the form waits for the customer's answer.
 */
function openingAgain({ type, shows }: ReplyView, actions: Actions) {
  if (type === 'form') return actions.hasEnded ? undefined : actions.editReply
  const { template } = (shows ?? {}) as { template?: string }
  return template !== undefined && actions.offers(template) ? actions.fillAgain : undefined
}

/**
 * Shows why a reply or a part of it failed, and the remedy. Shows nothing for a reply without
 * problems.
 */
export function Remedy({ reply, actions }: { reply: ReplyView; actions: Actions }) {
  const messages = useMessages()
  const next = nextStep(reply, actions)
  const reasons = hasExpired(reply)
    ? [messages.held.expired]
    : reply.status === 'unconfirmed'
      ? [messages.unconfirmedWhy]
      : reasonsOf(reply, messages)
  if (!next && reasons.length === 0) return undefined
  return (
    <div className="aw-remedy">
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      {next && !(isTextOnly(next) && reasons.length > 0) && (
        <NextStep next={next} reply={reply} actions={actions} />
      )}
    </div>
  )
}

/**
 * Returns whether a step is only a recommendation and has no button. The text for WhatsApp's reason
 * usually contains the recommendation already.
 */
const isTextOnly = ({ is }: Next) => is === 'other_channel' || is === 'wait'

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
      return <Button onClick={() => actions.fillAgain(reply)}>{words.editTemplate}</Button>
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
