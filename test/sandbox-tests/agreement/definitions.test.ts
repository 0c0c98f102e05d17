// Compares two independent checks of a new template's definition: the product's check, which
// advises people before they submit the template, and the sandbox's check, which plays the role of
// Meta. Both must accept the same definitions, except on the unclear points in unsettled.ts.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Problem, refusals, Unreadable } from '#whatsapp/errors/problems'
import { checkDefinition } from '#whatsapp/template-review/check'
import { parseDefinition } from '#whatsapp/templates/definition'
import {
  DefinitionRefused,
  checkDefinition as meta,
} from '../../sandbox/whatsapp/check-definition.ts'
import { world } from '../../sandbox/world.ts'
import { randomCases } from '../../tier.ts'
import { authenticationSubmissions, submissions } from './definition-generators.ts'
import { fullest, perhapsSpoiled } from './generators.ts'
import { neighbors } from './neighbors.ts'
import { unsettledInDefinitions } from './unsettled.ts'
import { fullSubmission } from './whole.ts'

const anySubmission = perhapsSpoiled(
  fc.oneof(
    { weight: 6, arbitrary: submissions },
    { weight: 1, arbitrary: authenticationSubmissions },
  ),
)

const MAX_DEFINITION_BYTES = 6000

function refusedByMeta(submission: object): string | undefined {
  try {
    meta(submission)
    // AWS limits the size of the JSON, before Meta receives it.
    if (Buffer.byteLength(JSON.stringify(submission)) > MAX_DEFINITION_BYTES)
      return 'templateDefinition: too long for AWS'
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.message
    throw error
  }
  return undefined
}

function toldByCore(submission: object): readonly Problem[] {
  try {
    return checkDefinition(parseDefinition(submission))
  } catch (error) {
    if (error instanceof Unreadable) return error.problems
    throw error
  }
}

function quarrel(submission: object): string | undefined {
  const found = toldByCore(submission)
  const core = refusals(found)
  const sandbox = refusedByMeta(submission)
  if (core.length > 0 && !sandbox)
    return `only the core refuses: ${core.map(({ code, path }) => `${code} ${path}`).join(', ')}`
  const open = found.some(({ code, path }) =>
    unsettledInDefinitions.some((point) => point.code === code && point.where.test(path)),
  )
  return core.length === 0 && sandbox && !open ? `only the sandbox refuses: ${sandbox}` : undefined
}

it('this project’s rules and the sandbox’s Meta accept the same generated templates', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(anySubmission, (submission) => {
      expect(quarrel(submission)).toBeUndefined()
    }),
    { numRuns: randomCases(1_000) },
  )
})

// Valid definitions of the sandbox's templates. Authentication templates are left out, because Meta
// writes their texts itself, so their definitions differ from what was submitted.
const isFit = (submission: object) =>
  !refusedByMeta(submission) && refusals(toldByCore(submission)).length === 0
const written = world.wabas
  .flatMap(({ templates }) => templates)
  .filter(({ category }) => category !== 'AUTHENTICATION')
  .map(({ name, language, category, parameter_format, components }) => ({
    name,
    language,
    category,
    parameter_format,
    components,
  }))
  .filter(isFit)
  .sort((one, other) => partsOf(other.components).length - partsOf(one.components).length)

function partsOf(components: any[], where = ''): string[] {
  return components.flatMap(({ type, format, buttons = [], cards = [] }) => [
    `${where}${type} ${format}`,
    ...buttons.map((button: any) => `${where}${button.type}`),
    ...cards.slice(0, 1).flatMap((card: any) => partsOf(card.components, 'card ')),
  ])
}

const offer = {
  name: 'offer',
  language: 'en_US',
  category: 'MARKETING',
  components: [
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Hurry', has_expiration: true } },
    { type: 'BODY', text: 'It ends soon.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'COPY_CODE', example: '25OFF' },
        { type: 'URL', text: 'Shop', url: 'https://example.com' },
      ],
    },
  ],
}

/**
 * The parts that the templates so far contain. Only a template with a part that is not among them
 * is used.
 */
const seen = new Set<string>()
const withNewParts = written.filter(({ components }) => {
  const known = seen.size
  for (const part of partsOf(components)) seen.add(part)
  return seen.size > known
})
const codes = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].map(
  (type) =>
    fullest<any>(
      authenticationSubmissions,
      (one) => isFit(one) && JSON.stringify(one).includes(type),
    )!,
)

it.each(
  [...withNewParts, fullSubmission, offer, ...codes].map(
    (submission) => [submission.name, submission] as const,
  ),
)(
  'this project’s rules and the sandbox’s Meta accept the same variants of %s, which differ in one place',
  (_, submission) => {
    expect([...neighbors(submission)].map(quarrel).filter((found) => found !== undefined)).toEqual(
      [],
    )
  },
)

it('some of the generated templates are accepted, and most are refused', () => {
  const fit = fc
    .sample(anySubmission, { numRuns: 300, seed: 1 })
    .filter((submission) => !refusedByMeta(submission))
  expect(fit.length).toBeGreaterThan(9)
  expect(fit.length).toBeLessThan(270)
})
