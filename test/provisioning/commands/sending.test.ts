// Pause, resume, the outbox's replies, a test message and a change of mode, over the whole sandbox with its functions running.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { awsClients } from '../../../provisioning/account/clients.ts'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { pause } from '../../../provisioning/commands/pause.ts'
import { permissions } from '../../../provisioning/commands/permissions.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import {
  repliesDiscard,
  repliesList,
  repliesRetry,
  repliesShow,
} from '../../../provisioning/commands/replies.ts'
import { resume } from '../../../provisioning/commands/resume.ts'
import { DUE_PARTITIONS } from '../../../provisioning/replies/outbox.ts'
import { channelsOf } from '../../sandbox/sandbox.ts'
import { startOwnTown } from '../../scenarios/start-scenario.ts'
import { configFile, startTerminal } from '../host.ts'

const town = await startOwnTown()
const { clients, world } = town.sandbox
const config = channelsOf(world)
const file = configFile(config)
const terminal = startTerminal({
  aws: clients,
  wait: (ms) => town.clock.advance(ms),
  now: town.clock.now,
})
const run = (command: Command, ...args: string[]) =>
  terminal.run(command, [...args, '--config', file])

it('paused, nothing of ours is sent and nothing is lost; resumed, it arrives', async () => {
  const chat = await town.bridgedChat()
  expect((await run(pause)).said).toContain('Paused: our functions send nothing any more.')

  chat.says('One moment')
  await town.advance('2m')
  expect(chat.texts()).toEqual([])
  expect((await run(doctor)).said).toMatch(/✗ sending: is paused/)

  expect((await run(resume)).said).toContain('1 reply was waiting.')
  await town.advance('10s')
  expect(chat.texts()).toEqual(['One moment'])
})

it('pausing twice, or resuming what was not paused, changes nothing', async () => {
  await run(pause)
  expect(await run(pause)).toMatchObject({
    code: 0,
    said: expect.stringContaining('It was paused already.'),
  })

  await run(resume)
  expect(await run(resume)).toMatchObject({
    code: 0,
    said: expect.stringContaining('It was not paused.'),
  })
})

it('what waited longer than its ten minutes fails and is listed, unless it gets new time', async () => {
  const chat = await town.bridgedChat()
  const other = await town.bridgedChat('jonas')
  await run(pause)
  chat.says('Too late')
  await town.advance('11m')

  expect((await run(resume, '--json')).code).toBe(0)
  await town.advance('1m')
  expect(chat.texts()).toEqual([])
  expect((await chat.outbox())[0]).toMatchObject({ state: 'failed' })

  await run(pause)
  other.says('Still wanted')
  await town.advance('11m')
  expect((await run(resume, '--extend', '5')).said).toContain('with new time')
  await town.advance('10s')
  expect(other.texts()).toEqual(['Still wanted'])
})

it('a failed reply is listed without its text or the whole number, retried on demand, and then off the list', async () => {
  const chat = await town.bridgedChat()
  await run(pause)
  chat.says('A secret thing')
  await town.advance('11m')
  await run(resume)
  await town.advance('1m')
  const { id } = (await chat.outbox())[0]!

  const { code, said } = await run(repliesList)
  expect(code).toBe(2)
  expect(said).toMatch(
    new RegExp(`${id} {2}failed \\(\\w+\\), text, attempt 1, 1\\d min ago, phone-number-id-`),
  )
  const shown = (await run(repliesShow, id)).said
  expect(JSON.parse(shown)).toMatchObject({ id, fate: 'failed', attempt: 1 })
  for (const text of [said, shown]) {
    expect(text).not.toContain('A secret thing')
    expect(text).not.toContain(chat.customer)
  }

  expect((await run(repliesRetry, id)).said).toContain('is in the outbox again, as attempt 2')
  await town.advance('2m')
  expect(chat.texts()).toEqual(['A secret thing'])
  expect((await run(repliesList)).said).not.toContain(id)
})

it('an unconfirmed reply is sent again only by somebody who accepts that it may arrive twice', async () => {
  const chat = await town.nativeChat()
  const fault = town.fault({
    kind: 'drop_after',
    service: 'social-messaging',
    operation: 'SendWhatsAppMessage',
    times: 1,
  })
  const { status } = await chat.reply({
    type: 'template',
    name: 'may_we_call_you',
    language: 'en_US',
    values: { 'body.1': 'Ana' },
  })
  expect(status).toBe(202)
  await town.advance('1m')
  town.sandbox.faults.remove(fault)
  const reply = (await chat.outbox())[0]!
  expect(reply.state).toBe('unconfirmed')

  const refused = await run(repliesRetry, reply.id)
  expect(refused).toMatchObject({
    code: 1,
    complained: expect.stringContaining('--may-arrive-twice'),
  })

  expect((await run(repliesRetry, reply.id, '--may-arrive-twice')).code).toBe(0)
  await town.advance('2m')
  expect(chat.phone()).toHaveLength(2)
})

it('a discarded reply that waits is not sent any more, and its agent is told', async () => {
  const chat = await town.bridgedChat()
  await run(pause)
  chat.says('Never mind')
  await town.advance('10s')
  const { id } = (await chat.outbox())[0]!

  expect((await run(repliesDiscard, id)).said).toBe(`${id} is not sent any more.`)
  await run(resume)
  await town.advance('3m')

  expect(chat.texts()).toEqual([])
  expect(chat.notices()).toHaveLength(1)
  expect((await run(repliesList)).said).not.toContain(id)
})

it('a held reply is counted but in no trouble, cannot be hurried, and is discarded like one that waits', async () => {
  const chat = await town.bridgedChat()
  await town.advance('24h1m')
  const { body } = await chat.reply({ type: 'text', body: 'For later' }, { hold: true })

  expect((await run(repliesList)).said).toContain('1 reply is held until the customer answers.')
  expect(JSON.parse((await run(repliesShow, body.id)).said)).toMatchObject({
    fate: 'held',
    heldUntil: body.heldUntil,
  })
  expect((await run(repliesRetry, body.id)).complained).toContain(
    'it goes out by itself when its customer answers',
  )
  expect((await run(pause, '--json')).said).toContain('"waiting":0')
  await run(resume)
  expect((await run(repliesDiscard, body.id)).said).toBe(`${body.id} is not sent any more.`)
  chat.writes('Here I am')
  await town.advance('3m')

  expect(chat.texts()).toEqual([])
  expect(chat.notices()).toHaveLength(1)
})

it('each of these commands gets through with the policy that permissions prints for it', async () => {
  const who = {
    Statement: [{ Effect: 'Allow' as const, Action: 'sts:GetCallerIdentity', Resource: '*' }],
  }
  const as = async (name: string, command: Command, ...args: string[]) => {
    const policy = JSON.parse((await run(permissions, name)).said)
    const { accessKeyId, secretAccessKey } = town.sandbox.identities.create({
      caller: { is: 'role', name: 'operator' },
      arn: 'arn:aws:iam::111122223333:role/operator',
      policies: () => [who, policy],
      crash: undefined,
    })
    const aws = awsClients('us-east-1', {
      endpoint: town.sandbox.urls.aws,
      credentials: { accessKeyId, secretAccessKey },
    })
    const operator = startTerminal({
      aws,
      wait: (ms) => town.clock.advance(ms),
      now: town.clock.now,
    })
    return operator.run(command, [...args, '--config', file])
  }

  for (const [name, command] of [
    ['pause', pause],
    ['resume', resume],
    ['replies', repliesList],
    ['doctor', doctor],
  ] as const) {
    const { complained, said } = await as(name, command)
    expect(complained, name).toBe('')
    expect(said, name).not.toContain('AWS refuses it')
  }
})

it('says when there is no such reply', async () => {
  expect(await run(repliesShow, 'nobody')).toMatchObject({
    code: 1,
    complained: expect.stringContaining('the outbox has no such reply'),
  })
})

it('a test message is followed until it arrives, and the number is not printed whole', async () => {
  const customer = world.customers.find(({ number }) => number)!.number!

  const { said, complained } = await run(doctor, '--send-to', customer)

  expect(said).toMatch(/✓ message to \+1555…\d\d: it was (delivered|read)/)
  expect(complained + said).not.toContain(customer)
  expect(town.phone(customer)).toHaveLength(1)
})

it('changing the mode of a live WABA names the open contacts, waits for replies under way, switches, and can be taken back', async () => {
  const chat = await town.bridgedChat()
  const [native, bridged] = config.channels
  const number = world.wabas[1]!.numbers[0]!.id
  const other = configFile({
    ...config,
    channels: [
      native,
      {
        waba: bridged!.waba,
        mode: 'native',
        numbers: { [number]: { flow: world.flows[0]!.name } },
      },
    ],
  })
  const changed = (command: Command, ...args: string[]) =>
    terminal.run(command, [...args, '--config', other, '--only', 'channel'])

  const { said } = await changed(plan)
  expect(said).toContain('its mode changes from bridged to native')
  expect(said).toMatch(
    new RegExp(
      `changes from bridged to native: \\d+ contacts? (is|are) open \\(.*${chat.contactId}`,
    ),
  )

  await run(pause)
  chat.says('Before the switch')
  await town.advance('5s')
  const stuck = await changed(apply, '--yes')
  expect(stuck).toMatchObject({
    code: 1,
    complained: expect.stringMatching(
      /1 reply is still under way after 11 minutes, so its mode was not changed/,
    ),
  })
  await run(resume)
  await town.advance('1m')

  expect((await changed(apply, '--yes')).code).toBe(0)
  expect((await changed(plan)).code).toBe(0)
  expect((await run(apply, '--yes', '--only', 'channel')).code).toBe(0)
  expect((await run(plan, '--only', 'channel')).code).toBe(0)
})

it('looks through as many partitions of the due index as the functions write to', () => {
  const table = readFileSync(new URL('../../../lambdas/aws/table.ts', import.meta.url), 'utf8')

  expect(table).toContain(`DUE_PARTITIONS = ${DUE_PARTITIONS}\n`)
})
