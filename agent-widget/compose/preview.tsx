import type { ReactNode } from 'react'
import { useMessages } from '../i18n/messages.tsx'

/** A picture of the customer's phone, with the message that is being composed. */
export function PreviewFigure({ children }: { children: ReactNode }) {
  const messages = useMessages()
  return (
    <figure className="aw-preview" aria-label={messages.previewLabel}>
      <figcaption>{messages.preview}</figcaption>
      <div className="aw-phone">{children}</div>
    </figure>
  )
}
