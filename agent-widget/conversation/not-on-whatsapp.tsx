// Warns the agent, before they fill anything in, that an earlier message to this customer could not
// be delivered.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'

interface Props {
  /** The time of the message that could not be delivered, in ISO 8601. */
  since: string
  onTryAgain: () => void
}

export function NotOnWhatsApp({ since, onTryAgain }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useServices()
  const { header, why } = messages.notOnWhatsApp
  return (
    <Alert
      type="warning"
      header={header}
      action={<Button onClick={onTryAgain}>{messages.tryAgain}</Button>}
    >
      {why({ when: moment(new Date(since), clock.now(), language) })}
    </Alert>
  )
}
