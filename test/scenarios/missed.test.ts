// Words that agents miss: they search for a template with a word and find none, or a text with the
// word is not sent. The tests follow the words from the widget to the supervisors' page.
import { afterEach, expect, it, onTestFinished } from 'vitest'
import { functionName } from '#deployment/resources'
import type { MissedWord } from '#model/missed'
import { missedByAgents } from '../../lambdas/aws/missed.ts'
import { tableOf } from '../../provisioning/account/table.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const { id: waba, numbers } = scenario.world.wabas[0]!
const number = numbers[0]!.id
const ofPage = (method: string, path: string, body?: object) =>
  scenario.api('jonas', method, `/supervisor/wabas/${waba}/${path}`, body)
const report = (chat: Chat, words: object) => chat.api('POST', '/missed', words)

/** Records that a colleague has missed the same word. */
const colleague = (name: string, missed: MissedWord, daysAgo = 0) =>
  missedByAgents(tableOf(scenario.sandbox.clients)).note(
    number,
    missed,
    name,
    new Date(scenario.clock.now() - daysAgo * 24 * 60 * 60_000),
  )
const listed = async (word: string) =>
  (await ofPage('GET', 'missed')).body.lines.filter((line: MissedWord) => line.word === word)
const stored = async () =>
  JSON.stringify(await scenario.items(`missed#${number}`), (_, value) =>
    value instanceof Set ? [...value] : value,
  )

it('stores only the hash of a searched word until three agents have searched for the word in vain', async () => {
  const voucher = { kind: 'not_found', word: 'vôucher' } as const
  const [ofMaria, ofJonas] = [await scenario.nativeChat(), await scenario.nativeChat('jonas')]

  await report(ofMaria, { notFound: ['voucher', '4711'] })
  await report(ofMaria, { notFound: ['Voucher'] })
  await colleague('colleague-1', voucher)
  const [two, storedOfTwo] = [await listed('voucher'), await stored()]
  const answer = await report(ofJonas, { notFound: ['VOUCHER'], withheld: ['weekend_getaways'] })

  expect(two).toEqual([])
  expect(storedOfTwo).not.toMatch(/v[oô]ucher|4711|maria|jonas|colleague/i)
  expect(answer).toMatchObject({ status: 200, body: {} })
  const day = new Date(scenario.clock.now()).toISOString().slice(0, 10)
  expect(await listed('voucher')).toEqual([
    { kind: 'not_found', word: 'voucher', agents: 3, lastDay: day },
  ])
  expect(await listed('weekend_getaways')).toEqual([])
})

it('does not list a word that was last searched for in vain more than 30 days ago', async () => {
  const brochure = { kind: 'not_found', word: 'brochure' } as const
  await colleague('colleague-1', brochure, 31)
  await colleague('colleague-2', brochure, 31)
  await colleague('colleague-3', brochure, 31)
  const longAgo = await listed('brochure')

  await colleague('colleague-1', brochure)
  const storedOfOne = await stored()
  await colleague('colleague-2', brochure)
  await colleague('colleague-3', brochure)

  expect(longAgo).toEqual([])
  expect(storedOfOne).not.toContain('brochure')
  expect(await listed('brochure')).toMatchObject([{ agents: 3 }])
})

it('neither stores nor lists searched words while the setting is off', async () => {
  const chat = await scenario.nativeChat()
  const set = (MISSED: 'on' | 'off') => {
    for (const name of ['widget-api', 'send-reply', 'supervisor-api'])
      scenario.sandbox.functions.deployed(functionName(name), { MISSED })
  }
  await colleague('colleague-1', { kind: 'not_found', word: 'catalogue' })
  await colleague('colleague-2', { kind: 'not_found', word: 'catalogue' })
  await colleague('colleague-3', { kind: 'not_found', word: 'catalogue' })
  const before = await stored()
  onTestFinished(() => set('on'))
  set('off')

  const answer = await report(chat, { notFound: ['leaflet'], afterWindow: ['leaflet'] })

  expect(answer).toMatchObject({ status: 200, body: {} })
  expect(await stored()).toEqual(before)
  expect((await ofPage('GET', 'missed')).body).toMatchObject({ isOn: false, lines: [] })
})

it.each([
  { notFound: ['two words of a text'.repeat(5)] },
  { notFound: Array.from({ length: 21 }, () => 'voucher') },
  { withheld: ['x'.repeat(513)] },
])('refuses a report with more words than the widget sends', async (words) => {
  const chat = await scenario.nativeChat()

  expect((await report(chat, words)).status).toBe(400)
})

it('refuses the report of an agent who does not have the chat', async () => {
  const chat = await scenario.nativeChat()

  const answer = await chat.api('POST', '/missed', { notFound: ['voucher'] }, 'jonas')

  expect(answer.status).toBe(403)
})

it('keeps a wish for a template until a supervisor removes it', async () => {
  const what = 'voucher for a hotel'
  await ofPage('POST', 'wishes', { what })
  const twice = await ofPage('POST', 'wishes', { what: ` ${what} ` })
  const removed = await ofPage('POST', 'wishes/remove', { what })

  expect(twice.body.wishes).toEqual([{ what, by: 'Jonas', at: expect.stringMatching(/Z$/) }])
  expect(removed.body.wishes).toEqual([])
})
