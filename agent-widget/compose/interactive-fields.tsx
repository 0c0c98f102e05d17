// The inputs that the forms for lists, buttons and links have in common: header, body and footer.

import { MAX_HEADER_TEXT } from '#whatsapp/messages/interactive-parts'
import { MAX_BODY, MAX_FOOTER } from '#whatsapp/messages/interactive-rules'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { MessageDraft } from './use-message-draft.ts'

export interface InteractiveText {
  header: string
  body: string
  footer: string
}

export const BLANK_TEXT: InteractiveText = { header: '', body: '', footer: '' }

/** Empty optional fields are omitted. */
export const toInteractiveText = ({ header, body, footer }: InteractiveText) => ({
  ...(header.trim() && { header: { type: 'text' as const, text: header } }),
  body,
  ...(footer.trim() && { footer }),
})

export function InteractiveFields<Values extends InteractiveText>({
  composed,
}: {
  composed: MessageDraft<Values>
}) {
  const { choices: words } = useMessages().composer
  const { values } = composed
  const set = (part: Partial<InteractiveText>) => composed.change({ ...values, ...part })
  return (
    <>
      <MessageField
        composed={composed}
        path="body"
        label={words.body}
        long
        max={MAX_BODY}
        value={values.body}
        onChange={(body) => set({ body })}
      />
      <div className="aw-pair">
        <MessageField
          composed={composed}
          path="header"
          label={words.header}
          optional
          max={MAX_HEADER_TEXT}
          value={values.header}
          onChange={(header) => set({ header })}
        />
        <MessageField
          composed={composed}
          path="footer"
          label={words.footer}
          optional
          max={MAX_FOOTER}
          value={values.footer}
          onChange={(footer) => set({ footer })}
        />
      </div>
    </>
  )
}
