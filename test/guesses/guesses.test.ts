import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Guess, guesses } from '../../provisioning/verify/guesses.ts'
import {
  combinations,
  FIRST_TIER,
  missingPairs,
  missingValues,
  SECOND_TIER,
  SEED,
} from './combinations.ts'

const all = Object.entries(guesses) as [string, Guess][]

describe('every guess', () => {
  it('names an existing file of the product', () => {
    expect(all.filter(([, { at }]) => !existsSync(at)).map(([name]) => name)).toEqual([])
  })

  it('has a question that no other guess has, and no value twice', () => {
    expect(new Set(all.map(([, { question }]) => question)).size).toBe(all.length)
    expect(all.filter(([, { values }]) => new Set(values).size < values.length)).toEqual([])
  })

  it('describes a limit of the product only under values that the guess can have', () => {
    const unknown = all.flatMap(([name, { values, limits = {} }]) =>
      Object.keys(limits)
        .filter((value) => !values.includes(value))
        .map((value) => `${name}: ${value}`),
    )
    expect(unknown).toEqual([])
  })

  it('is used by the sandbox if the sandbox has a setting for it', () => {
    const source = ['aws', 'connect', 'participant', 'social-messaging', 'whatsapp']
      .flatMap(filesIn)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const unread = all.filter(
      ([name, { tried }]) => tried === 'sandbox' && !new RegExp(`\\b${name}\\b`).test(source),
    )
    expect(unread.map(([name]) => name)).toEqual([])
  })
})

describe('the combinations of both tiers', () => {
  it('contain every value of every guess, even in the first tier', () => {
    expect(missingValues(combinations(FIRST_TIER, SEED))).toEqual([])
  })

  it('contain every pair of values of the severe guesses in the second tier', () => {
    expect(missingPairs(combinations(SECOND_TIER, SEED))).toEqual([])
  })

  it('are the same for the same seed, and different for another seed', () => {
    expect(combinations(FIRST_TIER, 7)).toEqual(combinations(FIRST_TIER, 7))
    expect(combinations(FIRST_TIER, 7)).not.toEqual(combinations(FIRST_TIER, 8))
  })

  it('begin, in the second tier, with the combinations of the first tier', () => {
    expect(combinations(SECOND_TIER, SEED).slice(0, FIRST_TIER)).toEqual(
      combinations(FIRST_TIER, SEED),
    )
  })
})

function filesIn(folder: string): string[] {
  return globSync(`test/sandbox/${folder}/*.ts`)
}
