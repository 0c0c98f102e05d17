// The input for a text value. Pasted line breaks stay in the text and are reported as a problem. A
// one-line input would silently lose the line breaks.
import FormField from '@cloudscape-design/components/form-field'
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea'
import { useRef } from 'react'
import type { Field } from '#whatsapp/templates/fields'
import { useCharactersLeftText } from '../fields/characters-left.ts'
import { Label } from '../fields/label.tsx'
import { BLANK } from '../fields/sentence-around.ts'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  field: Field
  label: string
  hint: string | undefined
  value: string
  /** The number of characters that the value may have, given the other values of the same text. */
  room: number | undefined
  /** Values that the agent can choose while the field is empty. */
  suggestions: readonly string[]
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
  suggestions,
  error,
  warning,
  onChange,
  onBlur,
}: Props) {
  const messages = useMessages()
  const room = useCharactersLeftText(value, fits)
  const input = useRef<TextareaProps.Ref>(null)
  return (
    <FormField
      label={<Label text={label} isOptional={!field.required} />}
      constraintText={room ?? hint}
      errorText={error}
      warningText={warning}
      stretch
    >
      <Textarea
        ref={input}
        value={value}
        rows={1}
        onChange={({ detail }) => onChange(detail.value)}
        onBlur={onBlur}
        nativeTextareaAttributes={{
          dir: 'auto',
          'data-field': field.key,
          'aria-required': field.required,
        }}
        spellcheck={field.kind === 'text'}
        autoComplete="off"
      />
      {value === '' && suggestions.length > 0 && (
        <span className="aw-picks">
          {suggestions.map((suggestion) => (
            <button
              key={suggestion}
              type="button"
              className="aw-chip"
              aria-label={`${label.replaceAll(BLANK, messages.field.blank)}: ${suggestion}`}
              onClick={() => {
                // The suggestions disappear together with the button that has the focus, so the
                // input gets the focus.
                input.current?.focus()
                onChange(suggestion)
              }}
            >
              <bdi>{suggestion}</bdi>
            </button>
          ))}
        </span>
      )}
    </FormField>
  )
}
