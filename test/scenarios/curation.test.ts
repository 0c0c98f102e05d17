// Supervisors decide which templates their teams use: from the file they write to what an agent sees and may send.
import { expect, it } from 'vitest'
import { awsClients } from '../../provisioning/account/clients.ts'
import { curationApply, curationCheck, curationShow } from '../../provisioning/commands/curation.ts'
import { permissions } from '../../provisioning/commands/permissions.ts'
import { templatesList } from '../../provisioning/commands/templates.ts'
import { storeCuration, storedCuration } from '../../provisioning/curation/store.ts'
import { configFile, startTerminal } from '../provisioning/host.ts'
import { channelsOf } from '../sandbox/sandbox.ts'
import { startOwnTown } from './start-scenario.ts'

const town = await startOwnTown()
const { clients, world } = town.sandbox
const settings = { wait: (ms: number) => town.clock.advance(ms), now: town.clock.now }
const terminal = startTerminal({ aws: clients, ...settings })
const config = ['--config', configFile(channelsOf(world))]
const waba = world.wabas[1]!.id

const curation = (rules: object[]) => configFile({ waba, rules })
const apply = (rules: object[]) =>
  terminal.run(curationApply, [curation(rules), '--yes', ...config])
const hello = { type: 'template', name: 'hello_again', language: 'en_US', values: {} }

it('what is not offered is refused with its reason, also when it is sent again; what was accepted stays accepted', async () => {
  await apply([])
  const chat = await town.bridgedChat()
  town.fault({ kind: 'drop_before', operation: 'SendWhatsAppMessage', times: 1 })
  const before = await chat.reply(hello)
  await town.advance('5s')
  town.calm()

  await apply([{ templates: [{ name: 'hello_again', offered: false }] }])
  const after = await chat.reply(hello)
  const repeated = await chat.reply(hello, { requestId: before.requestId })
  const again = await chat.api('POST', `/replies/${before.requestId}/resend`, { attempt: 1 })

  expect(before.status).toBe(202)
  for (const { status, body } of [after, again]) {
    expect([status, body.problems[0].code]).toEqual([422, 'template_not_offered'])
    expect(body.problems[0].message).toContain('do not offer the template hello_again in en_US')
  }
  expect(repeated.status).toBe(202)
})

it('a queue’s rule goes for its chats alone, and one request says what is offered there', async () => {
  await apply([
    { templates: [{ name: 'hello_again', pinned: true, note: 'For old customers.' }] },
    { queues: ['Repairs'], others: 'not_offered', templates: [{ name: 'repair_ready' }] },
  ])
  const chat = await town.bridgedChat()
  await town.sandbox.functions.invoke('sync-templates', {})

  const { status, body } = await chat.api('GET', '/templates')

  expect(status).toBe(200)
  expect(body.templates.length).toBe(world.wabas[1]!.templates.length)
  expect(body.curation).toEqual({
    others: true,
    templates: [{ name: 'hello_again', offered: true, pinned: true, note: 'For old customers.' }],
  })
  expect((await chat.reply(hello)).status).toBe(202)
})

it('an agent’s routing profile decides as well, and whoever has the answer already is told so in a few bytes', async () => {
  const chat = await town.bridgedChat()
  const token = await town.sandbox.signIn('maria')
  const ask = (etag = '') =>
    fetch(`${town.sandbox.urls.api}/contacts/${chat.contactId}/templates`, {
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

it('shows what changes, asks, writes it, and has nothing to do the second time', async () => {
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
    complained: 'Nothing was changed.',
  })
  expect(yes.out).toEqual([
    `Changes for ${waba}:`,
    '  + everyone: repair_ready: offered, pinned, body.first_name from the attribute whatsapp_customer_name',
    '  + queue Repairs: no other template is offered',
    '  + queue Repairs: hello_again: offered, note “Ask first.”',
    'Done: 3 changes. Agents have it when they next open a chat.',
  ])
  expect(again).toMatchObject({ code: 0, said: `Nothing to change: ${waba} is as the file says.` })
  const shown = await terminal.run(curationShow, ['--waba', waba, ...config])
  expect(JSON.parse(shown.said)).toEqual({ waba, rules })
})

it('lists the templates as a team is offered them, with the keys of their fields', async () => {
  await apply([
    {
      templates: [{ name: 'repair_ready', pinned: true, defaults: { 'body.deadline': 'Friday' } }],
    },
    { queues: ['Repairs'], templates: [{ name: 'hello_again', offered: false }] },
  ])
  const list = (...args: string[]) =>
    terminal.run(templatesList, [...args, '--waba', waba, ...config])

  const [first, ...others] = (await list('--queue', 'Repairs')).out
  const { out } = await list('repair_ready')

  expect(first).toMatch(/^hello_again +en_US +\w+ +APPROVED +not offered$/)
  expect(others[0]).toMatch(/^repair_ready +en_US +UTILITY +APPROVED +pinned$/)
  expect(out).toContainEqual(
    expect.stringMatching(
      /^ {2}body\.deadline +text, at most \d+ characters, begins with “Friday”$/,
    ),
  )
  expect(await list('nothing')).toMatchObject({
    code: 1,
    complained: expect.stringContaining('has no template "nothing"'),
  })
})

it('every mistake of a file is told at once, with its path, and nothing is written', async () => {
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
            'body.device': 'x'.repeat(2000),
            'body.deadline': 'a\tb',
          },
        },
        { name: 'login_code', defaults: { 'body.1': '123456' } },
        { name: 'hello_again', pinned: true },
        { name: 'hello_again' },
      ],
    },
    { queues: ['repairs'], templates: [] },
  ])

  const { code, err } = await terminal.run(curationCheck, [file, ...config])

  const said = err.map((line) => line.replace(`${file}: `, ''))
  expect(code).toBe(1)
  expect(said.map((line) => line.split(': ')[0])).toEqual([
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
    'rules.0.templates.5',
    'rules.1',
    'rules.1.queues.0',
  ])
  expect(said[0]).toContain('the instance has no queue "repairs"; did you mean "Repairs"?')
  expect(said[1]).toContain('did you mean "repair_ready"?')
  expect(said[3]).toContain(
    'it has header, body.first_name, body.device, body.deadline, button.0, button.1',
  )
  expect(said[6]).toMatch(/2000 characters; the field has room for \d+ \(in en_US\)/)
})

it('a malformed attribute or an unknown word is found before anything is asked of AWS', async () => {
  const from = town.latestCall()
  const file = curation([
    {
      templates: [
        { name: 'a', pined: true, defaults: { 'body.1': { attribute: 'order number' } } },
      ],
    },
  ])

  const { code, complained } = await terminal.run(curationCheck, [file, ...config])

  expect(code).toBe(1)
  expect(complained).toContain('rules.0.templates.0')
  expect(complained).toContain('pined')
  expect(complained).toContain("as Connect has a contact's attributes")
  expect(town.calls(from).filter(({ caller }) => !caller)).toEqual([])
})

it('what somebody else laid down meanwhile is not written over', async () => {
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

  await expect(storing).rejects.toThrow('changed by somebody else meanwhile')
  expect((await storedCuration(waba, clients))?.file.rules).toEqual([
    { others: 'not_offered', templates: [] },
  ])
})

it('whoever may do what permissions prints for curation can apply one, and with templates only look', async () => {
  const as = async (name: string) => {
    const policy = JSON.parse((await terminal.run(permissions, [name, ...config])).said)
    const who = {
      Statement: [{ Effect: 'Allow' as const, Action: 'sts:GetCallerIdentity', Resource: '*' }],
    }
    const credentials = town.sandbox.identities.create({
      caller: { is: 'role', name: 'supervisor' },
      arn: 'arn:aws:iam::111122223333:role/supervisor',
      policies: () => [who, policy],
      crash: undefined,
    })
    return startTerminal({
      aws: awsClients('us-east-1', { endpoint: town.sandbox.urls.aws, credentials }),
      ...settings,
    })
  }
  const file = curation([
    { templates: [{ name: 'repair_ready', defaults: { 'body.deadline': 'Monday' } }] },
  ])
  const [supervisor, reader] = [await as('curation'), await as('templates')]

  expect(await reader.run(templatesList, ['--waba', waba, ...config])).toMatchObject({
    code: 0,
    complained: '',
  })
  expect(await reader.run(curationApply, [file, '--yes', ...config])).toMatchObject({
    code: 1,
    complained: expect.stringContaining('AWS refuses it'),
  })
  expect(await supervisor.run(curationApply, [file, '--yes', ...config])).toMatchObject({
    code: 0,
    complained: '',
  })
})
