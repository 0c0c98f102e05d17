import { useMessages } from './i18n/messages.tsx'

/** The version in package.json, which Vite puts in when it builds the pages. */
declare const WIDGET_VERSION: string

/** The version of the widget, for whoever supports the agents. */
export function About() {
  const messages = useMessages()
  return (
    <details className="aw-about">
      <summary>{messages.about}</summary>
      {messages.aboutVersion({ version: WIDGET_VERSION })}
    </details>
  )
}
