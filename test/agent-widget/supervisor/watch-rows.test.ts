import { expect, it } from 'vitest'
import type { Catalogue, WatchAnswer } from '#supervisor-api'
import { watchRows } from '../../../agent-widget/supervisor/watch-rows.ts'

const template = (name: string, rest: object = {}) =>
  ({
    ...{ name, language: 'en_US', status: 'APPROVED', category: 'UTILITY', body: 'Hello' },
    ...{ needs: [], quality: 'GREEN' },
    ...rest,
  }) as Catalogue['templates'][number]
const curation = { rules: [], undecided: [], newTemplatesWait: true, version: 'none' }
const rows = (
  templates: Catalogue['templates'],
  watched: Partial<WatchAnswer['templates'][number]>[] = [],
) =>
  watchRows(
    { templates, curation, syncedAt: '2026-12-01T10:00:00Z' },
    {
      templates: watched.map((each) => ({
        ...{ name: 'a', language: 'en_US', changes: [] },
        ...each,
      })),
    },
  )

it('lists the most urgent templates first', () => {
  const found = rows([
    template('active'),
    template('in_review', { status: 'PENDING' }),
    template('medium', { quality: 'YELLOW' }),
    template('low', { quality: 'RED' }),
    template('paused', { status: 'PAUSED' }),
    template('rejected', { status: 'REJECTED' }),
    template('disabled', { status: 'DISABLED' }),
  ])

  expect(found.map(({ template: { name } }) => name)).toEqual([
    ...['disabled', 'rejected', 'paused', 'low', 'medium', 'in_review', 'active'],
  ])
})

it('displays when the template was last checked by a sync, read by itself, or changed in an event', () => {
  const change = { status: 'PAUSED', category: 'UTILITY' }
  const checkedAt = (watched: object) =>
    rows([template('a')], [watched])[0]!.checkedAt?.toISOString()

  expect(checkedAt({})).toBe('2026-12-01T10:00:00.000Z')
  expect(checkedAt({ askedAt: '2026-12-01T10:01:00Z' })).toBe('2026-12-01T10:01:00.000Z')
  expect(checkedAt({ changes: [{ at: '2026-12-01T10:02:00Z', ...change }] })).toBe(
    '2026-12-01T10:02:00.000Z',
  )
  expect(checkedAt({ changes: [{ at: '2026-12-01T09:00:00Z', ...change }] })).toBe(
    '2026-12-01T10:00:00.000Z',
  )
})

it('lists the earlier states of a template, the newest first, and omits the current state', () => {
  const at = (hour: number) => `2026-12-01T0${hour}:00:00Z`
  const changes = ['GREEN', 'YELLOW', 'RED'].map((quality, i) => ({
    ...{ at: at(i), status: 'APPROVED', category: 'UTILITY', quality },
  }))

  const [{ earlier }] = rows([template('a')], [{ changes }]) as [ReturnType<typeof rows>[number]]

  expect(earlier.map(({ quality }) => quality)).toEqual(['YELLOW', 'GREEN'])
})

it('names probable causes only for rejected templates', () => {
  const body = 'Your repair is ready. Get a discount on the next one.'

  const found = rows([
    template('repair_offer', { status: 'rejected', body }),
    template('repair_ready', { body }),
  ])

  expect(found.map(({ causes }) => causes.map(({ en }) => en))).toEqual([
    [expect.stringContaining('“discount”'), expect.stringContaining('same text as repair_ready')],
    [],
  ])
})
