import { expect, it } from 'vitest'
import { dataIn, dataText } from '../../../../agent-widget/fill/kinds/flow-data.ts'
import { idsIn, itemsOf, withSections } from '../../../../agent-widget/fill/kinds/product-list.ts'

it.each([
  ['sku-1\nsku-2', ['sku-1', 'sku-2']],
  ['sku-1, sku-2;\tsku-3\n', ['sku-1', 'sku-2', 'sku-3']],
  [' travel pillow \r\n\r\n', ['travel pillow']],
  ['', []],
])('reads %j as the product ids %j', (typed, ids) => {
  expect(idsIn(typed)).toEqual(ids)
})

it('uses the picture of the chosen product, or of the first product if the chosen product was removed', () => {
  const section = (...ids: string[]) => [{ product_items: itemsOf(ids) }]
  const pictureOf = (before: string | undefined, ...ids: string[]) =>
    withSections(before ? { thumbnail_product_retailer_id: before } : {}, section(...ids))
      .thumbnail_product_retailer_id

  expect(pictureOf(undefined, 'a', 'b')).toBe('a')
  expect(pictureOf('b', 'a', 'b')).toBe('b')
  expect(pictureOf('b', 'a', 'c')).toBe('a')
  expect(pictureOf('b')).toBeUndefined()
})

it.each([
  ['{"city": "Lisbon"}', { city: 'Lisbon' }],
  ['{"city": ', '{"city": '],
  ['12', '12'],
  ['  ', undefined],
])('stores the form data %j as %j, and text that is not JSON unchanged', (typed, data) => {
  expect(dataIn(typed)).toEqual(data)
  expect(dataIn(dataText(data))).toEqual(data)
})
