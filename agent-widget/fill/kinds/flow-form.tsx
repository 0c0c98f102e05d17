// The inputs for a button that opens a form (a WhatsApp Flow): a token, which comes back with the
// customer's answers, and data for the first screen.
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import { Label } from '../../fields/label.tsx'
import { useMessages } from '../../i18n/messages.tsx'
import type { FormProps } from '../field-input.tsx'
import { PartInput } from '../part-input.tsx'
import { useParts } from '../use-parts.ts'
import { useTyped } from '../use-typed.ts'
import { dataIn, dataText } from './flow-data.ts'

export function FlowForm({ field, filling, label }: FormProps) {
  const words = useMessages().flow
  const parts = useParts(field, filling, 'flow_token')
  const [text, setText] = useTyped(parts.values.flow_action_data, dataIn, dataText)
  return (
    <>
      <PartInput
        parts={parts}
        part="flow_token"
        label={`${label}: ${words.token}`}
        hint={words.tokenHint}
        isOptional
      />
      <FormField
        label={<Label text={`${label}: ${words.data}`} isOptional />}
        constraintText={words.dataHint}
        errorText={parts.error('flow_action_data')}
        warningText={parts.warning('flow_action_data')}
        stretch
      >
        <Textarea
          value={text}
          rows={2}
          spellcheck={false}
          onChange={({ detail }) => {
            setText(detail.value)
            parts.put('flow_action_data', dataIn(detail.value))
          }}
          onBlur={() => parts.left('flow_action_data')}
          nativeTextareaAttributes={{
            dir: 'ltr',
            'data-lines': '',
            'data-field': `${field.key}.flow_action_data`,
          }}
        />
      </FormField>
    </>
  )
}
