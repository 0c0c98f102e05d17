// Lists problems that need a supervisor's attention: since when each exists, its consequence for
// agents, and one remedy.
import Button from '@cloudscape-design/components/button'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { ReactNode } from 'react'
import type { Catalogue } from '#supervisor-api'
import { type Attention, attentionIn, attentionText } from '#whatsapp/attention/attention'
import { EmptyState } from '../empty-state.tsx'
import { languageName, moment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import type { CatalogueStore } from './catalogue-store.ts'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  catalogue: Catalogue
  store: CatalogueStore
  /**
   * Opens the new templates. The function is undefined for supervisors who may not choose
   * templates.
   */
  onNew: (() => void) | undefined
}

export function HomePage({ catalogue, store, onNew }: Props) {
  const texts = useTexts()
  const language = useLanguage()
  const now = new Date()
  const found = attentionIn(catalogue, now)
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
        <AttentionItem key={each.cause} attention={each} store={store} onNew={onNew} />
      ))}
    </ul>
  )
}

function AttentionItem({
  attention,
  store,
  onNew,
}: Pick<Props, 'store' | 'onNew'> & { attention: Attention }) {
  const texts = useTexts()
  const language = useLanguage()
  const { button, level, since, subject, label = subject, teams = [] } = attention
  const { title, meaning } = attentionText(attention, language)
  const languages = attention.languages
    ? ` (${attention.languages.map((each) => languageName(each, language)).join(', ')})`
    : ''
  const buttons: Readonly<Record<Attention['button'], () => ReactNode>> = {
    look_again: () => <Button onClick={() => void store.load()}>{texts.lookAgain}</Button>,
    show_new: () => onNew && <Button onClick={onNew}>{texts.showNew}</Button>,
    hide: () =>
      onNew && (
        <Button
          ariaLabel={texts.hideNamed({ name: label })}
          onClick={() => {
            for (const team of teams)
              void store.change(team, [{ edit: 'offer', names: [subject], offered: false }])
          }}
        >
          {texts.hide}
        </Button>
      ),
  }
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
      {buttons[button]()}
    </li>
  )
}
