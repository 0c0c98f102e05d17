// The form for a message with a button that opens a form (WhatsApp Flow). Supervisors choose the
// forms and write the texts and buttons. Agents can change the text.
import FormField from '@cloudscape-design/components/form-field'
import Link from '@cloudscape-design/components/link'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import { useEffect, useMemo } from 'react'
import type { ListedForm } from '#model/template-list'
import { problem } from '#whatsapp/errors/problems'
import { MAX_BODY } from '#whatsapp/messages/interactive-rules'
import { formTitle, isSendableForm, type OfferedForm } from '#whatsapp/templates/forms'
import { EmptyState } from '../empty-state.tsx'
import { type Messages, textFor } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { composerProblemText } from './problem-text.ts'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

type Offered = OfferedForm<ListedForm>

interface Values {
  flowId: string
  body: string
}

/** If there are more forms than this, the agent chooses one from a drop-down list. */
const MOST_RADIO_BUTTONS = 5

export function FormForm({ context }: { context: FormContext }) {
  const words = useMessages().composer.form
  const { forms } = context
  if (!forms) return <div className="aw-wait" />
  if (forms.length === 0) return <EmptyState title={words.none} hint={words.noneHint} />
  return <OfferedFormForm context={context} forms={forms} />
}

function OfferedFormForm({ context, forms }: { context: FormContext; forms: readonly Offered[] }) {
  const messages = useMessages()
  const words = messages.composer.form
  const form = useMemo(() => formWith(forms), [forms])
  const composed = useMessageDraft(context.contactId, form, sentBy(context))
  const { values, status } = composed
  const chosen = forms.find((each) => each.form.id === values.flowId)
  const found = composed.problemAt('flowId')

  // If the API refuses the message, the list of forms may have changed. The list is read again,
  // because the next attempt would otherwise be refused, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once for each refusal
  useEffect(() => {
    if (status.is === 'refused') context.reloadForms()
  }, [status])

  function choose(flowId: string) {
    const next = forms.find((each) => each.form.id === flowId)
    // If the agent chooses another form, the new form's text replaces the previous one. A text that
    // the agent has changed is kept.
    const isOwn = values.body.trim() !== '' && values.body !== chosen?.message.text
    composed.change({ flowId, body: isOwn ? values.body : (next?.message.text ?? '') })
    composed.visited('flowId')
  }

  return (
    <Frame context={context} composed={composed}>
      <FormField
        label={words.which}
        errorText={found && composerProblemText(found, messages, { value: values.flowId })}
        stretch
      >
        <Choice forms={forms} chosen={values.flowId} onChoose={choose} />
      </FormField>
      {chosen && <AboutForm chosen={chosen} context={context} />}
      <MessageField
        composed={composed}
        path="body"
        label={messages.composer.choices.body}
        long
        max={MAX_BODY}
        value={values.body}
        onChange={(body) => composed.change({ ...values, body })}
      />
    </Frame>
  )
}

const firstText = (forms: readonly Offered[]): Values => {
  const only = forms.length === 1 && isSendable(forms[0]!) ? forms[0] : undefined
  return { flowId: only?.form.id ?? '', body: only?.message.text ?? '' }
}

const formWith = (forms: readonly Offered[]): Form<Values> => {
  const offered = (flowId: string) => forms.find(({ form }) => form.id === flowId)
  return {
    kind: 'form',
    blank: firstText(forms),
    toMessage: ({ flowId, body }) => ({
      type: 'form',
      flowId,
      body,
      button: offered(flowId)?.message.button ?? '',
    }),
    further({ flowId }) {
      const chosen = offered(flowId)
      if (flowId !== '' && !chosen)
        return [problem('form_not_offered', 'flowId', 'The form is not offered in this chat.')]
      if (!chosen || isSendable(chosen)) return []
      const values = { name: formTitle(chosen), status: chosen.form.status }
      return [problem('form_not_available', 'flowId', 'WhatsApp does not send the form.', values)]
    },
  }
}

const isSendable = ({ form }: Offered): boolean => isSendableForm(form.status)

function Choice({
  forms,
  chosen,
  onChoose,
}: {
  forms: readonly Offered[]
  chosen: string
  onChoose: (flowId: string) => void
}) {
  const messages = useMessages()
  const words = messages.composer.form
  const items = forms.map((each) => {
    const description = whyNot(each, messages.composer.form) ?? each.offer.note
    return {
      value: each.form.id,
      label: formTitle(each),
      ...(description ? { description } : {}),
      disabled: !isSendable(each),
    }
  })
  if (items.length <= MOST_RADIO_BUTTONS)
    return (
      <RadioGroup
        value={chosen || null}
        items={items}
        onChange={({ detail }) => onChoose(detail.value)}
      />
    )
  return (
    <Select
      filteringType="auto"
      placeholder={words.choose}
      options={items}
      selectedOption={items.find(({ value }) => value === chosen) ?? null}
      onChange={({ detail }) => onChoose(detail.selectedOption.value!)}
    />
  )
}

/** Returns why customers cannot receive the form, or undefined if they can. */
function whyNot(offered: Offered, words: Messages['composer']['form']): string | undefined {
  if (isSendable(offered)) return undefined
  const status = offered.form.status.toUpperCase()
  return textFor(words.notSendable, status) ?? words.otherStatus({ status })
}

function AboutForm({ chosen, context }: { chosen: Offered; context: FormContext }) {
  const words = useMessages().composer.form
  const { form, message } = chosen
  const { button } = message
  const isThrottled = form.status.toUpperCase() === 'THROTTLED'
  const isShown = form.preview !== undefined && new Date(form.preview.until) > new Date()
  return (
    <div className="aw-hint">
      {isThrottled && <p>{words.throttled}</p>}
      <p>
        {context.view.mode === 'native' ? words.hintNative({ button }) : words.hint({ button })}
      </p>
      {isShown && (
        <p>
          <Link
            href={form.preview!.url}
            external
            externalIconAriaLabel={words.newTab}
            fontSize="body-s"
          >
            {words.see}
          </Link>
        </p>
      )}
    </div>
  )
}
