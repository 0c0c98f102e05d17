// Edits all settings of a form (WhatsApp Flow) for a team: the message with which agents send the
// form, its title and note, the period in which it is offered, and the labels of its answers.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import {
  LONGEST_FORM_BUTTON,
  LONGEST_FORM_SCREEN,
  LONGEST_FORM_TEXT,
  LONGEST_LABEL,
  LONGEST_NOTE,
  LONGEST_TITLE,
} from '#whatsapp/templates/curation-limits'
import { FormDialog } from './form-dialog.tsx'
import {
  type AnswerLabel,
  type FormRow,
  type FormSettings,
  formEdits,
  formSettingsOf,
} from './form-rows.ts'
import { useTexts } from './i18n/texts.tsx'
import { PeriodInputs } from './period-inputs.tsx'
import { roomIn, sizeError, spaceLeft } from './text-room.ts'

interface Props {
  row: FormRow
  onSave: (edits: readonly CurationEdit[]) => void
  onCancel: () => void
}

/** Meta's limits, in characters. */
const LIMITS = {
  text: LONGEST_FORM_TEXT,
  button: LONGEST_FORM_BUTTON,
  screen: LONGEST_FORM_SCREEN,
} as const

/** The dialog shows the number of remaining characters if it is below this number. */
const FEW_LEFT = 40

export function FormSettingsDialog({ row, onSave, onCancel }: Props) {
  const texts = useTexts()
  const words = texts.forms
  const [settings, setSettings] = useState(() => formSettingsOf(row))
  const change = (next: Partial<FormSettings>) => setSettings({ ...settings, ...next })
  const { title, note, text, button, begins, screen, labels, from, until } = settings
  const left = (name: keyof typeof LIMITS) => LIMITS[name] - settings[name].trim().length
  const room = (name: keyof typeof LIMITS) => {
    const n = left(name)
    return n < 0
      ? { errorText: texts.over({ n: -n }) }
      : n < Math.min(FEW_LEFT, LIMITS[name])
        ? { constraintText: texts.left({ n }) }
        : {}
  }
  const isInOrder = !from || !until || from < until
  const isComplete = text.trim() !== '' && button.trim() !== ''
  const hasScreen = begins !== 'screen' || screen.trim() !== ''
  const fits =
    (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).every((name) => left(name) >= 0) &&
    spaceLeft(title, LONGEST_TITLE) >= 0 &&
    spaceLeft(note, LONGEST_NOTE) >= 0
  const areLabelsShort = labels.every(({ label }) => spaceLeft(label, LONGEST_LABEL) >= 0)

  return (
    <FormDialog
      size="large"
      header={words.editing({ name: row.form.name })}
      canSave={isComplete && hasScreen && fits && isInOrder && areLabelsShort}
      onSave={() => onSave(formEdits(settings, row))}
      onCancel={onCancel}
    >
      {!row.offer.form && <p className="sp-soft">{words.saveOffers}</p>}
      <FormField label={words.text} description={words.textHint} {...room('text')}>
        <Textarea
          autoFocus
          rows={3}
          value={text}
          onChange={({ detail }) => change({ text: detail.value })}
        />
      </FormField>
      <FormField label={words.buttonLabel} description={words.buttonHint} {...room('button')}>
        <Input value={button} onChange={({ detail }) => change({ button: detail.value })} />
      </FormField>
      <FormField
        label={texts.templateTitle}
        description={words.titleHint({ name: row.form.name })}
        {...roomIn(title, LONGEST_TITLE, texts)}
      >
        <Input value={title} onChange={({ detail }) => change({ title: detail.value })} />
      </FormField>
      <FormField
        label={texts.note}
        description={words.noteHint}
        {...roomIn(note, LONGEST_NOTE, texts)}
      >
        <Textarea rows={2} value={note} onChange={({ detail }) => change({ note: detail.value })} />
      </FormField>
      <FormField label={words.begins}>
        <RadioGroup
          value={begins}
          items={[
            { value: 'first', label: words.beginsFirst },
            { value: 'screen', label: words.beginsScreen },
            { value: 'endpoint', label: words.beginsEndpoint },
          ]}
          onChange={({ detail }) => change({ begins: detail.value as FormSettings['begins'] })}
        />
      </FormField>
      {begins === 'screen' && (
        <FormField label={words.screen} description={words.screenHint} {...room('screen')}>
          <Input value={screen} onChange={({ detail }) => change({ screen: detail.value })} />
        </FormField>
      )}
      <Answers labels={labels} onChange={(next) => change({ labels: next })} />
      <PeriodInputs from={from} until={until} isInOrder={isInOrder} onChange={change} />
    </FormDialog>
  )
}

function Answers({
  labels,
  onChange,
}: {
  labels: readonly AnswerLabel[]
  onChange: (labels: readonly AnswerLabel[]) => void
}) {
  const texts = useTexts()
  const words = texts.forms
  const set = (at: number, next: Partial<AnswerLabel>) =>
    onChange(labels.map((each, i) => (i === at ? { ...each, ...next } : each)))
  return (
    <section className="sp-part" aria-label={words.answers}>
      <h3>{words.answers}</h3>
      <p className="sp-soft">{words.answersHint}</p>
      {labels.map(({ name, label }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: answers have no id
        <div className="sp-answer" key={i}>
          <FormField label={words.answerName} stretch>
            <Input value={name} onChange={({ detail }) => set(i, { name: detail.value })} />
          </FormField>
          <FormField
            label={words.answerLabel}
            errorText={sizeError(label, LONGEST_LABEL, texts)}
            stretch
          >
            <Input value={label} onChange={({ detail }) => set(i, { label: detail.value })} />
          </FormField>
          <Button
            variant="icon"
            iconName="close"
            formAction="none"
            ariaLabel={words.removeAnswer({ name: name || words.answerName })}
            onClick={() => onChange(labels.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      <div>
        <Button
          iconName="add-plus"
          formAction="none"
          onClick={() => onChange([...labels, { name: '', label: '' }])}
        >
          {words.addAnswer}
        </Button>
      </div>
    </section>
  )
}
