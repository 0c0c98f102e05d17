// Tests which problems with templates and rules the supervisors' page reports.
import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import type { AccountState } from '#whatsapp/attention/account-state'
import { attentionIn, attentionText } from '#whatsapp/attention/attention'
import type { CurationRule } from '#whatsapp/templates/curation'

const NOW = new Date('2026-11-02T09:00:00Z')
const template = (name: string, rest: Partial<TemplateSummary> = {}): TemplateSummary => ({
  ...{ name, language: 'en_US', status: 'APPROVED', category: 'UTILITY', body: '', needs: [] },
  ...rest,
})
const attention = (
  templates: readonly TemplateSummary[],
  {
    rules = [] as readonly CurationRule[],
    undecided = [] as string[],
    minutesOld = 5,
    watched = undefined as AccountState['watched'],
    breaker = undefined as AccountState['breaker'],
  } = {},
) =>
  attentionIn(
    {
      templates,
      curation: { rules, undecided },
      ...{ watched, breaker },
      syncedAt: new Date(NOW.getTime() - minutesOld * 60_000).toISOString(),
    },
    NOW,
  )

it('lists offered templates that cannot be sent or have low quality, the worst first, with dates', () => {
  const since = '2026-11-01T09:00:00.000Z'
  const found = attention([
    template('fine'),
    template('in_review', { status: 'PENDING' }),
    template('rated', { quality: 'RED' }),
    template('stopped', { status: 'PAUSED', since }),
    template('refused', { status: 'REJECTED' }),
    template('fine', { language: 'es' }),
  ])

  expect(found).toMatchObject([
    { kind: 'rejected', subject: 'refused', since: undefined },
    { kind: 'paused', subject: 'stopped', since: new Date(since) },
    { kind: 'low_quality', subject: 'rated' },
  ])
})

it('names the affected languages of a template, unless all its languages have the problem', () => {
  const [whole, some] = attention([
    template('a', { status: 'REJECTED' }),
    template('b', { status: 'REJECTED' }),
    template('b', { language: 'es' }),
  ])

  expect(whole).not.toHaveProperty('languages')
  expect(some).toMatchObject({ languages: ['en_US'] })
})

it('reports a medium quality only if the quality was better before', () => {
  expect(attention([template('a', { quality: 'YELLOW', fellFrom: 'GREEN' })])).toMatchObject([
    { kind: 'quality_fell', level: 'warning' },
  ])
  expect(attention([template('a', { quality: 'YELLOW' })])).toEqual([])
})

it('describes each problem in the supervisor’s language', () => {
  const rules: CurationRule[] = [{ templates: [{ name: 'stopped', title: 'Trip $& changed' }] }]
  const [paused, fresh] = attention(
    [template('stopped', { status: 'PAUSED' }), template('b'), template('c')],
    { rules, undecided: ['b', 'c'] },
  )

  expect(attentionText(paused!, 'en', String).title).toBe('Trip $& changed: paused')
  expect(attentionText(fresh!, 'es', String).title).toBe('2 plantillas nuevas')
})

it('gives the probable cause of a rejection, such as another template with the same text', () => {
  const body = 'Hello, your repair is ready and waits for you in our shop.'
  const [found] = attention([
    template('refused', { status: 'REJECTED', body }),
    template('repair_ready', { body }),
  ])

  expect(attentionText(found!, 'en', String).meaning).toBe(
    'Agents cannot send this template. WhatsApp gives no reason. Probable cause, by our own check: It has the same text as repair_ready. Use that template, or change the words.',
  )
  expect(attentionText(found!, 'pt', String).meaning).toContain(
    'Tem o mesmo texto que repair_ready.',
  )
})

it('omits templates that no team is offered, and names the teams that are offered a template', () => {
  const stopped = template('stopped', { status: 'PAUSED' })
  const hidden: CurationRule = { templates: [{ name: 'stopped', offered: false }] }
  const own: CurationRule = { queues: ['repairs'], templates: [{ name: 'stopped' }] }

  expect(attention([stopped], { rules: [hidden] })).toEqual([])
  expect(attention([stopped], { rules: [hidden, own] })).toMatchObject([
    { teams: [{ queues: ['repairs'] }] },
  ])
  expect(attention([stopped])).toMatchObject([{ teams: [{}] }])
})

it('reports new templates that wait for a decision, and a list of templates that is over an hour old', () => {
  expect(attention([template('a')], { undecided: ['a', 'gone'] })).toMatchObject([
    { kind: 'new', count: 1 },
  ])
  expect(attention([template('a')], { minutesOld: 60 })).toEqual([])
  expect(attention([template('a')], { minutesOld: 61 })).toMatchObject([{ kind: 'old_list' }])
})

it('says for how many templates the circuit breaker has no room', () => {
  const refused = { count: 7, since: '2026-11-02T08:00:00.000Z' }
  const [found] = attention([], { breaker: { withheld: [], failing: [], refused } })

  expect(found).toMatchObject({ kind: 'breaker_full', since: new Date(refused.since) })
  expect(attentionText(found!, 'en', String).title).toBe(
    'The circuit breaker cannot withhold 7 templates',
  )
})

it('reports that a category will change, with the date, until the category has changed', () => {
  const nextCategory = {
    ...{ to: 'MARKETING', at: '2026-11-03T09:00:00Z', since: '2026-11-02T09:00:00Z' },
  }
  const watched = {
    templates: [{ name: 'a', language: 'en_US', nextCategory }],
    attributes: [],
  }
  const [found] = attention([template('a')], { watched })

  expect(found).toMatchObject({ kind: 'category_change', since: NOW })
  expect(attentionText(found!, 'en', (at) => at.toISOString().slice(0, 10)).title).toBe(
    'a: becomes marketing on 2026-11-03',
  )
  expect(attention([template('a', { category: 'MARKETING' })], { watched })).toEqual([])
})

it('reports numbers of low and medium quality, low quality first', () => {
  const number = (end: string, quality: string) => ({ number: `+1555010${end}`, quality })
  const numbers = [number('0', 'YELLOW'), number('1', 'RED'), number('2', 'GREEN')]
  const watched = { account: { numbers }, templates: [], attributes: [] }

  expect(attention([], { watched })).toMatchObject([
    { kind: 'low_number', subject: '+15550101', button: 'numbers' },
    { kind: 'medium_number', subject: '+15550100' },
  ])
})

it('reports an attribute that a template uses but no contact had', () => {
  const counted = { attribute: 'order', uses: 20, filled: 0, since: NOW.toISOString() }
  const rules: CurationRule[] = [
    { templates: [{ name: 'a', defaults: { 'body.1': { attribute: 'order' } } }] },
  ]
  const kindsOf = (attributes: (typeof counted)[], used = rules) =>
    attention([template('a')], { rules: used, watched: { templates: [], attributes } }).map(
      ({ kind }) => kind,
    )

  expect(kindsOf([counted])).toEqual(['unfilled_attribute'])
  expect(kindsOf([{ ...counted, uses: 19 }])).toEqual([])
  expect(kindsOf([{ ...counted, filled: 1 }])).toEqual([])
  expect(kindsOf([counted], [])).toEqual([])
})

it('reports an offered form that WhatsApp does not send, by the name that agents see', () => {
  const form = (id: string, status: string) => ({ id, name: `Form ${id}`, status })
  const entry = (id: string, rest: object = {}) => ({
    name: `form:${id}`,
    form: { text: 'Which day?', button: 'Choose' },
    ...rest,
  })
  const rules: CurationRule[] = [
    { templates: [entry('1', { title: 'Visit' }), entry('2'), entry('3', { offered: false })] },
    { queues: ['repairs'], templates: [entry('4')] },
  ]
  const forms = [
    form('1', 'BLOCKED'),
    form('2', 'THROTTLED'),
    form('3', 'DRAFT'),
    form('4', 'DEPRECATED'),
    form('5', 'DRAFT'),
  ]

  const found = attentionIn({ templates: [], forms, curation: { rules, undecided: [] } }, NOW)

  expect(found).toMatchObject([
    { kind: 'form_not_sendable', subject: 'form:1', label: 'Visit', teams: [{}, {}] },
    { kind: 'form_not_sendable', subject: 'form:4', teams: [{ queues: ['repairs'] }] },
  ])
  expect(attentionText(found[0]!, 'en', String).title).toBe('Visit: cannot be sent')
})
