// Offers the kinds of message that agents can send besides templates. If the chat does not support
// a kind, its button shows why.
import './compose-bar.css'
import Icon from '@cloudscape-design/components/icon'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { Mode } from '#whatsapp/capabilities'
import { useInitialFocus } from '../browser/use-initial-focus.ts'
import type { WindowState } from '../conversation/window-state.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import type { FormContext } from './form-context.ts'
import { capabilityOf, KINDS, type Kind } from './kinds.ts'

interface Props {
  mode: Mode
  tone: WindowState['tone']
  /**
   * The forms that supervisors offer in this chat. Without forms, the menu has no entry for them.
   */
  forms: FormContext['forms']
  /**
   * The kind of message whose form the agent has just closed. The button for this kind gets the
   * focus.
   */
  cameFrom: Kind | 'template' | undefined
  onChoose: (kind: Kind) => void
}

export function ComposeBar({ mode, tone, forms = [], cameFrom, onChoose }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const label = useId()
  const [asked, setAsked] = useState<Kind>()
  /** Returns why a kind cannot be composed, or undefined if it can. */
  const reasonOf = (kind: Kind) => {
    const { available, why } = capabilityOf(kind, mode)
    return available ? undefined : why?.[language]
  }
  const why = asked && reasonOf(asked)
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => kind !== 'form' || forms.length > 0)
  /** The toolbar is a single tab stop. Arrow keys move the focus between the toolbar's buttons. */
  const [stop, setStop] = useState(cameFrom && cameFrom !== 'template' ? cameFrom : kinds[0])
  const back = useRef<HTMLButtonElement>(null)
  useInitialFocus(() => back.current?.focus())

  return (
    <section
      className="aw-compose"
      aria-labelledby={label}
      data-folded={tone === 'closed' ? '' : undefined}
    >
      <p id={label} className="aw-compose-label">
        {tone === 'closed' ? messages.composeHeld : messages.compose}
      </p>
      <div
        className="aw-compose-kinds"
        role="toolbar"
        aria-labelledby={label}
        onKeyDown={(event) => {
          const next = neighborOf(event)
          if (!next) return
          event.preventDefault()
          next.focus()
        }}
      >
        {kinds.map((kind) => {
          const reason = reasonOf(kind)
          return (
            <button
              key={kind}
              ref={kind === cameFrom ? back : undefined}
              type="button"
              className="aw-compose-kind"
              tabIndex={kind === stop ? 0 : -1}
              onFocus={() => setStop(kind)}
              aria-disabled={reason !== undefined}
              title={reason ?? messages.composeKinds[kind]}
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

const STEPS = {
  ArrowRight: 1,
  ArrowLeft: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** Returns the button to which the pressed key moves the focus, or undefined for any other key. */
function neighborOf({ key, currentTarget, target }: KeyboardEvent<HTMLElement>) {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key as keyof typeof STEPS] : undefined
  if (step === undefined) return undefined
  const buttons = [...currentTarget.querySelectorAll<HTMLElement>('button')]
  const isRightToLeft = getComputedStyle(currentTarget).direction === 'rtl'
  const by = Number.isFinite(step) && isRightToLeft ? -step : step
  const at = buttons.indexOf(target as HTMLElement) + by
  return buttons[Math.max(0, Math.min(buttons.length - 1, at))]
}
