import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { loadWorld, WorldError, world } from '../sandbox/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'world-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Returns the problems that the loader reports for the default world after `change`. */
function problemsOf(change: (data: any) => unknown) {
  const data = structuredClone(world)
  const file = join(folder, 'world.json')
  writeFileSync(file, JSON.stringify(change(data) ?? data))
  try {
    loadWorld(file)
  } catch (error) {
    expect(error).toBeInstanceOf(WorldError)
    return (error as Error).message
  }
  return undefined
}

const parts = world.wabas
  .flatMap(({ templates }) => templates)
  .flatMap(({ components }) => components) as any[]
const cards = parts.flatMap((part) => part.cards ?? []).flatMap((card) => card.components)
const all = [...parts, ...cards]

it('the default world has 30 templates in three languages', () => {
  const templates = world.wabas.flatMap((waba) => waba.templates)
  expect(templates).toHaveLength(30)
  expect([...new Set(templates.map(({ language }) => language))].sort()).toEqual([
    'en_US',
    'es_MX',
    'pt_BR',
  ])
})

it.each([
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  'CALL_PERMISSION_REQUEST',
])('the default world has a template with a component of type %s', (type) =>
  expect(parts.map((part) => part.type)).toContain(type),
)

it.each(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT'])(
  'the default world has a template with a header of format %s',
  (format) => expect(all.map((part) => part.format)).toContain(format),
)

it.each([
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'VOICE_CALL',
  'ORDER_DETAILS',
  'REQUEST_CONTACT_INFO',
])('the default world has a template with a button of type %s', (type) =>
  expect(all.flatMap((part) => part.buttons ?? []).map((button) => button.type)).toContain(type),
)

it('the default world has one customer with a username and without a number', () => {
  expect(world.customers.filter(({ number, username }) => !number && username)).toHaveLength(1)
})

it.each<[string, (data: any) => unknown, RegExp]>([
  ['an unknown field', (data) => ({ ...data, flow: [] }), /the file: Unrecognized key: "flow"/],
  [
    'a number without +',
    (data) => void Object.assign(data.customers[0], { number: '15550142' }),
    /customers\.0\.number: is not a phone number with \+/,
  ],
  [
    'a routing profile that no agent could have',
    (data) => void Object.assign(data.agents[0], { routingProfile: 'Nobody' }),
    /agent maria: there is no routing profile "Nobody"/,
  ],
  [
    'a number that is there twice',
    (data) => void Object.assign(data.customers[1], { number: '+15550142' }),
    /the number \+15550142 is there twice/,
  ],
  [
    'a template that is there twice',
    (data) => void data.wabas[0].templates.push(data.wabas[0].templates[0]),
    /Lighthouse Travel: the template trip_documents_ready in en_US is there twice/,
  ],
  [
    'a second instance under the first one’s name, with a queue of the first one',
    (data) =>
      void Object.assign(data, { instances: [{ ...data.instance, queues: [data.queues[0]] }] }),
    /the id 3f1c2b4a-[\s\S]*the id c6b2d1ef-[\s\S]*the instance sales is there twice/,
  ],
  [
    'a customer with neither number nor user id',
    (data) => void data.customers.push({ name: 'X' }),
    /has neither a number nor a userId/,
  ],
])('refuses a world with %s, and names the path of the problem', (_, change, message) => {
  expect(problemsOf(change)).toMatch(message)
})

it('reports every problem of a world at once', () => {
  const problems = problemsOf((data) => {
    data.account = '1'
    data.region = 'here'
  })
  expect(problems).toMatch(/account: .*\n.*region: /)
})

it('names the file of a world if it is missing or is not JSON', () => {
  const file = join(folder, 'broken.json')
  expect(() => loadWorld(file)).toThrow(/broken\.json: cannot be read/)
  writeFileSync(file, '{')
  expect(() => loadWorld(file)).toThrow(/broken\.json: not JSON/)
})
