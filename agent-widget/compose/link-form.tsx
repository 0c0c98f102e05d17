// The form for a message with a button that opens a web page.
import { MAX_BUTTON_TITLE } from '#whatsapp/messages/interactive-parts'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import {
  BLANK_TEXT,
  InteractiveFields,
  type InteractiveText,
  toInteractiveText,
} from './interactive-fields.tsx'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

const FORM: Form<InteractiveText & { displayText: string; url: string }> = {
  kind: 'cta_url',
  blank: { ...BLANK_TEXT, displayText: '', url: '' },
  toMessage: ({ displayText, url, ...framed }) => ({
    type: 'cta_url',
    ...toInteractiveText(framed),
    displayText,
    url: url.trim(),
  }),
}

export function LinkForm({ context }: { context: FormContext }) {
  const { link: words } = useMessages().composer
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  const { values } = composed
  return (
    <Frame context={context} composed={composed}>
      <InteractiveFields composed={composed} />
      <MessageField
        composed={composed}
        path="displayText"
        label={words.displayText}
        max={MAX_BUTTON_TITLE}
        value={values.displayText}
        onChange={(displayText) => composed.change({ ...values, displayText })}
      />
      <MessageField
        composed={composed}
        path="url"
        label={words.url}
        hint={words.urlHint}
        inputMode="url"
        value={values.url}
        onChange={(url) => composed.change({ ...values, url })}
      />
    </Frame>
  )
}
