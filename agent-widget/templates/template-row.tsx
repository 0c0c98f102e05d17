// A template in the list: what it is called, what it says, in which languages, and why it cannot be sent if it cannot.
import Icon from '@cloudscape-design/components/icon'
import type { Offer } from '#whatsapp/templates/curation'
import type { TemplateSummary } from '../../lambdas/model/template-list.ts'
import type { Messages } from '../i18n/en.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { plainText } from '../preview/plain-text.ts'
import { Pin } from './pin.tsx'
import type { TemplateGroup } from './search-index.ts'
import { unsupportedKinds, type Variant } from './variant.ts'

interface Props {
  group: TemplateGroup
  variant: Variant
  offer: Offer
  isFavourite: boolean
}

export function TemplateRow({ group, variant: { template, instead }, offer, isFavourite }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const why = whyNot(template, messages)
  const others = group.variants.length - 1
  const quality =
    template.quality === 'RED' || template.quality === 'YELLOW' ? template.quality : undefined

  return (
    <>
      <span className="aw-row-name">
        <bdi>{template.name}</bdi>
        {offer.pinned && <Pin label={messages.pinned} />}
        {isFavourite && <Icon name="star-filled" size="small" />}
      </span>
      <span className="aw-category" data-of={template.category}>
        {categoryName(template.category, messages)}
      </span>
      <span className="aw-row-text" dir="auto" lang={template.language.replace('_', '-')}>
        {template.unread ? messages.unread : plainText(template.body)}
      </span>
      <span className="aw-row-facts">
        {why ? (
          <span className="aw-why">
            <Icon name="status-stopped" size="small" /> {why}
          </span>
        ) : (
          <>
            <span className={instead ? 'aw-instead' : undefined}>
              {languageName(template.language, language)}
            </span>
            {others > 0 && <span>+{others}</span>}
            {template.header && template.header.format !== 'TEXT' && (
              <span>{messages.header[template.header.format]}</span>
            )}
            {template.cards && <span>{messages.cards(template.cards)}</span>}
            {quality && <span className="aw-quality">{messages.qualities[quality]}</span>}
            {offer.note && <bdi className="aw-row-note">{offer.note}</bdi>}
          </>
        )}
      </span>
    </>
  )
}

export const categoryName = (category: string, messages: Messages): string =>
  messages.categories[category] ?? category

/** One sentence; undefined for what can be sent from here. */
export function whyNot(template: TemplateSummary, messages: Messages): string | undefined {
  if (template.why?.length) {
    const byStatus =
      template.why.some(({ code }) => code === 'template_not_approved') &&
      messages.statusWhy[template.status.toUpperCase()]
    return byStatus || template.why.map(messages.said).join(' ')
  }
  const kinds = unsupportedKinds(template)
  return kinds.length > 0
    ? kinds.map((kind) => messages.unsupported[kind] ?? kind).join(' ')
    : undefined
}
