// One template in the catalogue: its content, its status and quality at WhatsApp, and whether the
// team is offered it.
import Badge from '@cloudscape-design/components/badge'
import Checkbox from '@cloudscape-design/components/checkbox'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { TemplateSummary } from '#model/template-list'
import type { CurationEdit } from '#whatsapp/templates/curation-edits'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { plainText } from '../preview/plain-text.ts'
import { Pin } from '../templates/pin.tsx'
import { categoryName } from '../templates/template-row.tsx'
import { useTexts } from './i18n/texts.tsx'
import { OfferControls } from './offer-controls.tsx'
import { OfferPeriod } from './offer-period.tsx'
import type { CatalogueRow } from './rows.ts'
import { stateText, stateType } from './status.ts'

interface Props {
  row: CatalogueRow
  isForEveryone: boolean
  isSelected: boolean
  onSelect: (isSelected: boolean) => void
  onEdit: (edit: CurationEdit) => void
  onOpen: () => void
  onTry: () => void
}

export function CatalogueItem({
  row,
  isForEveryone,
  isSelected,
  onSelect,
  onEdit,
  onOpen,
  onTry,
}: Props) {
  const texts = useTexts()
  const { name, variants, offer, offered, isNew, own, isOrdered } = row
  const isOwn = own.length > 0
  const first = variants.find(({ unread }) => !unread) ?? variants[0]!
  return (
    <li className="sp-row" data-offered={offered !== 'none' || undefined}>
      <Checkbox
        checked={isSelected}
        ariaLabel={texts.select({ name: offer.title ?? name })}
        onChange={({ detail }) => onSelect(detail.checked)}
      />
      <div className="sp-what">
        <h3 className="sp-name">
          <bdi>{offer.title ?? name}</bdi>
          {offer.pinned && <Pin label={texts.pinned} />}
          {isNew && offered === 'none' && <Badge color="blue">{texts.isNew}</Badge>}
        </h3>
        {offer.title && (
          <p className="sp-soft">
            <bdi>{name}</bdi>
          </p>
        )}
        <p className="sp-text" dir="auto" lang={first.language.replace('_', '-')}>
          {first.unread ? texts.unread : plainText(first.body)}
        </p>
        <Details row={row} isForEveryone={isForEveryone} />
        {offer.note && (
          <p className="sp-soft">
            {texts.noteLabel} <bdi>{offer.note}</bdi>
          </p>
        )}
      </div>
      <OfferControls
        name={name}
        title={offer.title ?? name}
        isOffered={offered !== 'none'}
        isPinned={offer.pinned}
        isOwn={isOwn}
        isOrdered={isOrdered}
        isForEveryone={isForEveryone}
        actions={[
          { id: 'open', text: texts.edit, run: onOpen },
          { id: 'try', text: texts.tryOut, run: onTry },
        ]}
        onOffer={(isOffered) => onEdit({ edit: 'offer', names: [name], offered: isOffered })}
        onEdit={onEdit}
      />
    </li>
  )
}

function Details({ row, isForEveryone }: Pick<Props, 'row' | 'isForEveryone'>) {
  const texts = useTexts()
  const messages = useMessages()
  const { variants, offer, offered, own, isOrdered } = row
  return (
    <p className="sp-facts">
      <Statuses variants={variants} />
      <span>{categoryName(variants[0]!.category, messages)}</span>
      {!hasSeveralStatuses(variants) && <Languages variants={variants} />}
      {offer.topic && (
        <span>
          {texts.topic}: <bdi>{offer.topic}</bdi>
        </span>
      )}
      {isOrdered && <span>{texts.ordered}</span>}
      {offered === 'some' && <span>{texts.someLanguages}</span>}
      <OfferPeriod offer={offer} />
      {own.length > 0 && !isForEveryone && <span>{texts.ownSetting}</span>}
    </p>
  )
}

const SHOWN_LANGUAGES = 3

function Languages({ variants }: Pick<CatalogueRow, 'variants'>) {
  const texts = useTexts()
  const language = useLanguage()
  return (
    <span>
      {variants.length > SHOWN_LANGUAGES
        ? texts.languages({ n: variants.length })
        : variants.map((each) => languageName(each.language, language)).join(', ')}
    </span>
  )
}

const statusOf = ({ status, quality = '' }: TemplateSummary) => `${status} ${quality}`

const hasSeveralStatuses = (variants: readonly TemplateSummary[]) =>
  new Set(variants.map(statusOf)).size > 1

/**
 * Shows each status and each quality once, by its name in WhatsApp Manager. Lists the languages
 * only if they differ in status or quality.
 */
function Statuses({ variants }: Pick<CatalogueRow, 'variants'>) {
  const texts = useTexts()
  const language = useLanguage()
  const groups = [...Map.groupBy(variants, statusOf)]
  return (
    <>
      {groups.map(([key, [first, ...others]]) => (
        <StatusIndicator key={key} type={stateType(first!)}>
          {stateText(first!, texts)}
          {groups.length > 1 &&
            ` (${[first!, ...others].map((each) => languageName(each.language, language)).join(', ')})`}
        </StatusIndicator>
      ))}
    </>
  )
}
