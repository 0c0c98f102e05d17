// The form of a template, and a preview of the message on the customer's phone beside it.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ReplyView } from '#api'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import type { Field } from '#whatsapp/templates/fields'
import { useRestoredFocus } from '../browser/use-restored-focus.ts'
import type { DraftKey, Filled } from '../drafts/draft-store.ts'
import { isConfirmedNext } from '../drafts/sending.ts'
import { useMessages } from '../i18n/messages.tsx'
import { readableName } from '../templates/readable-name.ts'
import { hasForm } from '../templates/variant.ts'
import { FieldInput } from './field-input.tsx'
import { Fields } from './fields.tsx'
import {
  cardOf,
  fieldAt,
  firstEmptyInput,
  inputAbout,
  inputAfter,
  isLeftByEnter,
} from './focus-order.ts'
import { InYourLanguage } from './in-your-language.tsx'
import { OrderNote } from './order-note.tsx'
import type { PreparedFields } from './prepared-fields.ts'
import { SendStatusText } from './send-status-text.tsx'
import { TemplatePreview } from './template-preview.tsx'
import { useFilling } from './use-filling.ts'

const CardsForm = lazy(async () => ({
  default: (await import('./cards/cards-form.tsx')).CardsForm,
}))

interface Props {
  of: DraftKey
  definition: TemplateDefinition
  /** The labels and initial values, from the supervisors' settings and the contact's attributes. */
  prefilled: PreparedFields
  /** What the agent filled in before changing the template's language. */
  former: Filled
  /**
   * The language of a variant that the agent can read. Undefined if the template is already in the
   * agent's language, or if it has no such variant.
   */
  toRead: string | undefined
  customerName: string | undefined
  /** The initial values of the fields for products. */
  products: Readonly<Record<string, unknown>>
  /**
   * True if this page was already open when the agent returned to the chat. The page then does not
   * move the focus.
   */
  isAsLeft: boolean
  /**
   * Why the template cannot be sent, or undefined if it can. A template that cannot be sent can
   * only be viewed.
   */
  why: string | undefined
  /**
   * The title of the replacement template that supervisors have named for the case that this
   * template cannot be sent.
   */
  successor: string | undefined
  /** Opens the replacement template with the values of this template. */
  onSuccessor: (() => Promise<void>) | undefined
  /** If true, the message is sent although an earlier message could not be delivered. */
  tryAgain: boolean
  onSent: (reply: ReplyView) => void
}

export function Fill({
  of,
  definition,
  prefilled,
  former,
  toRead,
  customerName,
  products,
  isAsLeft,
  why,
  successor,
  onSuccessor,
  tryAgain,
  onSent,
}: Props) {
  const messages = useMessages()
  const filling = useFilling(
    of,
    definition,
    { values: { ...products, ...former.values }, uploads: former.uploads },
    prefilled,
    tryAgain,
    onSent,
  )
  const [card, setCard] = useState(0)
  /** The key of the field that has the focus. */
  const [focused, setFocused] = useState<string>()
  const form = useRef<HTMLFormElement>(null)
  useRestoredFocus(form)
  // The heading has the focus while the template's definition is read. Then the first empty input
  // gets the focus, unless the agent has moved the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the component appears
  useEffect(() => {
    if (!isAsLeft && form.current && document.activeElement?.matches('.aw-template-head h3'))
      firstEmptyInput(form.current)?.focus()
  }, [])
  const fields = filling.fields.filter(({ kind }) => hasForm(kind))

  function goTo(input: HTMLElement | null | undefined) {
    const on = input ? cardOf(input) : undefined
    // Inputs on hidden cards cannot have the focus, so the card is shown first.
    if (on !== undefined && on !== card) flushSync(() => setCard(on))
    input?.focus()
  }

  /** Moves the focus to the field whose part of the preview was clicked. */
  function goToPlace(clicked: HTMLElement) {
    const key = fieldAt(clicked, filling.fields)
    if (key !== undefined && form.current) goTo(inputAbout(form.current, key, key))
  }

  function send() {
    if (why) return
    // If there are problems, `send` only shows them. A collapsed section with a problem is
    // expanded, so that the first input with a problem can get the focus.
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
          of={of}
          field={field}
          filling={filling}
          prefilled={prefilled}
          customerName={customerName}
        />
      )}
    />
  )

  return (
    <form
      ref={form}
      className="aw-fill"
      noValidate
      aria-label={readableName(definition.name)}
      // Without this handler, browsers would also submit the form on Enter, but only the Send
      // button should send the template.
      onSubmit={(event) => event.preventDefault()}
      onFocus={({ target }) => setFocused(target.dataset.field)}
      onBlur={() => setFocused(undefined)}
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
        {why && (
          <div className="aw-span" role="alert">
            <Unsendable why={why} successor={successor} onSuccessor={onSuccessor} />
          </div>
        )}
        {/* The agent's values stay visible if the template can no longer be sent. */}
        {(!why || filling.isBegun) && (
          <div className="aw-fields">
            {prefilled.moved && prefilled.moved.left.length > 0 && (
              <Alert type="warning">
                {messages.notMoved({ name: prefilled.moved.title })}{' '}
                <bdi>{prefilled.moved.left.join(' · ')}</bdi>
              </Alert>
            )}
            {filling.unfitting.length > 0 && (
              <Alert
                type="warning"
                dismissible
                dismissAriaLabel={messages.dismiss}
                onDismiss={filling.removeUnfitting}
              >
                {messages.unfitting} <bdi>{filling.unfitting.join(' · ')}</bdi>
              </Alert>
            )}
            {!fields.some(({ required }) => required) && (
              <p className="aw-hint">{messages.nothingToFill}</p>
            )}
            {filling.fields.map(({ key, kind }) =>
              kind === 'order' ? <OrderNote key={key} order={prefilled.values[key]} /> : undefined,
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
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: keyboard users move to the fields directly */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: clicks on this picture of the phone are only a shortcut */}
          <div onClick={({ target }) => goToPlace(target as HTMLElement)}>
            <TemplatePreview filling={filling} focused={focused} card={why ? undefined : card} />
          </div>
          {toRead && <InYourLanguage of={{ ...of, language: toRead }} filling={filling} />}
        </figure>
      </div>
      {!why && (
        <footer className="aw-send">
          <SendStatusText contactId={of.contactId} filling={filling} />
          {filling.isBegun && (
            <Button
              variant="link"
              formAction="none"
              disabled={filling.status.is === 'sending'}
              onClick={filling.discard}
            >
              {messages.composer.discard}
            </Button>
          )}
          <span data-send>
            <Button
              variant="primary"
              formAction="none"
              onClick={send}
              loading={filling.status.is === 'sending'}
              loadingText={messages.sending}
              iconName="send"
            >
              {isConfirmedNext(filling.status) ? messages.sendAnyway : messages.send}
            </Button>
          </span>
        </footer>
      )}
    </form>
  )
}

/** Shows why the template cannot be sent, and a button that opens the replacement template. */
function Unsendable({
  why,
  successor,
  onSuccessor,
}: { why: string } & Pick<Props, 'successor' | 'onSuccessor'>) {
  const messages = useMessages()
  const [isFailed, setIsFailed] = useState(false)
  const [isOpening, setIsOpening] = useState(false)
  async function open(onSuccessor: () => Promise<void>) {
    setIsOpening(true)
    setIsFailed(false)
    await onSuccessor().catch(() => setIsFailed(true))
    setIsOpening(false)
  }
  return (
    <Alert
      type="error"
      header={messages.notSendable}
      action={
        successor !== undefined &&
        onSuccessor && (
          <Button formAction="none" loading={isOpening} onClick={() => void open(onSuccessor)}>
            {messages.openInstead({ name: successor })}
          </Button>
        )
      }
    >
      {why}
      {successor !== undefined && !onSuccessor && ` ${messages.sendInstead({ name: successor })}`}
      {isFailed && ` ${messages.templatesFailed}.`}
    </Alert>
  )
}
