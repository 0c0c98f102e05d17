// Shows the state of each number and template at WhatsApp, the earlier states, and when the state
// was last read.
import Input from '@cloudscape-design/components/input'
import Link from '@cloudscape-design/components/link'
import Pagination from '@cloudscape-design/components/pagination'
import Select from '@cloudscape-design/components/select'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useMemo, useState } from 'react'
import type { Catalogue, WatchAnswer } from '#supervisor-api'
import { LIKELY } from '#whatsapp/template-review/likely-causes'
import { rejectionFor } from '#whatsapp/template-review/rejection'
import { managerLinks } from '#whatsapp/whatsapp-manager'
import { EmptyState } from '../empty-state.tsx'
import { textFor } from '../i18n/catalogue.ts'
import { formattedNumber, languageName, moment, zonedMoment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { categoryName } from '../templates/template-row.tsx'
import { useTexts } from './i18n/texts.tsx'
import { stateText, stateType } from './status.ts'
import { isRejected, type WatchRow, watchRows, watchSearch } from './watch-rows.ts'

interface Props {
  catalogue: Catalogue
  watched: WatchAnswer | undefined
  query: string
  onQuery: (query: string) => void
}

const ON_A_PAGE = 50

export function WatchPage({ catalogue, watched, query, onQuery }: Props) {
  const texts = useTexts()
  const rows = useMemo(() => watchRows(catalogue, watched), [catalogue, watched])
  const search = useMemo(() => watchSearch(rows), [rows])
  const [status, setStatus] = useState<string>()
  const [page, setPage] = useState(1)
  const found = search(query, status)
  const pages = Math.max(1, Math.ceil(found.length / ON_A_PAGE))
  const current = Math.min(page, pages)
  const visible = found.slice((current - 1) * ON_A_PAGE, current * ON_A_PAGE)
  const statuses = [...new Set(rows.map(({ template }) => template.status.toUpperCase()))].sort()
  const options = [
    { value: '', label: texts.watch.anyStatus },
    ...statuses.map((value) => ({ value, label: textFor(texts.status, value) ?? value })),
  ]
  const account = watched?.account

  return (
    <div className="sp-watch">
      <Numbers watched={watched} />
      <section className="sp-setting" aria-label={texts.watch.templates}>
        <h3>{texts.watch.templates}</h3>
        {account && <p className="sp-soft">{texts.watch[account.mode]}</p>}
        <div className="sp-filters">
          <Input
            type="search"
            value={query}
            ariaLabel={texts.search}
            placeholder={texts.searchPlaceholder}
            clearAriaLabel={texts.clear}
            onChange={({ detail }) => {
              onQuery(detail.value)
              setPage(1)
            }}
          />
          <Select
            ariaLabel={texts.watch.status}
            inlineLabelText={texts.watch.status}
            options={options}
            selectedOption={options.find(({ value }) => value === (status ?? '')) ?? null}
            onChange={({ detail }) => {
              setStatus(detail.selectedOption.value || undefined)
              setPage(1)
            }}
          />
        </div>
        {visible.length === 0 ? (
          <EmptyState
            title={rows.length === 0 ? texts.empty : texts.none}
            hint={rows.length === 0 ? texts.emptyHint : texts.noneHint}
          />
        ) : (
          <ul className="sp-rows" aria-label={texts.watch.templates}>
            {visible.map((row) => (
              <WatchItem key={row.key} row={row} />
            ))}
          </ul>
        )}
        {pages > 1 && (
          <Pagination
            currentPageIndex={current}
            pagesCount={pages}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
            ariaLabels={{
              paginationLabel: texts.pagination,
              nextPageLabel: texts.nextPage,
              previousPageLabel: texts.previousPage,
              pageLabel: (n) => texts.page({ n }),
            }}
          />
        )}
      </section>
      {account && <OnlyThere metaId={account.metaId} />}
    </div>
  )
}

const QUALITIES = { GREEN: 'success', YELLOW: 'warning', RED: 'error' } as const

function Numbers({ watched }: Pick<Props, 'watched'>) {
  const texts = useTexts()
  const language = useLanguage()
  const now = new Date()
  const at = (time: string) => moment(new Date(time), now, language)
  const account = watched?.account
  const marketing = account?.marketing
  return (
    <section className="sp-setting" aria-label={texts.watch.numbers}>
      <h3>{texts.watch.numbers}</h3>
      {account ? (
        <>
          <p className="sp-soft">{texts.watch.numbersHint({ at: at(account.readAt) })}</p>
          <ul className="sp-rows" aria-label={texts.watch.numbers}>
            {account.numbers.map(({ id, number, name, quality, since }) => (
              <li key={id} className="sp-change">
                <div className="sp-what">
                  <h4 className="sp-name">
                    <bdi>{texts.watch.number({ number: formattedNumber(number), name })}</bdi>
                  </h4>
                  <p className="sp-facts">
                    <StatusIndicator
                      type={QUALITIES[quality as keyof typeof QUALITIES] ?? 'pending'}
                    >
                      {textFor(texts.watch.quality, quality) ?? quality}
                    </StatusIndicator>
                    {since && <span>{texts.since({ at: at(since) })}</span>}
                  </p>
                </div>
              </li>
            ))}
          </ul>
          <p>
            {marketing
              ? texts.watch.marketing({
                  status:
                    textFor(texts.watch.marketingStatus, marketing.toUpperCase()) ?? marketing,
                })
              : texts.watch.noMarketing}
          </p>
        </>
      ) : (
        <p className="sp-soft">{texts.watch.noNumbers}</p>
      )}
      <p>
        {!watched?.limit
          ? texts.watch.unknownLimit
          : watched.limit.value < 0
            ? texts.watch.noLimit({ at: at(watched.limit.at) })
            : texts.watch.limit({ limit: watched.limit.value, at: at(watched.limit.at) })}
      </p>
    </section>
  )
}

function WatchItem({ row }: { row: WatchRow }) {
  const texts = useTexts()
  const messages = useMessages()
  const language = useLanguage()
  const now = new Date()
  const { template, title, details, earlier, checkedAt } = row
  const { name, category, since } = template
  const at = (time: string | Date) => moment(new Date(time), now, language)
  const next = details?.nextCategory
  return (
    <li className="sp-change">
      <div className="sp-what">
        <h4 className="sp-name">
          <bdi>{title ?? name}</bdi>
        </h4>
        {title && (
          <p className="sp-soft">
            <bdi>{name}</bdi>
          </p>
        )}
        <p className="sp-facts">
          <StatusIndicator type={stateType(template)}>{stateText(template, texts)}</StatusIndicator>
          {since && <span>{texts.since({ at: at(since) })}</span>}
          <span>{languageName(template.language, language)}</span>
          <span>{categoryName(category, messages)}</span>
          <span>
            {details?.usedAt ? texts.watch.usedAt({ at: at(details.usedAt) }) : texts.watch.notUsed}
          </span>
          {checkedAt && <span>{texts.watch.asOf({ at: at(checkedAt) })}</span>}
        </p>
        {next && next.to !== category && (
          <p>
            <StatusIndicator type="warning">
              {next.at
                ? texts.watch.next({
                    category: categoryName(next.to, messages),
                    at: zonedMoment(new Date(next.at), language),
                  })
                : texts.watch.nextSoon({ category: categoryName(next.to, messages) })}
            </StatusIndicator>
          </p>
        )}
        {isRejected(template) && <Rejection row={row} />}
        {earlier.length > 0 && (
          <details>
            <summary>{texts.watch.history({ name: title ?? name })}</summary>
            <ul className="sp-lines">
              {earlier.map((change) => (
                <li key={change.at}>
                  {texts.watch.from({
                    at: zonedMoment(new Date(change.at), language),
                    state: `${stateText(change, texts)} · ${categoryName(change.category, messages)}`,
                  })}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  )
}

function Rejection({ row: { template, details, causes } }: { row: WatchRow }) {
  const texts = useTexts()
  const language = useLanguage()
  const { why, remedy } = rejectionFor(template.rejectedFor)
  return (
    <>
      <p>{texts.watch.rejected({ why: why[language] })}</p>
      {causes.length > 0 && (
        <>
          <p>{LIKELY[language]}</p>
          <ul className="sp-lines">
            {causes.map((cause) => (
              <li key={cause.en}>{cause[language]}</li>
            ))}
          </ul>
        </>
      )}
      <p>{texts.watch.remedy({ remedy: remedy[language] })}</p>
      {details?.recommendation && (
        <p className="sp-soft">
          {texts.watch.recommendation} <bdi>{details.recommendation}</bdi>
        </p>
      )}
    </>
  )
}

const PLACES = ['templates', 'support', 'insights', 'numbers'] as const

function OnlyThere({ metaId }: { metaId: string }) {
  const texts = useTexts()
  const links = managerLinks(metaId)
  return (
    <section className="sp-setting" aria-label={texts.watch.onlyThere}>
      <h3>{texts.watch.onlyThere}</h3>
      <p className="sp-soft">{texts.watch.onlyThereHint}</p>
      <ul className="sp-lines">
        {PLACES.map((place) => (
          <li key={place}>
            <Link external href={links[place]} rel="noreferrer">
              {texts.watch.links[place]}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
