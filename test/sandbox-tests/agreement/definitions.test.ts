// The core, which tells people what Meta will say of a template, and the sandbox's Meta say the same; unsettled.ts lists what is unclear.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Problem, refusals, Unreadable } from '#whatsapp/errors'
import { checkDefinition } from '#whatsapp/template-check'
import { parseDefinition } from '#whatsapp/template-definition'
import { DefinitionRefused, checkDefinition as meta } from '../../sandbox/whatsapp/check-definition.ts'
import { authenticationSubmissions, submissions } from './definition-generators.ts'
import { perhapsSpoiled } from './generators.ts'
import { unsettledInDefinitions } from './unsettled.ts'

const anySubmission = perhapsSpoiled(fc.oneof({ weight: 6, arbitrary: submissions }, { weight: 1, arbitrary: authenticationSubmissions }))

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
  const core = refusals(found)
  const sandbox = refusedByMeta(submission)
  if (core.length > 0 && !sandbox) return `only the core refuses: ${core.map(({ code, path }) => `${code} ${path}`).join(', ')}`
  const open = found.some(({ code, path }) => unsettledInDefinitions.some((point) => point.code === code && point.where.test(path)))
  return core.length === 0 && sandbox && !open ? `only the sandbox refuses: ${sandbox}` : undefined
}

it('no template is fit for creation to one and unfit to the other', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anySubmission, (submission) => {
      expect(quarrel(submission)).toBeUndefined()
    }),
    { numRuns: 3000 },
  )
})

it('both sides are asked: some of the generated templates are fit, most are not', () => {
  const fit = fc.sample(anySubmission, { numRuns: 1000, seed: 1 }).filter((submission) => !refusedByMeta(submission))
  expect(fit.length).toBeGreaterThan(30)
  expect(fit.length).toBeLessThan(900)
})
