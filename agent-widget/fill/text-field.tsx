// A value of text. It may be pasted with line breaks: they stay, and are said to be wrong, rather than vanish.
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import type { Field } from '#whatsapp/templates/fields'
import { useRoom } from '../fields/characters-left.ts'
import { Label } from '../fields/label.tsx'

interface Props {
  field: Field
  label: string
  hint: string | undefined
  value: string
  /** Characters that fit, with the other values of the same text as they are. */
  room: number | undefined
  error: string | undefined
  warning: string | undefined
  onChange: (value: string) => void
  onBlur: () => void
}

export function TextField({
  field,
  label,
  hint,
  value,
  room: fits,
  error,
  warning,
  onChange,
  onBlur,
}: Props) {
  const room = useRoom(value, fits)
  return (
    <FormField
      label={<Label text={label} isOptional={!field.required} />}
      constraintText={room ?? hint}
      errorText={error}
      warningText={warning}
      stretch
    >
      <Textarea
        value={value}
        rows={1}
        onChange={({ detail }) => onChange(detail.value)}
        onBlur={onBlur}
        nativeTextareaAttributes={{ dir: 'auto', 'data-field': field.key }}
        spellcheck={field.kind === 'text'}
        autoComplete="off"
      />
    </FormField>
  )
}
