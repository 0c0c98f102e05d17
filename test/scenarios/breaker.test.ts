// The circuit breaker withholds a template when its messages fail, and offers it again later.
import { afterEach, expect, it } from 'vitest'
import { codeOf, shopTemplate as shop } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startOwnScenario } from './start-scenario.ts'

const scenario = await startOwnScenario()
const { id: waba, metaId, numbers } = scenario.world.wabas[0]!
const { templates } = scenario.whatsapp
const key = { name: shop.name, language: shop.language }
const replacement = 'may_we_call_you'
afterEach(() => scenario.calm())

const ofPage = async (method: string, path: string, body?: object) =>
  (await scenario.api('jonas', method, `/supervisor/wabas/${waba}/${path}`, body)).body
const runs = (name: 'sync-templates' | 'watch-templates') =>
  scenario.sandbox.functions.invoke(name, {})
const breaker = async () => (await ofPage('GET', 'catalogue')).breaker
const change = async (...edits: object[]) => {
  const { curation } = await ofPage('GET', 'catalogue')
  return ofPage('POST', 'changes', { before: curation.version, team: {}, edits })
}
async function offered(chat: Chat): Promise<Record<string, boolean>> {
  const { body } = await chat.api('GET', '/templates')
  const of = (wanted: string) =>
    body.curation.templates.find(({ name }: { name: string }) => name === wanted)?.offered ?? true
  return { shop: of(shop.name), replacement: of(replacement) }
}
const counted = async () => {
  const items = await scenario.items(`templates#${waba}`)
  return items
    .filter(({ sk, name }) => sk.startsWith('sends#') && name === shop.name)
    .map(({ sent = 0, failed = 0, stopped = 0 }) => ({ sent, failed, stopped }))
}

// The breaker counts messages by the hour, so the tests begin in the first half of an hour.
const minute = new Date(scenario.clock.now()).getUTCMinutes()
if (minute >= 30) await scenario.clock.advance((60 - minute) * 60_000)
await runs('sync-templates')
const chat = await scenario.nativeChat()

it('withholds a template whose messages fail until a supervisor undoes the change', async () => {
  await change(
    { edit: 'successor', name: shop.name, successor: replacement },
    { edit: 'offer', names: [replacement], offered: false },
  )
  const before = await breaker()
  await ofPage('POST', 'breaker', { isOn: true, lowQuality: true, failures: 20, stops: 10 })
  // EventBridge delivers each status twice, but each must be counted once.
  scenario.fault({ kind: 'duplicate', service: 'events' })
  for (let n = 0; n < 4; n++) {
    const other = await scenario.nativeChat()
    scenario.whatsapp.setCustomer(other.customer, { registered: false })
    expect((await other.reply(shop)).status).toBe(202)
  }
  for (let n = 0; n < 15; n++) await chat.reply(shop)
  await scenario.advance('1m')
  await runs('watch-templates')
  const afterNineteen = await breaker()
  await chat.reply(shop)
  await scenario.advance('1m')
  await runs('watch-templates')

  expect(before.settings.isOn).toBe(false)
  expect(await counted()).toEqual([{ sent: 20, failed: 4, stopped: 0 }])
  expect(afterNineteen.withheld).toEqual([])
  const { withheld, failing } = await breaker()
  expect(failing).toMatchObject([{ name: shop.name, sent: 20, failed: 4 }])
  expect(withheld).toMatchObject([
    { name: shop.name, cause: { is: 'failures', sent: 20, failed: 4 }, successor: replacement },
  ])
  expect(await offered(chat)).toEqual({ shop: false, replacement: true })
  expect(codeOf(await chat.reply(shop))).toEqual([422, 'template_not_offered'])
  expect((await ofPage('GET', 'changes')).changes[0]).toMatchObject({
    by: 'Circuit breaker',
    cause: { is: 'failures' },
  })

  await ofPage('POST', `changes/${withheld[0].changeId}/undo`)
  await runs('watch-templates')
  await runs('watch-templates')
  expect(await offered(chat)).toEqual({ shop: true, replacement: false })
  expect((await breaker()).withheld).toEqual([])
  expect((await chat.reply(shop)).status).toBe(202)
})

it('withholds a template of low quality, and offers it again after its quality has risen', async () => {
  templates.setQuality(metaId, key, 'RED')
  await runs('sync-templates')
  await runs('watch-templates')
  const low = [await offered(chat), (await breaker()).withheld[0]?.cause]
  templates.setQuality(metaId, key, 'YELLOW')
  await runs('sync-templates')
  await runs('watch-templates')

  expect(low).toEqual([{ shop: false, replacement: true }, { is: 'low_quality' }])
  expect(await offered(chat)).toEqual({ shop: true, replacement: false })
  expect((await breaker()).withheld).toEqual([])
})

it('after a supervisor has offered a template again, withholds the template only for a new reason', async () => {
  templates.setQuality(metaId, key, 'RED')
  await runs('sync-templates')
  await runs('watch-templates')
  await scenario.advance('1m')
  await change({ edit: 'offer', names: [shop.name], offered: true })
  await runs('watch-templates')
  await runs('watch-templates')
  const chosen = await offered(chat)
  await scenario.advance('1m')
  for (const quality of ['YELLOW', 'RED'] as const) {
    templates.setQuality(metaId, key, quality)
    await runs('sync-templates')
  }
  await runs('watch-templates')

  expect(chosen).toMatchObject({ shop: true })
  expect(await offered(chat)).toMatchObject({ shop: false })
  templates.setQuality(metaId, key, 'GREEN')
  await runs('sync-templates')
  await runs('watch-templates')
})

it('records a change in the next run if a run failed after making the change', async () => {
  templates.setQuality(metaId, key, 'RED')
  await runs('sync-templates')
  scenario.fault({
    ...{ kind: 'error', function: 'watch-templates', operation: 'PutItem' },
    ...{ containing: [`"breaker#${shop.name}"`], code: 'ValidationException', status: 400 },
  })
  await runs('watch-templates')
  const unrecorded = [await offered(chat), (await breaker()).withheld]
  scenario.calm()
  await runs('watch-templates')

  expect(unrecorded).toEqual([{ shop: false, replacement: true }, []])
  expect((await breaker()).withheld).toMatchObject([{ name: shop.name }])
  templates.setQuality(metaId, key, 'GREEN')
  await runs('sync-templates')
  await runs('watch-templates')
  expect(await offered(chat)).toMatchObject({ shop: true })
})

it('withholds a template after which customers stop marketing until a supervisor undoes the change', async () => {
  await scenario.advance('25h')
  await ofPage('POST', 'breaker', { isOn: true, lowQuality: false, stops: 5 })
  const other = await scenario.nativeChat()
  await other.reply(shop)
  await scenario.advance('1m')
  scenario.whatsapp.customerSetsMarketing(other.customer, numbers[0]!.number, 'stop')
  await other.reply(shop)
  await scenario.advance('1m')
  const stopped = (await counted()).at(-1)
  const writer = await scenario.nativeChat()
  const before = await offered(writer)
  for (let n = 0; n < 17; n++) await writer.reply(shop)
  await scenario.advance('1m')
  await runs('watch-templates')
  const afterNineteen = (await breaker()).withheld
  await writer.reply(shop)
  await scenario.advance('1m')
  await runs('watch-templates')
  const { withheld } = await breaker()

  expect(stopped).toEqual({ sent: 2, failed: 1, stopped: 1 })
  expect(afterNineteen).toEqual([])
  expect(withheld).toMatchObject([
    { name: shop.name, cause: { is: 'stops', stopped: 1, sent: 20 }, successor: replacement },
  ])
  expect(await offered(writer)).toEqual({ shop: false, replacement: true })

  await ofPage('POST', `changes/${withheld[0].changeId}/undo`)
  await runs('watch-templates')
  expect(await offered(writer)).toEqual(before)
})

it('withholds a template of a bridged number as soon as WhatsApp reports an opt-out', async () => {
  const { id, metaId: metaOfBridged, numbers: bridged } = scenario.world.wabas[1]!
  const hello = { type: 'template', name: 'hello_again', language: 'en_US', values: {} } as const
  const at = (path: string) => `/supervisor/wabas/${id}/${path}`
  const catalogue = async () => (await scenario.api('jonas', 'GET', at('catalogue'))).body
  templates.setCategory(metaOfBridged, { name: hello.name, language: hello.language }, 'MARKETING')
  await runs('sync-templates')
  await scenario.api('jonas', 'POST', at('breaker'), { isOn: true, lowQuality: false, stops: 5 })
  const [chat, other] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  for (let n = 0; n < 19; n++) await chat.reply(hello)
  await other.reply(hello)
  await scenario.advance('1m')
  await runs('watch-templates')
  const before = (await catalogue()).breaker.withheld

  scenario.whatsapp.customerSetsMarketing(other.customer, bridged[0]!.number, 'stop')
  await scenario.advance('5s')
  await runs('watch-templates')

  expect(before).toEqual([])
  expect((await catalogue()).breaker.withheld).toMatchObject([
    { name: hello.name, cause: { is: 'stops', stopped: 1, sent: 20 } },
  ])
  expect(codeOf(await chat.reply(hello))).toEqual([422, 'template_not_offered'])
})
