// Product carousels. The definition of a product carousel has two cards. A message has one card for
// each product, up to ten.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/product-card-carousel-templates
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { MAX_CARDS } from '#whatsapp/templates/sendable'

export const isProductCarousel = ({ cards }: TemplateDefinition): boolean =>
  cards !== undefined &&
  cards.length > 0 &&
  cards.every(({ header }) => header?.format === 'PRODUCT')

/**
 * Returns the definition of a product carousel with as many cards as the values need. Additional
 * cards are copies of the definition's last card. Any other definition is returned unchanged.
 */
export function withCards(
  definition: TemplateDefinition,
  values: Readonly<Record<string, unknown>>,
): TemplateDefinition {
  const { cards } = definition
  if (!cards || !isProductCarousel(definition)) return definition
  const wanted = Object.keys(values).map((key) => Number(/^card\.(\d+)\./.exec(key)?.[1] ?? -1) + 1)
  const count = Math.min(MAX_CARDS, Math.max(cards.length, ...wanted))
  return {
    ...definition,
    cards: Array.from({ length: count }, (_, i) => cards[i] ?? cards.at(-1)!),
  }
}
