// Lists problems that a supervisor should solve. Each line shows since when a problem exists, what
// the problem means for agents, and one remedy.
import Button from '@cloudscape-design/components/button'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Catalogue, WatchAnswer } from '#supervisor-api'
import { type Attention, attentionIn, attentionText } from '#whatsapp/attention/attention'
import { managerLinks } from '#whatsapp/whatsapp-manager'
import { EmptyState } from '../empty-state.tsx'
import { languageName, moment, zonedMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import type { CatalogueStore } from './catalogue-store.ts'
import { useTexts } from './i18n/texts.tsx'
import type { RowSearch } from './rows.ts'

interface Props {
  catalogue: Catalogue
  watched: WatchAnswer | undefined
  store: CatalogueStore
  /**
   * Opens the templates page with this search. Undefined if the supervisor may not choose
   * templates.
   */
  onShow: ((search: Partial<RowSearch>) => void) | undefined
}

export function HomePage({ catalogue, watched, store, onShow }: Props) {
  const texts = useTexts()
  const language = useLanguage()
  const now = new Date()
  const found = attentionIn({ ...catalogue, watched }, now)
  if (found.length === 0)
    return (
      <EmptyState
        title={texts.nothing}
        hint={
          catalogue.syncedAt
            ? texts.readAt({ at: moment(new Date(catalogue.syncedAt), now, language) })
            : texts.emptyHint
        }
      />
    )
  return (
    <ul className="sp-rows sp-home" aria-label={texts.pages.home}>
      {found.map((each) => (
        <AttentionItem
          key={each.cause}
          attention={each}
          metaId={watched?.account?.metaId}
          store={store}
          onShow={onShow}
        />
      ))}
    </ul>
  )
}

interface ItemProps extends Pick<Props, 'store' | 'onShow'> {
  attention: Attention
  metaId: string | undefined
}

function AttentionItem({ attention, metaId, store, onShow }: ItemProps) {
  const texts = useTexts()
  const language = useLanguage()
  const { level, since } = attention
  const { title, meaning } = attentionText(attention, language, (at) => zonedMoment(at, language))
  const languages = attention.languages
    ? ` (${attention.languages.map((each) => languageName(each, language)).join(', ')})`
    : ''
  return (
    <li className="sp-change">
      <div>
        <h3 className="sp-name">
          <StatusIndicator type={level}>
            {title}
            {languages}
          </StatusIndicator>
        </h3>
        <p>{meaning}</p>
        {since && (
          <p className="sp-soft">{texts.since({ at: moment(since, new Date(), language) })}</p>
        )}
      </div>
      <Remedy attention={attention} metaId={metaId} store={store} onShow={onShow} />
    </li>
  )
}

/** The button in a problem's line that helps to solve the problem. */
function Remedy({ attention, metaId, store, onShow }: ItemProps) {
  const texts = useTexts()
  const { button, subject, label = subject, teams = [], template = subject } = attention
  if (button === 'look_again')
    return <Button onClick={() => void store.load()}>{texts.lookAgain}</Button>
  if (button === 'numbers' || button === 'support')
    return (
      metaId && (
        <Button href={managerLinks(metaId)[button]} target="_blank" iconName="external">
          {texts.manager[button]}
        </Button>
      )
    )
  if (!onShow) return null
  if (button === 'undo')
    return (
      <Button
        ariaLabel={texts.undoNamed({ what: label })}
        onClick={() => void store.undo(attention.withheld!.changeId)}
      >
        {texts.undo}
      </Button>
    )
  if (button === 'show_all') return <Button onClick={() => onShow({})}>{texts.showAll}</Button>
  if (button === 'show_new')
    return <Button onClick={() => onShow({ show: 'new' })}>{texts.showNew}</Button>
  if (button === 'show_template')
    return (
      <Button
        ariaLabel={texts.showTemplateNamed({ name: template })}
        onClick={() => onShow({ query: template })}
      >
        {texts.showTemplate}
      </Button>
    )
  return (
    <Button
      ariaLabel={texts.hideNamed({ name: label })}
      onClick={() => {
        for (const team of teams)
          void store.change(team, [{ edit: 'offer', names: [subject], offered: false }])
      }}
    >
      {texts.hide}
    </Button>
  )
}
