// Lists words that agents searched for without a result, and words of texts that agents could not
// send. For each word, supervisors can offer a template or note a wish for a new template.
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useState } from 'react'
import type { Catalogue, Missed } from '#supervisor-api'
import { curationFor, offersOf, type RuleTeam } from '#whatsapp/templates/curation'
import { teamIn } from '#whatsapp/templates/curation-edits'
import { EmptyState } from '../empty-state.tsx'
import { dayName, moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import type { SupervisorApi } from './api.ts'
import type { CatalogueStore } from './catalogue-store.ts'
import { useTexts } from './i18n/texts.tsx'
import { EVERYONE } from './teams.ts'
import { useMissed } from './use-missed.ts'
import { WishDialog } from './wish-dialog.tsx'

interface Props {
  api: Pick<SupervisorApi, 'missed' | 'noteWish' | 'removeWish'>
  wabaId: string
  catalogue: Catalogue
  store: CatalogueStore
  /**
   * Opens the templates page with this template. Undefined if the supervisor may not choose
   * templates.
   */
  onShow: ((name: string) => void) | undefined
}

type Line = Missed['lines'][number]

const KINDS = ['withheld', 'not_found', 'after_window', 'never_answered'] as const

export function MissedPage({ api, wabaId, catalogue, store, onShow }: Props) {
  const texts = useTexts()
  const { missed, again, noteWish, removeWish } = useMissed(api, wabaId, store.report)
  const [wish, setWish] = useState<string>()

  if (!missed) return <div className="aw-loading" role="status" aria-label={texts.loading} />
  if (missed === 'failed')
    return (
      <EmptyState title={texts.failed} hint={texts.failedHint}>
        <Button onClick={again}>{texts.tryAgain}</Button>
      </EmptyState>
    )
  const { isOn, lines, wishes } = missed
  const wished = new Set(wishes.map(({ what }) => what))
  const names = new Set(catalogue.templates.map(({ name }) => name))
  const visible = lines.filter(({ kind, word }) => kind !== 'withheld' || names.has(word))

  return (
    <div className="sp-missed">
      {isOn ? (
        <p className="sp-soft">{texts.missedHint}</p>
      ) : (
        <EmptyState title={texts.missedOff} hint={texts.missedOffHint} />
      )}
      {isOn && visible.length === 0 && (
        <EmptyState title={texts.missedNone} hint={texts.missedNoneHint} />
      )}
      {KINDS.map((kind) => (
        <Section
          key={kind}
          title={texts.missed[kind].title}
          hint={texts.missed[kind].hint}
          items={visible
            .filter((line) => line.kind === kind)
            .map((line) =>
              kind === 'withheld' ? (
                <WithheldItem
                  key={line.word}
                  line={line}
                  catalogue={catalogue}
                  store={store}
                  onShow={onShow}
                />
              ) : (
                <WordItem
                  key={line.word}
                  line={line}
                  isWished={wished.has(line.word)}
                  onWish={() => setWish(line.word)}
                />
              ),
            )}
        />
      ))}
      <Section
        title={texts.wishes}
        hint={texts.wishesHint}
        items={wishes.map(({ what, by, at }) => (
          <WishItem
            key={what}
            what={what}
            by={by}
            at={new Date(at)}
            onRemove={() => void removeWish(what)}
          />
        ))}
      />
      {wish !== undefined && (
        <WishDialog
          word={wish}
          onCancel={() => setWish(undefined)}
          onSave={(what) => {
            setWish(undefined)
            void noteWish(what)
          }}
        />
      )}
    </div>
  )
}

function Section({
  title,
  hint,
  items,
}: {
  title: string
  hint: string
  items: readonly ReactNode[]
}) {
  if (items.length === 0) return null
  return (
    <section className="sp-missed-kind">
      <h3>{title}</h3>
      <p className="sp-soft">{hint}</p>
      <ul className="sp-rows" aria-label={title}>
        {items}
      </ul>
    </section>
  )
}

function Use({ line: { agents, lastDay } }: { line: Line }) {
  const texts = useTexts()
  const language = useLanguage()
  return (
    <p className="sp-soft">
      {texts.missedBy({ n: agents, day: dayName(new Date(lastDay), language) })}
    </p>
  )
}

function WordItem({
  line,
  isWished,
  onWish,
}: {
  line: Line
  isWished: boolean
  onWish: () => void
}) {
  const texts = useTexts()
  return (
    <li className="sp-change">
      <div>
        <p className="sp-name">
          <bdi>{line.word}</bdi>
        </p>
        <Use line={line} />
      </div>
      {isWished ? (
        <span className="sp-soft">{texts.wished}</span>
      ) : (
        <Button ariaLabel={texts.wishNamed({ word: line.word })} onClick={onWish}>
          {texts.wish}
        </Button>
      )}
    </li>
  )
}

function WithheldItem({
  line,
  catalogue,
  store,
  onShow,
}: Pick<Props, 'catalogue' | 'store' | 'onShow'> & { line: Line }) {
  const texts = useTexts()
  const { word: name } = line
  const offerOf = (team: RuleTeam) =>
    offersOf(curationFor(catalogue.curation, teamIn(team), new Date()))({ name, language: '' })
  const { offered, title = name } = offerOf(EVERYONE)
  const isWithheldByTeam = catalogue.curation.rules.some((team) => !offerOf(team).offered)
  return (
    <li className="sp-change">
      <div>
        <p className="sp-name">
          <bdi>{title}</bdi>
        </p>
        <Use line={line} />
        {offered && (
          <p className="sp-soft">{isWithheldByTeam ? texts.offeredToEveryone : texts.offered}</p>
        )}
      </div>
      {onShow &&
        (offered ? (
          <Button ariaLabel={texts.showTemplateNamed({ name: title })} onClick={() => onShow(name)}>
            {texts.showTemplate}
          </Button>
        ) : (
          <Button
            ariaLabel={texts.offeredNamed({ name: title })}
            onClick={() =>
              void store.change(EVERYONE, [{ edit: 'offer', names: [name], offered: true }])
            }
          >
            {texts.offer}
          </Button>
        ))}
    </li>
  )
}

function WishItem({
  what,
  by,
  at,
  onRemove,
}: {
  what: string
  by: string
  at: Date
  onRemove: () => void
}) {
  const texts = useTexts()
  const language = useLanguage()
  return (
    <li className="sp-change">
      <div>
        <p className="sp-name">
          <bdi>{what}</bdi>
        </p>
        <p className="sp-soft">{texts.changedBy({ by, at: moment(at, new Date(), language) })}</p>
      </div>
      <Button ariaLabel={texts.removeWishNamed({ what })} onClick={onRemove}>
        {texts.removeWish}
      </Button>
    </li>
  )
}
