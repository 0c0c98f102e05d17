// Filters the catalogue by status, category, language and topic, and saves a filter for all supervisors.
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import { useState } from 'react'
import type { SavedFilter } from '#supervisor-api'
import { LONGEST_FILTER_NAME } from '#whatsapp/templates/curation-limits'
import { textFor } from '../i18n/catalogue.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { categoryName } from '../templates/template-row.tsx'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'
import { ALL_ROWS, type CatalogueRow, choicesIn, isSameSearch, type RowSearch } from './rows.ts'
import { sizeError } from './text-room.ts'
import type { FilterStore } from './use-filters.ts'

interface Props {
  rows: readonly CatalogueRow[]
  topics: readonly string[]
  search: RowSearch
  onSearch: (search: RowSearch) => void
  saved: FilterStore
}

export function RowFilters({ rows, topics, search, onSearch, saved }: Props) {
  const texts = useTexts()
  const messages = useMessages()
  const language = useLanguage()
  const [isSaving, setSaving] = useState(false)
  const choices = choicesIn(rows)
  const chosen = saved.filters.find((each) => isSameSearch(each.search, search))
  const canSave = !isSameSearch(search, ALL_ROWS)
  const narrow = (next: Partial<RowSearch>) => onSearch({ ...search, ...next })

  return (
    <section className="sp-filters" aria-label={texts.moreFilters}>
      <Choice
        label={texts.statusFilter}
        choices={choices.status}
        nameOf={(status) => textFor(texts.status, status) ?? status}
        chosen={search.status}
        onChoose={(status) => narrow({ status })}
      />
      <Choice
        label={messages.category}
        choices={choices.category}
        nameOf={(category) => categoryName(category, messages)}
        chosen={search.category}
        onChoose={(category) => narrow({ category })}
      />
      <Choice
        label={messages.language}
        choices={choices.language}
        nameOf={(each) => languageName(each, language)}
        chosen={search.language}
        onChoose={(each) => narrow({ language: each })}
      />
      {topics.length > 0 && (
        <Choice
          label={texts.topic}
          choices={topics}
          nameOf={(topic) => topic}
          chosen={search.topic}
          onChoose={(topic) => narrow({ topic })}
        />
      )}
      {saved.filters.length > 0 && (
        <Choice
          label={texts.savedFilters}
          none={texts.noSavedFilter}
          choices={saved.filters.map(({ name }) => name)}
          nameOf={(name) => name}
          chosen={chosen?.name}
          onChoose={(name) =>
            onSearch(saved.filters.find((each) => each.name === name)?.search ?? ALL_ROWS)
          }
        />
      )}
      {chosen ? (
        <Button
          ariaLabel={texts.removeFilterNamed({ name: chosen.name })}
          onClick={() => void saved.remove(chosen.name)}
        >
          {texts.removeFilter}
        </Button>
      ) : (
        canSave && <Button onClick={() => setSaving(true)}>{texts.saveFilter}</Button>
      )}
      {isSaving && (
        <SaveDialog
          saved={saved.filters}
          onCancel={() => setSaving(false)}
          onSave={(name) => {
            setSaving(false)
            void saved.save({ name, search: { ...search, query: search.query.trim() } })
          }}
        />
      )}
    </section>
  )
}

interface ChoiceProps {
  label: string
  none?: string
  choices: readonly string[]
  nameOf: (choice: string) => string
  chosen: string | undefined
  onChoose: (choice: string | undefined) => void
}

function Choice({ label, none, choices, nameOf, chosen, onChoose }: ChoiceProps) {
  const messages = useMessages()
  const options = [
    { value: '', label: none ?? messages.all },
    ...choices.map((value) => ({ value, label: nameOf(value) })),
  ]
  return (
    <Select
      ariaLabel={label}
      inlineLabelText={label}
      filteringType={options.length > 12 ? 'auto' : 'none'}
      options={options}
      // A saved filter can contain a value that no template has any longer. The value is then shown
      // although it is not among the options.
      selectedOption={
        options.find(({ value }) => value === (chosen ?? '')) ?? {
          value: chosen!,
          label: nameOf(chosen!),
        }
      }
      onChange={({ detail }) => onChoose(detail.selectedOption.value || undefined)}
    />
  )
}

function SaveDialog({
  saved,
  onSave,
  onCancel,
}: {
  saved: readonly SavedFilter[]
  onSave: (name: string) => void
  onCancel: () => void
}) {
  const texts = useTexts()
  const [typed, setTyped] = useState('')
  const name = typed.trim()
  const tooLong = sizeError(name, LONGEST_FILTER_NAME, texts)
  const isTaken = saved.some((each) => each.name === name)
  return (
    <FormDialog
      header={texts.saveFilter}
      canSave={name !== '' && !tooLong}
      onSave={() => onSave(name)}
      onCancel={onCancel}
    >
      <FormField
        label={texts.filterName}
        description={texts.filterNameHint}
        errorText={tooLong}
        {...(isTaken ? { warningText: texts.filterReplaced } : {})}
      >
        <Input autoFocus value={typed} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </FormDialog>
  )
}
