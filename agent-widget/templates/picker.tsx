// Lets the agent choose a template with a search, filters and a list. The focus stays in the search
// field, whose keys also operate the list.
import Button from '@cloudscape-design/components/button'
import Input, { type InputProps } from '@cloudscape-design/components/input'
import { lazy, Suspense, useId, useRef, useState } from 'react'
import { useInitialFocus } from '../browser/use-initial-focus.ts'
import { EmptyState } from '../empty-state.tsx'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useMissedSearch } from '../missed/use-missed-search.ts'
import { readableName } from './readable-name.ts'
import type { TemplateGroup } from './search-index.ts'
import { SEARCH_SHORTCUT } from './search-shortcut.ts'
import { successorOf } from './successor.ts'
import { optionId, TemplateRows } from './template-list.tsx'
import type { IndexedTemplates } from './template-lists.ts'
import { categoryName } from './template-row.tsx'
import type { TemplateSearch } from './template-search.ts'
import { usePicker } from './use-picker.ts'
import type { Variant } from './variant.ts'

const Filters = lazy(async () => ({ default: (await import('./filters.tsx')).Filters }))

interface Props {
  templates: IndexedTemplates
  variantOf: (group: TemplateGroup, language: string | undefined) => Variant
  /** `language` is the language by which the agent filters the list, or undefined. */
  onChoose: (group: TemplateGroup, language: string | undefined) => void
  search: TemplateSearch
  onSearch: (search: TemplateSearch) => void
  /**
   * Called if a search found nothing. `withheld` is the name of a template that the search would
   * have found if supervisors offered it to the team.
   */
  onMissed: (query: string, withheld: string | undefined) => void
  /** The names of templates that have a draft. */
  drafts: readonly string[]
  /** True if the agent has just closed a template. The search field then gets the focus. */
  cameFromTemplate: boolean
}

export function Picker({
  templates,
  variantOf,
  onChoose,
  search,
  onSearch,
  onMissed,
  drafts,
  cameFromTemplate,
}: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const picker = usePicker(templates, search, onSearch)
  const [hasFilters, setHasFilters] = useState(Object.keys(search.filter).length > 0)
  const list = useId()
  const { rows, current, filter } = picker
  const searching = useRef<InputProps.Ref>(null)
  useInitialFocus(() => cameFromTemplate && searching.current?.focus())
  const chosen = (group: TemplateGroup) => onChoose(group, filter.language)
  const narrowed = [
    ...(filter.category ? [categoryName(filter.category, messages)] : []),
    ...(filter.language ? [languageName(filter.language, language)] : []),
  ]

  useMissedSearch(picker.query, picker.isMissed, (query) => onMissed(query, picker.withheld))

  function onKeyDown(event: CustomEvent<{ key: string }>) {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.detail.key]
    const row = rows[current]
    if (move) picker.move(move)
    else if (event.detail.key === 'Enter' && row?.is === 'template') chosen(row.group)
    else return
    event.preventDefault()
  }

  const successor =
    picker.withheld &&
    successorOf(templates.offers({ name: picker.withheld, language: '' }), templates.offers)
  const instead = successor && messages.sendInstead({ name: successor })

  if (templates.list.templates.length === 0)
    return <EmptyState title={messages.noTemplates} hint={messages.noTemplatesHint} />
  if (templates.index.groups.length === 0)
    return <EmptyState title={messages.noneOffered} hint={messages.noneOfferedHint} />
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
            'aria-keyshortcuts': SEARCH_SHORTCUT,
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
      <div className="aw-count" data-spoken={picker.isSearch ? undefined : ''}>
        <span role="status">
          {picker.isSearch
            ? messages.foundOf({ n: picker.found, all: templates.index.groups.length })
            : messages.found({ n: picker.found })}
          {narrowed.length > 0 && ` · ${narrowed.join(', ')}`}
        </span>
        {narrowed.length > 0 && rows.length > 0 && (
          <Button variant="inline-link" onClick={() => picker.narrow({})}>
            {messages.clearFilters}
          </Button>
        )}
      </div>
      {rows.length > 0 ? (
        <TemplateRows
          id={list}
          rows={rows}
          current={current}
          offers={templates.offers}
          drafts={drafts}
          variantOf={(group) => variantOf(group, filter.language)}
          onPoint={picker.point}
          onChoose={chosen}
        />
      ) : (
        <EmptyState
          title={messages.noMatch}
          hint={
            picker.withheld
              ? [messages.withheld({ name: readableName(picker.withheld) }), instead]
                  .filter(Boolean)
                  .join(' ')
              : narrowed.length > 0
                ? messages.noMatchHint
                : messages.noMatchSpelling
          }
        >
          <Button onClick={picker.clear}>
            {narrowed.length > 0 ? messages.clearFilters : messages.clearSearch}
          </Button>
        </EmptyState>
      )}
    </div>
  )
}
