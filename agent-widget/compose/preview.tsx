import type { ReactNode } from 'react'
import { useWords } from '../i18n/composing/words.ts'

/** The customer's phone, with what is being composed on it. */
export function Preview({ children }: { children: ReactNode }) {
  const words = useWords()
  return (
    <figure className="aw-preview" aria-label={words.previewLabel}>
      <figcaption>{words.preview}</figcaption>
      <div className="aw-phone">{children}</div>
    </figure>
  )
}
