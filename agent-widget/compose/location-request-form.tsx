// The form for a message with a button with which the customer sends their location.
import { MAX_BODY } from '#whatsapp/messages/interactive-rules'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

const FORM: Form<{ body: string }> = {
  kind: 'location_request',
  blank: { body: '' },
  toMessage: ({ body }) => ({ type: 'location_request', body }),
}

export function LocationRequestForm({ context }: { context: FormContext }) {
  const words = useMessages().composer
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  return (
    <Frame context={context} composed={composed} isOneField>
      <p className="aw-hint">{words.locationRequest.hint}</p>
      <MessageField
        composed={composed}
        path="body"
        label={words.choices.body}
        long
        max={MAX_BODY}
        value={composed.values.body}
        onChange={(body) => composed.change({ body })}
      />
    </Frame>
  )
}
