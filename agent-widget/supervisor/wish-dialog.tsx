// Asks the supervisor what a wished template should be about. The input initially contains the word
// that agents missed.
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  word: string
  onSave: (what: string) => void
  onCancel: () => void
}

const LONGEST = 100

export function WishDialog({ word, onSave, onCancel }: Props) {
  const texts = useTexts()
  const [typed, setTyped] = useState(word)
  const what = typed.trim()
  const over = what.length - LONGEST
  return (
    <FormDialog
      header={texts.wishFor}
      canSave={what !== '' && over <= 0}
      onSave={() => onSave(what)}
      onCancel={onCancel}
    >
      <FormField
        label={texts.wishWhat}
        description={texts.wishWhatHint}
        {...(over > 0 ? { errorText: texts.over({ n: over }) } : {})}
      >
        <Input autoFocus value={typed} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </FormDialog>
  )
}
