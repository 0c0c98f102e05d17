// A template that is being filled in: stored and checked while the agent types.
import { useMemo, useState } from 'react'
import type { ReplyView } from '#api'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { withCards } from '#whatsapp/templates/product-carousel'
import { type Rendered, render } from '#whatsapp/templates/render'
import type { Draft, DraftKey, DraftUpload, Filled } from '../drafts/draft-store.ts'
import type { SendStatus } from '../drafts/sending.ts'
import { useSending } from '../drafts/use-sending.ts'
import { useServices } from '../services.tsx'
import { fieldKeyOf } from './problem-field.ts'

export interface Filling {
  /** With as many cards as there are values for. */
  definition: TemplateDefinition
  fields: readonly Field[]
  rendered: Rendered
  values: Draft['values']
  uploads: Draft['uploads']
  status: SendStatus
  /** Problems to show at the field. A field that the agent has not filled in and left shows none. */
  problemsAt(field: Field): readonly Problem[]
  /** All problems, including those of fields that the agent has not visited. */
  everyProblemAt(field: Field): readonly Problem[]
  /** The agent has tried to send, so every missing value is reported. */
  attempted: boolean
  /** Problems that prevent sending and belong to no field. */
  otherProblems: readonly Problem[]
  /** Empty until the agent has tried to send. */
  fieldsInTrouble: readonly Field[]
  set(field: Field, value: unknown, upload?: DraftUpload): void
  /** Changes several fields at once. */
  change(next: (before: Filled) => Partial<Filled>): void
  visited(field: Field): void
  /** The agent has filled in something. */
  isBegun: boolean
  /** Deletes what the agent has filled in. */
  discard(): void
  send(): Promise<void>
}

export function useFilling(
  key: DraftKey,
  template: TemplateDefinition,
  beginsWith: Filled,
  onSent: (reply: ReplyView) => void,
): Filling {
  const { clock } = useServices()
  const { draft, status, sender } = useSending(key, () => ownFields(template, beginsWith), {
    storable: (values) => withoutUnstored(template, values),
  })
  const definition = useMemo(() => withCards(template, draft.values), [template, draft.values])
  const { fields } = useMemo(() => fieldsOf(definition), [definition])
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [attempted, setAttempted] = useState(false)
  const orders = ordersOf(fields, beginsWith)
  // biome-ignore lint/correctness/useExhaustiveDependencies: orders are compared by their content
  const values = useMemo(
    () => withoutEmptied({ ...draft.values, ...orders }, fields),
    [draft.values, fields, JSON.stringify(orders)],
  )
  const rendered = useMemo(
    () => render(definition, values, { now: clock.now() }),
    [definition, values, clock],
  )
  const problems = refusals(rendered.problems)
  const refused = status.is === 'refused' ? status.problems : []
  const fieldOf = ({ path }: Problem) => fieldKeyOf(path, fields, values)
  const everyProblemAt = ({ key }: Field) =>
    [...rendered.problems, ...refused].filter((problem) => fieldOf(problem) === key)
  const troubled = fields.filter(({ key }) =>
    [...problems, ...refused].some((problem) => fieldOf(problem) === key),
  )

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
    otherProblems: [...problems, ...refused].filter((problem) => fieldOf(problem) === undefined),
    fieldsInTrouble: attempted ? troubled : [],
    set(field, value, upload) {
      sender.change(({ values: before, uploads: { [field.key]: _, ...others } }) => ({
        values: { ...before, [field.key]: value },
        uploads: upload ? { ...others, [field.key]: upload } : others,
      }))
    },
    change: sender.change,
    visited({ key }) {
      // The first field has the focus from the beginning. An agent who has written nothing in it has
      // only passed by, and a problem that appears then would move what they are about to press.
      if (draft.values[key] === undefined) return
      setVisited((before) => (before.has(key) ? before : new Set([...before, key])))
    },
    isBegun: draft.begun === true,
    discard() {
      sender.discard()
      setAttempted(false)
      setVisited(new Set())
    },
    async send() {
      setAttempted(true)
      if (problems.length > 0) return
      const { name, language } = definition
      const reply = await sender.send({
        message: { type: 'template', name, language, values: { ...values } },
        valuesPath: 'message.values',
      })
      if (reply) onSent(reply)
    },
  }
}

/** The initial values of the fields that this template has. */
function ownFields(template: TemplateDefinition, { values, uploads }: Filled): Filled {
  const { fields } = fieldsOf(withCards(template, values))
  const own = <Value>(byKey: Readonly<Record<string, Value>>) =>
    Object.fromEntries(
      Object.entries(byKey).filter(([key]) => fields.some((field) => field.key === key)),
    )
  return { values: own(values), uploads: own(uploads) }
}

/** An optional field that was emptied again is left out. */
function withoutEmptied(values: Draft['values'], fields: readonly Field[]): Draft['values'] {
  const isLeftOpen = (key: string, value: unknown) =>
    value === '' && !fields.find((field) => field.key === key)?.required
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== undefined && !isLeftOpen(key, value)),
  )
}

/**
 * An agent cannot see or change the amounts of an order, so a stored one must never replace the
 * order that the contact has now.
 */
const ordersOf = (fields: readonly Field[], { values }: Filled): Draft['values'] =>
  Object.fromEntries(
    fields.flatMap(({ key, kind }) => (kind === 'order' ? [[key, values[key]]] : [])),
  )

/** One-time codes are never stored, and neither are orders, which the contact has. */
function withoutUnstored(template: TemplateDefinition, values: Draft['values']): Draft['values'] {
  const { fields } = fieldsOf(withCards(template, values))
  const unstored = fields
    .filter(({ kind }) => kind === 'otp' || kind === 'order')
    .map(({ key }) => key)
  return Object.fromEntries(Object.entries(values).filter(([key]) => !unstored.includes(key)))
}
