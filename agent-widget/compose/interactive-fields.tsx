// What lists and buttons have in common: a heading, the message itself, small print.

import { MAX_HEADER_TEXT } from '#whatsapp/messages/interactive-parts'
import { MAX_BODY, MAX_FOOTER } from '#whatsapp/messages/interactive-rules'
import { useWords } from '../i18n/composing/words.ts'
import { Field } from './field.tsx'
import type { Composed } from './use-message-draft.ts'

export interface Framed {
  header: string
  body: string
  footer: string
}

export const BLANK_FRAME: Framed = { header: '', body: '', footer: '' }

/** What was left open is not there. */
export const toFramed = ({ header, body, footer }: Framed) => ({
  ...(header.trim() && { header: { type: 'text' as const, text: header } }),
  body,
  ...(footer.trim() && { footer }),
})

export function FramedFields<Values extends Framed>({ composed }: { composed: Composed<Values> }) {
  const { choices: words } = useWords()
  const { values } = composed
  const set = (part: Partial<Framed>) => composed.change({ ...values, ...part })
  return (
    <>
      <Field
        composed={composed}
        path="body"
        label={words.body}
        long
        max={MAX_BODY}
        value={values.body}
        onChange={(body) => set({ body })}
      />
      <div className="aw-pair">
        <Field
          composed={composed}
          path="header"
          label={words.header}
          optional
          max={MAX_HEADER_TEXT}
          value={values.header}
          onChange={(header) => set({ header })}
        />
        <Field
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
