// The input of one field with its problems. Inputs that few templates need are loaded on demand.
import { type ComponentType, lazy, Suspense, useSyncExternalStore } from 'react'
import type { ReplyView } from '#api'
import { lengthOf } from '#whatsapp/messages/text'
import { type FieldInput as ChosenType, enteredProblems } from '#whatsapp/templates/field-inputs'
import type { Field, FieldKind } from '#whatsapp/templates/fields'
import { wholeTextOf } from '#whatsapp/templates/render'
import { displayedText } from '#whatsapp/templates/values'
import type { DraftKey } from '../drafts/draft-store.ts'
import type { LocationValues } from '../fields/coordinates.ts'
import { mediaValue } from '../files/field-uploads.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { baseUrlOf, labelOf } from './field-label.ts'
import { problemText, problemTexts } from './field-problem.ts'
import { LocationField } from './location-field.tsx'
import { MediaField } from './media-field.tsx'
import type { PreparedFields } from './prepared-fields.ts'
import { suggestionsFor } from './suggestions.ts'
import { TextField } from './text-field.tsx'
import type { Filling } from './use-filling.ts'

export interface FormProps {
  field: Field
  label: string
  filling: Filling
}

const form = (load: () => Promise<ComponentType<FormProps>>) =>
  lazy(async () => ({ default: await load() }))

const FORMS: Partial<Record<FieldKind, ComponentType<FormProps>>> = {
  expiration: form(async () => (await import('./kinds/expiration-form.tsx')).ExpirationForm),
  product: form(async () => (await import('./kinds/product-form.tsx')).ProductForm),
  products: form(async () => (await import('./kinds/products-form.tsx')).ProductsForm),
  catalog: form(async () => (await import('./kinds/catalog-form.tsx')).CatalogForm),
  flow: form(async () => (await import('./kinds/flow-form.tsx')).FlowForm),
  voice_call: form(async () => (await import('./kinds/call-form.tsx')).CallForm),
}

const ChosenInput = lazy(async () => ({
  default: (await import('./kinds/chosen-input.tsx')).ChosenInput,
}))

interface Props {
  of: DraftKey
  field: Field
  filling: Filling
  prefilled: PreparedFields
  /** The customer's name, which is suggested for fields whose variable is probably a name. */
  customerName: string | undefined
}

export function FieldInput({ of, field, filling, prefilled, customerName }: Props) {
  const messages = useMessages()
  const { definition } = filling
  const replies = useReplies(of.contactId)
  const value = filling.values[field.key]
  const label = prefilled.labels[field.key] ?? labelOf(field, definition, messages)
  const set = (next: unknown) => filling.set(field, next)
  const onBlur = () => filling.visited(field)
  const whole = wholeTextOf(field, definition, filling.rendered.preview)
  const worded = (isWarning: boolean) =>
    problemTexts(filling.problemsAt(field), isWarning, (found) => {
      if (whole && found.code === 'too_long' && found.path !== field.key)
        return messages.problem.whole_too_long({ max: whole.limit, length: whole.length })
      return problemText(found, field, value, messages)
    })

  const Form = FORMS[field.kind]
  if (Form) {
    return (
      <Suspense fallback={<div className="aw-bone" data-of="field" />}>
        <Form field={field} label={label} filling={filling} />
      </Suspense>
    )
  }
  const input = prefilled.inputs[field.key]
  if (input && (input.type !== 'text' || input.locked)) {
    return (
      <Suspense fallback={<div className="aw-bone" data-of="field" />}>
        <ChosenInput
          field={field}
          input={input}
          language={definition.language}
          label={label}
          hint={hintOf(field, filling, prefilled, messages)}
          value={displayedText(value, field)}
          error={worded(false)}
          warning={worded(true)}
          onChange={set}
          onBlur={onBlur}
        />
      </Suspense>
    )
  }
  switch (field.kind) {
    case 'image':
    case 'video':
    case 'document': {
      const { kind } = field
      return (
        <MediaField
          of={of}
          field={field}
          kind={kind}
          label={label}
          upload={filling.uploads[field.key]}
          error={worded(false)}
          onUploaded={(upload) => filling.set(field, upload && mediaValue(kind, upload), upload)}
        />
      )
    }
    case 'location':
      return (
        <LocationField
          contactId={of.contactId}
          field={field}
          label={label}
          value={(value ?? {}) as LocationValues}
          error={worded(false)}
          onChange={set}
          onBlur={onBlur}
        />
      )
    default:
      return (
        <TextField
          field={field}
          label={label}
          hint={hintOf(field, filling, prefilled, messages)}
          suggestions={suggestionsFor(field, {
            ...{ template: definition.name, label, customerName, replies },
            attributes: prefilled.attributes,
          })}
          value={typeof value === 'string' ? value : ''}
          room={smallerOf(
            whole ? lengthOf(String(value ?? '')) + whole.left : field.maxLength,
            input?.maxLength,
          )}
          error={worded(false)}
          warning={worded(true)}
          onChange={set}
          onBlur={onBlur}
        />
      )
  }
}

const smallerOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)

const NO_REPLIES: readonly ReplyView[] = []

function useReplies(contactId: string): readonly ReplyView[] {
  const { subscribe, getSnapshot } = useServices().conversation(contactId)
  return useSyncExternalStore(subscribe, () => getSnapshot().view?.replies) ?? NO_REPLIES
}

/**
 * Returns the hint below the input. For a prefilled or moved value, the hint says where the value
 * comes from, until the agent changes it. For other values, the hint is an example. If the field
 * could not be prefilled, the hint also contains the reason.
 */
function hintOf(
  field: Field,
  filling: Filling,
  { values, missing, moved, inputs }: PreparedFields,
  messages: ReturnType<typeof useMessages>,
): string | undefined {
  const { key } = field
  const value = filling.values[key]
  if (moved && value !== undefined && value === moved.values[key])
    return messages.movedHere({ name: moved.title })
  if (values[key] !== undefined && value === values[key]) return messages.field.prefilled
  const example = exampleOf(field, filling, inputs[key], messages)
  if (missing[key] === undefined || value) return example
  const why = messages.field.missingAttribute({ name: missing[key] })
  return example ? `${example}. ${why}` : why
}

function exampleOf(
  field: Field,
  { definition }: Filling,
  input: ChosenType | undefined,
  messages: ReturnType<typeof useMessages>,
): string | undefined {
  const words = messages.field
  if (field.kind === 'payload') return words.payloadHint
  if (field.kind === 'otp') return words.otpHint
  const { key, example: text } = field
  // The template's own example may not match the input that supervisors chose for the field.
  const isExample = text && !(input && enteredProblems(text, key, input, definition.language)[0])
  const example = isExample ? words.example({ example: text }) : undefined
  const base = baseUrlOf(field, definition)
  return base ? [words.urlSuffixHint({ base }), example].filter(Boolean).join('. ') : example
}
