// Choosing a template: search, filters and the list, all by keyboard from the search field.
import Button from '@cloudscape-design/components/button'
import Input, { type InputProps } from '@cloudscape-design/components/input'
import { lazy, Suspense, useId, useRef, useState } from 'react'
import { useGivenFocus } from '../browser/use-initial-focus.ts'
import { Nothing } from '../empty-state.tsx'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import type { TemplateGroup } from './search-index.ts'
import { optionId, TemplateList } from './template-list.tsx'
import type { IndexedTemplates } from './template-lists.ts'
import { categoryName } from './template-row.tsx'
import type { Looking } from './template-search.ts'
import { usePicker } from './use-picker.ts'
import type { Variant } from './variant.ts'

const Filters = lazy(async () => ({ default: (await import('./filters.tsx')).Filters }))

interface Props {
  templates: IndexedTemplates
  variantOf: (group: TemplateGroup, language: string | undefined) => Variant
  /** `language`: the one the list is narrowed down to. */
  onChoose: (group: TemplateGroup, language: string | undefined) => void
  looking: Looking
  onLook: (looking: Looking) => void
  /** A template was left for this list: whoever works by keyboard goes on at its search. */
  cameFromTemplate: boolean
}

export function Picker({
  templates,
  variantOf,
  onChoose,
  looking,
  onLook,
  cameFromTemplate,
}: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const picker = usePicker(templates, looking, onLook)
  const [hasFilters, setHasFilters] = useState(Object.keys(looking.filter).length > 0)
  const list = useId()
  const { rows, current, filter } = picker
  const searching = useRef<InputProps.Ref>(null)
  useGivenFocus(() => cameFromTemplate && searching.current?.focus())
  const chosen = (group: TemplateGroup) => onChoose(group, filter.language)
  const narrowed = [
    ...(filter.category ? [categoryName(filter.category, messages)] : []),
    ...(filter.language ? [languageName(filter.language, language)] : []),
  ]

  function onKeyDown(event: CustomEvent<{ key: string }>) {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.detail.key]
    const row = rows[current]
    if (move) picker.move(move)
    else if (event.detail.key === 'Enter' && row?.is === 'template') chosen(row.group)
    else return
    event.preventDefault()
  }

  if (templates.list.templates.length === 0)
    return <Nothing title={messages.noTemplates} hint={messages.noTemplatesHint} />
  if (templates.index.groups.length === 0)
    return <Nothing title={messages.noneOffered} hint={messages.noneOfferedHint} />
  return (
    <div className="aw-picker">
      <div className="aw-search">
        <Input
          ref={searching}
          type="search"
          ariaLabel={messages.search}
          placeholder={messages.searchPlaceholder}
          clearAriaLabel={messages.clearSearch}
          value={picker.query}
          onChange={({ detail }) => picker.search(detail.value)}
          onKeyDown={onKeyDown}
          spellcheck={false}
          nativeInputAttributes={{
            role: 'combobox',
            'aria-expanded': rows.length > 0,
            'aria-controls': list,
            'aria-autocomplete': 'list',
            ...(rows[current] ? { 'aria-activedescendant': optionId(list, current) } : {}),
          }}
        />
        <Button
          iconName="filter"
          ariaLabel={`${messages.category}, ${messages.language}`}
          ariaExpanded={hasFilters}
          onClick={() => setHasFilters(!hasFilters)}
        />
      </div>
      {hasFilters && (
        <Suspense fallback={<div className="aw-filters" />}>
          <Filters index={templates.index} filter={filter} onChange={picker.narrow} />
        </Suspense>
      )}
      <div className="aw-count">
        <span role="status">
          {picker.isSearch
            ? messages.foundOf(picker.found, templates.index.groups.length)
            : messages.found(picker.found)}
          {narrowed.length > 0 && ` · ${narrowed.join(', ')}`}
        </span>
        {narrowed.length > 0 && rows.length > 0 && (
          <Button variant="inline-link" onClick={() => picker.narrow({})}>
            {messages.clearFilters}
          </Button>
        )}
      </div>
      {rows.length > 0 ? (
        <TemplateList
          id={list}
          rows={rows}
          current={current}
          offers={templates.offers}
          variantOf={(group) => variantOf(group, filter.language)}
          onPoint={picker.point}
          onChoose={chosen}
        />
      ) : (
        <Nothing title={messages.noMatch} hint={messages.noMatchHint}>
          <Button onClick={picker.clear}>{messages.clearFilters}</Button>
        </Nothing>
      )}
    </div>
  )
}
