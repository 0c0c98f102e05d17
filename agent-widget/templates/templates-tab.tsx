// Shows the templates as soon as they are loaded.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import type { ComponentProps } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { Picker } from './picker.tsx'
import type { TemplatesState } from './use-templates.ts'

interface Props extends Omit<ComponentProps<typeof Picker>, 'templates'> {
  templates: TemplatesState & { reload: () => void }
}

export function TemplatesTab({ templates, ...picking }: Props) {
  const messages = useMessages()
  if (templates.is === 'ready') return <Picker templates={templates.templates} {...picking} />
  if (templates.is === 'failed') {
    return (
      <Alert
        type="error"
        header={messages.templatesFailed}
        action={<Button onClick={templates.reload}>{messages.tryAgain}</Button>}
      />
    )
  }
  return (
    <div className="aw-loading" role="status" aria-label={messages.templates}>
      <div className="aw-bone" data-of="search" />
      <div className="aw-bone" data-of="row" />
      <div className="aw-bone" data-of="row" />
    </div>
  )
}
