// The core and the sandbox read every message and every sending of a template alike, however it was built; where WhatsApp itself is unclear, unsettled.ts says so.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fullest, perhapsSpoiled } from './generators.ts'
import { aMessage, aReceipt, kinds, sentAs } from './message-generators.ts'
import { neighbours } from './neighbours.ts'
import { sendings, sendingsOf } from './template-generators.ts'
import { isLeftOpen, passes, quarrel, verdictsOn } from './verdicts.ts'
import { wholeMessages, wholeTemplates } from './whole.ts'

const anything = fc.oneof({ weight: 15, arbitrary: aMessage }, { weight: 1, arbitrary: aReceipt })

it('no message passes one checker and fails the other, whole or spoiled', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(perhapsSpoiled(anything), (message) => {
      expect(quarrel(verdictsOn(message))).toBeUndefined()
    }),
    { numRuns: 1500 },
  )
})

const generated = [...kinds.map((kind) => kind.map(sentAs)), aMessage, aReceipt].map(
  (any) => fullest<any>(any, (one) => passes(one))!,
)
const whole: any[] = [...generated, ...wholeMessages.map(sentAs)]

it.each(
  whole.map((message) => [message.interactive?.type ?? message.type ?? message.status, message]),
)(
  'no message one step from a whole %s passes one checker and fails the other',
  { timeout: 30_000 },
  (_, message) => {
    expect(passes(message)).toBe(true)
    const quarrels = [...neighbours(message)].map((neighbour) => quarrel(verdictsOn(neighbour)))
    expect(quarrels.length).toBeGreaterThan(100)
    expect(quarrels.filter((found) => found !== undefined)).toEqual([])
  },
)

it('both sides are asked: of the generated messages a good part passes, a good part fails, and few are left open', () => {
  const verdicts = fc
    .sample(perhapsSpoiled(anything), { numRuns: 300, seed: 1 })
    .map((message) => verdictsOn(message))
  const passing = verdicts.filter(({ sandbox }) => !sandbox)
  expect(passing.length).toBeGreaterThan(60)
  expect(passing.length).toBeLessThan(240)
  expect(verdicts.filter(isLeftOpen).length).toBeLessThan(15)
})

const spoiledSendings = sendings.chain(({ definition, message }) =>
  perhapsSpoiled(fc.constant(message)).map((sent) => ({ definition, sent })),
)

it('no definition and values pass one checker and fail the other, whole or spoiled', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(spoiledSendings, ({ definition, sent }) => {
      expect(quarrel(verdictsOn(sent, definition))).toBeUndefined()
    }),
    { numRuns: 400 },
  )
})

const wholeSendings = wholeTemplates.map(
  (definition) => fullest(sendingsOf(definition), ({ message }) => passes(message, definition))!,
)

it.each(
  wholeSendings.map(({ definition, message }, index) => [index, definition, message] as const),
)(
  'no values one step from a whole sending pass one checker and fail the other: template %i',
  { timeout: 30_000 },
  (_, definition, message) => {
    const quarrels = [...neighbours(message.template)].map((template) =>
      quarrel(verdictsOn({ ...message, template }, definition)),
    )
    expect(quarrels.length).toBeGreaterThan(100)
    expect(quarrels.filter((found) => found !== undefined)).toEqual([])
  },
)

it('both sides are asked: of the generated sendings a good part passes, a good part fails, and few are left open', {
  timeout: 30_000,
}, () => {
  const verdicts = fc
    .sample(spoiledSendings, { numRuns: 200, seed: 1 })
    .map(({ definition, sent }) => verdictsOn(sent, definition))
  const passing = verdicts.filter(({ sandbox }) => !sandbox)
  expect(passing.length).toBeGreaterThan(20)
  expect(passing.length).toBeLessThan(160)
  expect(verdicts.filter(isLeftOpen).length).toBeLessThan(10)
})
