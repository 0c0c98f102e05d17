// What an agent has filled into a template: kept as it is typed, checked as it is typed, sent once.
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { withCards } from '#whatsapp/templates/product-carousel'
import { type Rendered, render } from '#whatsapp/templates/render'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import type { Draft, DraftKey, DraftStore, Filled, Upload } from '../drafts/draft-store.ts'
import { type SendStatus, statusOf } from '../drafts/send-status.ts'
import { useTools } from '../services.tsx'
import { placeOf } from './problem-field.ts'

export interface Filling {
  /** With as many cards as there are values for. */
  definition: TemplateDefinition
  fields: readonly Field[]
  rendered: Rendered
  values: Draft['values']
  uploads: Draft['uploads']
  status: SendStatus
  /** Shown at the field: nothing is said about what nobody has come to yet. */
  problemsAt(field: Field): readonly Problem[]
  /** Also about what nobody has come to yet. */
  everyProblemAt(field: Field): readonly Problem[]
  /** Sending was tried: everything that is missing is said. */
  attempted: boolean
  /** What refuses sending and has no field of its own. */
  otherProblems: readonly Problem[]
  /** Only after an attempt to send. */
  fieldsInTrouble: readonly Field[]
  set(field: Field, value: unknown, upload?: Upload): void
  /** Several at once. */
  change(next: (before: Filled) => Filled): void
  visited(field: Field): void
  send(): Promise<void>
}

export function useDraft(
  key: DraftKey,
  template: TemplateDefinition,
  beginsWith: Filled,
  onSent: (reply: ReplyView) => void,
): Filling {
  const { drafts, api, clock } = useTools()
  const [draft, setDraft] = useState(() => begun(drafts, key, template, beginsWith))
  const definition = useMemo(() => withCards(template, draft.values), [template, draft.values])
  const { fields } = useMemo(() => fieldsOf(definition), [definition])
  const [status, setStatus] = useState<SendStatus>(
    draft.posted ? { is: 'unanswered' } : { is: 'writing' },
  )
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [attempted, setAttempted] = useState(false)
  const isSending = useRef(false)
  // An upload may end long after it was begun: what was typed meanwhile is in here, not in what its beginning saw.
  const latest = useRef(draft)
  const values = useMemo(() => given(draft.values, fields), [draft.values, fields])
  const rendered = useMemo(
    () => render(definition, values, { now: clock.now() }),
    [definition, values, clock],
  )
  const problems = refusals(rendered.problems)
  const refused = status.is === 'refused' ? status.problems : []
  const place = ({ path }: Problem) => placeOf(path, fields, values)
  const everyProblemAt = ({ key }: Field) =>
    [...rendered.problems, ...refused].filter((problem) => place(problem) === key)
  const troubled = fields.filter(({ key }) =>
    [...problems, ...refused].some((problem) => place(problem) === key),
  )

  function show(next: Draft) {
    latest.current = next
    setDraft(next)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` reaches only what stays
  useEffect(
    () =>
      drafts.onForeignChange(key, () => {
        const there = drafts.get(key)
        show(there)
        // What no answer came for has been found, or sent by another tab.
        if (!there.posted && !isSending.current) setStatus({ is: 'writing' })
      }),
    [drafts, key],
  )

  function keep(next: Draft) {
    show(next)
    drafts.put(key, { ...next, values: withoutCodes(next.values, fields), changedAt: Date.now() })
  }

  function change(next: (before: Filled) => Filled) {
    // What is being sent stays as it is until it is known what came of it.
    if (isSending.current) return
    keep({ ...latest.current, ...next(latest.current) })
    if (status.is !== 'unanswered') setStatus({ is: 'writing' })
  }

  return {
    definition,
    fields,
    rendered,
    values: draft.values,
    uploads: draft.uploads,
    status,
    problemsAt(field) {
      const value = draft.values[field.key]
      const isUntouched =
        (value === undefined || value === '') && !attempted && !visited.has(field.key)
      return everyProblemAt(field).filter((problem) => !isUntouched || refused.includes(problem))
    },
    everyProblemAt,
    attempted,
    otherProblems: [...problems, ...refused].filter((problem) => place(problem) === undefined),
    fieldsInTrouble: attempted ? troubled : [],
    set(field, value, upload) {
      change(({ values: before, uploads: { [field.key]: _, ...others } }) => ({
        values: { ...before, [field.key]: value },
        uploads: upload ? { ...others, [field.key]: upload } : others,
      }))
    },
    change,
    visited: (field) =>
      setVisited((before) => (before.has(field.key) ? before : new Set([...before, field.key]))),
    async send() {
      setAttempted(true)
      if (isSending.current || problems.length > 0) return
      isSending.current = true
      setStatus({ is: 'sending' })
      // Noted before it is asked for: after a reload it is known that an answer is owed.
      const posted: Draft = { ...draft, posted: true }
      keep(posted)
      const message = {
        type: 'template' as const,
        name: definition.name,
        language: definition.language,
        values: { ...values },
      }
      let reply: ReplyView
      try {
        reply = await api.reply(key.contactId, { requestId: draft.requestId, message })
      } catch (error) {
        const next = statusOf(error, 'message.values')
        if (next.is === 'unanswered') return setStatus(next)
        const { posted: _, ...unposted } = latest.current
        keep(
          next.is === 'already_sent' ? { ...unposted, requestId: crypto.randomUUID() } : unposted,
        )
        return setStatus(next)
      } finally {
        isSending.current = false
      }
      drafts.discard(key)
      onSent(reply)
    },
  }
}

/** Kept from the moment it is seen: another tab that opens it has the same one, and its request id. */
function begun(
  drafts: DraftStore,
  key: DraftKey,
  template: TemplateDefinition,
  { values, uploads }: Filled,
): Draft {
  const draft = drafts.get(key)
  const { fields } = fieldsOf(withCards(template, values))
  const ofFields = <Value>(by: Readonly<Record<string, Value>>) =>
    Object.fromEntries(
      Object.entries(by).filter(([key]) => fields.some((field) => field.key === key)),
    )
  const filled = {
    ...draft,
    values: { ...ofFields(values), ...draft.values },
    uploads: { ...ofFields(uploads), ...draft.uploads },
  }
  drafts.put(key, filled)
  return filled
}

/** An optional field that somebody emptied again is not there. */
function given(values: Draft['values'], fields: readonly Field[]): Draft['values'] {
  const isLeftOpen = (key: string, value: unknown) =>
    value === '' && !fields.find((field) => field.key === key)?.required
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== undefined && !isLeftOpen(key, value)),
  )
}

/** A one-time code is worth keeping nowhere. */
const withoutCodes = (values: Draft['values'], fields: readonly Field[]): Draft['values'] =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([key]) => fields.find((field) => field.key === key)?.kind !== 'otp',
    ),
  )
