// Finds what needs a supervisor's attention in the list of templates and the rules.
import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import type { CurationRule } from '#whatsapp/templates/curation'
import { attentionIn } from '../../../agent-widget/supervisor/attention.ts'

const NOW = new Date('2026-11-02T09:00:00Z')
const template = (name: string, rest: Partial<TemplateSummary> = {}): TemplateSummary => ({
  ...{ name, language: 'en_US', status: 'APPROVED', category: 'UTILITY', body: '', needs: [] },
  ...rest,
})
const attention = (
  templates: readonly TemplateSummary[],
  { rules = [] as readonly CurationRule[], waiting = [] as string[], minutesOld = 5 } = {},
) =>
  attentionIn(
    {
      templates: [...templates],
      curation: { rules, waiting, newTemplatesWait: true, version: 'v' } as Parameters<
        typeof attentionIn
      >[0]['curation'],
      syncedAt: new Date(NOW.getTime() - minutesOld * 60_000).toISOString(),
    },
    NOW,
  )

it('lists offered templates that cannot be sent or are badly rated, the worst first, each with its date', () => {
  const since = '2026-11-01T09:00:00.000Z'
  const found = attention([
    template('fine'),
    template('in_review', { status: 'PENDING' }),
    template('rated', { quality: 'RED' }),
    template('stopped', { status: 'PAUSED', since }),
    template('refused', { status: 'REJECTED' }),
    template('refused', { language: 'es' }),
  ])

  expect(found).toMatchObject([
    { kind: 'rejected', name: 'refused', languages: ['en_US'], isWhole: false },
    { kind: 'paused', name: 'stopped', since: new Date(since), isWhole: true },
    { kind: 'low_quality', name: 'rated' },
  ])
})

it('omits templates that no team is offered, and names the teams that are offered the other templates', () => {
  const stopped = template('stopped', { status: 'PAUSED' })
  const hidden: CurationRule = { templates: [{ name: 'stopped', offered: false }] }
  const own: CurationRule = { queues: ['repairs'], templates: [{ name: 'stopped' }] }

  expect(attention([stopped], { rules: [hidden] })).toEqual([])
  expect(attention([stopped], { rules: [hidden, own] })).toMatchObject([
    { teams: [{ queues: ['repairs'] }] },
  ])
  expect(attention([stopped])).toMatchObject([{ teams: [{}] }])
})

it('reports new templates that wait for a decision, and a template list that is more than an hour old', () => {
  expect(attention([template('a')], { waiting: ['a', 'gone'] })).toMatchObject([
    { kind: 'new', count: 1 },
  ])
  expect(attention([template('a')], { minutesOld: 60 })).toEqual([])
  expect(attention([template('a')], { minutesOld: 61 })).toMatchObject([{ kind: 'old_list' }])
})
