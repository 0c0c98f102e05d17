// The core and the sandbox read every message alike, however it was built; where WhatsApp itself is unclear, unsettled.ts says so.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { perhapsSpoiled } from './generators.ts'
import { aMessage, aReceipt } from './message-generators.ts'
import { quarrel, verdictsOn } from './verdicts.ts'

const anything = fc.oneof({ weight: 15, arbitrary: aMessage }, { weight: 1, arbitrary: aReceipt })

it('no message passes one checker and fails the other, whole or spoiled', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(perhapsSpoiled(anything), (message) => {
      expect(quarrel(verdictsOn(message))).toBeUndefined()
    }),
    { numRuns: 4000 },
  )
})

it('both sides are asked: of the generated messages a good part passes, and a good part fails', () => {
  const passing = fc.sample(perhapsSpoiled(anything), { numRuns: 1000, seed: 1 }).filter((message) => !verdictsOn(message).sandbox)
  expect(passing.length).toBeGreaterThan(200)
  expect(passing.length).toBeLessThan(800)
})
