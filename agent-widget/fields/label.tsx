import { Fragment } from 'react'
import { BLANK } from '../fill/sentence-around.ts'
import { useMessages } from '../i18n/messages.tsx'

/** A label; screen readers read the place of a value in it as a word. */
export function Label({ text, isOptional }: { text: string; isOptional: boolean }) {
  const messages = useMessages()
  return (
    <>
      {text.split(BLANK).map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
        <Fragment key={i}>
          {i > 0 && (
            <>
              <span className="aw-blank" aria-hidden="true" />
              <span className="aw-screen-reader">{messages.field.blank}</span>
            </>
          )}
          {part}
        </Fragment>
      ))}
      {isOptional && (
        <>
          {' '}
          <i>– {messages.optional}</i>
        </>
      )}
    </>
  )
}
