import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import {
  headingKey,
  offsetsOf,
  ROW_HEIGHT,
  rowsOf,
  seen,
  topicIn,
} from '../../../agent-widget/templates/rows.ts'
import { searchIndex } from '../../../agent-widget/templates/search-index.ts'

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
const called = {
  categories: new Map([
    ['UTILITY', 'utility'],
    ['MARKETING', 'marketing'],
  ]),
  languages: new Map([
    ['en_US', 'american english'],
    ['es_MX', 'mexican spanish'],
  ]),
}

it.each([
  ['order', ['order_ready', 'booking_changed']],
  ['ready order', ['order_ready']],
  ['order_ready', ['order_ready']],
  ['INFORMACION', ['order_ready']],
  ['feedback', ['survey']],
  ['', ['order_ready', 'booking_changed', 'survey']],
  ['nowhere', []],
])('finds, for the query “%s”, the templates %j', (query, found) => {
  expect(names(index.find(query, {}))).toEqual(found)
})

it.each([
  ['marketing', ['booking_changed']],
  ['spanish', ['order_ready']],
  ['order marketing', ['booking_changed']],
])('finds, for the name of a category or language, “%s”, the templates %j', (query, found) => {
  expect(names(index.find(query, {}, called))).toEqual(found)
})

it('finds words in examples and notes, but ranks them below names, titles and texts', () => {
  const trips = searchIndex(
    [
      aSummary({ name: 'trip', examples: ['Lisbon'] }),
      aSummary({ name: 'lisbon_guide' }),
      aSummary({ name: 'documents', language: 'pt_BR' }),
    ],
    ({ name }) =>
      name === 'documents'
        ? { title: 'Travel papers', note: 'Only the travel desk sends this to Lisbon.' }
        : {},
  )

  expect(names(trips.find('lisbon', {}))).toEqual(['lisbon_guide', 'trip', 'documents'])
  expect(names(trips.find('travel desk', {}))).toEqual(['documents'])
  expect(names(trips.find('papers', {}))).toEqual(['documents'])
})

it.each([
  ['refnd', 'a missing letter'],
  ['refuund', 'a letter too many'],
  ['refumd', 'a wrong letter'],
  ['refudn', 'two swapped letters'],
  ['xefund', 'a wrong first letter'],
  ['refudns are', 'an error in only one of two words'],
])('finds, for the query “%s”, the word “refunds” despite %s', (query) => {
  const refunds = searchIndex([
    aSummary({ name: 'money', body: 'Refunds are paid.' }),
    aSummary({}),
  ])

  expect(names(refunds.find(query, {}))).toEqual(['money'])
})

it.each([
  ['two errors', 'rafumd'],
  ['an error in a short word', 'moey'],
  ['one known and one unknown word', 'paid elsewhere'],
])('finds no template for a query with %s', (_, query) => {
  const refunds = searchIndex([aSummary({ name: 'money', body: 'Refunds are paid.' })])

  expect(refunds.find(query, {})).toEqual([])
})

it('ranks exact matches above matches that need the correction of a typing error', () => {
  const both = searchIndex([aSummary({ name: 'parts' }), aSummary({ name: 'party' })])

  expect(names(both.find('party', {}))).toEqual(['party'])
})

it('searches 6,000 templates before the browser draws the next frame, even with a typing error', () => {
  const words = Array.from({ length: 4000 }, (_, i) => `word${i.toString(36)}`)
  const many = searchIndex(
    Array.from({ length: 6000 }, (_, i) =>
      aSummary({
        name: `order_${i}`,
        body: Array.from({ length: 40 }, (_, j) => words[(i * 7 + j * j) % words.length]).join(' '),
      }),
    ),
  )
  const refund = 'wrod2s4'
  many.prepare()
  const took = Array.from({ length: 20 }, () => {
    const before = performance.now()
    many.find(refund, {})
    return performance.now() - before
  })

  expect(Math.min(...took)).toBeLessThan(16)
})

it('lists a template that has two languages once, and finds it by words of either language', () => {
  expect(index.find('pedido', {})).toMatchObject([
    { name: 'order_ready', variants: [{ language: 'en_US' }, { language: 'es_MX' }] },
  ])
})

it('lists a template only if one of its languages matches all filters', () => {
  expect(names(index.find('', { category: 'MARKETING' }))).toEqual(['booking_changed'])
  expect(names(index.find('', { language: 'es_MX' }))).toEqual(['order_ready'])
  expect(index.find('', { category: 'MARKETING', language: 'es_MX' })).toEqual([])
})

it('groups templates into pinned, favorite, recent and other ones, but lists search results together', () => {
  const remembered = {
    pinned: ['order_ready'],
    favorites: ['survey', 'order_ready', 'gone'],
    recent: ['survey', 'booking_changed'],
    topicOf: () => undefined,
  }
  const described = (rows: ReturnType<typeof rowsOf>) =>
    rows.map((row) => (row.is === 'heading' ? `# ${headingKey(row)}` : row.group.name))

  expect(described(rowsOf(index.groups, remembered, false))).toEqual([
    '# pinned',
    'order_ready',
    '# favorites',
    'survey',
    '# recent',
    'booking_changed',
  ])
  expect(described(rowsOf(index.groups, remembered, true))).toEqual([
    'order_ready',
    'booking_changed',
    'survey',
  ])
})

const NOTHING_FIRST = { pinned: [], favorites: [], recent: [], topicOf: () => undefined }

it('lists the remaining templates by topic, and templates without a topic last', () => {
  const topics: Readonly<Record<string, string>> = { order_ready: 'Orders', survey: 'Later' }
  const topicOf = topicIn(({ name }) => ({ topic: topics[name] }))
  const listed = (order: string[] | undefined, pinned: string[] = []) =>
    rowsOf(index.groups, { ...NOTHING_FIRST, pinned, topics: order, topicOf }, false).map((row) =>
      row.is === 'heading' ? `# ${headingKey(row)}` : row.group.name,
    )

  expect(listed(['Unused', 'Later', 'Orders'])).toEqual([
    ...['# topic Later', 'survey', '# topic Orders', 'order_ready', '# others', 'booking_changed'],
  ])
  expect(listed(undefined, ['survey', 'booking_changed'])).toEqual([
    ...['# pinned', 'survey', 'booking_changed', '# topic Orders', 'order_ready'],
  ])
})

it('finds a template by its topic', () => {
  const found = searchIndex(
    index.groups.flatMap(({ variants }) => variants),
    ({ name }) => (name === 'survey' ? { topic: 'Afterwards' } : {}),
  ).find('afterw', {})

  expect(names(found)).toEqual(['survey'])
})

it('draws, of 6,000 templates, only those on the screen and a few above and below', () => {
  const many = searchIndex(
    Array.from({ length: 6000 }, (_, i) => aSummary({ name: `template_${i}` })),
  )
  const offsets = offsetsOf(rowsOf(many.groups, NOTHING_FIRST, false))

  expect(seen(offsets, 3000 * ROW_HEIGHT, 10 * ROW_HEIGHT)).toEqual({ from: 2997, to: 3014 })
  expect(seen(offsets, 0, 10 * ROW_HEIGHT).from).toBe(0)
  expect(seen(offsets, 6000 * ROW_HEIGHT, 10 * ROW_HEIGHT).to).toBe(6000)
})
