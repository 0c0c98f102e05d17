// Which of the customer's messages a reply answers. The phone shows it above the reply.
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import type { ConversationView } from '../../lambdas/widget-api/api.ts'
import type { Words } from '../i18n/composing/en.ts'
import { useWords } from '../i18n/composing/words.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'

export type CustomerMessage = NonNullable<ConversationView['messages']>[number]

interface Props {
  messages: readonly CustomerMessage[]
  value: string | undefined
  onChange: (messageId: string | undefined) => void
}

export function Quote({ messages, value, onChange }: Props) {
  const words = useWords()
  const language = useLanguage()
  const { clock } = useTools()
  if (messages.length === 0 && value === undefined) return undefined
  const none = { value: '', label: words.noQuote }
  const options = [
    none,
    ...messages
      .filter(({ type }) => type !== 'reaction')
      .map((message) => ({
        value: message.id,
        label: saidIn(message, words),
        description: moment(new Date(message.at), clock.now(), language),
      })),
  ]
  const gone =
    value !== undefined && !options.some((option) => option.value === value)
      ? { value, label: words.quoteGone }
      : undefined
  return (
    <FormField label={words.quote} stretch>
      <Select
        options={options}
        selectedOption={gone ?? options.find((option) => option.value === (value ?? '')) ?? none}
        onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
      />
    </FormField>
  )
}

/** A message of the customer in a line. */
export function saidIn(
  { type, text, name }: CustomerMessage,
  { customer }: Pick<Words, 'customer'>,
): string {
  return text || name || customer.types[type] || type
}

/** Undefined for what answers none, and for one that is no longer known. */
export const quotedBy = (
  id: string | undefined,
  messages: readonly CustomerMessage[] = [],
): CustomerMessage | undefined =>
  id === undefined ? undefined : messages.find((message) => message.id === id)
