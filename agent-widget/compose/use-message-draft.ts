// A message being composed: kept as it is typed, checked by the core's rules as it is typed, sent once.
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import { type OutgoingMessage, problemsWith } from '#whatsapp/messages/messages'
import type { ReplyRequest, ReplyView } from '../../lambdas/widget-api/api.ts'
import { type Drafted, draftKeyOf } from '../drafts/composed-drafts.ts'
import type { Draft, DraftStore } from '../drafts/draft-store.ts'
import { type SendStatus, statusOf } from '../drafts/send-status.ts'
import { useTools } from '../services.tsx'
import type { Desktop } from './form-context.ts'

/** One kind of message: what its form holds, and the message that makes. */
export interface Form<Values> {
  kind: Drafted
  blank: Values
  toMessage: (values: Values) => Extract<OutgoingMessage, { type: Drafted }>
  /** Beyond what WhatsApp refuses: what helps nobody. */
  further?: (values: Values) => readonly Problem[]
}

/** What every form's message has, whatever it holds. */
export interface Composing {
  /** The wamid of the customer's message that this answers. */
  quotes: string | undefined
  message: OutgoingMessage
  status: SendStatus
  isBlank: boolean
  /** At the field or below it; nothing is said of what nobody has come to yet. */
  problemAt(path: string): Problem | undefined
  /** Refusals, once sending was tried. */
  troubles: readonly Problem[]
  quote(messageId: string | undefined): void
  visited(path: string): void
  discard(): void
  /** `hold`: it may wait until the customer answers. */
  send(hold: boolean): Promise<void>
}

export interface Composed<Values> extends Composing {
  values: Values
  change(values: Values): void
}

export function useComposed<Values extends object>(
  contactId: string,
  { kind, blank, toMessage, further = () => [] }: Form<Values>,
  onSent: (reply: ReplyView) => void,
): Composed<Values> {
  const { drafts, api } = useTools()
  const key = useMemo(() => draftKeyOf(contactId, kind), [contactId, kind])
  const [draft, setDraft] = useState(() => begun(drafts, key, blank))
  const [status, setStatus] = useState<SendStatus>(
    draft.posted ? { is: 'unanswered' } : { is: 'writing' },
  )
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [attempted, setAttempted] = useState(false)
  const isSending = useRef(false)
  const latest = useRef(draft)
  const {
    form: values,
    quotes,
    held,
  } = draft.values as { form: Values; quotes?: string; held?: boolean }
  const message = useMemo(() => toMessage(values), [toMessage, values])
  const problems = useMemo(
    () => [...further(values), ...problemsWith(message)],
    [further, values, message],
  )
  const refused = status.is === 'refused' ? status.problems : []
  const wrong = refusals(problems)

  function show(next: Draft) {
    latest.current = next
    setDraft(next)
  }

  function keep(next: Partial<Draft>) {
    show({ ...latest.current, ...next, changedAt: Date.now() })
    drafts.put(key, latest.current)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` and `blank` reach only what stays
  useEffect(
    () =>
      drafts.onForeignChange(key, () => {
        const there = withForm(drafts.get(key), blank)
        show(there)
        // What no answer came for has been found, or sent by another tab.
        if (!there.posted && !isSending.current) setStatus({ is: 'writing' })
      }),
    [drafts, key],
  )

  function change(part: Record<string, unknown>) {
    // What is being sent stays as it is until it is known what came of it.
    if (isSending.current) return
    keep({ values: { ...latest.current.values, ...part } })
    if (status.is !== 'unanswered') setStatus({ is: 'writing' })
  }

  return {
    values,
    quotes,
    message,
    status,
    isBlank: quotes === undefined && JSON.stringify(values) === JSON.stringify(blank),
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
    visited: (path) =>
      setVisited((before) => (before.has(path) ? before : new Set([...before, path]))),
    discard() {
      drafts.discard(key)
      show(begun(drafts, key, blank))
      setStatus({ is: 'writing' })
      setAttempted(false)
      setVisited(new Set())
    },
    async send(hold) {
      setAttempted(true)
      if (isSending.current || wrong.length > 0) return
      isSending.current = true
      setStatus({ is: 'sending' })
      // What was posted without an answer is posted again exactly as it was.
      const mayWait = latest.current.posted ? held === true : hold
      // Noted before it is asked for: after a reload it is known that an answer is owed.
      keep({ posted: true, values: { ...latest.current.values, held: mayWait } })
      const { requestId } = latest.current
      const asked = toMessage(values) as ReplyRequest['message']
      const more = { ...(quotes && { quotes }), ...(mayWait && { hold: true as const }) }
      let reply: ReplyView
      try {
        reply = await api.reply(contactId, { requestId, message: asked, ...more })
      } catch (error) {
        const next = statusOf(error, 'message')
        if (next.is !== 'unanswered') {
          const { posted: _, ...unposted } = latest.current
          show(unposted)
          keep(next.is === 'already_sent' ? { requestId: crypto.randomUUID() } : {})
        }
        return setStatus(next)
      } finally {
        isSending.current = false
      }
      drafts.discard(key)
      onSent(reply)
    },
  }
}

/** A form holds one message: with it, it is done. */
export const sentBy =
  ({ onAccepted, onDone }: Desktop) =>
  (reply: ReplyView): void => {
    onAccepted(reply)
    onDone()
  }

/** Said once the agent has been there, or wants to send. */
const UNFINISHED = ['required', 'empty', 'blank', 'too_few', 'wrong_type', 'says_nothing']

/** Kept from the moment it is seen: another tab that opens it has the same one, and its request id. */
function begun(drafts: DraftStore, key: Parameters<DraftStore['get']>[0], blank: object): Draft {
  const draft = withForm(drafts.get(key), blank)
  drafts.put(key, draft)
  return draft
}

const withForm = (draft: Draft, blank: object): Draft => ({
  ...draft,
  values: { form: blank, ...draft.values },
})
