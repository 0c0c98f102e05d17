// Shows the cards of a carousel, one at a time. Hidden cards stay mounted, so that their uploads
// continue.
import Button from '@cloudscape-design/components/button'
import Icon from '@cloudscape-design/components/icon'
import Tabs from '@cloudscape-design/components/tabs'
import { type ReactNode, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import type { Field } from '#whatsapp/templates/fields'
import { isProductCarousel } from '#whatsapp/templates/product-carousel'
import { MAX_CARDS } from '#whatsapp/templates/sendable'
import { useMessages } from '../../i18n/messages.tsx'
import type { Filling } from '../use-filling.ts'
import { withCard, withoutCard } from './cards.ts'
import { CardsCatalog } from './cards-catalog.tsx'

interface Props {
  /**
   * The template's definition. A product carousel may be sent with more cards than its template
   * has, but not with fewer.
   */
  template: TemplateDefinition
  filling: Filling
  card: number
  onCard: (card: number) => void
  fieldsOf: (fields: readonly Field[]) => ReactNode
}

export function CardsForm({ template, filling, card, onCard, fieldsOf }: Props) {
  const messages = useMessages()
  const { definition, fields, fieldsInTrouble } = filling
  const count = definition.cards?.length ?? 0
  const least = template.cards?.length ?? 0
  const group = useRef<HTMLFieldSetElement>(null)

  /** Changes what the agent has filled in, then moves the focus to the card at index `nextCard`. */
  function change(next: Parameters<Filling['change']>[0], nextCard: number) {
    flushSync(() => {
      filling.change(next)
      onCard(nextCard)
    })
    group.current?.querySelector<HTMLElement>(`[data-card="${nextCard}"] [data-field]`)?.focus()
  }
  const add = () =>
    change(({ values, uploads }) => ({ values: withCard(values, count), uploads }), count)
  const remove = () =>
    change(
      ({ values, uploads }) => ({
        values: withoutCard(values, card),
        uploads: withoutCard(uploads, card),
      }),
      Math.min(card, count - 2),
    )

  return (
    <fieldset ref={group} className="aw-parts" aria-label={messages.cards({ n: count })}>
      {isProductCarousel(template) && <CardsCatalog filling={filling} />}
      <Tabs
        ariaLabel={messages.cards({ n: count })}
        disableContentPaddings
        activeTabId={String(card)}
        onChange={({ detail }) => onCard(Number(detail.activeTabId))}
        i18nStrings={{
          scrollLeftAriaLabel: messages.cardForm.earlier,
          scrollRightAriaLabel: messages.cardForm.later,
        }}
        tabs={Array.from({ length: count }, (_, i) => ({
          id: String(i),
          label: (
            <TabLabel
              number={i + 1}
              isShort={count > 3}
              isInTrouble={fieldsInTrouble.some((field) => field.card === i)}
            />
          ),
          contentRenderStrategy: 'eager' as const,
          content: (
            <div className="aw-fields" data-card={i}>
              {fieldsOf(fields.filter((field) => field.card === i))}
            </div>
          ),
        }))}
      />
      {isProductCarousel(template) && (
        <p className="aw-picks">
          <Button formAction="none" iconName="add-plus" disabled={count >= MAX_CARDS} onClick={add}>
            {messages.cardForm.add}
          </Button>
          {count > least && (
            <Button formAction="none" iconName="remove" onClick={remove}>
              {messages.cardForm.remove({ n: card + 1 })}
            </Button>
          )}
          <span className="aw-hint">
            {messages.cardForm.count({ n: count, least, most: MAX_CARDS })}
          </span>
        </p>
      )}
    </fieldset>
  )
}

/**
 * Shows the label of a card's tab. If there are many cards, only the card's number is visible, and
 * screen readers read the whole name.
 */
function TabLabel({
  number,
  isShort,
  isInTrouble,
}: {
  number: number
  isShort: boolean
  isInTrouble: boolean
}) {
  const messages = useMessages()
  const name = messages.field.card({ n: number })
  return (
    <>
      {isShort ? (
        <>
          <span className="aw-screen-reader">{name}</span>
          <span aria-hidden="true">{number}</span>
        </>
      ) : (
        name
      )}{' '}
      {isInTrouble && (
        <Icon name="status-negative" variant="error" ariaLabel={messages.cardForm.needsAttention} />
      )}
    </>
  )
}
