// A text input of a composed message, with its label, the number of remaining characters, and its
// problems.
import FormField from '@cloudscape-design/components/form-field'
import Input, { type InputProps } from '@cloudscape-design/components/input'
import Textarea from '@cloudscape-design/components/textarea'
import type { ReactNode } from 'react'
import { charactersLeft } from '../fields/characters-left.ts'
import { useMessages } from '../i18n/messages.tsx'
import { composerProblemText } from './problem-text.ts'
import type { MessageDraftState } from './use-message-draft.ts'

interface Props {
  composed: Pick<MessageDraftState, 'problemAt' | 'visited'>
  /** The path of the text in the message. The input shows the problems with this path. */
  path: string
  label: string
  value: string
  max?: number
  optional?: boolean
  /** True if the text can have several lines. */
  long?: boolean
  hint?: ReactNode
  inputMode?: InputProps['inputMode']
  onChange: (value: string) => void
}

export function MessageField({
  composed,
  path,
  label,
  value,
  max,
  optional = false,
  long = false,
  hint,
  inputMode,
  onChange,
}: Props) {
  const messages = useMessages()
  const found = composed.problemAt(path)
  const problem =
    found && composerProblemText(found, messages, { value, ...(max !== undefined && { max }) })
  const left = charactersLeft(value, max)
  // If the text is too long, the text of the problem already contains the number of characters.
  const room = left === undefined || left < 0 ? hint : messages.field.left({ n: left })
  const attributes = { dir: 'auto', 'data-path': path, 'aria-required': !optional } as const
  const common = {
    value,
    onChange: ({ detail }: { detail: { value: string } }) => onChange(detail.value),
    onBlur: () => composed.visited(path),
  }

  return (
    <FormField
      label={
        optional ? (
          <>
            {label} <i>– {messages.optional}</i>
          </>
        ) : (
          label
        )
      }
      constraintText={room}
      errorText={found?.severity === 'warning' ? undefined : problem}
      warningText={found?.severity === 'warning' ? problem : undefined}
      stretch
    >
      {long ? (
        <Textarea {...common} rows={3} nativeTextareaAttributes={attributes} />
      ) : (
        <Input
          {...common}
          {...(inputMode && { inputMode })}
          nativeInputAttributes={attributes}
          autoComplete="off"
        />
      )}
    </FormField>
  )
}
