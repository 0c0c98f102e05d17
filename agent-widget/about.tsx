import { useMessages } from './i18n/messages.tsx'

/** The version in package.json, which Vite inserts when it builds the pages. */
declare const WIDGET_VERSION: string

/** Shows the widget's version, for people who help agents with problems. */
export function About() {
  const messages = useMessages()
  return (
    <details className="aw-about">
      <summary>{messages.about}</summary>
      {messages.aboutVersion({ version: WIDGET_VERSION })}
    </details>
  )
}
