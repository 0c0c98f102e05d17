import { expect, it } from 'vitest'
import { type CurationRule, curationFor, offersOf, prefilled } from '#whatsapp/templates/curation'

const repairs = { queue: 'repairs', routingProfile: 'agents' }
const sales = { queue: 'sales', routingProfile: 'agents' }
const offer = (rules: CurationRule[], name: string, { team = sales, language = 'en_US' } = {}) => {
  const { place: _, ...found } = offersOf(curationFor(rules, team))({ name, language })
  return found
}

it('without any rule everything is offered to everybody', () => {
  expect(offer([], 'a')).toEqual({ offered: true })
})

it('a rule goes for its queues and routing profiles only, and for neither when the chat is in no queue', () => {
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
    offersOf(curationFor(rules, { queue: undefined, routingProfile: 'agents' }))({
      name: 'a',
      language: 'en',
    }).offered,
  ).toBe(true)
})

it.each<[string, CurationRule[], boolean, boolean]>([
  [
    'an allow-list offers what it names',
    [{ others: 'not_offered', templates: [{ name: 'a' }] }],
    true,
    false,
  ],
  [
    'a deny-list all but what it names',
    [{ templates: [{ name: 'a', offered: false }] }],
    false,
    true,
  ],
  [
    'a team’s own allow-list takes the place of the general one',
    [
      { templates: [{ name: 'a', pinned: true }] },
      { others: 'not_offered', templates: [{ name: 'b' }] },
    ],
    false,
    true,
  ],
  [
    'what one rule denies a later one may offer',
    [
      { templates: [{ name: 'a', offered: false }] },
      { templates: [{ name: 'a', note: 'You may.' }] },
    ],
    true,
    true,
  ],
  [
    'and a later rule may open everything again',
    [
      { others: 'not_offered', templates: [{ name: 'a', offered: false }] },
      { others: 'offered', templates: [] },
    ],
    true,
    true,
  ],
])('%s', (_, rules, a, b) => {
  expect([offer(rules, 'a').offered, offer(rules, 'b').offered]).toEqual([a, b])
})

it('a later rule adds to what an earlier one said of a template, and its templates come first', () => {
  const rules: CurationRule[] = [
    {
      templates: [
        { name: 'a', pinned: true, defaults: { header: 'Hi', 'body.1': 'Ana' } },
        { name: 'b' },
      ],
    },
    {
      queues: ['sales'],
      templates: [
        { name: 'c' },
        { name: 'a', note: 'Ask first.', defaults: { 'body.1': { attribute: 'name' } } },
      ],
    },
  ]

  expect(offer(rules, 'a')).toMatchObject({
    pinned: true,
    note: 'Ask first.',
    defaults: { header: 'Hi', 'body.1': { attribute: 'name' } },
  })
  expect(curationFor(rules, sales).templates.map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  expect(curationFor(rules, repairs).templates.map(({ name }) => name)).toEqual(['a', 'b'])
})

it('a word about one language counts for that language only, wherever it stands in its rule; a later word about all counts for it too', () => {
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

it('fills in texts and attributes, and names the attributes that are missing or empty', () => {
  const defaults = {
    header: 'Hi',
    'body.name': { attribute: 'name' },
    'body.order': { attribute: 'order' },
    'body.day': { attribute: 'day' },
  }

  expect(prefilled(defaults, { name: 'Ana', day: '' })).toEqual({
    values: { header: 'Hi', 'body.name': 'Ana' },
    missing: { 'body.order': 'order', 'body.day': 'day' },
  })
})
