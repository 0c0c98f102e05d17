// The product's own rules and the sandbox's WhatsApp must accept the same messages, with and
// without a template, except on the points in unsettled.ts, where WhatsApp itself is unclear.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomCases } from '../../tier.ts'
import { fullest, perhapsSpoiled } from './generators.ts'
import { aMessage, aReceipt, kinds, sentAs } from './message-generators.ts'
import { neighbors } from './neighbors.ts'
import { sendings, sendingsOf } from './template-generators.ts'
import { isLeftOpen, passes, quarrel, verdictsOn } from './verdicts.ts'
import { wholeMessages, wholeTemplates } from './whole.ts'

const anything = fc.oneof({ weight: 15, arbitrary: aMessage }, { weight: 1, arbitrary: aReceipt })

it('this project’s rules and the sandbox’s Meta accept the same valid and damaged messages', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(perhapsSpoiled(anything), (message) => {
      expect(quarrel(verdictsOn(message))).toBeUndefined()
    }),
    { numRuns: randomCases(1_500) },
  )
})

const generated = [...kinds.map((kind) => kind.map(sentAs)), aMessage, aReceipt].map(
  (any) => fullest<any>(any, (one) => passes(one))!,
)
const whole: any[] = [...generated, ...wholeMessages.map(sentAs)]

it.each(
  whole.map((message) => [message.interactive?.type ?? message.type ?? message.status, message]),
)(
  'this project’s rules and the sandbox’s Meta accept the same variants of a valid %s, which differ in one place',
  { timeout: 30_000 },
  (_, message) => {
    expect(passes(message)).toBe(true)
    const quarrels = [...neighbors(message)].map((neighbor) => quarrel(verdictsOn(neighbor)))
    expect(quarrels.length).toBeGreaterThan(100)
    expect(quarrels.filter((found) => found !== undefined)).toEqual([])
  },
)

it('many of the generated messages are accepted, many are refused, and few are uncertain', () => {
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

it('this project’s rules and the sandbox’s Meta accept the same templates with valid and damaged values', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(spoiledSendings, ({ definition, sent }) => {
      expect(quarrel(verdictsOn(sent, definition))).toBeUndefined()
    }),
    { numRuns: randomCases(400) },
  )
})

const wholeSendings = wholeTemplates.map(
  (definition) => fullest(sendingsOf(definition), ({ message }) => passes(message, definition))!,
)

it.each(
  wholeSendings.map(({ definition, message }, index) => [index, definition, message] as const),
)(
  'this project’s rules and the sandbox’s Meta accept the same variants of the values of template %i, which differ in one place',
  { timeout: 30_000 },
  (_, definition, message) => {
    const quarrels = [...neighbors(message.template)].map((template) =>
      quarrel(verdictsOn({ ...message, template }, definition)),
    )
    expect(quarrels.length).toBeGreaterThan(100)
    expect(quarrels.filter((found) => found !== undefined)).toEqual([])
  },
)

it('this project’s rules and the sandbox’s Meta accept the same templates for groups', () => {
  const group = { to: '120363@g.us', recipient_type: 'group' }
  const verdicts = wholeSendings.map(({ definition, message }) =>
    verdictsOn({ ...message, ...group }, definition),
  )

  expect(verdicts.map(quarrel).filter((found) => found !== undefined)).toEqual([])
  expect(new Set(verdicts.map(({ sandbox }) => sandbox?.message)).size).toBe(2)
})

it('many of the generated template messages are accepted, many are refused, and few are uncertain', {
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
