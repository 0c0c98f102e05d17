// Warns the agent that a text from Connect's own chat does not reach the customer. Offers to make
// the text wait for the customer's answer.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useMessages } from '../i18n/messages.tsx'
import type { chatDeliveryWarning } from './chat-delivery.ts'

interface Props {
  of: ReturnType<typeof chatDeliveryWarning>
  /**
   * Opens the text in the form for a message that waits for the customer. Undefined if the text is
   * unknown.
   */
  onKeep: (() => void) | undefined
}

export function Arrival({ of, onKeep }: Props) {
  const messages = useMessages()
  if (!of) return undefined
  const { header, why } = messages.arrival[of]
  return (
    <Alert
      type={of === 'will_not' ? 'error' : 'warning'}
      header={header}
      action={onKeep && <Button onClick={onKeep}>{messages.keepText}</Button>}
    >
      {why}
    </Alert>
  )
}
