import { Fragment } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { BLANK } from './sentence-around.ts'

/**
 * Shows a label. Each ▢ in the text stands for a variable. Screen readers read a word in its place.
 */
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
