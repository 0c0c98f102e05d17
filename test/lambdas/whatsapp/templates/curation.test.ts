import { expect, it } from 'vitest'
import { type CurationRule, curationFor, offersOf, prefilled } from '#whatsapp/templates/curation'

const repairs = { queue: 'repairs', routingProfile: 'agents' }
const sales = { queue: 'sales', routingProfile: 'agents' }
const offer = (rules: CurationRule[], name: string, { team = sales, language = 'en_US' } = {}) => {
  const { place: _, ...found } = offersOf(curationFor({ rules, undecided: [] }, team))({
    name,
    language,
  })
  return found
}

it('offers every template to every team if there is no rule', () => {
  expect(offer([], 'a')).toEqual({ offered: true })
})

it('applies a rule only to its queues and routing profiles, and not to chats without a queue', () => {
  const rules: CurationRule[] = [
    {
      queues: ['repairs'],
      routingProfiles: ['agents'],
      templates: [{ name: 'a', offered: false }],
    },
  ]

  expect(offer(rules, 'a', { team: repairs }).offered).toBe(false)
  expect(offer(rules, 'a', { team: sales }).offered).toBe(true)
  expect(offer(rules, 'a', { team: { queue: 'repairs', routingProfile: 'others' } }).offered).toBe(
    true,
  )
  expect(
    offersOf(curationFor({ rules, undecided: [] }, { queue: undefined, routingProfile: 'agents' }))(
      {
        name: 'a',
        language: 'en',
      },
    ).offered,
  ).toBe(true)
})

it.each<[string, CurationRule[], boolean, boolean]>([
  [
    'an allow-list offers only the templates that it names',
    [{ others: 'not_offered', templates: [{ name: 'a' }] }],
    true,
    false,
  ],
  [
    'a deny-list offers all templates except those that it names',
    [{ templates: [{ name: 'a', offered: false }] }],
    false,
    true,
  ],
  [
    'a team’s own allow-list replaces the general one',
    [
      { templates: [{ name: 'a', pinned: true }] },
      { others: 'not_offered', templates: [{ name: 'b' }] },
    ],
    false,
    true,
  ],
  [
    'a later rule offers a template that an earlier one denies',
    [
      { templates: [{ name: 'a', offered: false }] },
      { templates: [{ name: 'a', note: 'You may.' }] },
    ],
    true,
    true,
  ],
  [
    'a later rule offers all templates again',
    [
      { others: 'not_offered', templates: [{ name: 'a', offered: false }] },
      { others: 'offered', templates: [] },
    ],
    true,
    true,
  ],
])('applies the rules in their order, in which %s', (_, rules, a, b) => {
  expect([offer(rules, 'a').offered, offer(rules, 'b').offered]).toEqual([a, b])
})

it('merges the settings of all rules, and lists the templates of later rules first', () => {
  const rules: CurationRule[] = [
    {
      templates: [
        {
          name: 'a',
          pinned: true,
          defaults: { header: 'Hi', 'body.1': 'Ana' },
          labels: { header: 'To' },
        },
        { name: 'b' },
      ],
    },
    {
      queues: ['sales'],
      templates: [
        { name: 'c' },
        {
          name: 'a',
          note: 'Ask first.',
          defaults: { 'body.1': { attribute: 'name' } },
          labels: { 'body.1': 'Name' },
        },
      ],
    },
  ]

  expect(offer(rules, 'a')).toMatchObject({
    pinned: true,
    note: 'Ask first.',
    defaults: { header: 'Hi', 'body.1': { attribute: 'name' } },
    labels: { header: 'To', 'body.1': 'Name' },
  })
  expect(curationFor({ rules, undecided: [] }, sales).templates.map(({ name }) => name)).toEqual([
    'c',
    'a',
    'b',
  ])
  expect(curationFor({ rules, undecided: [] }, repairs).templates.map(({ name }) => name)).toEqual([
    'a',
    'b',
  ])
})

it('applies an entry for one language only to that language, unless a later rule covers all languages', () => {
  const one: CurationRule[] = [
    {
      templates: [
        { name: 'a', language: 'es_MX', offered: false },
        { name: 'a', pinned: true },
      ],
    },
  ]

  expect(offer(one, 'a', { language: 'es_MX' })).toMatchObject({ offered: false, pinned: true })
  expect(offer(one, 'a', { language: 'pt_BR' })).toMatchObject({ offered: true, pinned: true })
  expect(offer([...one, { templates: [{ name: 'a' }] }], 'a', { language: 'es_MX' }).offered).toBe(
    true,
  )
})

it('offers a template only between its start time and its end time', () => {
  const rules: CurationRule[] = [
    {
      templates: [{ name: 'a', from: '2026-12-01T00:00:00-05:00', until: '2026-12-25T00:00:00Z' }],
    },
  ]
  const isOfferedAt = (at: string) =>
    offersOf(curationFor({ rules, undecided: [] }, sales, new Date(at)))({
      name: 'a',
      language: 'en',
    }).offered

  expect(isOfferedAt('2026-12-01T04:59:59Z')).toBe(false)
  expect(isOfferedAt('2026-12-01T05:00:00Z')).toBe(true)
  expect(isOfferedAt('2026-12-25T00:00:00Z')).toBe(false)
})

it('fills in default texts and attributes, and names attributes that are missing or empty', () => {
  const defaults = {
    header: 'Hi',
    'body.name': { attribute: 'name' },
    'body.order': { attribute: 'order' },
    'body.day': { attribute: 'day' },
    'body.due': { attribute: 'due' },
  }
  const inputs = { 'body.due': { type: 'date' } } as const
  const attributes = { name: 'Ana', day: '', due: '2027-03-12' }

  expect(prefilled({ defaults, inputs }, attributes, 'es_MX')).toEqual({
    values: { header: 'Hi', 'body.name': 'Ana', 'body.due': '12 de marzo de 2027' },
    missing: { 'body.order': 'order', 'body.day': 'day' },
  })
})
