import { expect, it } from 'vitest'
import { offsetsOf, ROW_HEIGHT, rowsOf, seen } from '../../../agent-widget/templates/rows.ts'
import { searchIndex } from '../../../agent-widget/templates/search-index.ts'
import type { TemplateSummary } from '../../../lambdas/model/template-list.ts'

const aSummary = (rest: Partial<TemplateSummary>): TemplateSummary => ({
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  body: 'Your order is ready.',
  needs: [],
  ...rest,
})
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name)

const index = searchIndex([
  aSummary({}),
  aSummary({ language: 'es_MX', body: 'Su pedido está listo, información en el enlace.' }),
  aSummary({
    name: 'booking_changed',
    body: 'Your booking has changed; the order of events is new.',
    category: 'MARKETING',
  }),
  aSummary({ name: 'survey', body: 'How was it?', buttons: ['Give feedback'] }),
])

it.each([
  ['order', ['order_ready', 'booking_changed']],
  ['ready order', ['order_ready']],
  ['order_ready', ['order_ready']],
  ['INFORMACION', ['order_ready']],
  ['feedback', ['survey']],
  ['', ['order_ready', 'booking_changed', 'survey']],
  ['nowhere', []],
])('“%s” finds %j', (query, found) => {
  expect(names(index.find(query, {}))).toEqual(found)
})

it('one template in two languages is found once, and by the words of either', () => {
  expect(index.find('pedido', {})).toMatchObject([
    { name: 'order_ready', variants: [{ language: 'en_US' }, { language: 'es_MX' }] },
  ])
})

it('a filter must hold for one and the same language of a template', () => {
  expect(names(index.find('', { category: 'MARKETING' }))).toEqual(['booking_changed'])
  expect(names(index.find('', { language: 'es_MX' }))).toEqual(['order_ready'])
  expect(index.find('', { category: 'MARKETING', language: 'es_MX' })).toEqual([])
})

it('pinned ones come before favourites before recent ones before the rest, each template once; a search is one list', () => {
  const remembered = {
    pinned: ['order_ready'],
    favourites: ['survey', 'order_ready', 'gone'],
    recent: ['survey', 'booking_changed'],
  }
  const told = (rows: ReturnType<typeof rowsOf>) =>
    rows.map((row) => (row.is === 'heading' ? `# ${row.section}` : row.group.name))

  expect(told(rowsOf(index.groups, remembered, false))).toEqual([
    '# pinned',
    'order_ready',
    '# favourites',
    'survey',
    '# recent',
    'booking_changed',
  ])
  expect(told(rowsOf(index.groups, remembered, true))).toEqual([
    'order_ready',
    'booking_changed',
    'survey',
  ])
})

it('of 6,000 templates only those that are seen, and a few around them, are drawn', () => {
  const many = searchIndex(
    Array.from({ length: 6000 }, (_, i) => aSummary({ name: `template_${i}` })),
  )
  const offsets = offsetsOf(rowsOf(many.groups, { pinned: [], favourites: [], recent: [] }, false))

  expect(seen(offsets, 3000 * ROW_HEIGHT, 10 * ROW_HEIGHT)).toEqual({ from: 2997, to: 3014 })
  expect(seen(offsets, 0, 10 * ROW_HEIGHT).from).toBe(0)
  expect(seen(offsets, 6000 * ROW_HEIGHT, 10 * ROW_HEIGHT).to).toBe(6000)
})
