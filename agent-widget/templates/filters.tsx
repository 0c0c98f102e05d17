// Filters the list by category and language. The code of the filters is loaded when they are first
// opened, because most agents use only the search.
import Select from '@cloudscape-design/components/select'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import type { Filter, SearchIndex } from './search-index.ts'
import { categoryName } from './template-row.tsx'

interface Props {
  index: SearchIndex
  filter: Filter
  onChange: (filter: Filter) => void
}

export function Filters({ index, filter, onChange }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const all = { value: '', label: messages.all }
  const categories = [
    all,
    ...index.categories.map((value) => ({ value, label: categoryName(value, messages) })),
  ]
  const languages = [
    all,
    ...index.languages.map((value) => ({ value, label: languageName(value, language) })),
  ]
  const chosen = <Option extends { value: string }>(options: Option[], value: string | undefined) =>
    options.find((option) => option.value === value) ?? options[0]!

  return (
    <div className="aw-filters">
      <Select
        ariaLabel={messages.category}
        inlineLabelText={messages.category}
        options={categories}
        selectedOption={chosen(categories, filter.category)}
        onChange={({ detail }) =>
          onChange({ ...filter, category: detail.selectedOption.value || undefined })
        }
      />
      <Select
        ariaLabel={messages.language}
        inlineLabelText={messages.language}
        options={languages}
        filteringType={languages.length > 12 ? 'auto' : 'none'}
        selectedOption={chosen(languages, filter.language)}
        onChange={({ detail }) =>
          onChange({ ...filter, language: detail.selectedOption.value || undefined })
        }
      />
    </div>
  )
}
