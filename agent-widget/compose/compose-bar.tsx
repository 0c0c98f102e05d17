// What can be sent now beside templates, at hand above them. What this chat's mode cannot do is there too, with the reason.
import './compose-bar.css'
import Icon from '@cloudscape-design/components/icon'
import { useId, useRef, useState } from 'react'
import type { Mode } from '#whatsapp/capabilities'
import { useGivenFocus } from '../browser/use-initial-focus.ts'
import type { WindowNow } from '../conversation/window-state.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { capabilityOf, KINDS, type Kind } from './kinds.ts'

interface Props {
  mode: Mode
  tone: WindowNow['tone']
  /** The form that was left for this bar: whoever works by keyboard goes on at its button. */
  cameFrom: Kind | 'template' | undefined
  onChoose: (kind: Kind) => void
}

export function ComposeBar({ mode, tone, cameFrom, onChoose }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const label = useId()
  const [asked, setAsked] = useState<Kind>()
  /** Why not; undefined for what can be composed. */
  const reasonOf = (kind: Kind) => {
    const { available, by, why } = capabilityOf(kind, mode)
    if (!available) return why?.[language]
    // What goes through Connect's chat cannot wait for the customer.
    return by === 'connect' && tone === 'closed' ? messages.textCannotWait : undefined
  }
  const why = asked && reasonOf(asked)
  const back = useRef<HTMLButtonElement>(null)
  useGivenFocus(() => back.current?.focus())

  return (
    <section className="aw-compose" aria-labelledby={label}>
      <p id={label} className="aw-compose-label">
        {tone === 'closed' ? messages.composeHeld : messages.compose}
      </p>
      <div className="aw-compose-kinds">
        {(Object.keys(KINDS) as Kind[]).map((kind) => {
          const reason = reasonOf(kind)
          return (
            <button
              key={kind}
              ref={kind === cameFrom ? back : undefined}
              type="button"
              className="aw-compose-kind"
              aria-disabled={reason !== undefined}
              title={reason}
              onClick={() =>
                reason === undefined ? onChoose(kind) : setAsked(asked === kind ? undefined : kind)
              }
            >
              <Icon name={KINDS[kind].icon} />
              <span>{messages.composeKinds[kind]}</span>
            </button>
          )
        })}
      </div>
      <p className="aw-compose-why" role="status">
        {why}
      </p>
    </section>
  )
}
