// A dialog with a form. Pressing Enter in an input saves the form.
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useId } from 'react'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  header: string
  size?: 'medium' | 'large'
  canSave: boolean
  onSave: () => void
  onCancel: () => void
  children: ReactNode
}

export function FormDialog({
  header,
  size = 'medium',
  canSave,
  onSave,
  onCancel,
  children,
}: Props) {
  const texts = useTexts()
  const form = useId()
  return (
    <Modal
      visible
      size={size}
      header={header}
      closeAriaLabel={texts.close}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>{texts.cancel}</Button>
            <Button variant="primary" form={form} disabled={!canSave}>
              {texts.save}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={form}
        className="sp-dialog"
        onSubmit={(event) => {
          event.preventDefault()
          if (canSave) onSave()
        }}
      >
        <SpaceBetween size="m">{children}</SpaceBetween>
      </form>
    </Modal>
  )
}
