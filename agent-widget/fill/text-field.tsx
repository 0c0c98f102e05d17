// A value of text. It may be pasted with line breaks: they stay, and are said to be wrong, rather than vanish.
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import type { ReactNode } from 'react'
import type { Field } from '#whatsapp/template-fields'
import { lengthOf } from '#whatsapp/text'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  field: Field
  label: ReactNode
  hint: string | undefined
  value: string
  error: string | undefined
  warning: string | undefined
  onChange: (value: string) => void
  onBlur: () => void
  onEnter: () => void
}

/** The room left is said when it matters. */
const NEARLY_FULL = 0.8

export function TextField({ field, label, hint, value, error, warning, onChange, onBlur, onEnter }: Props) {
  const messages = useMessages()
  const { maxLength } = field
  const length = lengthOf(value)
  const left = maxLength === undefined || length < maxLength * NEARLY_FULL ? undefined : maxLength - length
  const room = left === undefined ? undefined : left < 0 ? messages.field.over(-left) : messages.field.left(left)

  return (
    <FormField label={label} constraintText={room ?? hint} errorText={error} warningText={warning} stretch>
      <Textarea
        value={value}
        rows={1}
        onChange={({ detail }) => onChange(detail.value)}
        onBlur={onBlur}
        onKeyDown={(event) => {
          if (event.detail.key !== 'Enter' || event.detail.shiftKey || event.detail.isComposing) return
          event.preventDefault()
          onEnter()
        }}
        nativeTextareaAttributes={{ dir: 'auto', 'data-field': field.key }}
        spellcheck={field.kind === 'text'}
        autoComplete="off"
      />
    </FormField>
  )
}
