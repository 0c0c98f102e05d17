import { Fragment } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { BLANK } from './sentence-around.ts'

/** Shows a label. Screen readers read a word instead of the sign for a variable. */
export function Label({ text, isOptional }: { text: string; isOptional: boolean }) {
  const messages = useMessages()
  return (
    <>
      {text.split(BLANK).map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no id
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
