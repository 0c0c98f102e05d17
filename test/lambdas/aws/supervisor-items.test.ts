// Whatever supervisors write, and however much, it is stored in items of less than 100 KB.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { curationBytes, MOST_CURATION_BYTES } from '#model/curation'
import { breakerRequest, changeRequest, saveFilterRequest, wishRequest } from '#supervisor-api'
import { DEFAULT_BREAKER, MOST_AT_ONCE, MOST_FAILING } from '#whatsapp/templates/breaker'
import type { CuratedTemplate, CurationState } from '#whatsapp/templates/curation'
import { edited } from '#whatsapp/templates/curation-edits'
import {
  LONGEST_CHOICE,
  LONGEST_DEFAULT,
  LONGEST_FILTER_NAME,
  LONGEST_FORM_BUTTON,
  LONGEST_FORM_TEXT,
  LONGEST_LABEL,
  LONGEST_NAME,
  LONGEST_NOTE,
  LONGEST_TITLE,
  LONGEST_TOPIC,
  LONGEST_WISH,
  MOST_CHOICES,
} from '#whatsapp/templates/curation-limits'
import { curations } from '../../../lambdas/aws/curations.ts'
import { savedFilters } from '../../../lambdas/aws/saved-filters.ts'
import { templateBreakers } from '../../../lambdas/aws/template-breakers.ts'
import { templateWatch } from '../../../lambdas/aws/template-watch.ts'
import { templateWishes } from '../../../lambdas/aws/template-wishes.ts'
import { circuitBreaker } from '../../../lambdas/templates/breaker.ts'
import { LARGEST_ITEM } from '../model/grown-reply.ts'
import { sandboxTable } from './sandbox-table.ts'

const { table, sizes } = await sandboxTable()
const at = new Date('2026-12-01T10:00:00Z')
const by = { name: 'J'.repeat(100), at }

/** Characters of 1, 2, 3 and 4 bytes, and a character that takes six bytes in JSON. */
const CHARACTERS = ['x', 'é', '漢', '😀', '\u0001']
const character = fc.constantFrom(...CHARACTERS)
const filled = (most: number, unit: string) =>
  unit.repeat(Math.floor(most / Buffer.byteLength(unit))).padEnd(1, 'x')
const filledCharacters = (most: number, unit: string) => unit.repeat(Math.floor(most / unit.length))

const limits = [
  ['title', LONGEST_TITLE, (title: string) => ({ edit: 'describe', name: 'a', title, note: '' })],
  ['note', LONGEST_NOTE, (note: string) => ({ edit: 'describe', name: 'a', title: '', note })],
  ['topic', LONGEST_TOPIC, (topic: string) => ({ edit: 'topic', names: ['a'], topic })],
  ['name', LONGEST_NAME, (name: string) => ({ edit: 'pin', names: [name], pinned: true })],
  ['label', LONGEST_LABEL, (label: string) => prepare({ labels: { 'body.1': label } })],
  [
    'choice',
    LONGEST_CHOICE,
    (choice: string) => prepare({ inputs: { 'body.1': { type: 'choice', choices: [choice] } } }),
  ],
] as const
const prepare = (part: object) => ({
  ...{ edit: 'prepare', name: 'a', labels: {}, defaults: {} },
  ...part,
})
const request = (edit: object) =>
  changeRequest.safeParse({ before: 'none', team: {}, edits: [edit] })

it.each(limits)(
  'accepts a %s up to its limit in bytes, and refuses one more byte',
  (_, most, editOf) => {
    for (const unit of CHARACTERS) {
      const longest = filled(most, unit)
      expect(request(editOf(longest)).success).toBe(true)
      const [issue] = request(editOf(longest + unit)).error?.issues ?? []
      expect(issue?.message).toContain(
        `a text of at most ${most} bytes. This one takes ${Buffer.byteLength(longest + unit)}:`,
      )
    }
  },
)

/**
 * Generates functions. Such a function gets a number, and returns an edit of the template with this
 * number. Most edits are as large as the API accepts.
 */
const largestEdit = fc
  .record({
    kind: fc.constantFrom('describe', 'topic', 'fields', 'form', 'small'),
    unit: character,
  })
  .map(({ kind, unit }) => (n: number): object => {
    const name = `${n}_`.padEnd(kind === 'small' ? 1 : LONGEST_NAME, 'n')
    switch (kind) {
      case 'describe':
        return {
          ...{ edit: 'describe', name },
          ...{ title: filled(LONGEST_TITLE, unit), note: filled(LONGEST_NOTE, unit) },
        }
      case 'topic':
        return { edit: 'topic', names: [name], topic: filled(LONGEST_TOPIC, unit) }
      case 'form':
        return {
          ...{
            edit: 'form',
            name: `form:${n}`,
            button: filledCharacters(LONGEST_FORM_BUTTON, unit),
          },
          ...{ text: filledCharacters(LONGEST_FORM_TEXT, unit), labels: {} },
        }
      case 'fields':
        return {
          ...{ edit: 'prepare', name, language: 'en_US' },
          labels: { 'body.1': filled(LONGEST_LABEL, unit) },
          defaults: { 'body.1': filledCharacters(LONGEST_DEFAULT, unit) },
          inputs: {
            'body.1': {
              type: 'choice',
              choices: Array.from({ length: MOST_CHOICES }, (_, i) => `${i} ${unit}`),
            },
          },
        }
      default:
        return { edit: 'pin', names: [name], pinned: true }
    }
  })

const NOTHING: CurationState = { rules: [], undecided: [], newTemplatesWait: true }

/**
 * Makes these edits in turn, each for another template, until the curation (the supervisors'
 * settings for templates) would exceed `most` bytes. Returns the curation before that.
 */
function grownTo(most: number, edits: readonly ((n: number) => object)[]): CurationState {
  const state = { ...NOTHING, topics: [] as string[] }
  const templates: CuratedTemplate[] = []
  let bytes = curationBytes({ ...state, rules: [{ templates }] })
  for (let n = 0; ; n++) {
    const { data } = request(edits[n % edits.length]!(n))
    const [entry] = edited(NOTHING, {}, data!.edits[0]!).rules[0]!.templates
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1
    if (bytes > most) return { ...state, rules: [{ templates }] }
    templates.push(entry!)
  }
}

const undecided = Array.from({ length: 6_000 }, (_, i) =>
  `${i}_${(i * 7919) % 6007}`.padEnd(500, 'w'),
)

it.each([MOST_CURATION_BYTES, 150_000, 90_000, 60_000])(
  'stores a curation of %s bytes in items below 100 KB',
  async (most) => {
    await fc.assert(
      fc.asyncProperty(fc.array(largestEdit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const waba = `waba-${crypto.randomUUID()}`
        const state = grownTo(most, edits)
        const stored = { ...NOTHING, version: 'none' }
        const cause = {
          is: 'low_quality',
          name: 'n'.repeat(512),
          successor: 's'.repeat(512),
        } as const

        await curations(table).change(waba, stored, { ...state, undecided }, { ...by, cause })

        expect((await sizes())[0]![1]).toBeLessThan(LARGEST_ITEM)
        expect((await curations(table).read(waba)).rules).toEqual(state.rules)
      }),
      { numRuns: 4 },
    )
  },
)

it('stores filters, wishes and the circuit breaker in items below 100 KB', async () => {
  const text = (most: number) => filled(most, '漢')
  const search = {
    ...{ query: text(400), show: 'all', status: text(100), category: text(100) },
    ...{ language: text(100), topic: text(100) },
  }
  const name = (i: number, most = LONGEST_NAME) => `${i}`.padEnd(most, 'n')

  await savedFilters(table).save(
    'waba-1',
    saveFilterRequest.parse({ name: text(LONGEST_FILTER_NAME), search }),
  )
  const { what } = wishRequest.parse({ what: text(LONGEST_WISH) })
  await templateWishes(table).note('waba-1', { what, by: by.name, at: at.toISOString() })
  const breakers = templateBreakers(table)
  const settings = breakerRequest.parse({ isOn: true, lowQuality: true, failures: 20, stops: 5 })
  await breakers.set('waba-1', settings, by)
  await breakers.noteFailing(
    'waba-1',
    Array.from({ length: MOST_FAILING }, (_, i) => ({
      ...{ name: name(i), sent: 1_000_000, failed: 1_000_000, since: at.toISOString() },
    })),
  )
  const state = {
    version: 'v'.repeat(22),
    withheld: Array.from({ length: 90 }, (_, i) => ({
      ...{ name: name(i), successor: name(i), at: at.toISOString() },
      cause: { is: 'failures', failed: 1_000_000, sent: 1_000_000 } as const,
      changeId: `${at.toISOString()}.12345678`,
    })),
    released: Object.fromEntries(Array.from({ length: 99 }, (_, i) => [name(i), at.toISOString()])),
  }
  await breakers.note('waba-1', { withheld: [], released: {} }, state)
  const stored = (await breakers.read('waba-1')).state
  expect(stored).toEqual({
    ...state,
    withheld: expect.arrayContaining(state.withheld),
  })
  await breakers.note('waba-1', state, { version: state.version, withheld: [], released: {} })
  expect((await breakers.read('waba-1')).state).toEqual({
    ...{ version: state.version, withheld: [], released: {} },
  })
  const asked = Array.from({ length: 100 }, (_, i) => ({ name: name(i), language: 'zh_Hant_HK' }))
  await templateWatch(table).noteAsked('waba-1', asked, at)

  expect((await sizes())[0]![1]).toBeLessThan(LARGEST_ITEM)
})

it('withholds every template of low quality, and counts those for which the settings have no room', async () => {
  const breakers = templateBreakers(table)
  const rules = curations(table)
  const count = MOST_AT_ONCE + 5
  const templates = (of: string) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ name: `${of}_${i}`, language: 'en_US', status: 'APPROVED', quality: 'RED' },
      ...{ category: 'UTILITY', body: '', needs: [], since: at.toISOString() },
    }))
  const run = circuitBreaker({
    ...{ sends: { since: async () => [] }, breakers, curations: rules, now: () => at },
  })
  const withheld = async (waba: string) => (await breakers.read(waba)).state.withheld.length
  for (const waba of ['with-room', 'full'])
    await breakers.set(waba, { ...DEFAULT_BREAKER, isOn: true }, by)
  const full = grownTo(MOST_CURATION_BYTES - 100, [
    (n) => ({ edit: 'describe', name: `${n}`, title: '', note: 'n'.repeat(LONGEST_NOTE) }),
  ])
  await rules.change('full', { ...NOTHING, version: 'none' }, full, by)

  await run('with-room', templates('offer'))
  const afterOne = await withheld('with-room')
  await run('with-room', templates('offer'))
  await run('full', templates('offer'))

  expect([afterOne, await withheld('with-room')]).toEqual([MOST_AT_ONCE, count])
  const { state } = await breakers.read('full')
  expect(curationBytes(await rules.read('full'))).toBeLessThanOrEqual(MOST_CURATION_BYTES)
  expect(state.refused).toEqual({
    ...{ count: MOST_AT_ONCE - state.withheld.length, since: at.toISOString() },
  })
  expect(state.refused!.count).toBeGreaterThan(0)

  await breakers.set('full', DEFAULT_BREAKER, by)
  await run('full', templates('offer'))
  expect((await breakers.read('full')).state.refused).toBeUndefined()
})
