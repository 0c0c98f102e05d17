// Composing one kind of message. Each form is loaded when it is first wanted.
import './compose.css'
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense } from 'react'
import { useFocusedHeading } from '../browser/use-initial-focus.ts'
import type { Drafted } from '../drafts/composed-drafts.ts'
import { useWords } from '../i18n/composing/words.ts'
import type { Desktop } from './form-context.ts'
import type { Kind } from './kinds.ts'

const FORMS = {
  text: lazy(async () => ({ default: (await import('./text-form.tsx')).TextForm })),
  location: lazy(async () => ({ default: (await import('./location-form.tsx')).LocationForm })),
  contacts: lazy(async () => ({ default: (await import('./contacts-form.tsx')).ContactsForm })),
  buttons: lazy(async () => ({ default: (await import('./buttons-form.tsx')).ButtonsForm })),
  list: lazy(async () => ({ default: (await import('./list-form.tsx')).ListForm })),
  files: lazy(async () => ({ default: (await import('./files-form.tsx')).FilesForm })),
} satisfies Record<Drafted | 'files', unknown>

const CustomerForm = lazy(async () => ({
  default: (await import('./customer-form.tsx')).CustomerForm,
}))

interface Props {
  desktop: Desktop
  kind: Kind
  /** Nobody opened it now: the focus is elsewhere, and stays there. */
  isAsLeft: boolean
  onBack: () => void
  /** A text that answers this message of the customer. */
  onAnswer: (messageId: string) => void
}

export function ComposePage({ desktop, kind, isAsLeft, onBack, onAnswer }: Props) {
  const words = useWords()
  const heading = useFocusedHeading(isAsLeft)
  const Form = kind === 'customer' ? undefined : FORMS[kind]
  return (
    <div className="aw-template">
      <div className="aw-template-head">
        <Button variant="icon" iconName="arrow-left" ariaLabel={words.back} onClick={onBack} />
        <h3 ref={heading} tabIndex={-1}>
          {titleOf(kind, words)}
        </h3>
      </div>
      <Suspense fallback={<div className="aw-wait" />}>
        {Form ? <Form desktop={desktop} /> : <CustomerForm desktop={desktop} onAnswer={onAnswer} />}
      </Suspense>
    </div>
  )
}

function titleOf(kind: Kind, words: ReturnType<typeof useWords>): string {
  switch (kind) {
    case 'text':
      return words.text.title
    case 'files':
      return words.files.title
    case 'location':
      return words.place.title
    case 'contacts':
      return words.cards.title
    case 'buttons':
      return words.choices.buttonsTitle
    case 'list':
      return words.choices.listTitle
    case 'customer':
      return words.customer.title
  }
}
