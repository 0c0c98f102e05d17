// The form for a question with up to ten answers in sections, which the customer opens with a
// button.
import Button from '@cloudscape-design/components/button'
import { MAX_BUTTON_TITLE } from '#whatsapp/messages/interactive-parts'
import { LIST_LIMITS } from '#whatsapp/messages/interactive-rules'
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
import { type Form, type MessageDraftState, sentBy, useMessageDraft } from './use-message-draft.ts'

interface Row {
  title: string
  description: string
}

interface Section {
  title: string
  rows: readonly Row[]
}

const BLANK_ROW: Row = { title: '', description: '' }

const FORM: Form<InteractiveText & { button: string; sections: readonly Section[] }> = {
  kind: 'list',
  blank: { ...BLANK_TEXT, button: '', sections: [{ title: '', rows: [BLANK_ROW, BLANK_ROW] }] },
  toMessage: ({ button, sections, ...framed }) => ({
    type: 'list',
    ...toInteractiveText(framed),
    button,
    sections: sections.map(({ title, rows }, i) => ({
      ...(title.trim() && { title }),
      rows: rows.map((row, j) => ({
        id: `section-${i + 1}-row-${j + 1}`,
        title: row.title,
        ...(row.description.trim() && { description: row.description }),
      })),
    })),
  }),
}

const replaced = <Entry,>(entries: readonly Entry[], i: number, entry: Entry): Entry[] =>
  entries.map((each, j) => (j === i ? entry : each))

const without = <Entry,>(entries: readonly Entry[], i: number): Entry[] =>
  entries.filter((_, j) => j !== i)

export function ListForm({ context }: { context: FormContext }) {
  const { choices: words } = useMessages().composer
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  const { values } = composed
  const { sections } = values
  const put = (next: readonly Section[]) => composed.change({ ...values, sections: next })
  const room = LIST_LIMITS.rows - sections.reduce((sum, { rows }) => sum + rows.length, 0)

  return (
    <Frame context={context} composed={composed}>
      <InteractiveFields composed={composed} />
      <MessageField
        composed={composed}
        path="button"
        label={words.opener}
        hint={words.openerHint}
        max={MAX_BUTTON_TITLE}
        value={values.button}
        onChange={(button) => composed.change({ ...values, button })}
      />
      {sections.map((section, i) => (
        <SectionFields
          // biome-ignore lint/suspicious/noArrayIndexKey: sections have no id
          key={i}
          composed={composed}
          at={i}
          section={section}
          isOnly={sections.length === 1}
          hasRoom={room > 0}
          onChange={(next) => put(replaced(sections, i, next))}
          onRemove={() => put(without(sections, i))}
        />
      ))}
      <span className="aw-adding">
        {sections.length < LIST_LIMITS.sections && (
          <Button
            iconName="add-plus"
            formAction="none"
            disabled={room === 0}
            onClick={() => put([...sections, { title: '', rows: [BLANK_ROW] }])}
          >
            {words.addSection}
          </Button>
        )}
        <span className="aw-hint" role="status">
          {words.rowsLeft({ n: room })}
        </span>
      </span>
    </Frame>
  )
}

interface SectionProps {
  composed: MessageDraftState
  at: number
  section: Section
  isOnly: boolean
  hasRoom: boolean
  onChange: (section: Section) => void
  onRemove: () => void
}

function SectionFields({
  composed,
  at,
  section,
  isOnly,
  hasRoom,
  onChange,
  onRemove,
}: SectionProps) {
  const { choices: words } = useMessages().composer
  const { title, rows } = section
  const path = `sections.${at}`
  const setRow = (i: number, part: Partial<Row>) =>
    onChange({ title, rows: replaced(rows, i, { ...rows[i]!, ...part }) })

  return (
    <fieldset className="aw-group">
      <legend>{words.section({ n: at + 1 })}</legend>
      {!isOnly && (
        <span className="aw-group-remove">
          <Button
            variant="icon"
            iconName="remove"
            formAction="none"
            ariaLabel={words.remove({ what: words.section({ n: at + 1 }) })}
            onClick={onRemove}
          />
        </span>
      )}
      <MessageField
        composed={composed}
        path={`${path}.title`}
        label={words.sectionTitle}
        optional={isOnly}
        max={LIST_LIMITS.sectionTitle}
        value={title}
        onChange={(text) => onChange({ title: text, rows })}
      />
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: choices have no id
        <div className="aw-with-remove" key={i}>
          <div className="aw-pair">
            <MessageField
              composed={composed}
              path={`${path}.rows.${i}.title`}
              label={words.row({ n: i + 1 })}
              max={LIST_LIMITS.rowTitle}
              value={row.title}
              onChange={(text) => setRow(i, { title: text })}
            />
            <MessageField
              composed={composed}
              path={`${path}.rows.${i}.description`}
              label={words.description}
              optional
              max={LIST_LIMITS.rowDescription}
              value={row.description}
              onChange={(text) => setRow(i, { description: text })}
            />
          </div>
          {rows.length > 1 && (
            <Button
              variant="icon"
              iconName="remove"
              formAction="none"
              ariaLabel={words.remove({ what: words.row({ n: i + 1 }) })}
              onClick={() => onChange({ title, rows: without(rows, i) })}
            />
          )}
        </div>
      ))}
      {hasRoom && (
        <span>
          <Button
            variant="inline-link"
            iconName="add-plus"
            formAction="none"
            onClick={() => onChange({ title, rows: [...rows, BLANK_ROW] })}
          >
            {words.addRow}
          </Button>
        </span>
      )}
    </fieldset>
  )
}
