import { useMessages } from './i18n/messages.tsx'

/** The version in package.json. Vite inserts the version when it builds the pages. */
declare const WIDGET_VERSION: string

/** Shows the version of the widget to people who support the agents. */
export function About() {
  const messages = useMessages()
  return (
    <details className="aw-about">
      <summary>{messages.about}</summary>
      {messages.aboutVersion({ version: WIDGET_VERSION })}
    </details>
  )
}
