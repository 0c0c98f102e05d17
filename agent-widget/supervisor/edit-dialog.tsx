// The dialog with all settings of one template for a team: title, note, period and languages, and
// the labels and default values of its fields.
import Alert from '@cloudscape-design/components/alert'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import { LONGEST_NOTE, LONGEST_TITLE } from '#whatsapp/templates/curation-limits'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { type DefinitionOf, FieldsEditor } from './fields-editor.tsx'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'
import { PeriodInputs } from './period-inputs.tsx'
import type { CatalogueRow } from './rows.ts'
import { editsTo, settingsOf, type TemplateSettings } from './settings.ts'
import { roomIn, spaceLeft } from './text-room.ts'
import { isTopicTooLong, TopicInput } from './topic-input.tsx'

interface Props {
  row: CatalogueRow
  /** The names of all templates, from which the supervisor chooses a replacement template. */
  names: readonly string[]
  topics: readonly string[]
  definitionOf: DefinitionOf
  onSave: (edits: readonly CurationEdit[]) => void
  onCancel: () => void
}

export function EditDialog({ row, names, topics, definitionOf, onSave, onCancel }: Props) {
  const texts = useTexts()
  const [settings, setSettings] = useState(() => settingsOf(row))
  const [areFieldsValid, setFieldsValid] = useState(true)
  const change = (next: Partial<TemplateSettings>) => setSettings({ ...settings, ...next })
  const { title, note, topic, from, until } = settings
  const isTooLong = spaceLeft(title, LONGEST_TITLE) < 0 || spaceLeft(note, LONGEST_NOTE) < 0
  const isInOrder = !from || !until || from < until
  const canSave = !isTooLong && !isTopicTooLong(topic) && isInOrder && areFieldsValid

  return (
    <FormDialog
      size="large"
      header={texts.editing({ name: row.name })}
      canSave={canSave}
      onSave={() => onSave(editsTo(settings, row))}
      onCancel={onCancel}
    >
      <FormField
        label={texts.templateTitle}
        description={texts.templateTitleHint({ name: row.name })}
        {...roomIn(title, LONGEST_TITLE, texts)}
      >
        <Input autoFocus value={title} onChange={({ detail }) => change({ title: detail.value })} />
      </FormField>
      <FormField
        label={texts.note}
        description={texts.noteHint}
        {...roomIn(note, LONGEST_NOTE, texts)}
      >
        <Textarea rows={3} value={note} onChange={({ detail }) => change({ note: detail.value })} />
      </FormField>
      <TopicInput topics={topics} value={topic} onChange={(next) => change({ topic: next })} />
      <PeriodInputs from={from} until={until} isInOrder={isInOrder} onChange={change} />
      <Successor
        names={names.filter((name) => name !== row.name)}
        chosen={settings.successor}
        onChoose={(successor) => change({ successor })}
      />
      {row.variants.length > 1 && (
        <Languages
          all={row.variants.map(({ language }) => language)}
          offered={settings.languages}
          onChange={(languages) => change({ languages })}
        />
      )}
      <FieldsEditor
        row={row}
        definitionOf={definitionOf}
        fields={settings.fields}
        onChange={(fields, isValid) => {
          change({ fields })
          setFieldsValid(isValid)
        }}
      />
      {!areFieldsValid && <Alert type="warning">{texts.fieldsInvalid}</Alert>}
    </FormDialog>
  )
}

function Successor({
  names,
  chosen,
  onChoose,
}: {
  names: readonly string[]
  chosen: string | undefined
  onChoose: (name: string | undefined) => void
}) {
  const texts = useTexts()
  const options = [
    { value: '', label: texts.noSuccessor },
    ...names.map((name) => ({ value: name, label: name })),
  ]
  return (
    <FormField label={texts.successor} description={texts.successorHint}>
      <Select
        filteringType={options.length > 10 ? 'auto' : 'none'}
        virtualScroll={options.length > 100}
        options={options}
        selectedOption={options.find(({ value }) => value === (chosen ?? '')) ?? null}
        onChange={({ detail }) => onChoose(detail.selectedOption.value || undefined)}
      />
    </FormField>
  )
}

function Languages({
  all,
  offered,
  onChange,
}: {
  all: readonly string[]
  offered: readonly string[]
  onChange: (offered: readonly string[]) => void
}) {
  const texts = useTexts()
  const language = useLanguage()
  return (
    <section className="sp-part" aria-label={texts.offeredLanguages}>
      <h3>{texts.offeredLanguages}</h3>
      <p className="sp-soft">{texts.offeredLanguagesHint}</p>
      <div className="sp-checks">
        {all.map((each) => (
          <Checkbox
            key={each}
            checked={offered.includes(each)}
            onChange={({ detail }) =>
              onChange(
                detail.checked ? [...offered, each] : offered.filter((other) => other !== each),
              )
            }
          >
            {languageName(each, language)}
          </Checkbox>
        ))}
      </div>
    </section>
  )
}
