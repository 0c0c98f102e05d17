// The settings of one template in the supervisors' dialog, and the edits that the dialog saves.
import { expect, it } from 'vitest'
import type { Catalogue } from '#supervisor-api'
import type { CurationRule } from '#whatsapp/templates/curation'
import { catalogueRows } from '../../../agent-widget/supervisor/rows.ts'
import { editsTo, settingsOf } from '../../../agent-widget/supervisor/settings.ts'

function rowUnder(rules: readonly CurationRule[]) {
  const templates = ['en_US', 'es_MX', 'pt_BR'].map((language) => ({
    ...{ name: 'a', language, status: 'APPROVED', category: 'UTILITY', body: '', needs: [] },
  }))
  const curation = { rules, undecided: [], newTemplatesWait: true, version: 'none' }
  const catalogue = { templates, curation } as Pick<Catalogue, 'templates' | 'curation'>
  return catalogueRows(catalogue, {})[0]!
}

it('makes no edit for unchanged settings, even if a time is written in another time zone', () => {
  const row = rowUnder([
    {
      templates: [
        { name: 'a', title: 'A', from: '2026-12-01T00:00:00-05:00', labels: { header: 'To' } },
        { name: 'a', language: 'es_MX', defaults: { 'body.1': { attribute: 'day' } } },
      ],
    },
  ])

  expect(editsTo(settingsOf(row), row)).toEqual([])
})

it('makes an edit for each setting that changed, and leaves out empty labels and values', () => {
  const row = rowUnder([{ templates: [{ name: 'a', labels: { header: 'To' } }] }])
  const settings = settingsOf(row)

  const edits = editsTo(
    {
      ...settings,
      title: ' Trip documents ',
      until: '2026-12-25T00:00:00.000Z',
      successor: 'b',
      languages: ['en_US', 'pt_BR'],
      fields: {
        '': { labels: { header: ' ' }, defaults: { 'body.1': { attribute: '' } }, inputs: {} },
        es_MX: {
          labels: {},
          defaults: { 'body.1': 'viernes' },
          inputs: { 'body.1': { type: 'choice', choices: [' viernes', '', 'lunes'] } },
        },
      },
    },
    row,
  )

  expect(edits).toEqual([
    { edit: 'describe', name: 'a', title: 'Trip documents', note: '' },
    { edit: 'schedule', name: 'a', until: '2026-12-25T00:00:00.000Z' },
    { edit: 'successor', name: 'a', successor: 'b' },
    { edit: 'offer_language', name: 'a', language: 'es_MX', offered: false },
    { edit: 'prepare', name: 'a', labels: {}, defaults: {} },
    {
      ...{ edit: 'prepare', name: 'a', language: 'es_MX' },
      ...{ labels: {}, defaults: { 'body.1': 'viernes' } },
      inputs: { 'body.1': { type: 'choice', choices: ['viernes', 'lunes'] } },
    },
  ])
})

it('stores the choice of all languages, or of none, as a setting of the whole template', () => {
  const row = rowUnder([{ templates: [{ name: 'a', language: 'es_MX', offered: false }] }])
  const choose = (...languages: string[]) => editsTo({ ...settingsOf(row), languages }, row)

  expect(choose('en_US', 'es_MX', 'pt_BR')).toEqual([
    { edit: 'offer', names: ['a'], offered: true },
  ])
  expect(choose()).toEqual([{ edit: 'offer', names: ['a'], offered: false }])
})
