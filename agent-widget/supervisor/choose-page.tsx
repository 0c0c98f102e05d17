// Shows the catalogue, in which supervisors choose the templates that a team is offered.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Input from '@cloudscape-design/components/input'
import Pagination from '@cloudscape-design/components/pagination'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { Catalogue, Teams } from '#supervisor-api'
import type { RuleTeam } from '#whatsapp/templates/curation'
import { type CurationEdit, teamKey } from '#whatsapp/templates/curation-edits'
import { MOST_NAMES } from '#whatsapp/templates/curation-limits'
import { EmptyState } from '../empty-state.tsx'
import { moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import type { SupervisorApi } from './api.ts'
import { BreakerSection } from './breaker-section.tsx'
import { CatalogueItem } from './catalogue-row.tsx'
import type { CatalogueStore } from './catalogue-store.ts'
import { CopyFrom } from './copy-from.tsx'
import { EditDialog } from './edit-dialog.tsx'
import type { DefinitionOf } from './fields-editor.tsx'
import { FileSection } from './file-section.tsx'
import { useTexts } from './i18n/texts.tsx'
import { RowFilters } from './row-filters.tsx'
import {
  ALL_ROWS,
  type CatalogueRow,
  catalogueRows,
  countOf,
  isNarrowed,
  offeredSamples,
  ROW_FILTERS,
  type RowFilter,
  type RowSearch,
  rowSearch,
} from './rows.ts'
import { SelectionBar } from './selection-bar.tsx'
import { TeamSelect } from './team-select.tsx'
import { EVERYONE, isEveryone } from './teams.ts'
import { TopicDialog } from './topic-dialog.tsx'
import { TopicsDialog } from './topics-dialog.tsx'
import { TrialDialog } from './trial-dialog.tsx'
import { useFilters } from './use-filters.ts'

interface Props {
  api: SupervisorApi
  wabaId: string
  catalogue: Catalogue
  teams: Teams
  store: CatalogueStore
  definitionOf: DefinitionOf
  search: RowSearch
  onSearch: (search: RowSearch) => void
}

/** Each row has several controls, so more rows per page would take too long to appear. */
const ON_A_PAGE = 25
/** After a new search, these rows are displayed before the others of the page. */
const FIRST_ROWS = 8
const INDEX_AFTER_MS = 200

/** Removes every filter. */
const NO_FILTER: RowSearch = {
  ...ALL_ROWS,
  status: undefined,
  category: undefined,
  language: undefined,
  topic: undefined,
}

export function ChoosePage({
  api,
  wabaId,
  catalogue,
  teams,
  store,
  definitionOf,
  search,
  onSearch,
}: Props) {
  const texts = useTexts()
  const [team, setTeam] = useState<RuleTeam>(EVERYONE)
  const [page, setPage] = useState(1)
  const [selected, setSelected] = useState<readonly string[]>([])
  const [opened, setOpened] = useState<CatalogueRow>()
  const [tried, setTried] = useState<CatalogueRow>()
  const [hasFilters, setHasFilters] = useState(() => isNarrowed(search))
  const [dialog, setDialog] = useState<'topic' | 'topics'>()
  const rows = useMemo(() => catalogueRows(catalogue, team), [catalogue, team])
  const { find, prepare } = useMemo(() => rowSearch(rows), [rows])
  // The words of thousands of templates take time to index, so the list appears first.
  useEffect(() => {
    const timer = setTimeout(prepare, INDEX_AFTER_MS)
    return () => clearTimeout(timer)
  }, [prepare])
  const found = find(search)
  const saved = useFilters(api, wabaId, store.report)
  const pages = Math.max(1, Math.ceil(found.length / ON_A_PAGE))
  const current = Math.min(page, pages)
  const searched = `${teamKey(team)}#${JSON.stringify(search)}`
  const isDrawn = useDeferredValue(searched, '') === searched
  const from = (current - 1) * ON_A_PAGE
  const visible = found.slice(from, from + (isDrawn ? ON_A_PAGE : FIRST_ROWS))
  const topics = catalogue.curation.topics ?? []
  const samples = offeredSamples(rows)
  const undecided = countOf(rows, 'new')
  const edit = (...edits: CurationEdit[]) => void store.change(team, edits)

  function narrow(next: Partial<RowSearch>) {
    onSearch({ ...search, ...next })
    setPage(1)
    setSelected([])
  }

  if (rows.length === 0) return <EmptyState title={texts.empty} hint={texts.emptyHint} />
  return (
    <div className="sp-choose">
      <div className="sp-filters">
        <TeamSelect
          team={team}
          teams={teams}
          rules={catalogue.curation.rules}
          onChange={(next) => {
            setTeam(next)
            narrow({})
          }}
        />
        <Input
          type="search"
          ariaLabel={texts.search}
          placeholder={texts.searchPlaceholder}
          clearAriaLabel={texts.clear}
          value={search.query}
          onChange={({ detail }) => narrow({ query: detail.value })}
        />
        <FilterSelect rows={rows} filter={search.show} onChange={(show) => narrow({ show })} />
        <CopyFrom
          team={team}
          teams={teams}
          rules={catalogue.curation.rules}
          onCopy={(from) => edit({ edit: 'copy', from })}
        />
        <div className="sp-buttons">
          <Button
            iconName="filter"
            ariaExpanded={hasFilters}
            onClick={() => setHasFilters(!hasFilters)}
          >
            {texts.moreFilters}
          </Button>
          {topics.length > 0 && (
            <Button onClick={() => setDialog('topics')}>{texts.manageTopics}</Button>
          )}
        </div>
      </div>
      {hasFilters && (
        <RowFilters
          rows={rows}
          topics={topics}
          search={search}
          onSearch={(next) => narrow({ ...NO_FILTER, ...next })}
          saved={saved}
        />
      )}
      {undecided > 0 && search.show !== 'new' && (
        <Alert
          type="info"
          action={
            <Button onClick={() => narrow({ ...NO_FILTER, show: 'new' })}>{texts.showNew}</Button>
          }
        >
          {texts.newUndecided({ n: undecided })}
        </Alert>
      )}
      {samples.length > 0 && (
        <Alert
          type="info"
          action={
            <Button onClick={() => edit({ edit: 'offer', names: samples, offered: false })}>
              {texts.hideSamples}
            </Button>
          }
        >
          {texts.samplesOffered({ n: samples.length })}
        </Alert>
      )}
      {selected.length > 0 && (
        <SelectionBar
          names={selected}
          all={found.map(({ name }) => name)}
          isForEveryone={isEveryone(team)}
          onSelect={setSelected}
          onEdit={(edits) => {
            edit(...edits)
            setSelected([])
          }}
          onTopic={() => setDialog('topic')}
        />
      )}
      {found.length === 0 ? (
        <NothingFound filter={search.show} onAll={() => narrow(NO_FILTER)} />
      ) : (
        <ul className="sp-rows" aria-label={texts.pages.choose}>
          {visible.map((row) => (
            <CatalogueItem
              key={`${teamKey(team)}#${row.name}`}
              row={row}
              isForEveryone={isEveryone(team)}
              isSelected={selected.includes(row.name)}
              onSelect={(isSelected) =>
                setSelected(
                  isSelected
                    ? [...selected, row.name].slice(0, MOST_NAMES)
                    : selected.filter((name) => name !== row.name),
                )
              }
              onEdit={edit}
              onOpen={() => setOpened(row)}
              onTry={() => setTried(row)}
            />
          ))}
        </ul>
      )}
      {pages > 1 && (
        <Pagination
          currentPageIndex={current}
          pagesCount={pages}
          ariaLabels={{
            paginationLabel: texts.pagination,
            nextPageLabel: texts.nextPage,
            previousPageLabel: texts.previousPage,
            pageLabel: (n) => texts.page({ n }),
          }}
          onChange={({ detail }) => setPage(detail.currentPageIndex)}
        />
      )}
      <NewTemplates catalogue={catalogue} store={store} />
      <BreakerSection settings={catalogue.breaker.settings} store={store} />
      <FileSection api={api} wabaId={wabaId} teams={teams} store={store} />
      <ReadAt catalogue={catalogue} />
      {opened && (
        <EditDialog
          row={opened}
          names={rows.map(({ name }) => name)}
          topics={topics}
          definitionOf={definitionOf}
          onCancel={() => setOpened(undefined)}
          onSave={(edits) => {
            setOpened(undefined)
            edit(...edits)
          }}
        />
      )}
      {tried && (
        <TrialDialog
          api={api}
          wabaId={wabaId}
          row={tried}
          catalogue={catalogue}
          queues={teams.queues}
          queue={team.queues?.[0]}
          definitionOf={definitionOf}
          onClose={() => setTried(undefined)}
        />
      )}
      {dialog === 'topic' && (
        <TopicDialog
          count={selected.length}
          topics={topics}
          onCancel={() => setDialog(undefined)}
          onSave={(topic) => {
            setDialog(undefined)
            edit({ edit: 'topic', names: [...selected], ...(topic ? { topic } : {}) })
            setSelected([])
          }}
        />
      )}
      {dialog === 'topics' && (
        <TopicsDialog
          curation={catalogue.curation}
          onCancel={() => setDialog(undefined)}
          onSave={(edits) => {
            setDialog(undefined)
            if (edits.length > 0) edit(...edits)
          }}
        />
      )}
    </div>
  )
}

function FilterSelect({
  rows,
  filter,
  onChange,
}: {
  rows: readonly CatalogueRow[]
  filter: RowFilter
  onChange: (filter: RowFilter) => void
}) {
  const texts = useTexts()
  const option = (value: RowFilter) => ({
    value,
    label: texts.filters[value]({ n: countOf(rows, value) }),
  })
  return (
    <Select
      ariaLabel={texts.show}
      inlineLabelText={texts.show}
      options={ROW_FILTERS.map(option)}
      selectedOption={option(filter)}
      onChange={({ detail }) => onChange(detail.selectedOption.value as RowFilter)}
    />
  )
}

function NothingFound({ filter, onAll }: { filter: RowFilter; onAll: () => void }) {
  const texts = useTexts()
  const [title, hint] =
    filter === 'new' ? [texts.noneNew, texts.noneNewHint] : [texts.none, texts.noneHint]
  return (
    <EmptyState title={title} hint={hint}>
      <Button onClick={onAll}>{texts.showAll}</Button>
    </EmptyState>
  )
}

function NewTemplates({ catalogue, store }: Pick<Props, 'catalogue' | 'store'>) {
  const texts = useTexts()
  return (
    <section className="sp-setting" aria-label={texts.newTemplates}>
      <h3>{texts.newTemplates}</h3>
      <RadioGroup
        ariaLabel={texts.newTemplates}
        value={catalogue.curation.newTemplatesWait ? 'wait' : 'offered'}
        items={[
          { value: 'wait', label: texts.newWait, description: texts.newWaitHint },
          { value: 'offered', label: texts.newOffered, description: texts.newOfferedHint },
        ]}
        onChange={({ detail }) =>
          void store.change(EVERYONE, [{ edit: 'new_templates', wait: detail.value === 'wait' }])
        }
      />
    </section>
  )
}

function ReadAt({ catalogue }: Pick<Props, 'catalogue'>) {
  const texts = useTexts()
  const language = useLanguage()
  if (!catalogue.syncedAt) return null
  return (
    <p className="sp-soft">
      {texts.readAt({ at: moment(new Date(catalogue.syncedAt), new Date(), language) })}
    </p>
  )
}
