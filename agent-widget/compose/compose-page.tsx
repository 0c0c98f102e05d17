// The page for composing a message of one kind. The code of each form is loaded when the form is
// first opened.
import './compose.css'
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense } from 'react'
import { useFocusedHeading } from '../browser/use-initial-focus.ts'
import type { DraftKind } from '../drafts/composed-drafts.ts'
import type { Messages } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import type { FormContext } from './form-context.ts'
import type { Kind } from './kinds.ts'

const FORMS = {
  text: lazy(async () => ({ default: (await import('./text-form.tsx')).TextForm })),
  location: lazy(async () => ({ default: (await import('./location-form.tsx')).LocationForm })),
  contacts: lazy(async () => ({ default: (await import('./contacts-form.tsx')).ContactsForm })),
  buttons: lazy(async () => ({ default: (await import('./buttons-form.tsx')).ButtonsForm })),
  list: lazy(async () => ({ default: (await import('./list-form.tsx')).ListForm })),
  cta_url: lazy(async () => ({ default: (await import('./link-form.tsx')).LinkForm })),
  location_request: lazy(async () => ({
    default: (await import('./location-request-form.tsx')).LocationRequestForm,
  })),
  form: lazy(async () => ({ default: (await import('./form-form.tsx')).FormForm })),
  files: lazy(async () => ({ default: (await import('./files-form.tsx')).FilesForm })),
} satisfies Record<DraftKind | 'files', unknown>

const CustomerForm = lazy(async () => ({
  default: (await import('./customer-form.tsx')).CustomerForm,
}))

interface Props {
  context: FormContext
  kind: Kind
  /**
   * True if this page was already open when the agent returned to the chat. The page then does not
   * move the focus.
   */
  isAsLeft: boolean
  onBack: () => void
  /** Opens the form for a text that answers this message of the customer. */
  onAnswer: (messageId: string) => void
}

export function ComposePage({ context, kind, isAsLeft, onBack, onAnswer }: Props) {
  const words = useMessages().composer
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
        {Form ? <Form context={context} /> : <CustomerForm context={context} onAnswer={onAnswer} />}
      </Suspense>
    </div>
  )
}

function titleOf(kind: Kind, words: Messages['composer']): string {
  switch (kind) {
    case 'text':
      return words.text.title
    case 'files':
      return words.files.title
    case 'location':
      return words.location.title
    case 'contacts':
      return words.cards.title
    case 'buttons':
      return words.choices.buttonsTitle
    case 'list':
      return words.choices.listTitle
    case 'cta_url':
      return words.link.title
    case 'location_request':
      return words.locationRequest.title
    case 'form':
      return words.form.title
    case 'customer':
      return words.customer.title
  }
}
