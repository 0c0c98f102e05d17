// One text of a composed message: its label, the room that is left, and what is wrong with it.
import FormField from '@cloudscape-design/components/form-field'
import Input, { type InputProps } from '@cloudscape-design/components/input'
import Textarea from '@cloudscape-design/components/textarea'
import type { ReactNode } from 'react'
import { roomIn } from '../fields/characters-left.ts'
import { useWords } from '../i18n/composing/words.ts'
import { useMessages } from '../i18n/messages.tsx'
import { problemWords } from './problem-text.ts'
import type { Composing } from './use-message-draft.ts'

interface Props {
  composed: Pick<Composing, 'problemAt' | 'visited'>
  /** Where in the message: what is wrong there is said here. */
  path: string
  label: string
  value: string
  max?: number
  optional?: boolean
  /** More than one line. */
  long?: boolean
  hint?: ReactNode
  inputMode?: InputProps['inputMode']
  onChange: (value: string) => void
}

export function Field({
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
  const words = useWords()
  const messages = useMessages()
  const found = composed.problemAt(path)
  const said =
    found &&
    problemWords(found, words, { value, said: messages.said, ...(max !== undefined && { max }) })
  const left = roomIn(value, max)
  // Beyond the limit the problem says it.
  const room = left === undefined || left < 0 ? hint : words.left(left)
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
            {label} <i>– {words.optional}</i>
          </>
        ) : (
          label
        )
      }
      constraintText={room}
      errorText={found?.severity === 'warning' ? undefined : said}
      warningText={found?.severity === 'warning' ? said : undefined}
      stretch
    >
      {long ? (
        <Textarea
          {...common}
          rows={3}
          nativeTextareaAttributes={{ dir: 'auto', 'data-path': path }}
        />
      ) : (
        <Input
          {...common}
          {...(inputMode && { inputMode })}
          nativeInputAttributes={{ dir: 'auto', 'data-path': path }}
          autoComplete="off"
        />
      )}
    </FormField>
  )
}
