// The form for a question with up to three buttons as answers.
import Button from '@cloudscape-design/components/button'
import { MAX_BUTTON_TITLE } from '#whatsapp/messages/interactive-parts'
import { MAX_REPLY_BUTTONS } from '#whatsapp/messages/interactive-rules'
import { useMessages } from '../i18n/messages.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import {
  BLANK_TEXT,
  InteractiveFields,
  type InteractiveText,
  toInteractiveText,
} from './interactive-fields.tsx'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

const FORM: Form<InteractiveText & { titles: readonly string[] }> = {
  kind: 'buttons',
  blank: { ...BLANK_TEXT, titles: ['', ''] },
  // When the customer taps a button, WhatsApp returns its id and title. Agents never see the id.
  toMessage: ({ titles, ...framed }) => ({
    type: 'buttons',
    ...toInteractiveText(framed),
    buttons: titles.map((title, i) => ({ id: `button-${i + 1}`, title })),
  }),
}

export function ButtonsForm({ context }: { context: FormContext }) {
  const { choices: words } = useMessages().composer
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  const { values } = composed
  const { titles } = values
  const put = (next: readonly string[]) => composed.change({ ...values, titles: next })

  return (
    <Frame context={context} composed={composed}>
      <InteractiveFields composed={composed} />
      {titles.map((title, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id
        <div className="aw-with-remove" key={i}>
          <MessageField
            composed={composed}
            path={`buttons.${i}`}
            label={words.button({ n: i + 1 })}
            max={MAX_BUTTON_TITLE}
            value={title}
            onChange={(text) => put(titles.map((each, j) => (j === i ? text : each)))}
          />
          {titles.length > 1 && (
            <Button
              variant="icon"
              iconName="remove"
              formAction="none"
              ariaLabel={words.remove({ what: words.button({ n: i + 1 }) })}
              onClick={() => put(titles.filter((_, j) => j !== i))}
            />
          )}
        </div>
      ))}
      {titles.length < MAX_REPLY_BUTTONS && (
        <span>
          <Button iconName="add-plus" formAction="none" onClick={() => put([...titles, ''])}>
            {words.addButton}
          </Button>
        </span>
      )}
    </Frame>
  )
}
