// On the supervisors' page, a trial fills in a template with the data of a recent contact, and
// finds values that are missing, too long, or in the wrong language.
import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import { type CuratedTemplate, curationFor, offersOf } from '#whatsapp/templates/curation'
import { parseDefinition } from '#whatsapp/templates/definition'
import { attributesFor, trialOf, triedVariant } from '../../../agent-widget/supervisor/trial.ts'

const NOW = new Date('2026-12-01T09:00:00Z')
const texts = {
  en_US: 'Hello {{name}}, your trip to {{city}} starts on {{day}}. Thank you.',
  es_MX: 'Hola {{name}}, su viaje a {{city}} empieza el {{day}}. Gracias.',
}
const definitionIn = (language: string) =>
  parseDefinition({
    ...{ name: 'trip', language, status: 'APPROVED', category: 'UTILITY' },
    parameter_format: 'NAMED',
    components: [{ type: 'BODY', text: texts[language as keyof typeof texts] }],
  })
const variants = Object.keys(texts).map(
  (language): TemplateSummary => ({
    ...{ name: 'trip', language, status: 'APPROVED', category: 'UTILITY' },
    ...{ body: '', needs: ['text'] },
  }),
)

function tried(attributes: Record<string, string>, ...templates: CuratedTemplate[]) {
  const state = { rules: [{ templates }], undecided: [] }
  const offers = offersOf(curationFor(state, { queue: 'q', routingProfile: undefined }))
  const contact = { id: 'c', startedAt: NOW.toISOString(), attributes }
  const variant = triedVariant(variants, contact, 'en')
  const definition = definitionIn(variant.template.language)
  const { findings, preview } = trialOf(contact, variant, variants, offers, definition, NOW)
  return {
    language: variant.template.language,
    body: preview.body,
    found: findings.map((each) =>
      each.is === 'other_language'
        ? `${each.is} ${each.wanted}`
        : `${each.is} ${each.field.key}${each.is === 'unfit' ? ` ${each.problem.code}` : ''}`,
    ),
  }
}

it('fills in a form with the values that an agent would see, and reports no problem if they fit', () => {
  const defaults = { 'body.day': { attribute: 'travelDate' } }
  const inputs = { 'body.day': { type: 'date' } } as const
  const attributes = { language: 'es', name: 'Ana', travelDate: '2027-03-12' }

  expect(tried(attributes, { name: 'trip', defaults, inputs })).toEqual({
    language: 'es_MX',
    body: 'Hola Ana, su viaje a {{city}} empieza el 12 de marzo de 2027. Gracias.',
    found: [],
  })
})

it('reports missing attributes, values that do not fit, and a missing language', () => {
  const defaults = {
    'body.name': { attribute: 'customerName' },
    'body.city': { attribute: 'city' },
    'body.day': { attribute: 'travelDate' },
  }
  const inputs = { 'body.day': { type: 'date' } } as const
  const attributes = { language: 'fr', city: 'x'.repeat(1100), travelDate: 'soon' }

  expect(tried(attributes, { name: 'trip', defaults, inputs }).found).toEqual([
    'other_language fr',
    'empty body.name',
    'unfit body.city too_long',
    'unfit body.day not_a_date',
  ])
})

it('reports a default text that is the same in several languages', () => {
  const friday = { 'body.day': 'Friday' }
  const viernes = { name: 'trip', language: 'es_MX', defaults: { 'body.day': 'viernes' } }

  expect(tried({}, { name: 'trip', defaults: friday }).found).toEqual(['same_words body.day'])
  expect(tried({}, { name: 'trip', defaults: friday }, viernes).found).toEqual([])
})

it('lists the attributes that default values, named variables and the choice of the language use', () => {
  const defaults = { 'body.day': { attribute: 'travelDate' } }
  const state = { rules: [{ templates: [{ name: 'trip', defaults }] }], undecided: [] }
  const offers = offersOf(curationFor(state, { queue: 'q', routingProfile: undefined }))

  expect(attributesFor([definitionIn('en_US')], offers)).toEqual([
    ...['language', 'travelDate', 'name', 'city', 'day'],
  ])
})
