// The frame of all forms for messages: the message that is being answered, the inputs, the preview
// of the phone, and the send bar.
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useEffect, useRef } from 'react'
import { useRestoredFocus } from '../browser/use-restored-focus.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Message } from '../preview/message.tsx'
import type { FormContext } from './form-context.ts'
import { PreviewFigure } from './preview.tsx'
import { Quote, quotedBy } from './quote.tsx'
import { SendBar } from './send-bar.tsx'
import type { MessageDraftState } from './use-message-draft.ts'

interface Props {
  context: FormContext
  composed: MessageDraftState
  /** True if the form has only one input. The input then gets the focus instead of the heading. */
  isOneField?: boolean
  children: ReactNode
}

export function Frame({ context, composed, isOneField = false, children }: Props) {
  const words = useMessages().composer
  const form = useRef<HTMLFormElement>(null)
  useRestoredFocus(form)
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the component appears
  useEffect(() => {
    if (!isOneField) return
    // If the code of the form is already loaded, the page's heading gets the focus only after this
    // effect. The input therefore gets the focus in the next animation frame.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement?.matches('.aw-template-head h3'))
        form.current?.querySelector('textarea')?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  const { view, tone } = context

  function send(hold: boolean) {
    void composed.send(hold)
    // React first has to mark the inputs that have problems. The first of these inputs therefore
    // gets the focus in the next animation frame.
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
        // Without preventDefault, Enter in an input would send an unfinished message.
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
        <PreviewFigure>
          <Message message={composed.message} quoted={quotedBy(composed.quotes, view.messages)} />
        </PreviewFigure>
      </div>
      <SendBar
        tone={tone}
        hasEnded={context.hasEnded}
        status={composed.status}
        problemCount={composed.troubles.length}
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
