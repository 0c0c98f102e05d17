// What can be sent now beside templates, at hand above them. What this chat's mode cannot do is there too, with the reason.
import './bar.css'
import Icon from '@cloudscape-design/components/icon'
import { useId, useRef, useState } from 'react'
import type { Mode } from '#whatsapp/capabilities'
import type { WindowNow } from '../conversation/window-now.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useGivenFocus } from '../use-given-focus.ts'
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
  const why = asked && capabilityOf(asked, mode).why?.[language]
  const back = useRef<HTMLButtonElement>(null)
  useGivenFocus(() => back.current?.focus())

  return (
    <section className="aw-compose" aria-labelledby={label}>
      <p id={label} className="aw-compose-label">
        {tone === 'closed' ? messages.composeHeld : messages.compose}
      </p>
      <div className="aw-compose-kinds">
        {(Object.keys(KINDS) as Kind[]).map((kind) => {
          const capability = capabilityOf(kind, mode)
          const reason = capability.why?.[language]
          return (
            <button
              key={kind}
              ref={kind === cameFrom ? back : undefined}
              type="button"
              className="aw-compose-kind"
              aria-disabled={!capability.available}
              title={reason}
              onClick={() => (capability.available ? onChoose(kind) : setAsked(asked === kind ? undefined : kind))}
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
