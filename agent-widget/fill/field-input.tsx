// One field of a template, by its kind, with what is wrong with it.
import FormField from '@cloudscape-design/components/form-field'
import type { Prefilled } from '#whatsapp/curation'
import type { TemplateDefinition } from '#whatsapp/template-definition'
import type { Field } from '#whatsapp/template-fields'
import { useMessages } from '../i18n/messages.tsx'
import { problemText } from './field-problem.ts'
import { baseUrlOf, labelOf } from './labels.ts'
import type { Place } from './location.ts'
import { LocationField } from './location-field.tsx'
import { MediaField } from './media-field.tsx'
import { TextField } from './text-field.tsx'
import type { Filling } from './use-draft.ts'

interface Props {
  contactId: string
  definition: TemplateDefinition
  field: Field
  filling: Filling
  prefilled: Prefilled
  onEnter: (field: Field) => void
}

export function FieldInput({ contactId, definition, field, filling, prefilled, onEnter }: Props) {
  const messages = useMessages()
  const value = filling.values[field.key]
  const problems = filling.problemsAt(field)
  const worded = (isWarning: boolean) => {
    const found = problems.find(({ severity }) => (severity === 'warning') === isWarning)
    return found && problemText(found, field, value, messages)
  }
  const error = worded(false)
  const label = labelOf(field, definition, messages)
  const set = (next: unknown) => filling.set(field, next)
  const onBlur = () => filling.visited(field)

  switch (field.kind) {
    case 'image':
    case 'video':
    case 'document':
      return (
        <MediaField
          contactId={contactId}
          field={field}
          kind={field.kind}
          label={label}
          upload={filling.uploads[field.key]}
          error={error}
          onUploaded={(upload) =>
            filling.set(field, upload && { id: upload.uploadId, ...(field.kind === 'document' ? { filename: upload.name } : {}) }, upload)
          }
        />
      )
    case 'location':
      return <LocationField field={field} label={label} value={(value ?? {}) as Place} error={error} onChange={set} onBlur={onBlur} />
    case 'expiration':
      return (
        <FormField label={label} errorText={error}>
          <input
            className="aw-datetime"
            type="datetime-local"
            data-field={field.key}
            aria-label={label}
            value={typeof value === 'number' ? localTime(value) : ''}
            onChange={({ target }) => set(target.value ? new Date(target.value).getTime() : undefined)}
            onBlur={onBlur}
          />
        </FormField>
      )
    default:
      return (
        <TextField
          field={field}
          label={
            field.required ? (
              label
            ) : (
              <>
                {label} <i>– {messages.optional}</i>
              </>
            )
          }
          hint={hintOf(field, value, prefilled, messages) ?? exampleOf(field, definition, messages)}
          value={typeof value === 'string' ? value : ''}
          error={error}
          warning={worded(true)}
          onChange={set}
          onBlur={onBlur}
          onEnter={() => onEnter(field)}
        />
      )
  }
}

/** Where a value comes from, as long as it is that value; or where it was to come from. */
function hintOf(
  { key }: Field,
  value: unknown,
  { values, missing }: Prefilled,
  messages: ReturnType<typeof useMessages>,
): string | undefined {
  if (values[key] !== undefined && value === values[key]) return messages.field.prefilled
  return missing[key] !== undefined && !value ? messages.field.missingAttribute(missing[key]) : undefined
}

function exampleOf(field: Field, definition: TemplateDefinition, messages: ReturnType<typeof useMessages>): string | undefined {
  const words = messages.field
  if (field.kind === 'payload') return words.payloadHint
  if (field.kind === 'otp') return words.otpHint
  const example = field.example && words.example(field.example)
  const base = baseUrlOf(field, definition)
  return base ? [words.urlSuffixHint(base), example].filter(Boolean).join('. ') : example
}

/** What `datetime-local` takes: the agent's own time, to the minute. */
function localTime(ms: number): string {
  const at = new Date(ms)
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
