// What every form of a composed message stands in: what it answers, its fields beside the phone's view, and sending it.
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useEffect, useRef } from 'react'
import { useKeptFocus } from '../browser/use-restored-focus.ts'
import { useWords } from '../i18n/composing/words.ts'
import { Message } from '../preview/message.tsx'
import type { Desktop } from './form-context.ts'
import { Preview } from './preview.tsx'
import { Quote, quotedBy } from './quote.tsx'
import { SendBar } from './send-bar.tsx'
import type { Composing } from './use-message-draft.ts'

interface Props {
  desktop: Desktop
  composed: Composing
  /** Whoever opened it goes on with writing: its heading has nothing to add to its first field. */
  isOneField?: boolean
  children: ReactNode
}

export function Frame({ desktop, composed, isOneField = false, children }: Props) {
  const words = useWords()
  const form = useRef<HTMLFormElement>(null)
  useKeptFocus(form)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (!isOneField) return
    // Where it need not be loaded it appears before the heading has the focus.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement?.matches('.aw-template-head h3'))
        form.current?.querySelector('textarea')?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  const { view, tone } = desktop

  function send(hold: boolean) {
    void composed.send(hold)
    // What is wrong is where the agent goes next: said at once, so it is there after this rendering.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    )
  }

  return (
    <form
      ref={form}
      className="aw-fill"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(tone === 'closed')
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
        const isText = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox'
        // Enter in a field would send what is half written.
        if (isText) event.preventDefault()
        if (event.ctrlKey || event.metaKey) send(tone === 'closed')
      }}
    >
      <div className="aw-fill-body">
        <div className="aw-fields aw-composing">
          {view.mode === 'bridged' && (
            <Quote
              messages={view.messages ?? []}
              value={composed.quotes}
              onChange={composed.quote}
            />
          )}
          {children}
        </div>
        <Preview>
          <Message message={composed.message} quoted={quotedBy(composed.quotes, view.messages)} />
        </Preview>
      </div>
      <SendBar
        tone={tone}
        hasEnded={desktop.hasEnded}
        status={composed.status}
        troubles={composed.troubles.length}
        refused={composed.status.is === 'refused' ? composed.status.problems : []}
        onHold={() => send(true)}
      >
        {!composed.isBlank && (
          <Button
            variant="link"
            formAction="none"
            disabled={composed.status.is === 'sending'}
            onClick={composed.discard}
          >
            {words.discard}
          </Button>
        )}
      </SendBar>
    </form>
  )
}
