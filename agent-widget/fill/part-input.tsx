import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useCharactersLeftText } from '../fields/characters-left.ts'
import { Label } from '../fields/label.tsx'
import type { ValueParts } from './use-parts.ts'

interface Props {
  parts: ValueParts
  part: string
  label: string
  isOptional?: boolean
  hint?: string | undefined
  maxLength?: number
  numeric?: boolean
  onChange?: (text: string) => void
}

/** One of several inputs of the same value. */
export function PartInput({
  parts,
  part,
  label,
  isOptional = false,
  hint,
  maxLength,
  numeric = false,
  onChange,
}: Props) {
  const text = parts.text(part)
  const room = useCharactersLeftText(text, maxLength)
  return (
    <FormField
      label={<Label text={label} isOptional={isOptional} />}
      constraintText={room ?? hint}
      errorText={parts.error(part, maxLength)}
      warningText={parts.warning(part)}
      stretch
    >
      <Input
        value={text}
        inputMode={numeric ? 'numeric' : 'text'}
        autoComplete={false}
        onChange={({ detail }) =>
          onChange ? onChange(detail.value) : parts.put(part, detail.value)
        }
        onBlur={() => parts.left(part)}
        nativeInputAttributes={{
          dir: 'auto',
          'data-field': `${parts.field.key}.${part}`,
          'aria-required': !isOptional,
        }}
      />
    </FormField>
  )
}
