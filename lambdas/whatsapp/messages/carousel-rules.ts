// The rules for carousels in free-form messages. A carousel has 2 to 10 cards, which all have the
// same form.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  allOf,
  at,
  integer,
  isObject,
  list,
  object,
  oneOf,
  type Rule,
  required,
  text,
  unique,
} from '#whatsapp/json/rules'
import {
  ctaParameters,
  MAX_BUTTON_ID,
  MAX_BUTTON_TITLE,
  mediaHeader,
} from '#whatsapp/messages/interactive-parts'

const cardButtons = allOf(
  list(
    object({
      type: required(oneOf('quick_reply')),
      quick_reply: required(
        object({
          id: required(text({ max: MAX_BUTTON_ID })),
          title: required(text({ max: MAX_BUTTON_TITLE })),
        }),
      ),
    }),
    { max: 3 },
  ),
  unique(
    (button) => isObject(button.quick_reply) && button.quick_reply.title,
    'title',
    'quick_reply.title',
  ),
)

const mediaCard: Rule = (value, path) =>
  object({
    card_index: required(integer(0, 9)),
    type: hasReplies(value) ? typeOfReplies : required(oneOf('cta_url')),
    header: mediaHeader,
    body: object({ text: required(allOf(text({ max: 160 }), twoLineBreaks)) }),
    action: required(cardAction),
  })(value, path)

const hasReplies = (card: unknown) =>
  isObject(card) && isObject(card.action) && card.action.buttons !== undefined

/**
 * Checks the `type` of a carousel card that has quick replies. Meta documents the type cta_url for
 * cards with links. For cards with quick replies, some of Meta's examples also have cta_url, and
 * the others have no type. Any other type therefore causes a warning.
 */
const typeOfReplies: Rule = (value, path) =>
  value === undefined || value === 'cta_url'
    ? []
    : [
        ...text()(value, path),
        warning(
          'not_one_of',
          path,
          'WhatsApp’s examples have cta_url here, or nothing. Write one of these to be safe.',
          {
            accepted: 'cta_url',
          },
        ),
      ]

function cardAction(value: unknown, path: string): Problem[] {
  if (isObject(value) && value.buttons !== undefined)
    return object({ buttons: cardButtons })(value, path)
  return object({ name: required(oneOf('cta_url')), parameters: required(ctaParameters) })(
    value,
    path,
  )
}

function twoLineBreaks(value: unknown, path: string): Problem[] {
  const breaks = typeof value === 'string' ? value.split('\n').length - 1 : 0
  return breaks > 2
    ? [
        problem(
          'too_many',
          path,
          `The text has ${breaks} line breaks. WhatsApp allows 2 on a card. Remove some.`,
          { count: breaks, limit: 2 },
        ),
      ]
    : []
}

const productCard = object({
  card_index: required(integer(0, 9)),
  type: required(oneOf('product')),
  action: required(object({ catalog_id: required(text()), product_retailer_id: required(text()) })),
})

const card: Rule = (value, path) =>
  (isObject(value) && value.type === 'product' ? productCard : mediaCard)(value, path)

export const cards = allOf(list(card, { min: 2, max: 10 }), inOrder, sameShape)

function inOrder(value: unknown, path: string): Problem[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry, i) =>
    isObject(entry) && typeof entry.card_index === 'number' && entry.card_index !== i
      ? [
          problem(
            'out_of_order',
            `${at(path, i)}.card_index`,
            `The card_index is ${entry.card_index}. WhatsApp counts cards from 0 in order. Make it ${i}.`,
          ),
        ]
      : [],
  )
}

function sameShape(value: unknown, path: string): Problem[] {
  if (!Array.isArray(value)) return []
  const shapes = value.map(shapeOf)
  return shapes.flatMap((shape, i) =>
    shape === shapes[0]
      ? []
      : [
          problem(
            'cards_differ',
            at(path, i),
            'This card does not have the same parts as the first one. WhatsApp requires the same parts on all cards.',
          ),
        ],
  )
}

function shapeOf(value: unknown): string {
  if (!isObject(value)) return ''
  const header = isObject(value.header) ? value.header.type : undefined
  const buttons =
    isObject(value.action) && Array.isArray(value.action.buttons)
      ? value.action.buttons.length
      : undefined
  return JSON.stringify([value.type === 'product', header, value.body !== undefined, buttons])
}
