import { expect, it } from 'vitest'
import { parseDefinition } from '#whatsapp/templates/definition'
import { catalogIn, productsOf } from '../../../agent-widget/fill/catalogs.ts'
import { aTemplate, body, header } from '../../lambdas/whatsapp/templates/templates.ts'

it('finds the catalog of the product in a template that was sent before', () => {
  const values = { 'body.1': 'Ana', header: { product_retailer_id: 'map', catalog_id: '7001' } }

  expect(catalogIn({ shows: { template: 'guidebook', values } })).toBe('7001')
  expect(catalogIn({ shows: { text: 'Hi' } })).toBeUndefined()
})

it('fills in the catalog of each product, and changes nothing in a template without products', () => {
  const of = (...components: object[]) => parseDefinition(aTemplate({ components }))!
  const card = { components: [header('PRODUCT'), { type: 'BUTTONS', buttons: [{ type: 'SPM' }] }] }

  expect(productsOf(of(header('PRODUCT'), body('Hi')), '7001')).toEqual({
    header: { catalog_id: '7001' },
  })
  expect(productsOf(of(body('Hi'), { type: 'CAROUSEL', cards: [card, card] }), '7001')).toEqual({
    'card.0.header': { catalog_id: '7001' },
    'card.1.header': { catalog_id: '7001' },
  })
  expect(productsOf(of(header('PRODUCT'), body('Hi')), undefined)).toEqual({})
  expect(productsOf(of(body('Hi')), '7001')).toEqual({})
})
