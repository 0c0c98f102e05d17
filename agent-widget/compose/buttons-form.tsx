// A question with up to three answers to tap.
import Button from '@cloudscape-design/components/button'
import { MAX_BUTTON_TITLE } from '#whatsapp/messages/interactive-parts'
import { MAX_REPLY_BUTTONS } from '#whatsapp/messages/interactive-rules'
import { useWords } from '../i18n/composing/words.ts'
import { Field } from './field.tsx'
import type { Desktop } from './form-context.ts'
import { BLANK_FRAME, type Framed, FramedFields, toFramed } from './interactive-fields.tsx'
import { Frame } from './message-form.tsx'
import { type Form, sentBy, useComposed } from './use-message-draft.ts'

const FORM: Form<Framed & { titles: readonly string[] }> = {
  kind: 'buttons',
  blank: { ...BLANK_FRAME, titles: ['', ''] },
  // The id comes back with a tap, beside the title; nobody types one.
  toMessage: ({ titles, ...framed }) => ({
    type: 'buttons',
    ...toFramed(framed),
    buttons: titles.map((title, i) => ({ id: `button-${i + 1}`, title })),
  }),
}

export function ButtonsForm({ desktop }: { desktop: Desktop }) {
  const { choices: words } = useWords()
  const composed = useComposed(desktop.contactId, FORM, sentBy(desktop))
  const { values } = composed
  const { titles } = values
  const put = (next: readonly string[]) => composed.change({ ...values, titles: next })

  return (
    <Frame desktop={desktop} composed={composed}>
      <FramedFields composed={composed} />
      {titles.map((title, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a button is known by its place
        <div className="aw-with-remove" key={i}>
          <Field
            composed={composed}
            path={`buttons.${i}`}
            label={words.button(i + 1)}
            max={MAX_BUTTON_TITLE}
            value={title}
            onChange={(text) => put(titles.map((each, j) => (j === i ? text : each)))}
          />
          {titles.length > 1 && (
            <Button
              variant="icon"
              iconName="remove"
              formAction="none"
              ariaLabel={words.remove(words.button(i + 1))}
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
