// Filling in a template: its fields beside what the phone will show, and sending it.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Prefilled } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import type { Field } from '#whatsapp/templates/fields'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { useKeptFocus } from '../browser/use-restored-focus.ts'
import type { DraftKey, Filled } from '../drafts/draft-store.ts'
import { useMessages } from '../i18n/messages.tsx'
import { hasForm } from '../templates/variant.ts'
import { FieldInput } from './field-input.tsx'
import { Fields } from './fields.tsx'
import { cardOf, inputAbout, inputAfter, isLeftByEnter } from './focus-order.ts'
import { SendStatusText } from './send-status-text.tsx'
import { Shown } from './template-preview.tsx'
import { useDraft } from './use-filling.ts'

const CardsForm = lazy(async () => ({
  default: (await import('./cards/cards-form.tsx')).CardsForm,
}))

interface Props {
  of: DraftKey
  definition: TemplateDefinition
  /** By supervisors, and from the contact's attributes. */
  prefilled: Prefilled
  /** What was filled in before its language was changed. */
  former: Filled
  /** Why it cannot be sent: then it is only looked at. */
  why: string | undefined
  onSent: (reply: ReplyView) => void
}

export function Fill({ of, definition, prefilled, former, why, onSent }: Props) {
  const messages = useMessages()
  const filling = useDraft(
    of,
    definition,
    { values: { ...prefilled.values, ...former.values }, uploads: former.uploads },
    onSent,
  )
  const [card, setCard] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  useKeptFocus(form)
  const fields = filling.fields.filter(({ kind }) => hasForm(kind))

  function goTo(input: HTMLElement | null | undefined) {
    const on = input ? cardOf(input) : undefined
    // What is on a card that is not shown cannot have the focus.
    if (on !== undefined && on !== card) flushSync(() => setCard(on))
    input?.focus()
  }

  function send() {
    // What is wrong is where the agent goes next, also where it was folded away.
    flushSync(() => void filling.send())
    const [wrong] = fields.flatMap((field) =>
      filling
        .everyProblemAt(field)
        .flatMap(({ path, severity }) => (severity === 'warning' ? [] : [{ path, field }])),
    )
    if (wrong && form.current) goTo(inputAbout(form.current, wrong.path, wrong.field.key))
  }

  const fieldsOf = (some: readonly Field[]) => (
    <Fields
      fields={some}
      filling={filling}
      input={(field) => (
        <FieldInput
          key={field.key}
          contactId={of.contactId}
          field={field}
          filling={filling}
          prefilled={prefilled}
        />
      )}
    />
  )

  return (
    <form
      ref={form}
      className="aw-fill"
      noValidate
      aria-label={definition.name}
      // Only the button that says so sends: none of the others, and no Enter that a browser takes for it.
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const target = event.target as HTMLElement
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault()
          send()
        } else if (!event.shiftKey && isLeftByEnter(target)) {
          event.preventDefault()
          goTo(inputAfter(event.currentTarget, target))
        }
      }}
    >
      <div className="aw-fill-body">
        {why ? (
          <div className="aw-span">
            <Alert type="info" header={messages.notSendable}>
              {why}
            </Alert>
          </div>
        ) : (
          <div className="aw-fields">
            {!fields.some(({ required }) => required) && (
              <p className="aw-hint">{messages.nothingToFill}</p>
            )}
            {fieldsOf(fields.filter((field) => field.card === undefined))}
            {definition.cards && (
              <Suspense fallback={<div className="aw-bone" data-of="row" />}>
                <CardsForm
                  template={definition}
                  filling={filling}
                  card={card}
                  onCard={setCard}
                  fieldsOf={fieldsOf}
                />
              </Suspense>
            )}
          </div>
        )}
        <figure className="aw-preview" aria-label={messages.previewLabel}>
          <figcaption>{messages.preview}</figcaption>
          <Shown filling={filling} card={why ? undefined : card} />
        </figure>
      </div>
      {!why && (
        <footer className="aw-send">
          <SendStatusText contactId={of.contactId} filling={filling} />
          <span data-send>
            <Button
              variant="primary"
              formAction="none"
              onClick={send}
              loading={filling.status.is === 'sending'}
              loadingText={messages.sending}
              iconName="send"
            >
              {messages.send}
            </Button>
          </span>
        </footer>
      )}
    </form>
  )
}
