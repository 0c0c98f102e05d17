// Lists the supervisors' changes of the last 30 days. Each change is listed with its time, its
// author and a button that undoes it.
import Button from '@cloudscape-design/components/button'
import { useEffect, useRef, useState } from 'react'
import type { Change, Changes, Teams } from '#supervisor-api'
import { causeSentence } from '#whatsapp/attention/breaker-cause'
import { BREAKER } from '#whatsapp/templates/breaker'
import { EmptyState } from '../empty-state.tsx'
import { moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import type { SupervisorApi } from './api.ts'
import type { CatalogueStore } from './catalogue-store.ts'
import { useTexts } from './i18n/texts.tsx'
import { useChangeText } from './use-change-text.ts'

interface Props {
  api: Pick<SupervisorApi, 'changes'>
  wabaId: string
  /**
   * The version of the WABA's settings. The page reads the list of changes again when the version
   * changes.
   */
  version: string
  teams: Teams
  store: CatalogueStore
}

export function ChangesPage({ api, wabaId, version, teams, store }: Props) {
  const texts = useTexts()
  const [changes, setChanges] = useState<Changes | 'failed'>()
  const [asked, setAsked] = useState(0)
  /** The newest of the changes that were shown last, which gets the focus. */
  const [focused, setFocused] = useState<string>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version or attempt repeats the request
  useEffect(() => {
    let isCurrent = true
    api.changes(wabaId).then(
      (found) => isCurrent && setChanges((before) => withOlder(found, before)),
      () => isCurrent && setChanges((before) => before ?? 'failed'),
    )
    return () => {
      isCurrent = false
    }
  }, [api, wabaId, version, asked])

  if (!changes) return <div className="aw-loading" role="status" aria-label={texts.loading} />
  if (changes === 'failed')
    return (
      <EmptyState title={texts.failed} hint={texts.failedHint}>
        <Button
          onClick={() => {
            setChanges(undefined)
            setAsked((n) => n + 1)
          }}
        >
          {texts.tryAgain}
        </Button>
      </EmptyState>
    )
  if (changes.changes.length === 0)
    return <EmptyState title={texts.noChanges} hint={texts.noChangesHint} />
  const undone = new Set(changes.changes.flatMap(({ undoes }) => undoes ?? []))

  async function showOlder({ changes: newer }: Changes) {
    const { changes: older, hasOlder } = await api.changes(wabaId, newer.at(-1)!.id)
    setChanges({ changes: [...newer, ...older], hasOlder })
    // The button may disappear together with the focus.
    setFocused(older[0]?.id)
  }

  return (
    <div className="sp-changes">
      <p className="sp-soft">{texts.changesHint}</p>
      <ol className="sp-rows" aria-label={texts.pages.changes}>
        {changes.changes.map((change) => (
          <ChangeItem
            key={change.id}
            change={change}
            teams={teams}
            isUndone={undone.has(change.id)}
            isFocused={change.id === focused}
            onUndo={() => void store.undo(change.id)}
          />
        ))}
      </ol>
      {changes.hasOlder && (
        <div>
          <Button onClick={() => void showOlder(changes).catch(() => setChanges('failed'))}>
            {texts.olderChanges}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Adds the older changes that are already displayed to the newest changes. */
function withOlder(newest: Changes, displayed: Changes | 'failed' | undefined): Changes {
  if (typeof displayed !== 'object') return newest
  const last = newest.changes.at(-1)?.id
  const at = displayed.changes.findIndex(({ id }) => id === last)
  const older = at < 0 ? [] : displayed.changes.slice(at + 1)
  return older.length > 0
    ? { changes: [...newest.changes, ...older], hasOlder: displayed.hasOlder }
    : newest
}

function ChangeItem({
  change,
  teams,
  isUndone,
  isFocused,
  onUndo,
}: {
  change: Change
  teams: Teams
  isUndone: boolean
  isFocused: boolean
  onUndo: () => void
}) {
  const texts = useTexts()
  const language = useLanguage()
  const changeText = useChangeText(teams)
  const lines = change.lines.map(changeText)
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isFocused) item.current?.focus()
  }, [isFocused])
  return (
    <li ref={item} className="sp-change" tabIndex={-1}>
      <div>
        <p className="sp-soft">
          {texts.changedBy({
            by: change.by === BREAKER ? texts.breaker : change.by,
            at: moment(new Date(change.at), new Date(), language),
          })}
          {change.undoes && ` · ${texts.isUndoing}`}
        </p>
        {change.cause && <p className="sp-soft">{causeSentence(change.cause)[language]}</p>}
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      {isUndone ? (
        <span className="sp-soft">{texts.wasUndone}</span>
      ) : (
        <Button ariaLabel={texts.undoNamed({ what: lines[0] ?? '' })} onClick={onUndo}>
          {texts.undo}
        </Button>
      )}
    </li>
  )
}
