// Holds what the agent has filled in for a template. Checks the values and stores the draft while
// the agent types.
import { useMemo, useState } from 'react'
import type { ReplyView } from '#api'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { inputProblems } from '#whatsapp/templates/field-inputs'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { withCards } from '#whatsapp/templates/product-carousel'
import { type Rendered, render } from '#whatsapp/templates/render'
import type { Draft, DraftKey, DraftUpload, Filled } from '../drafts/draft-store.ts'
import type { SendStatus } from '../drafts/sending.ts'
import { useSending } from '../drafts/use-sending.ts'
import { useServices } from '../services.tsx'
import type { PreparedFields } from './prepared-fields.ts'
import { fieldKeyOf } from './problem-field.ts'
import { unfittingIn, valuesIn } from './unfitting.ts'

export interface Filling {
  /** The template's definition, with as many cards as the values have. */
  definition: TemplateDefinition
  fields: readonly Field[]
  rendered: Rendered
  values: Draft['values']
  uploads: Draft['uploads']
  /** Texts for which the template no longer has a field, and which are therefore not sent. */
  unfitting: readonly string[]
  removeUnfitting(): void
  status: SendStatus
  /**
   * Returns the problems to show at the field. The problems of an empty field are hidden until the
   * agent has filled in and left the field, or has tried to send.
   */
  problemsAt(field: Field): readonly Problem[]
  /** Returns all problems of the field, even if the agent has not entered anything in the field. */
  everyProblemAt(field: Field): readonly Problem[]
  /**
   * True once the agent has tried to send. From then on, missing values are reported as problems.
   */
  attempted: boolean
  /** Problems that prevent sending but belong to no field. */
  otherProblems: readonly Problem[]
  /** The fields with problems. The list is empty until the agent has tried to send. */
  fieldsInTrouble: readonly Field[]
  set(field: Field, value: unknown, upload?: DraftUpload): void
  /** Changes several fields in one step. */
  change(next: (before: Filled) => Partial<Filled>): void
  visited(field: Field): void
  /** True if the agent has filled in something. */
  isBegun: boolean
  /** Deletes everything that the agent has filled in. */
  discard(): void
  send(): Promise<void>
}

export function useFilling(
  key: DraftKey,
  template: TemplateDefinition,
  /** What the agent filled in before changing the template's language. */
  former: Filled,
  prepared: PreparedFields,
  tryAgain: boolean,
  onSent: (reply: ReplyView) => void,
): Filling {
  const { clock } = useServices()
  const beginsWith = {
    values: { ...prepared.values, ...former.values },
    uploads: former.uploads,
  }
  const { draft, status, sender } = useSending(key, () => ownFields(template, beginsWith), {
    storable: (values) => withoutUnstored(template, values),
  })
  const definition = useMemo(() => withCards(template, draft.values), [template, draft.values])
  const { fields } = useMemo(() => fieldsOf(definition), [definition])
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [attempted, setAttempted] = useState(false)
  const locked = lockedIn(fields, prepared)
  const fixed = { ...ordersOf(fields, beginsWith), ...locked }
  // biome-ignore lint/correctness/useExhaustiveDependencies: `fixed` is compared by its content
  const values = useMemo(
    () => withoutEmptied(valuesIn(fields, { ...draft.values, ...fixed }), fields),
    [draft.values, fields, JSON.stringify(fixed)],
  )
  const rendered = useMemo(
    () => render(definition, values, { now: clock.now() }),
    [definition, values, clock],
  )
  const chosen = inputProblems(values, fields, prepared.inputs, prepared, definition.language)
  const unfillable = chosen.filter(({ code }) => code === 'locked_value_missing')
  // A locked field without a value has a problem of its own (`locked_value_missing`). The general
  // problem that a required value is missing is removed for this field, because the agent cannot
  // fill it in.
  const found = [
    ...rendered.problems.filter(({ path }) => !unfillable.some((each) => each.path === path)),
    ...chosen,
  ]
  const problems = refusals(found)
  const refused = status.is === 'refused' ? status.problems : []
  const fieldOf = ({ path }: Problem) => fieldKeyOf(path, fields, values)
  const everyProblemAt = ({ key }: Field) =>
    [...found, ...refused].filter((problem) => fieldOf(problem) === key)
  const troubled = fields.filter(({ key }) =>
    [...problems, ...refused].some((problem) => fieldOf(problem) === key),
  )

  return {
    definition,
    fields,
    rendered,
    values: { ...draft.values, ...locked },
    uploads: draft.uploads,
    unfitting: unfittingIn(fields, draft.values),
    removeUnfitting: () =>
      sender.change(({ values: before }) => ({ values: valuesIn(fields, before) })),
    status,
    problemsAt(field) {
      const value = draft.values[field.key]
      const isUntouched =
        !unfillable.some(({ path }) => path === field.key) &&
        (value === undefined || value === '') &&
        !attempted &&
        !visited.has(field.key)
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
      // A field that the agent leaves without typing does not count as visited. The first field has
      // the focus from the start, so the agent often leaves it to press a button. A problem that
      // appeared at this moment would move the button.
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
        tryAgain,
        missingAttributes: [...new Set(Object.values(prepared.missing))],
      })
      if (reply) onSent(reply)
    },
  }
}

/** Returns the stored values of the fields that this template has. */
function ownFields(template: TemplateDefinition, { values, uploads }: Filled): Filled {
  const { fields } = fieldsOf(withCards(template, values))
  const own = <Value>(byKey: Readonly<Record<string, Value>>) =>
    Object.fromEntries(
      Object.entries(byKey).filter(([key]) => fields.some((field) => field.key === key)),
    )
  return { values: own(values), uploads: own(uploads) }
}

/** Removes optional fields that the agent has emptied. */
function withoutEmptied(values: Draft['values'], fields: readonly Field[]): Draft['values'] {
  const isLeftOpen = (key: string, value: unknown) =>
    value === '' && !fields.find((field) => field.key === key)?.required
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== undefined && !isLeftOpen(key, value)),
  )
}

/**
 * Returns the values of the order fields, which come from the contact's attributes. Agents cannot
 * change these values, so an order in a stored draft must never replace them.
 */
const ordersOf = (fields: readonly Field[], { values }: Filled): Draft['values'] =>
  Object.fromEntries(
    fields.flatMap(({ key, kind }) => (kind === 'order' ? [[key, values[key]]] : [])),
  )

/** Returns the values of the locked fields, which replace the values of a stored draft. */
const lockedIn = (fields: readonly Field[], { inputs, values }: PreparedFields): Draft['values'] =>
  Object.fromEntries(fields.flatMap(({ key }) => (inputs[key]?.locked ? [[key, values[key]]] : [])))

/** Removes one-time codes, which must never be stored, and orders, which come from the contact. */
function withoutUnstored(template: TemplateDefinition, values: Draft['values']): Draft['values'] {
  const { fields } = fieldsOf(withCards(template, values))
  const unstored = fields
    .filter(({ kind }) => kind === 'otp' || kind === 'order')
    .map(({ key }) => key)
  return Object.fromEntries(Object.entries(values).filter(([key]) => !unstored.includes(key)))
}
