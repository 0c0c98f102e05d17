// Shows a template in the list: its name and text, and either further details or why it cannot be
// sent.
import Icon from '@cloudscape-design/components/icon'
import type { TemplateSummary } from '#model/template-list'
import type { Offer } from '#whatsapp/templates/curation'
import { type Messages, refusalText, textFor } from '../i18n/catalogue.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { plainText } from '../preview/plain-text.ts'
import { Pin } from './pin.tsx'
import { readableName } from './readable-name.ts'
import { unsupportedKinds, type Variant } from './variant.ts'

interface Props {
  variant: Variant
  offer: Offer
  /**
   * The title of the replacement template that supervisors have named for the case that this
   * template cannot be sent.
   */
  successor: string | undefined
  /** True if the template has a draft. */
  isDraft: boolean
  isFavorite: boolean
}

export function TemplateRow({
  variant: { template, instead },
  offer,
  successor,
  isDraft,
  isFavorite,
}: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const why = whyNot(template, messages)
  const facts = [
    ...(instead || !isSpoken(template.language, language)
      ? [languageName(template.language, language)]
      : []),
    ...(template.header && template.header.format !== 'TEXT'
      ? [textFor(messages.header, template.header.format)]
      : []),
    ...(template.cards ? [messages.cards({ n: template.cards })] : []),
  ].filter(Boolean)
  const quality =
    template.quality === 'RED' || template.quality === 'YELLOW' ? template.quality : undefined

  return (
    <>
      <span className="aw-row-name">
        <bdi title={template.name}>{offer.title ?? readableName(template.name)}</bdi>
        {isDraft && <span className="aw-draft">{messages.draft}</span>}
        {offer.pinned && <Pin label={messages.pinned} />}
        {isFavorite && <Icon name="star-filled" size="small" />}
      </span>
      <span className="aw-category" data-of={template.category}>
        {categoryName(template.category, messages)}
      </span>
      {why ? (
        <span className="aw-row-text aw-why">
          <Icon name="status-stopped" size="small" /> {why}
        </span>
      ) : (
        <span className="aw-row-text">
          {quality && <span className="aw-quality">{messages.qualities[quality]} · </span>}
          {facts.length > 0 && (
            <span className={instead ? 'aw-instead' : 'aw-row-facts'}>{facts.join(' · ')} · </span>
          )}
          <bdi lang={template.language.replace('_', '-')}>
            {template.unread ? messages.unread : plainText(template.body)}
          </bdi>
        </span>
      )}
      {why && successor && (
        <bdi className="aw-row-note">{messages.sendInstead({ name: successor })}</bdi>
      )}
      {offer.note && !why && <bdi className="aw-row-note">{offer.note}</bdi>}
    </>
  )
}

/**
 * Returns whether the template is in the agent's own language. The row shows the language of all
 * other templates.
 */
const isSpoken = (template: string, agent: string): boolean =>
  template.split(/[_-]/)[0]!.toLowerCase() === agent

export const categoryName = (category: string, messages: Messages): string =>
  textFor(messages.categories, category) ?? category

/** Returns why a template cannot be sent, or undefined if it can. */
export function whyNot(template: TemplateSummary, messages: Messages): string | undefined {
  if (template.why?.length) {
    const byStatus =
      template.why.some(({ code }) => code === 'template_not_approved') &&
      textFor(messages.statusWhy, template.status.toUpperCase())
    return byStatus || template.why.map(refusalText(messages)).join(' ')
  }
  const kinds = unsupportedKinds(template)
  return kinds.length > 0
    ? kinds.map((kind) => textFor(messages.unsupported, kind) ?? kind).join(' ')
    : undefined
}
