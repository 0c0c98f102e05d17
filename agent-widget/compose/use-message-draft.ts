// Holds the message that the agent is composing. Stores the draft while the agent types, and checks
// it with the same rules as the API.
import { useMemo, useState } from 'react'
import type { ReplyRequest, ReplyView } from '#api'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import { problemsWith } from '#whatsapp/messages/message-rules'
import type { OutgoingMessage } from '#whatsapp/messages/messages'
import { type DraftKind, draftKeyOf } from '../drafts/composed-drafts.ts'
import type { SendStatus } from '../drafts/sending.ts'
import { useSending } from '../drafts/use-sending.ts'
import type { FormContext } from './form-context.ts'

/**
 * Describes the form for a kind of message: its values, and the message that is created from them.
 */
export interface Form<Values> {
  kind: DraftKind
  blank: Values
  toMessage: (values: Values) => Extract<OutgoingMessage, { type: DraftKind }>
  /** Returns further problems, which the rules for WhatsApp messages do not cover. */
  further?: (values: Values) => readonly Problem[]
}

/** The part of `MessageDraft` that is the same for every type of form values. */
export interface MessageDraftState {
  /** The WhatsApp id of the customer's message that this message answers. */
  quotes: string | undefined
  message: OutgoingMessage
  status: SendStatus
  isBlank: boolean
  /**
   * Returns the first problem at a path or below it, or undefined if there is none. Until the agent
   * has left the field or tried to send, does not return the problems of an unfinished value, for
   * example that a text is missing.
   */
  problemAt(path: string): Problem | undefined
  /** The problems that prevent sending. The list is empty until the agent has tried to send. */
  troubles: readonly Problem[]
  quote(messageId: string | undefined): void
  visited(path: string): void
  discard(): void
  /** If `hold` is true, the message may wait until the customer answers. */
  send(hold: boolean): Promise<void>
}

export interface MessageDraft<Values> extends MessageDraftState {
  values: Values
  change(values: Values): void
}

export function useMessageDraft<Values extends object>(
  contactId: string,
  { kind, blank, toMessage, further = () => [] }: Form<Values>,
  onSent: (reply: ReplyView) => void,
): MessageDraft<Values> {
  const { draft, status, sender } = useSending(draftKeyOf(contactId, kind), () => ({
    values: { form: blank },
    uploads: {},
  }))
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [attempted, setAttempted] = useState(false)
  const { form: values, quotes } = draft.values as { form: Values; quotes?: string }
  const message = useMemo(() => toMessage(values), [toMessage, values])
  const problems = useMemo(
    () => [...further(values), ...problemsWith(message)],
    [further, values, message],
  )
  const hasValues = JSON.stringify(values) !== JSON.stringify(blank)
  const refused = status.is === 'refused' ? status.problems : []
  const wrong = refusals(problems)

  const change = (part: Record<string, unknown>) =>
    sender.change((before) => ({ values: { ...before.values, ...part } }))

  return {
    values,
    quotes,
    message,
    status,
    isBlank: quotes === undefined && !hasValues,
    problemAt(path) {
      const here = [...problems, ...refused].filter(
        (found) => found.path === path || found.path.startsWith(`${path}.`),
      )
      const isSaid = attempted || visited.has(path)
      return here.find((found) => isSaid || !UNFINISHED.includes(found.code))
    },
    troubles: attempted ? [...wrong, ...refused] : refused,
    change: (form) => change({ form }),
    quote: (messageId) => change({ quotes: messageId }),
    visited(path) {
      // While the form is empty, a field that the agent leaves does not count as visited: the first
      // field has the focus from the start, and the agent may leave it without typing.
      if (hasValues)
        setVisited((before) => (before.has(path) ? before : new Set([...before, path])))
    },
    discard() {
      sender.discard()
      setAttempted(false)
      setVisited(new Set())
    },
    async send(hold) {
      setAttempted(true)
      if (wrong.length > 0) return
      const request = toMessage(values) as ReplyRequest['message']
      const reply = await sender.send({ message: request, valuesPath: 'message', quotes, hold })
      if (reply) onSent(reply)
    },
  }
}

/**
 * Returns the function to call when the message of a form has been sent. The function passes the
 * reply on and closes the form.
 */
export const sentBy =
  ({ onAccepted, onDone }: FormContext) =>
  (reply: ReplyView): void => {
    onAccepted(reply)
    onDone()
  }

/** Problems with these codes are shown only after the agent has left the field or tried to send. */
const UNFINISHED = ['required', 'empty', 'blank', 'too_few', 'wrong_type', 'name_only']
