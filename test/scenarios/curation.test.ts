// Supervisors decide which templates their teams use. Most tests apply a curation file (the file
// with the supervisors' settings), and check what an agent sees and may send.
import { createHash } from 'node:crypto'
import { DescribeContactCommand, SearchContactsCommand } from '@aws-sdk/client-connect'
import { SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noticeTopicArn } from '#deployment/resources'
import { curationFor, offersOf } from '#whatsapp/templates/curation'
import { awsClients } from '../../provisioning/account/clients.ts'
import { tableOf } from '../../provisioning/account/table.ts'
import { curationApply, curationCheck, curationShow } from '../../provisioning/commands/curation.ts'
import { permissions } from '../../provisioning/commands/permissions.ts'
import { templatesList } from '../../provisioning/commands/templates.ts'
import { storeCuration, storedCuration } from '../../provisioning/curation/store.ts'
import { configFile, startTerminal } from '../provisioning/host.ts'
import { channelsOf } from '../sandbox/sandbox.ts'
import type { TemplateDefinition } from '../sandbox/world.ts'
import { isSecondTier } from '../tier.ts'
import { startOwnScenario } from './start-scenario.ts'

const scenario = await startOwnScenario()
const { clients, world } = scenario.sandbox
const settings = { wait: (ms: number) => scenario.clock.advance(ms), now: scenario.clock.now }
const terminal = startTerminal({ aws: clients, ...settings })
const config = ['--config', configFile(channelsOf(world))]
const waba = world.wabas[1]!.id

const curation = (rules: object[]) => configFile({ waba, rules })
const apply = (rules: object[]) =>
  terminal.run(curationApply, [curation(rules), '--yes', ...config])
/** Makes a request as the supervisors' page does. */
async function ofPage(method: string, path: string, body?: object, id = waba) {
  const response = await fetch(`${scenario.sandbox.urls.api}/supervisor/wabas/${id}/${path}`, {
    method,
    headers: { authorization: `Bearer ${await scenario.sandbox.signIn('jonas')}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return response.json()
}
const hello = { type: 'template', name: 'hello_again', language: 'en_US', values: {} }

it('offers all templates of the first sync, and later templates as the curation file says', async () => {
  const { id, metaId } = world.wabas[0]!
  const templates = scenario.whatsapp.templates.list(metaId) as TemplateDefinition[]
  const sync = () => scenario.sandbox.functions.invoke('sync-templates', {})
  const appears = async (name: string) => {
    templates.push({ ...templates[0]!, name, id: `8${templates.length}` })
    await sync()
  }
  const offered = async () => {
    const { templates: listed, curation: of } = await ofPage('GET', 'catalogue', undefined, id)
    const offers = offersOf(curationFor(of, { queue: undefined, routingProfile: undefined }))
    return listed.flatMap((of: Named) => (offers(of).offered ? [of.name] : []))
  }
  const applyFile = async (rest: object) => {
    const file = configFile({ waba: id, ...rest })
    const done = await terminal.run(curationApply, [file, '--yes', ...config])
    expect(done).toMatchObject({ code: 0 })
  }
  const first = templates.map(({ name }) => name)
  // An admin may apply a curation file before the templates are read for the first time, for
  // example a file from an older version of the project.
  await applyFile({ rules: [{ templates: [{ name: first[0], pinned: true }] }] })
  await sync()
  expect((await offered()).sort()).toEqual([...first].sort())

  await appears('later')
  expect((await offered()).sort()).toEqual([...first].sort())
  await applyFile({ newTemplates: 'offered', rules: [] })
  await appears('at_once')

  expect((await offered()).sort()).toEqual([...first, 'at_once'].sort())
  templates.splice(first.length)
})

it('refuses a template that is not offered, even in a resend, but sends replies that it accepted before', async () => {
  await apply([])
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'drop_before', operation: 'SendWhatsAppMessage', times: 1 })
  const before = await chat.reply(hello)
  await scenario.advance('5s')
  scenario.calm()

  await apply([{ templates: [{ name: 'hello_again', offered: false }] }])
  const after = await chat.reply(hello)
  const over = { name: 'hello_again', until: '2020-01-01T00:00:00Z' }
  await apply([{ templates: [over] }])
  const late = await chat.reply(hello)
  const repeated = await chat.reply(hello, { requestId: before.requestId })
  const again = await chat.api('POST', `/replies/${before.requestId}/resend`, { attempt: 1 })

  expect(before.status).toBe(202)
  for (const { status, body } of [after, late, again]) {
    expect([status, body.problems[0].code]).toEqual([422, 'template_not_offered'])
    expect(body.problems[0].message).toContain('do not offer the template hello_again in en_US')
  }
  expect(repeated.status).toBe(202)
})

it('sends only values that match the input that supervisors chose for a field', async () => {
  const inputs = {
    'body.first_name': { type: 'text', locked: true },
    'body.device': { type: 'choice', choices: ['bicycle', 'scooter'] },
    'body.deadline': { type: 'date' },
  }
  const defaults = { 'body.first_name': { attribute: 'whatsapp_customer' } }
  await apply([{ templates: [{ name: 'repair_ready', defaults, inputs }] }])
  const chat = await scenario.bridgedChat()
  const header = { id: await chat.upload(scenario.photo) }
  const repair = (values: object) =>
    chat.reply({
      ...{ type: 'template', name: 'repair_ready', language: 'en_US' },
      values: { header, 'body.first_name': chat.customer, 'button.1': '7731', ...values },
    })
  const fits = { 'body.device': 'scooter', 'body.deadline': 'March 12, 2027' }

  const wrong = await repair({ 'body.device': 'boat', 'body.deadline': 'tomorrow' })
  const changed = await repair({ ...fits, 'body.first_name': 'Somebody else' })
  const sent = await repair(fits)

  expect(wrong.status).toBe(422)
  expect(wrong.body.problems.map(({ code, path }: any) => [code, path])).toEqual([
    ['not_in_list', 'message.values.body.device'],
    ['not_a_date', 'message.values.body.deadline'],
  ])
  expect(changed.body.problems[0].message).toBe(
    `Supervisors set the value of this field to "${chat.customer}", and it cannot be changed. Open the template again.`,
  )
  expect(sent.status, JSON.stringify(sent.body)).toBe(202)
})

it('applies a rule for a queue only to chats of that queue', async () => {
  await apply([
    {
      templates: [
        { name: 'hello_again', pinned: true, note: 'For old customers.', topic: 'Greetings' },
      ],
    },
    { queues: ['Repairs'], others: 'not_offered', templates: [{ name: 'repair_ready' }] },
  ])
  const chat = await scenario.bridgedChat()
  await scenario.sandbox.functions.invoke('sync-templates', {})

  const { status, body } = await chat.api('GET', '/templates')

  expect(status).toBe(200)
  expect(body.templates.length).toBe(world.wabas[1]!.templates.length)
  expect(body.curation).toEqual({
    others: true,
    templates: [
      {
        ...{ name: 'hello_again', offered: true, pinned: true },
        ...{ note: 'For old customers.', topic: 'Greetings' },
      },
    ],
    topics: ['Greetings'],
  })
  expect((await chat.reply(hello)).status).toBe(202)
})

it('applies the rules for the agent’s routing profile, and returns an unchanged list of templates only once', async () => {
  const chat = await scenario.bridgedChat()
  const token = await scenario.sandbox.signIn('maria')
  const ask = (etag = '') =>
    fetch(`${scenario.sandbox.urls.api}/contacts/${chat.contactId}/templates`, {
      headers: { authorization: `Bearer ${token}`, 'if-none-match': etag },
    })
  await apply([{ routingProfiles: ['Telephone only'], others: 'not_offered', templates: [] }])
  const open = await ask()
  const same = await ask(open.headers.get('etag')!)

  await apply([{ routingProfiles: ['WhatsApp agents'], others: 'not_offered', templates: [] }])
  const closed = await ask(open.headers.get('etag')!)

  expect([open.status, same.status, closed.status]).toEqual([200, 304, 200])
  expect((await closed.json()).curation).toEqual({ others: false, templates: [] })
  expect((await chat.reply(hello)).status).toBe(422)
})

it('widget-api reads the list of templates again only after a sync that changes it', async () => {
  const { metaId } = world.wabas[1]!
  const changed = { name: 'how_to_reach_you', language: 'en_US' }
  await apply([])
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const chat = await scenario.bridgedChat()
  const reads: string[] = []
  scenario.sandbox.calls.onCall(({ caller, operation }, request) => {
    if (caller === 'widget-api' && operation === 'GetItem') reads.push(request())
  })
  /** Requests the whole list, and returns how often the list itself was read from the table. */
  async function readsOfList() {
    reads.length = 0
    expect((await chat.api('GET', '/templates')).status).toBe(200)
    return reads.filter((request) => request.includes('"list#')).length
  }
  await readsOfList()
  await scenario.advance('5m')
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const afterSameSync = await readsOfList()
  scenario.whatsapp.templates.setCategory(metaId, changed, 'MARKETING')
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const afterChange = await readsOfList()
  scenario.whatsapp.templates.setCategory(metaId, changed, 'UTILITY')
  await scenario.sandbox.functions.invoke('sync-templates', {})

  expect([afterSameSync, afterChange]).toEqual([0, 1])
})

it('lists the changes, asks for confirmation, stores them, and changes nothing when it runs again', async () => {
  await apply([])
  const rules = [
    {
      templates: [
        {
          name: 'repair_ready',
          pinned: true,
          defaults: { 'body.first_name': { attribute: 'whatsapp_customer_name' } },
        },
      ],
    },
    {
      queues: ['Repairs'],
      others: 'not_offered',
      templates: [{ name: 'hello_again', note: 'Ask first.' }],
    },
  ]
  const file = curation(rules)

  const no = await terminal.run(curationApply, [file, ...config], { answers: [false] })
  const yes = await terminal.run(curationApply, [file, ...config], { answers: [true] })
  const again = await terminal.run(curationApply, [file, ...config])

  expect(no).toMatchObject({
    code: 1,
    asked: ['Make these 3 changes?'],
    errors: 'Nothing was changed.',
  })
  expect(yes.out).toEqual([
    `Changes for ${waba}:`,
    '  + everyone: repair_ready: offered, pinned, body.first_name from the attribute whatsapp_customer_name',
    '  + queue Repairs: no other template is offered',
    '  + queue Repairs: hello_again: offered, note “Ask first.”',
    'Done: 3 changes. Agents see the curation when they next open a chat.',
  ])
  expect(again).toMatchObject({
    code: 0,
    output: `Nothing to change: the curation of ${waba} matches the file.`,
  })
  const printed = await terminal.run(curationShow, ['--waba', waba, ...config])
  const onPage = await ofPage('GET', 'curation-file')
  expect(JSON.parse(printed.output)).toEqual({ waba, newTemplates: expect.anything(), rules })
  expect(onPage).toEqual({ file: JSON.parse(printed.output) })
})

it('lists the templates that a team is offered, with the keys of the templates’ fields', async () => {
  await apply([
    {
      templates: [
        {
          name: 'repair_ready',
          pinned: true,
          defaults: { 'body.deadline': 'Friday' },
          labels: { 'body.deadline': 'Collect by' },
        },
      ],
    },
    { queues: ['Repairs'], templates: [{ name: 'hello_again', offered: false }] },
  ])
  const { output } = await terminal.run(curationCheck, [
    curation([{ templates: [{ name: 'repair_ready', defaults: { 'body.deadline': 'Friday' } }] }]),
    ...config,
  ])
  const list = (...args: string[]) =>
    terminal.run(templatesList, [...args, '--waba', waba, ...config])

  const [first, ...others] = (await list('--queue', 'Repairs')).out
  const { out } = await list('repair_ready')

  expect(output).toContain('body.deadline begins with “Friday” in en_US, pt_BR')
  expect(first).toMatch(/^hello_again +en_US +\w+ +APPROVED +not offered$/)
  expect(others[0]).toMatch(/^repair_ready +en_US +UTILITY +APPROVED +pinned$/)
  expect(out).toContainEqual(
    expect.stringMatching(
      /^ {2}body\.deadline +text, at most \d+ characters, begins with “Friday”, labeled “Collect by”$/,
    ),
  )
  expect(await list('nothing')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('has no template "nothing"'),
  })
})

it('reports every problem of a file at once with its path, and writes nothing', async () => {
  await apply([])
  const file = curation([
    {
      queues: ['repairs'],
      templates: [
        { name: 'repair_redy' },
        { name: 'hello_again', language: 'de' },
        {
          name: 'repair_ready',
          defaults: {
            'body.first': 'x',
            header: 'x',
            'button.1': 'a b',
            'body.device': 'x'.repeat(1024),
            'body.deadline': 'a\tb',
          },
        },
        { name: 'login_code', defaults: { 'body.1': '123456' }, labels: { header: 'Code' } },
        { name: 'conta_do_conserto', defaults: { 'button.0': '{}' } },
        {
          name: 'hello_again',
          pinned: true,
          successor: 'repair_redy',
          note: '漢'.repeat(301),
        },
        { name: 'hello_again' },
      ],
    },
    { queues: ['repairs'], templates: [] },
  ])

  const { code, err } = await terminal.run(curationCheck, [file, ...config])

  const problems = err.map((line) => line.replace(`${file}: `, ''))
  expect(code).toBe(1)
  expect(problems.shift()).toMatch(
    /^rules\.0\.templates\.5\.note: .*at most 900 bytes\. This one takes 903/,
  )
  expect(problems.map((line) => line.split(': ')[0])).toEqual([
    'rules.0.queues.0',
    'rules.0.templates.0.name',
    'rules.0.templates.1.language',
    'rules.0.templates.2.defaults.body.first',
    'rules.0.templates.2.defaults.header',
    'rules.0.templates.2.defaults.button.1',
    'rules.0.templates.2.defaults.body.device',
    'rules.0.templates.2.defaults.body.device',
    'rules.0.templates.2.defaults.body.deadline',
    'rules.0.templates.3.defaults.body.1',
    'rules.0.templates.3.labels.header',
    'rules.0.templates.4.defaults.button.0',
    'rules.0.templates.5.successor',
    'rules.0.templates.6',
    'rules.1',
    'rules.1.queues.0',
  ])
  expect(problems[0]).toContain('the instance has no queue "repairs". Did you mean "Repairs"?')
  expect(problems[1]).toContain('Did you mean "repair_ready"?')
  expect(problems[3]).toContain(
    'Use header, body.first_name, body.device, body.deadline, button.0, button.1.',
  )
  expect(problems[6]).toMatch(
    /in en_US: the text has 1024 characters, but the field accepts at most \d+\./,
  )
})

it('reports malformed attributes and unknown settings before any call', async () => {
  const from = scenario.latestCall()
  const file = curation([
    {
      templates: [
        { name: 'a', pined: true, defaults: { 'body.1': { attribute: 'order number' } } },
      ],
    },
  ])

  const { code, errors } = await terminal.run(curationCheck, [file, ...config])

  expect(code).toBe(1)
  expect(errors).toContain('rules.0.templates.0')
  expect(errors).toContain('pined')
  expect(errors).toContain('the name of a contact attribute')
  expect(scenario.calls(from).filter(({ caller }) => !caller)).toEqual([])
})

it('does not overwrite a curation that somebody else applied since it was read', async () => {
  await apply([])
  const before = await storedCuration(waba, clients)
  await apply([{ others: 'not_offered', templates: [] }])

  const file = { waba, rules: [{ templates: [{ name: 'hello_again' }] }] }
  const storing = storeCuration(
    file,
    { queues: [], routingProfiles: [] },
    { before, by: 'supervisor', at: new Date(0) },
    clients,
  )

  await expect(storing).rejects.toThrow('was changed by somebody else in the meantime')
  expect((await storedCuration(waba, clients)).rules).toEqual([
    { others: 'not_offered', templates: [] },
  ])
})

it('applies a curation with the permissions for curation, but only reads a curation with the permissions for templates', async () => {
  const as = async (name: string) => {
    const policy = JSON.parse((await terminal.run(permissions, [name, ...config])).output)
    const who = {
      Statement: [{ Effect: 'Allow' as const, Action: 'sts:GetCallerIdentity', Resource: '*' }],
    }
    const credentials = scenario.sandbox.identities.create({
      caller: { is: 'role', name: 'supervisor' },
      arn: 'arn:aws:iam::111122223333:role/supervisor',
      policies: () => [who, policy],
      crash: undefined,
    })
    return startTerminal({
      aws: awsClients('us-east-1', { endpoint: scenario.sandbox.urls.aws, credentials }),
      ...settings,
    })
  }
  const form = {
    name: `form:${world.wabas[1]!.forms![0]!.id}`,
    form: { text: 'Which day?', button: 'Choose' },
  }
  const file = curation([
    { templates: [{ name: 'repair_ready', defaults: { 'body.deadline': 'Monday' } }, form] },
  ])
  const [supervisor, reader] = [await as('curation'), await as('templates')]

  expect(await reader.run(templatesList, ['--waba', waba, ...config])).toMatchObject({
    code: 0,
    errors: '',
  })
  expect(await reader.run(curationApply, [file, '--yes', ...config])).toMatchObject({
    code: 3,
    errors: expect.stringContaining('AWS denied access'),
  })
  expect(await supervisor.run(curationApply, [file, '--yes', ...config])).toMatchObject({
    code: 0,
    errors: '',
  })
})

it('stores the saved filters of supervisors apart from the curation', async () => {
  const filter = (name: string) => ({ name, search: { query: '', show: 'new', topic: name } })
  await ofPage('POST', 'filters', filter('b'))
  await ofPage('POST', 'filters', filter('a'))
  const both = await ofPage('GET', 'filters')
  await ofPage('POST', 'filters/remove', { name: 'b' })

  expect(both).toEqual({ filters: [filter('a'), filter('b')] })
  expect(await ofPage('GET', 'filters')).toEqual({ filters: [filter('a')] })
})

it('stores and undoes changes of any allowed size, in items of less than 100 KB', async () => {
  // The texts are random, so that compression cannot make them smaller.
  const random = fc.sample(fc.string({ unit: 'grapheme-ascii', minLength: 290, maxLength: 290 }), {
    ...{ numRuns: 700, seed: 1 },
  })
  const rulesWith = (notes: readonly string[]) => [
    { templates: notes.map((note, i) => ({ name: `template_${i}`, note })) },
  ]
  const store = async (rules: object[]) =>
    storeCuration(
      { waba, rules } as Parameters<typeof storeCuration>[0],
      { queues: [], routingProfiles: [] },
      {
        before: await storedCuration(waba, clients),
        ...{ by: 'supervisor', at: new Date(scenario.clock.now()) },
      },
      clients,
    )
  await apply([])
  await store(rulesWith(random))
  await scenario.advance('1s')
  await store(rulesWith(random.toReversed()))
  const large = await storedCuration(waba, clients)
  const items = await itemsOf('c')
  const { changes } = await ofPage('GET', 'changes')
  const [last, ...before] = changes
  const older = await ofPage('GET', `changes/${last.id}/older`)
  await ofPage('POST', `changes/${last.id}/undo`)

  expect(large.rules).toEqual(rulesWith(random.toReversed()))
  expect(before.length).toBeGreaterThan(0)
  expect(older).toEqual({ changes: before, hasOlder: false })
  expect((await storedCuration(waba, clients)).rules).toEqual(rulesWith(random))
  expect(Math.max(...items.map(bytesOf))).toBeLessThan(100_000)
  const rules = items.filter(({ sk }) => (sk as string).startsWith('curation#'))
  expect(rules.some(({ expiresAt }) => !expiresAt)).toBe(true)
  expect(rules.filter(({ expiresAt }) => expiresAt).length).toBe(rules.length / 2)
})

async function itemsOf(sk: string) {
  const pages = tableOf(clients).queryAll({
    condition: 'pk = :pk AND begins_with(sk, :sk)',
    values: { ':pk': `templates#${waba}`, ':sk': sk },
    consistent: true,
  })
  const items = []
  for await (const page of pages) items.push(...page)
  return items
}

/**
 * Returns the approximate size of an item in bytes. Of a binary attribute, the length counts, and
 * of every other attribute the length of its JSON.
 */
const bytesOf = (item: object): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) =>
      sum +
      name.length +
      (value instanceof Uint8Array
        ? value.byteLength
        : Buffer.byteLength(JSON.stringify(value instanceof Set ? [...value] : value))),
    0,
  )

type Named = { name: string; language: string }
const key = { name: 'hello_again', language: 'en_US' }
/** Returns the template as agents see it in their list. */
async function listed(chat: Awaited<ReturnType<typeof scenario.bridgedChat>>, of: Named = key) {
  const { body } = await chat.api('GET', '/templates')
  return body.templates.find(
    ({ name, language }: Named) => name === of.name && language === of.language,
  )
}
/** Returns what the tab "Watch" of the supervisors' page shows about the template. */
async function watched(id: string, of: Named = key) {
  const { templates, ...others } = await ofPage('GET', 'watch', undefined, id)
  return { ...others, template: templates.find(({ name }: Named) => name === of.name) }
}

it('an event about a template of a bridged number updates the lists of agents and supervisors at once', async () => {
  const { metaId } = world.wabas[1]!
  await apply([])
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const chat = await scenario.bridgedChat()
  expect(await listed(chat)).toMatchObject({ status: 'APPROVED' })

  scenario.whatsapp.templates.setStatus(metaId, key, 'PAUSED', 'LOW_QUALITY')
  await scenario.rest()
  const at = new Date(scenario.clock.now()).toISOString()

  expect(await listed(chat)).toMatchObject({ status: 'PAUSED', since: expect.any(String) })
  expect((await watched(waba)).template.changes).toMatchObject([
    { status: 'PAUSED', at: expect.stringContaining(at.slice(0, 13)) },
  ])
  expect((await chat.reply(hello)).status).toBe(422)

  scenario.whatsapp.templates.setStatus(metaId, key, 'APPROVED')
  await scenario.rest()
  expect((await chat.reply(hello)).status).toBe(202)
  expect((await watched(waba)).template).toMatchObject({
    changes: [{ status: 'PAUSED' }, { status: 'APPROVED' }],
    usedAt: expect.any(String),
  })
})

it('reads a native template every minute after it was sent, and shows supervisors the time of the read', async () => {
  const { id, metaId, numbers } = world.wabas[0]!
  const flight = { name: 'flight_changed', language: 'en_US' }
  const values = {
    ...{ header: 'LH 1166', 'body.1': 'Ana', 'body.2': '18:40' },
    ...{ 'body.3': 'LH 1166', 'body.4': 'B12' },
  }
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const chat = await scenario.nativeChat()
  const look = () => scenario.sandbox.functions.invoke('watch-templates', {})
  expect(await look()).toMatchObject({ [id]: { asked: 0 } })
  expect(await chat.reply({ type: 'template', ...flight, values })).toMatchObject({ status: 202 })

  scenario.whatsapp.templates.setStatus(metaId, flight, 'PAUSED', 'LOW_QUALITY')
  await scenario.rest()
  expect(await listed(chat, flight)).toMatchObject({ status: 'APPROVED' })
  expect(await look()).toMatchObject({ [id]: { asked: 1 } })

  expect(await listed(chat, flight)).toMatchObject({ status: 'PAUSED' })
  const { template, account, limit } = await watched(id, flight)
  expect(template.askedAt >= template.usedAt).toBe(true)
  expect(account).toMatchObject({
    mode: 'native',
    numbers: numbers.map(({ number, quality }) => ({ number, quality })),
  })
  expect(limit).toBeUndefined()

  scenario.whatsapp.templates.setStatus(metaId, flight, 'APPROVED')
  await scenario.advance('61m')
  expect(await look()).toMatchObject({ [id]: { asked: 0 } })
})

it('applies a file with an entry for a form, and reports every problem of such an entry', async () => {
  const [form, , draft] = world.wabas[1]!.forms!
  const message = { text: 'Which day?', button: 'Choose' }
  const wrong = await terminal.run(curationCheck, [
    curation([
      {
        templates: [
          { name: 'form:999', form: message },
          { name: `form:${form!.id}`, language: 'en_US' },
          { name: 'hello_again', form: message },
        ],
      },
    ]),
    ...config,
  ])
  const right = await terminal.run(curationApply, [
    curation([
      {
        templates: [
          { name: `form:${form!.id}`, title: 'Visit', form: { ...message, screen: 'TIMES' } },
          { name: `form:${draft!.id}`, form: message },
        ],
      },
    ]),
    '--yes',
    ...config,
  ])

  expect(wrong.code).not.toBe(0)
  expect(wrong.errors).toContain(
    `templates.0.name: ${waba} has no form "form:999". Use form:${form!.id} (Appointment)`,
  )
  expect(wrong.errors).toContain(`templates.1.form: form:${form!.id} has no message.`)
  expect(wrong.errors).toContain('templates.1.language: a form has no "language". Remove it.')
  expect(wrong.errors).toContain('templates.2.form: hello_again is a template.')
  expect(right.out).toContain(
    `  + everyone: form:${form!.id}: offered, title “Visit”, sent as “Which day?” with the button “Choose”, beginning with the screen TIMES`,
  )
  expect(right.out.join('\n')).toContain(
    `form:${draft!.id} (Pick-up address) is DRAFT: agents see it, but cannot send it.`,
  )
  expect((await ofPage('GET', 'curation-file')).file.rules[0].templates[0]).toEqual({
    name: `form:${form!.id}`,
    title: 'Visit',
    form: { ...message, screen: 'TIMES' },
  })
})

it('supervisors get one notice when a problem begins and one when it ends, even if SNS fails once', async () => {
  const { metaId } = world.wabas[1]!
  const QueueName = 'supervisors'
  const { QueueUrl } = await scenario.sqs.send(new CreateQueueCommand({ QueueName }))
  await clients.sns.send(
    new SubscribeCommand({
      TopicArn: noticeTopicArn(world),
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${world.region}:${world.account}:${QueueName}`,
    }),
  )
  /** Runs watch-templates twice, and returns the notices that have arrived at the topic. */
  async function notices(): Promise<{ Subject: string; Message: string }[]> {
    for (let run = 0; run < 2; run++) await scenario.sandbox.functions.invoke('watch-templates', {})
    await scenario.rest()
    const { Messages = [] } = await scenario.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    )
    for (const { ReceiptHandle } of Messages)
      await scenario.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    return Messages.map(({ Body }) => JSON.parse(Body!))
  }
  await apply([])
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const first = await notices()
  expect(first.map(({ Message }) => Message.split('\n')[0]).sort()).toEqual(
    world.wabas.map(({ name }) => name).sort(),
  )
  expect(await notices()).toEqual([])

  scenario.whatsapp.templates.setStatus(metaId, key, 'PAUSED', 'LOW_QUALITY')
  await scenario.rest()
  scenario.fault({ kind: 'error', service: 'sns', function: 'watch-templates', times: 3 })
  const begun = await notices()
  scenario.calm()
  expect(begun).toHaveLength(1)
  expect(begun[0]!.Subject).toBe(`WhatsApp needs attention: ${world.wabas[1]!.name}`)
  expect(begun[0]!.Message).toMatch(/- hello_again: paused\n {2}Agents cannot send this template\./)
  expect(await notices()).toEqual([])

  scenario.whatsapp.templates.setStatus(metaId, key, 'APPROVED')
  await scenario.rest()
  const over = await notices()
  expect(over).toHaveLength(1)
  expect(over[0]!.Message).toContain('No longer a problem\n\n- hello_again: paused')
  expect(await notices()).toEqual([])
})

/**
 * The number of new templates. If their names are as long as Meta allows, the names do not fit into
 * one item.
 */
const MANY = isSecondTier ? 6000 : 500

it('stores the names of thousands of new templates in items of less than 100 KB', async () => {
  const { metaId } = world.wabas[1]!
  const newest = async () => (await ofPage('GET', 'catalogue')).curation
  const change = async (edit: object) =>
    ofPage('POST', 'changes', { before: (await newest()).version, team: {}, edits: [edit] })
  await apply([])
  await scenario.sandbox.functions.invoke('sync-templates', {})
  await change({ edit: 'new_templates', wait: true })
  // Returns a name that consists of hashes, which compression hardly makes smaller.
  const longName = (n: number) =>
    Array.from({ length: 8 }, (_, i) =>
      createHash('sha256').update(`${n} ${i}`).digest('hex'),
    ).join('')
  const names = Array.from({ length: MANY }, (_, n) => longName(n))
  const templates = scenario.whatsapp.templates.list(metaId) as TemplateDefinition[]
  const [model, count] = [templates.find(({ name }) => name === 'hello_again')!, templates.length]
  templates.push(...names.map((name, n) => ({ ...model, name, id: `9${n}` })))

  const synced = await scenario.sandbox.functions.invoke('sync-templates', {})
  const stored = await newest()
  const items = (await Promise.all(['curation', 'undecided#'].map(itemsOf))).flat()
  const chat = await scenario.bridgedChat()
  const held = await chat.reply({ ...hello, name: names[7]! })
  const offered = await change({ edit: 'offer', names: [names[7]], offered: true })
  const left = await newest()
  templates.splice(count)

  expect(synced).toMatchObject({ [waba]: { templates: count + MANY } })
  expect(stored.undecided).toEqual(names.toSorted())
  expect(items.length).toBeGreaterThan(2)
  expect(Math.max(...items.map(bytesOf))).toBeLessThan(100_000)
  expect(held.body.problems[0].code).toBe('template_not_offered')
  expect(offered).toEqual({ id: expect.any(String), version: left.version })
  expect(left.undecided).toEqual(names.filter((name) => name !== names[7]).toSorted())
})

it('a problem becomes one task in the queue, which ends with the problem, even if Connect fails once', async () => {
  const { metaId } = world.wabas[1]!
  const { connect } = clients
  const watch = () => scenario.sandbox.functions.invoke('watch-templates', {})
  /** Returns the tasks in Connect about the low quality of the template. */
  async function tasks() {
    const { Contacts = [] } = await connect.send(
      new SearchContactsCommand({
        InstanceId: world.instance.id,
        TimeRange: {
          Type: 'INITIATION_TIMESTAMP',
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(),
        },
        SearchCriteria: { Channels: ['TASK'], QueueIds: [world.queues[0]!.id] },
      }),
    )
    const found = await Promise.all(
      Contacts.map(({ Id }) =>
        connect.send(new DescribeContactCommand({ InstanceId: world.instance.id, ContactId: Id! })),
      ),
    )
    return found
      .map(({ Contact }) => Contact!)
      .filter(({ Name }) => Name!.includes('hello_again: low quality'))
      .map(({ Description, DisconnectTimestamp }) => ({
        description: Description!,
        isOpen: !DisconnectTimestamp,
      }))
  }
  await apply([])
  await scenario.sandbox.functions.invoke('sync-templates', {})
  await watch()
  expect(await tasks()).toEqual([])

  // Connect starts the task, but its answer is lost.
  scenario.whatsapp.templates.setQuality(metaId, key, 'RED')
  await scenario.rest()
  const lost = { kind: 'drop_after', service: 'connect', times: 20 } as const
  scenario.fault({ ...lost, operation: 'StartTaskContact' })
  await watch()
  scenario.calm()
  await Promise.all([watch(), watch()])
  expect(await tasks()).toEqual([
    { description: expect.stringContaining('WhatsApp may pause it.'), isOpen: true },
  ])

  scenario.whatsapp.templates.setQuality(metaId, key, 'GREEN')
  await scenario.rest()
  scenario.fault({ ...lost, operation: 'StopContact' })
  await watch()
  scenario.calm()
  await watch()
  const over = [
    {
      description: expect.stringMatching(/hello_again: low quality.*The problem ended/s),
      isOpen: false,
    },
  ]
  expect(await tasks()).toEqual(over)

  // When the same problem occurs again later, watch-templates starts another task.
  scenario.whatsapp.templates.setQuality(metaId, key, 'RED')
  await scenario.rest()
  await watch()
  expect((await tasks()).map(({ isOpen }) => isOpen).sort()).toEqual([false, true])
  scenario.whatsapp.templates.setQuality(metaId, key, 'GREEN')
  await scenario.rest()
  await watch()
  expect((await tasks()).map(({ isOpen }) => isOpen)).toEqual([false, false])

  // The template's quality recovers before watch-templates knows whether Connect has started the
  // task. In the first case, Connect has started the task, which must be ended. In the second case,
  // Connect has refused, so there is no task.
  for (const [fault, count] of [
    [{ ...lost, operation: 'StartTaskContact' }, 3],
    [{ ...lost, kind: 'throttle', operation: 'StartTaskContact' }, 3],
  ] as const) {
    scenario.whatsapp.templates.setQuality(metaId, key, 'RED')
    await scenario.rest()
    scenario.fault(fault)
    await watch()
    scenario.calm()
    scenario.whatsapp.templates.setQuality(metaId, key, 'GREEN')
    await scenario.rest()
    await watch()
    expect((await tasks()).map(({ isOpen }) => isOpen)).toEqual(Array(count).fill(false))
  }
})
