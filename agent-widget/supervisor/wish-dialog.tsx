// Asks the supervisor what the template should be about. The initial text is a word that agents
// searched for without a result or could not send.
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { LONGEST_WISH } from '#whatsapp/templates/curation-limits'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'
import { sizeError } from './text-room.ts'

interface Props {
  word: string
  onSave: (what: string) => void
  onCancel: () => void
}

export function WishDialog({ word, onSave, onCancel }: Props) {
  const texts = useTexts()
  const [typed, setTyped] = useState(word)
  const what = typed.trim()
  const tooLong = sizeError(what, LONGEST_WISH, texts)
  return (
    <FormDialog
      header={texts.wishFor}
      canSave={what !== '' && !tooLong}
      onSave={() => onSave(what)}
      onCancel={onCancel}
    >
      <FormField label={texts.wishWhat} description={texts.wishWhatHint} errorText={tooLong}>
        <Input autoFocus value={typed} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </FormDialog>
  )
}
