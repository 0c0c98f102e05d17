import { expect, it } from 'vitest'
import {
  type BreakerSettings,
  causesIn,
  DEFAULT_BREAKER,
  isOffered,
  isOver,
  stillReleased,
  withholding,
} from '#whatsapp/templates/breaker'
import type { CurationState } from '#whatsapp/templates/curation'
import { patchBetween, undone } from '#whatsapp/templates/curation-patch'
import { failingIn, type HourOfSends } from '#whatsapp/templates/hourly-sends'

const now = new Date('2026-12-01T10:30:00Z')
const hour = (part: Partial<HourOfSends>): HourOfSends => ({
  ...{ name: 'offer', hour: '2026-12-01T10', sent: 20, failed: 0, stopped: 0 },
  ...part,
})
const offer = { name: 'offer', language: 'en_US', status: 'APPROVED', quality: 'GREEN' }
const low = { ...offer, quality: 'RED', since: '2026-12-01T09:00:00Z' }

const on: BreakerSettings = { ...DEFAULT_BREAKER, isOn: true }
const nothing = { withheld: [], released: {} }
const causes = (
  part: { settings?: object; hours?: HourOfSends[]; template?: object; released?: string },
  withheld: string[] = [],
) => [
  ...causesIn(
    { ...on, ...part.settings },
    {
      withheld: withheld.map((name) => ({
        ...{ name, at: '', cause: { is: 'low_quality' } as const, changeId: '' },
      })),
      released: part.released ? { offer: part.released } : {},
    },
    [{ ...offer, ...part.template }],
    part.hours ?? [],
    now,
  ),
]

it.each([
  ['20 of 100 messages failed', { sent: 100, failed: 20 }, 1],
  ['19 of 100 messages failed', { sent: 100, failed: 19 }, 0],
  ['fewer than 20 messages were sent', { sent: 19, failed: 19 }, 0],
  ['messages failed in the previous hour', { hour: '2026-12-01T09', sent: 20, failed: 4 }, 1],
  ['messages failed earlier', { hour: '2026-12-01T08', sent: 20, failed: 20 }, 0],
])('counts the failures of each hour against the threshold: %s', (_, part, count) => {
  expect(failingIn([hour(part)], now)).toHaveLength(count)
  expect(causes({ hours: [hour(part)] })).toHaveLength(count)
})

it('returns a template only once, with the counts of the worse hour, if its messages failed in two different hours', () => {
  const hours = [hour({ failed: 5 }), hour({ hour: '2026-12-01T09', failed: 10 })]

  expect(failingIn(hours, now)).toEqual([
    { name: 'offer', sent: 20, failed: 10, since: new Date('2026-12-01T09:00:00Z') },
  ])
})

it('uses the thresholds that supervisors have set, and ignores a cause that they have switched off', () => {
  const failed = { hours: [hour({ failed: 8 })] }
  const stopped = {
    hours: [hour({ stopped: 1 }), hour({ hour: '2026-11-30T11', stopped: 2 })],
  }

  expect(causes({ ...failed, settings: { failures: 50 } })).toEqual([])
  expect(causes({ ...failed, settings: { failures: undefined } })).toEqual([])
  expect(causes({ ...failed, settings: { failures: 40 } })).toEqual([
    ['offer', { is: 'failures', failed: 8, sent: 20 }],
  ])
  expect(causes(stopped)).toEqual([['offer', { is: 'stops', stopped: 3, sent: 40 }]])
  expect(causes({ ...stopped, settings: { stops: 10 } })).toEqual([])
  expect(causes({ template: low })).toEqual([['offer', { is: 'low_quality' }]])
  expect(causes({ template: low, settings: { lowQuality: false } })).toEqual([])
  expect(causes({ template: { ...low, status: 'PAUSED' } })).toEqual([])
})

it('ignores failures and marketing stops that occurred before a template was offered again', () => {
  const released = '2026-12-01T10:10:00Z'

  expect(causes({ hours: [hour({ failed: 20, stopped: 20 })], released })).toEqual([])
  expect(causes({ template: low, released })).toEqual([])
  expect(causes({ template: { ...low, since: '2026-12-01T10:20:00Z' }, released })).toHaveLength(1)
  expect(causes({ hours: [hour({ failed: 20 })] }, ['offer'])).toEqual([])
})

it('remembers that a template was offered again while earlier messages or quality still count', () => {
  const times = { recent: '2026-11-30T10:31:00Z', old: '2026-11-30T10:29:00Z' }
  const kept = (released: string, template: object) =>
    Object.keys(stillReleased({ offer: released }, [{ ...offer, ...template }], now))

  expect(kept(times.recent, {})).toEqual(['offer'])
  expect(kept(times.old, {})).toEqual([])
  // The low quality is older than the supervisor's decision to offer the template again, so this
  // decision still counts.
  expect(kept(times.old, { quality: 'RED', since: '2026-11-30T09:00:00Z' })).toEqual(['offer'])
  expect(kept(times.old, { quality: 'RED', since: '2026-12-01T09:00:00Z' })).toEqual([])
})

it('offers a template again without a supervisor only if it was withheld for low quality and the quality has risen', () => {
  const withheld = { name: 'offer', at: '', cause: { is: 'low_quality' }, changeId: '' } as const

  expect(isOver(withheld, [offer])).toBe(true)
  expect(isOver(withheld, [offer, low])).toBe(false)
  expect(isOver({ ...withheld, cause: { is: 'failures', failed: 9, sent: 20 } }, [offer])).toBe(
    false,
  )
})

const state: CurationState = {
  rules: [
    {
      templates: [
        { name: 'offer', successor: 'greeting', pinned: true },
        { name: 'greeting', offered: false },
      ],
    },
    { queues: ['repairs'], templates: [{ name: 'offer', language: 'es_MX' }] },
    { queues: ['travel'], others: 'not_offered', templates: [{ name: 'hello' }] },
  ],
  undecided: [],
  newTemplatesWait: true,
}
const named = (name: string) => ({ name, languages: ['en_US', 'es_MX'] })

it('withholds a template from every team and offers its replacement to the same teams', () => {
  const { state: after, successor } = withholding(state, named('offer'), [named('greeting')])

  expect([isOffered(state, named('offer')), isOffered(after, named('offer'))]).toEqual([
    true,
    false,
  ])
  expect(successor).toBe('greeting')
  expect(after.rules[0]!.templates).toEqual([
    { name: 'offer', successor: 'greeting', pinned: true, offered: false },
    { name: 'greeting', offered: true },
  ])
  expect(after.rules[2]).toEqual(state.rules[2])
  expect(undone(after, patchBetween(state, after))).toEqual(state)
})

it('offers no replacement if the replacement cannot be sent', () => {
  const { state: after, successor } = withholding(state, named('offer'), [])

  expect(successor).toBeUndefined()
  expect(isOffered(after, named('greeting'))).toBe(false)
})

it('withholds no template if there are no templates and no messages', () => {
  expect(causesIn(on, nothing, [], [], now).size).toBe(0)
})
