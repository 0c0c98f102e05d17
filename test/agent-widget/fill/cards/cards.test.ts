import { expect, it } from 'vitest'
import { withCard, withoutCard } from '../../../../agent-widget/fill/cards/cards.ts'

const values = {
  'body.1': '30',
  'card.0.header': { product_retailer_id: 'sku-1', catalog_id: '7' },
  'card.1.header': { product_retailer_id: 'sku-2', catalog_id: '7' },
  'card.1.button.0': 'second',
  'card.2.header': { product_retailer_id: 'sku-3', catalog_id: '7' },
}

it('adds an empty card with the catalog of the other cards', () => {
  expect(withCard(values, 3)).toEqual({ ...values, 'card.3.header': { catalog_id: '7' } })
  expect(withCard({}, 2)).toEqual({ 'card.2.header': {} })
})

it('moves the cards after a removed card up by one position, with all their values', () => {
  expect(withoutCard(values, 0)).toEqual({
    'body.1': '30',
    'card.0.header': { product_retailer_id: 'sku-2', catalog_id: '7' },
    'card.0.button.0': 'second',
    'card.1.header': { product_retailer_id: 'sku-3', catalog_id: '7' },
  })
  expect(withoutCard(values, 2)).toEqual(
    Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith('card.2'))),
  )
})
