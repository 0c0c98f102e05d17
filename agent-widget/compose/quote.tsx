// Shows the customer's message that a reply answers. The phone shows this message above the reply.
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import type { ConversationView } from '#api'
import { isOfWhatsApp } from '#whatsapp/messages/message-ids'
import { type Messages, textFor } from '../i18n/catalogue.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'

export type CustomerMessage = NonNullable<ConversationView['messages']>[number]

interface Props {
  messages: readonly CustomerMessage[]
  value: string | undefined
  onChange: (messageId: string | undefined) => void
}

export function Quote({ messages, value, onChange }: Props) {
  const words = useMessages().composer
  const language = useLanguage()
  const { clock } = useServices()
  if (messages.length === 0 && value === undefined) return undefined
  const none = { value: '', label: words.noQuote }
  const options = [
    none,
    ...messages.filter(canBeQuoted).map((message) => ({
      value: message.id,
      label: isolated(summaryOfMessage(message, words)),
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

/**
 * Isolates the direction of a text in an option, so that the text's direction does not depend on
 * that of the page.
 */
const isolated = (text: string) => `\u2068${text}\u2069`

/**
 * Returns whether a reply can quote this message: the customer wrote it, it has a WhatsApp id, and
 * it is not deleted. WhatsApp shows no quote of a deleted message.
 */
export const canBeQuoted = ({ id, by, deletedAt }: CustomerMessage): boolean =>
  !by && !deletedAt && isOfWhatsApp(id)

/** The first characters of a message are enough to recognize it. */
const SUMMARY = 120

/** Returns a one-line summary of the customer's message. */
export function summaryOfMessage(
  { type, text, name }: CustomerMessage,
  { customer }: Pick<Messages['composer'], 'customer'>,
): string {
  const words = text || name || textFor(customer.types, type) || type
  return words.length > SUMMARY ? `${words.slice(0, SUMMARY)}…` : words
}

/**
 * Returns the message that the reply answers, or undefined if there is none or if it is no longer
 * listed.
 */
export const quotedBy = (
  id: string | undefined,
  messages: readonly CustomerMessage[] = [],
): CustomerMessage | undefined =>
  id === undefined ? undefined : messages.find((message) => message.id === id)
