// The core and the sandbox read every sending of every template alike; where WhatsApp itself is unclear, unsettled.ts says so.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { perhapsSpoiled } from './generators.ts'
import { sendings } from './template-generators.ts'
import { quarrel, verdictsOn } from './verdicts.ts'

const spoiledSendings = sendings.chain(({ definition, message }) =>
  perhapsSpoiled(fc.constant(message)).map((sent) => ({ definition, sent })),
)

it('no definition and values pass one checker and fail the other, whole or spoiled', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(spoiledSendings, ({ definition, sent }) => {
      expect(quarrel(verdictsOn(sent, definition))).toBeUndefined()
    }),
    { numRuns: 1500 },
  )
})

it('both sides are asked: of the generated sendings a good part passes, and a good part fails', { timeout: 30_000 }, () => {
  const passing = fc
    .sample(spoiledSendings, { numRuns: 1000, seed: 1 })
    .filter(({ definition, sent }) => !verdictsOn(sent, definition).sandbox)
  expect(passing.length).toBeGreaterThan(100)
  expect(passing.length).toBeLessThan(800)
})
