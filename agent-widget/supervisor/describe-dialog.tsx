// Edits the title that agents read instead of a template's name, and the note for them.
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import { LONGEST_NOTE, LONGEST_TITLE } from '#whatsapp/templates/curation-limits'
import { useTexts } from './i18n/texts.tsx'
import type { CatalogueRow } from './rows.ts'

interface Props {
  row: CatalogueRow
  onSave: (title: string, note: string) => void
  onCancel: () => void
}

export function DescribeDialog({ row, onSave, onCancel }: Props) {
  const texts = useTexts()
  const [title, setTitle] = useState(row.offer.title ?? '')
  const [note, setNote] = useState(row.offer.note ?? '')
  const isTooLong = title.trim().length > LONGEST_TITLE || note.trim().length > LONGEST_NOTE
  const save = () => !isTooLong && onSave(title.trim(), note.trim())
  const left = (text: string, limit: number) => {
    const n = limit - text.trim().length
    return n < 0
      ? { errorText: texts.over({ n: -n }) }
      : n < 40
        ? { constraintText: texts.left({ n }) }
        : {}
  }

  return (
    <Modal
      visible
      header={texts.describing({ name: row.name })}
      closeAriaLabel={texts.close}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onCancel}>{texts.cancel}</Button>
            <Button variant="primary" disabled={isTooLong} onClick={save}>
              {texts.save}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <SpaceBetween size="m">
          <FormField
            label={texts.templateTitle}
            description={texts.templateTitleHint({ name: row.name })}
            {...left(title, LONGEST_TITLE)}
          >
            <Input autoFocus value={title} onChange={({ detail }) => setTitle(detail.value)} />
          </FormField>
          <FormField label={texts.note} description={texts.noteHint} {...left(note, LONGEST_NOTE)}>
            <Textarea rows={3} value={note} onChange={({ detail }) => setNote(detail.value)} />
          </FormField>
        </SpaceBetween>
      </form>
    </Modal>
  )
}
