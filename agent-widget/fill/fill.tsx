// Filling in a template: its fields beside what the phone will show, and sending it.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { useMemo, useRef, useSyncExternalStore } from 'react'
import type { Prefilled } from '#whatsapp/curation'
import type { TemplateDefinition } from '#whatsapp/template-definition'
import type { Field } from '#whatsapp/template-fields'
import { type PreviewHeader, render } from '#whatsapp/template-render'
import type { ReplyView } from '../../lambdas/api.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Phone } from '../preview/phone.tsx'
import { hasForm } from '../templates/variant.ts'
import { useTools } from '../tools.tsx'
import type { DraftKey } from './draft-store.ts'
import { FieldInput } from './field-input.tsx'
import { type Filling, useDraft } from './use-draft.ts'

interface Props {
  of: DraftKey
  definition: TemplateDefinition
  /** By supervisors, and from the contact's attributes. */
  prefilled: Prefilled
  /** Why it cannot be sent: then it is only looked at. */
  why: string | undefined
  onSent: (reply: ReplyView) => void
}

export function Fill({ of, definition, prefilled, why, onSent }: Props) {
  const messages = useMessages()
  const filling = useDraft(of, definition, prefilled.values, onSent)
  const form = useRef<HTMLFormElement>(null)
  const fields = filling.fields.filter(({ kind }) => hasForm(kind))
  const required = fields.filter(({ required }) => required)
  const optional = fields.filter(({ required }) => !required)
  const isSending = filling.status.is === 'sending'

  const focus = (field: Field | undefined) =>
    form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(field?.key ?? '')}"]`)?.focus()

  function send() {
    void filling.send()
    // What is wrong is where the agent goes next.
    const first = fields.find((field) =>
      filling.rendered.problems.some(({ path, severity }) => severity !== 'warning' && isAt(path, field)),
    )
    if (first) focus(first)
  }

  const next = (field: Field) => {
    const following = required[required.findIndex(({ key }) => key === field.key) + 1]
    if (following) focus(following)
    else form.current?.querySelector<HTMLElement>('[data-send] button')?.focus()
  }
  const input = (field: Field) => (
    <FieldInput
      key={field.key}
      contactId={of.contactId}
      definition={definition}
      field={field}
      filling={filling}
      prefilled={prefilled}
      onEnter={next}
    />
  )

  return (
    <form
      ref={form}
      className="aw-fill"
      noValidate
      aria-label={definition.name}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        send()
      }}
    >
      <div className="aw-fill-body">
        {why && (
          <div className="aw-span">
            <Alert type="info" header={messages.notSendable}>
              {why}
            </Alert>
          </div>
        )}
        {!why && (
          <div className="aw-fields">
            {required.length === 0 && <p className="aw-hint">{messages.nothingToFill}</p>}
            {required.map(input)}
            {optional.length > 0 && (
              <ExpandableSection headerText={messages.more} variant="footer">
                <div className="aw-fields">{optional.map(input)}</div>
              </ExpandableSection>
            )}
          </div>
        )}
        <figure className="aw-preview" aria-label={messages.previewLabel}>
          <figcaption>{messages.preview}</figcaption>
          <Shown filling={filling} definition={definition} />
        </figure>
      </div>
      {!why && (
        <footer className="aw-send">
          <Status contactId={of.contactId} filling={filling} />
          <span data-send>
            <Button variant="primary" formAction="submit" loading={isSending} loadingText={messages.sending} iconName="send">
              {messages.send}
            </Button>
          </span>
        </footer>
      )}
    </form>
  )
}

const isAt = (path: string, { key }: Field) => path === key || path.startsWith(`${key}.`)

/** What is still empty shows its variable, so that the agent sees where it will stand. */
function Shown({ filling, definition }: { filling: Filling; definition: TemplateDefinition }) {
  const messages = useMessages()
  const { files } = useTools()
  const preview = useMemo(() => render(definition, withVariables(filling)).preview, [definition, filling])
  const fileOf = (header: PreviewHeader) => {
    const id = header.type === 'text' ? undefined : (header.value as { id?: string } | undefined)?.id
    const upload = Object.values(filling.uploads).find(({ uploadId }) => uploadId === id)
    return upload && { url: files.urlOf(upload.uploadId), name: upload.name }
  }
  return (
    <>
      <Phone preview={preview} fileOf={fileOf} lang={definition.language} />
      {!preview.shownOnDesktop && <p className="aw-hint">{messages.phone.notOnDesktop}</p>}
    </>
  )
}

function withVariables({ fields, values }: Filling): Filling['values'] {
  const empty = fields.filter(({ key, variable, kind }) => variable && (kind === 'text' || kind === 'otp') && !values[key])
  return { ...values, ...Object.fromEntries(empty.map(({ key, variable }) => [key, `{{${variable}}}`])) }
}

function Status({ contactId, filling: { status, otherProblems, fieldsInTrouble } }: { contactId: string; filling: Filling }) {
  const messages = useMessages()
  const { conversation } = useTools()
  const { subscribe, getSnapshot } = conversation(contactId)
  // Once somebody is signed in again, nothing is expired any more.
  const isSignedOut = useSyncExternalStore(subscribe, () => getSnapshot().trouble?.is === 'signed_out')
  const said =
    status.is === 'unanswered'
      ? messages.answerLost
      : status.is === 'signed_out' && isSignedOut
        ? messages.signInAgain
        : status.is === 'already_sent'
          ? messages.elsewhere
          : otherProblems.length > 0 && (status.is === 'refused' || fieldsInTrouble.length === 0)
            ? otherProblems.map(messages.said).join(' ')
            : undefined
  return (
    <div className="aw-status" role="alert">
      {said && <p data-tone="bad">{said}</p>}
      {!said && fieldsInTrouble.length > 0 && <p data-tone="bad">{messages.problemsFound(fieldsInTrouble.length)}</p>}
    </div>
  )
}
