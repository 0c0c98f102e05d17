// The core, which tells people what Meta will say of a template, and the sandbox's Meta say the same; unsettled.ts lists what is unclear.
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
import { authenticationSubmissions, submissions } from './definition-generators.ts'
import { fullest, perhapsSpoiled } from './generators.ts'
import { neighbours } from './neighbours.ts'
import { notForUs, unsettledInDefinitions } from './unsettled.ts'
import { fullSubmission } from './whole.ts'

const anySubmission = perhapsSpoiled(
  fc.oneof(
    { weight: 6, arbitrary: submissions },
    { weight: 1, arbitrary: authenticationSubmissions },
  ),
)

function refusedByMeta(submission: object): string | undefined {
  try {
    meta(submission)
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
  if (found.some(({ code }) => notForUs.some((point) => point.code === code))) return undefined
  const core = refusals(found)
  const sandbox = refusedByMeta(submission)
  if (core.length > 0 && !sandbox)
    return `only the core refuses: ${core.map(({ code, path }) => `${code} ${path}`).join(', ')}`
  const open = found.some(({ code, path }) =>
    unsettledInDefinitions.some((point) => point.code === code && point.where.test(path)),
  )
  return core.length === 0 && sandbox && !open ? `only the sandbox refuses: ${sandbox}` : undefined
}

it('no template is fit for creation to one and unfit to the other', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anySubmission, (submission) => {
      expect(quarrel(submission)).toBeUndefined()
    }),
    { numRuns: 1000 },
  )
})

// Meta itself writes the texts of authentication templates: what it returns is not what one submits.
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

/** Every part there is, in few templates. */
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
  [...withNewParts, fullSubmission, ...codes].map(
    (submission) => [submission.name, submission] as const,
  ),
)(
  'no template one step from %s is fit for creation to one and unfit to the other',
  (_, submission) => {
    expect([...neighbours(submission)].map(quarrel).filter((found) => found !== undefined)).toEqual(
      [],
    )
  },
)

it('both sides are asked: some of the generated templates are fit, most are not', () => {
  const fit = fc
    .sample(anySubmission, { numRuns: 300, seed: 1 })
    .filter((submission) => !refusedByMeta(submission))
  expect(fit.length).toBeGreaterThan(9)
  expect(fit.length).toBeLessThan(270)
})
