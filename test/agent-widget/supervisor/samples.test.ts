// Meta puts sample templates into every new account. A supervisor can hide all of these sample
// templates at once.
import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import { edited } from '#whatsapp/templates/curation-edits'
import { catalogueRows, offeredSamples } from '../../../agent-widget/supervisor/rows.ts'

const SAMPLES = ['hello_world', 'sample_movie_ticket_confirmation', 'jaspers_market_order_v2']
const templates = [...SAMPLES, 'trip_booked', 'our_hello_world', 'samples_are_ready'].map(
  (name): TemplateSummary => ({
    ...{ name, language: 'en_US', status: 'APPROVED', category: 'UTILITY' },
    ...{ body: '', needs: [] },
  }),
)
const stateWith = (rules: readonly object[]) =>
  ({ rules, undecided: [], newTemplatesWait: false, version: 'one' }) as never

it('finds Meta’s sample templates that a team is offered, and hides them with one edit', () => {
  const queue = { queues: ['repairs'] }
  const before = stateWith([
    { ...queue, templates: [{ name: 'jaspers_market_order_v2', offered: false }] },
  ])
  const rowsOf = (curation: never, team = {}) => catalogueRows({ templates, curation }, team)
  const samples = offeredSamples(rowsOf(before))

  const after = edited(before, {}, { edit: 'offer', names: samples, offered: false }) as never

  expect(samples.toSorted()).toEqual(SAMPLES.toSorted())
  expect(offeredSamples(rowsOf(before, queue))).toHaveLength(2)
  expect(offeredSamples(rowsOf(after))).toEqual([])
  expect(offeredSamples(rowsOf(after, queue))).toEqual([])
  expect(
    rowsOf(after)
      .filter(({ offered }) => offered === 'all')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['our_hello_world', 'samples_are_ready', 'trip_booked'])
})
