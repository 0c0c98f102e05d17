// The inputs of a call button: how long customers can use the button, and the payload that comes
// with their calls. Both inputs start with the template's value or a default.
import { PAYLOAD_SAFE } from '#whatsapp/messages/template-message-rules'
import { useMessages } from '../../i18n/messages.tsx'
import type { FormProps } from '../field-input.tsx'
import { buttonOf } from '../field-label.ts'
import { PartInput } from '../part-input.tsx'
import { useParts } from '../use-parts.ts'

export function CallForm({ field, filling }: FormProps) {
  const words = useMessages().call
  const parts = useParts(field, filling, 'ttl_minutes')
  const button = buttonOf(field, filling.definition)
  const { ttl_minutes: byTemplate } = (button?.raw ?? {}) as { ttl_minutes?: number }
  return (
    <>
      <PartInput
        parts={parts}
        part="ttl_minutes"
        label={words.minutes({ button: button?.text ?? '' })}
        hint={words.minutesHint({ byTemplate: byTemplate ?? 0 })}
        isOptional
        numeric
        // A text that is not a number stays in the input, and the rules report the text as a
        // problem.
        onChange={(text) =>
          parts.put('ttl_minutes', /^\d+$/.test(text.trim()) ? Number(text) : text)
        }
      />
      <PartInput
        parts={parts}
        part="payload"
        label={words.payload({ button: button?.text ?? '' })}
        hint={words.payloadHint}
        maxLength={PAYLOAD_SAFE}
        isOptional
      />
    </>
  )
}
