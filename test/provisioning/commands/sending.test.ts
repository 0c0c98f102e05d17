// Tests the commands that affect sending while the sandbox's functions run: pause, resume, the
// commands for replies, a test message, and a change of a WABA's mode.
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
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
  repliesSettle,
  repliesShow,
} from '../../../provisioning/commands/replies.ts'
import { resume } from '../../../provisioning/commands/resume.ts'
import { channelsOf } from '../../sandbox/sandbox.ts'
import { startOwnScenario } from '../../scenarios/start-scenario.ts'
import { configFile, startTerminal } from '../host.ts'
import { runSection, sectionAt, sectionOf } from '../runbook-commands.ts'

const scenario = await startOwnScenario()
const { clients, world } = scenario.sandbox
const config = channelsOf(world)
const file = configFile(config)
const terminal = startTerminal({
  aws: clients,
  wait: (ms) => scenario.clock.advance(ms),
  now: scenario.clock.now,
})
const run = (command: Command, ...args: string[]) =>
  terminal.run(command, [...args, '--config', file])

it('sends nothing while sending is paused, and delivers everything in order after it is resumed', async () => {
  const chat = await scenario.bridgedChat()
  const other = await scenario.bridgedChat()
  chat.says('Welcome')
  await scenario.rest()
  expect((await run(pause)).output).toContain('texts of agents stop within 5 seconds')
  await scenario.advance('5s')
  const from = scenario.latestCall()

  chat.says('One moment')
  other.says('Alone in its conversation')
  await scenario.advance('1s')
  await chat.reply({ type: 'text', body: 'From the widget' })
  chat.says('Here it is')
  await scenario.advance('2m')
  const sends = () =>
    scenario.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage')
  expect(sends()).toEqual([])

  expect((await run(resume)).output).toContain('4 replies were waiting to be sent.')
  await scenario.advance('10s')
  expect(chat.texts()).toEqual(['Welcome', 'One moment', 'From the widget', 'Here it is'])
  expect(other.texts()).toEqual(['Alone in its conversation'])
  chat.says('Anything else?')
  await scenario.advance('5s')
  expect(sends().at(-1)?.caller).toBe('enqueue-reply')
})

it('stops send-reply and reports the missing table if the configuration names another table than the stack has', async () => {
  const other = configFile({ ...config, stack: { ...config.stack, table: 'another-table' } })
  const missing =
    /^The table another-table does not exist\. If the deployed stack uses another table/

  for (const [command, ...args] of [
    [pause],
    [repliesList],
    [repliesShow, 'some-id'],
    [resume],
  ] as const) {
    const { code, out, errors } = await terminal.run(command, [...args, '--config', other])
    expect([code, out]).toEqual([1, []])
    expect(errors).toMatch(missing)
  }
  expect((await run(resume)).output).toContain('Sending was not paused.')
})

it('changes nothing if pause runs twice, or if resume runs without a pause', async () => {
  await run(pause)
  expect(await run(pause)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Sending was paused already.'),
  })

  await run(resume)
  expect(await run(resume)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Sending was not paused.'),
  })
})

it('fails replies that waited over ten minutes when sending resumes, unless resume extends the time', async () => {
  const chat = await scenario.bridgedChat()
  const other = await scenario.bridgedChat('jonas')
  await run(pause)
  chat.says('Too late')
  await scenario.advance('11m')

  expect((await run(resume, '--json')).code).toBe(0)
  await scenario.advance('1m')
  expect(chat.texts()).toEqual([])
  expect((await chat.outbox())[0]).toMatchObject({ state: 'failed' })

  await run(pause)
  other.says('Still wanted')
  await scenario.advance('11m')
  expect((await run(resume, '--extend', '5')).output).toContain('has more time to be sent')
  await scenario.advance('10s')
  expect(other.texts()).toEqual(['Still wanted'])
})

describe('an outage of the Region', () => {
  const endsAfter = async (minutes: number) => {
    const chat = await scenario.bridgedChat()
    scenario.fault({ kind: 'error', code: 'ServiceUnavailable', status: 503 })
    chat.says('Your room is ready')
    chat.writes('Are you there?')
    await scenario.advance(`${minutes}m`)
    expect(chat.texts()).toEqual([])
    scenario.calm()
    await scenario.advance('90s')
    return { ...chat, lines: chat.transcript().map(({ Content = '' }) => Content) }
  }

  it('of a few minutes only delays messages, and requires no command afterwards', async () => {
    const chat = await endsAfter(8)

    expect(chat.texts()).toEqual(['Your room is ready'])
    expect(chat.lines.at(-1)).toMatch(/^\[written at .*\]\nAre you there\?$/)
    expect(chat.notices()).toEqual([])
  })

  it('of more than ten minutes loses no message of a customer, and notifies agents of unsent messages', async () => {
    const chat = await endsAfter(20)

    expect(chat.texts()).toEqual([])
    expect(chat.lines.filter((line) => line.endsWith('Are you there?'))).toHaveLength(1)
    expect(chat.notices()).toEqual([expect.stringContaining('not be sent within 10 minutes')])
  })

  it('makes commands fail with the name of the failed call, and change nothing', async () => {
    scenario.fault({ kind: 'error', code: 'ServiceUnavailable', status: 503 })
    const refused = await run(pause)
    scenario.calm()

    expect(refused).toMatchObject({ code: 4, output: '' })
    expect(refused.errors).toMatch(
      /^STS GetCallerIdentity: AWS answered with an error of its own, .*outage .*RUNBOOK\.md/,
    )
    expect((await run(resume)).output).toContain('Sending was not paused.')
  })
})

it('lists a failed reply without its text and full number, and retries it on demand', async () => {
  const chat = await scenario.bridgedChat()
  await run(pause)
  chat.says('A secret thing')
  await scenario.advance('11m')
  await run(resume)
  await scenario.advance('1m')
  const { id } = (await chat.outbox())[0]!

  const { code, output } = await run(repliesList)
  expect(code).toBe(2)
  expect(output).toMatch(
    new RegExp(`${id} {2}failed \\(\\w+\\), text, attempt 1, 1\\d min ago, phone-number-id-`),
  )
  const shown = (await run(repliesShow, id)).output
  expect(JSON.parse(shown)).toMatchObject({ id, status: 'failed', attempt: 1 })
  for (const text of [output, shown]) {
    expect(text).not.toContain('A secret thing')
    expect(text).not.toContain(chat.customer)
  }

  expect((await run(repliesRetry, id)).output).toContain('is queued as attempt 2')
  await scenario.advance('2m')
  expect(chat.texts()).toEqual(['A secret thing'])
  expect((await run(repliesList)).output).not.toContain(id)
})

it('resends an unconfirmed reply only if the admin accepts that it may arrive twice', async () => {
  const chat = await scenario.nativeChat()
  const fault = scenario.fault({
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
  await scenario.advance('1m')
  scenario.sandbox.faults.remove(fault)
  const reply = (await chat.outbox())[0]!
  expect(reply.state).toBe('unconfirmed')

  const refused = await run(repliesRetry, reply.id)
  expect(refused).toMatchObject({
    code: 1,
    errors: expect.stringContaining('--may-arrive-twice'),
  })

  expect((await run(repliesRetry, reply.id, '--may-arrive-twice')).code).toBe(0)
  await scenario.advance('2m')
  expect(chat.phone()).toHaveLength(2)
  // The retry has renewed the reply's expiry: the reply is stored for the whole retention time
  // again.
  const items = await scenario.items(`conversation#${reply.conversation}`)
  const { expiresAt } = items.find(({ sk }) => sk === `reply#${reply.id}`)!
  expect(expiresAt * 1000 - scenario.clock.now()).toBeGreaterThan(29 * 86_400_000)
})

it('settles an unconfirmed reply by its message id from the log, and adds the message’s statuses', async () => {
  const chat = await scenario.nativeChat()
  const fault = scenario.fault({
    ...{ kind: 'error', function: 'send-reply', operation: 'UpdateItem' },
    ...{ code: 'ValidationException', status: 400, after: 1, times: 2 },
  })
  await chat.reply({ type: 'location', latitude: 38.7, longitude: -9.1, name: 'Shop' })
  await scenario.advance('2m')
  scenario.sandbox.faults.remove(fault)
  const line = scenario.logs().find((each) => each.line.includes('answer_not_recorded'))!.line
  const { reply: id, messageId } = JSON.parse(line)
  expect((await run(repliesList)).output).toContain(`${id}  unconfirmed`)

  expect((await run(repliesSettle, id, '--message-id', messageId)).output).toMatch(
    new RegExp(`Reply ${id} has the status (delivered|read) now`),
  )

  expect((await chat.outbox())[0]).toMatchObject({ state: 'accepted', parts: [{ messageId }] })
  expect((await run(repliesSettle, id, '--message-id', messageId)).errors).toContain(
    'Only an unconfirmed reply can be settled',
  )
})

it('discards a queued reply, which is then not sent, and notifies its agent', async () => {
  const chat = await scenario.bridgedChat()
  await run(pause)
  chat.says('Never mind')
  await scenario.advance('10s')
  const { id } = (await chat.outbox())[0]!

  expect((await run(repliesDiscard, id)).output).toBe(
    `Reply ${id} will not be sent. Its agent is informed.`,
  )
  await run(resume)
  await scenario.advance('3m')

  expect(chat.texts()).toEqual([])
  expect(chat.notices()).toHaveLength(1)
  expect((await run(repliesList)).output).not.toContain(id)
})

it('lists held replies as held, refuses to retry them, and discards them on request', async () => {
  const chat = await scenario.bridgedChat()
  await scenario.advance('24h1m')
  const { body } = await chat.reply({ type: 'text', body: 'For later' }, { hold: true })

  expect((await run(repliesList)).output).toContain('1 reply is held until the customer answers.')
  expect(JSON.parse((await run(repliesShow, body.id)).output)).toMatchObject({
    status: 'held',
    heldUntil: body.heldUntil,
  })
  expect((await run(repliesRetry, body.id)).errors).toContain(
    'It is sent when the customer answers before',
  )
  expect((await run(pause, '--json')).output).toContain('"unsent":0')
  await run(resume)
  expect((await run(repliesDiscard, body.id)).output).toBe(
    `Reply ${body.id} will not be sent. Its agent is informed.`,
  )
  chat.writes('Here I am')
  await scenario.advance('3m')

  expect(chat.texts()).toEqual([])
  expect(chat.notices()).toHaveLength(1)
})

it('runs pause, resume, replies and doctor each with only the policy that permissions prints for the command', async () => {
  const who = {
    Statement: [{ Effect: 'Allow' as const, Action: 'sts:GetCallerIdentity', Resource: '*' }],
  }
  const as = async (name: string, command: Command, ...args: string[]) => {
    const policy = JSON.parse((await run(permissions, name)).output)
    const { accessKeyId, secretAccessKey } = scenario.sandbox.identities.create({
      caller: { is: 'role', name: 'operator' },
      arn: 'arn:aws:iam::111122223333:role/operator',
      policies: () => [who, policy],
      crash: undefined,
    })
    const aws = awsClients('us-east-1', {
      endpoint: scenario.sandbox.urls.aws,
      credentials: { accessKeyId, secretAccessKey },
    })
    const operator = startTerminal({
      aws,
      wait: (ms) => scenario.clock.advance(ms),
      now: scenario.clock.now,
    })
    return operator.run(command, [...args, '--config', file])
  }

  for (const [name, command] of [
    ['pause', pause],
    ['resume', resume],
    ['replies', repliesList],
    ['doctor', doctor],
  ] as const) {
    const { errors, output } = await as(name, command)
    expect(errors, name).toBe('')
    expect(output, name).not.toContain('AWS denied access')
  }
})

it('reports that a reply does not exist', async () => {
  expect(await run(repliesShow, 'nobody')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('There is no reply nobody.'),
  })
})

it.each(['native', 'bridged'] as const)(
  'follows a test message from a %s number until it arrives, and masks the phone number',
  async (mode) => {
    const customer = scenario.newNumber()
    scenario.whatsapp.setCustomer(customer, { name: 'Test' })
    const { id } = scenario.business[mode]
    if (mode === 'native') {
      const { metaId } = scenario.world.wabas[0]!
      const components = [{ type: 'BODY', text: 'We have an answer to your question.' }]
      const key = { name: 'news', language: 'en_US' }
      scenario.whatsapp.templates.create(metaId, { ...key, category: 'UTILITY', components })
      scenario.whatsapp.templates.setStatus(metaId, key, 'APPROVED')
    }

    const { output, errors } = await run(doctor, '--send-to', customer, '--from', id)

    expect(output).toMatch(/✓ message to \+1555…\d\d: it was (delivered|read)/)
    expect(errors + output).not.toContain(customer)
    expect(scenario.phone(customer)).toHaveLength(1)
  },
)

it('sends a test message only with a template that needs no values', async () => {
  const { metaId } = scenario.world.wabas[1]!
  const customer = scenario.newNumber()
  scenario.whatsapp.setCustomer(customer, { name: 'Test' })
  const approved = (name: string, category: string, ...components: object[]) => {
    const key = { name, language: 'en_US' }
    const body = { type: 'BODY', text: 'We have an answer to your question.' }
    scenario.whatsapp.templates.create(metaId, {
      ...{ ...key, category, components: [body, ...components] },
    })
    scenario.whatsapp.templates.setStatus(metaId, key, 'APPROVED')
    return name
  }
  const buttons = (button: object) => ({ type: 'BUTTONS', buttons: [button] })
  const form = buttons({ type: 'FLOW', text: 'Answer', flow_id: '1' })
  const catalog = buttons({ type: 'CATALOG', text: 'View catalog' })
  const test = (template: string, to = customer) =>
    run(doctor, '--send-to', to, '--from', scenario.business.bridged.id, '--template', template)

  const sent = await test(approved('form', 'UTILITY', form))
  const refused = await Promise.all([
    test(approved('shop', 'UTILITY', catalog)),
    test(approved('sale', 'MARKETING'), '+12064567890'),
    test(approved('hello_world', 'UTILITY')),
  ])

  expect(sent.output).toMatch(/✓ message to \+1555…\d\d: it was (delivered|read)/)
  expect(refused.map(({ output }) => output)).toEqual([
    expect.stringContaining('has fields to fill in (button.0)'),
    expect.stringContaining('is marketing, which WhatsApp does not deliver to US numbers'),
    expect.stringContaining('cannot be sent: WhatsApp sends hello_world only from'),
  ])
})

it('names open contacts and waits for replies before it changes the mode of a WABA in use', async () => {
  const chat = await scenario.bridgedChat()
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

  const { output } = await changed(plan)
  expect(output).toContain('its mode changes from bridged to native')
  expect(output).toMatch(
    new RegExp(
      `changes from bridged to native: \\d+ contacts? (is|are) open \\(.*${chat.contactId}`,
    ),
  )

  await run(pause)
  chat.says('Before the switch')
  await scenario.advance('5s')
  const stuck = await changed(apply, '--yes')
  expect(stuck).toMatchObject({
    code: 1,
    errors: expect.stringMatching(
      /1 reply is still being sent after 11 minutes, so the mode was not changed/,
    ),
  })
  await run(resume)
  await scenario.advance('1m')

  expect((await changed(apply, '--yes')).code).toBe(0)
  expect((await changed(plan)).code).toBe(0)
  expect((await run(apply, '--yes', '--only', 'channel')).code).toBe(0)
  expect((await run(plan, '--only', 'channel')).code).toBe(0)
})

describe('the runbook', () => {
  const COMMANDS: Readonly<Record<string, Command>> = {
    doctor,
    plan,
    'replies list': repliesList,
    pause,
    resume,
  }

  /** Runs the commands of the runbook's section for an alarm. */
  const follow = (alarm: string, values?: Readonly<Record<string, string>>) =>
    followSection(sectionOf(alarm), values)
  const followSection = (section: string, values: Readonly<Record<string, string>> = {}) =>
    runSection(section, {
      sqs: scenario.sqs,
      logs: scenario.logs,
      values: { REGION: world.region, ACCOUNT: world.account, ...values },
      async cli(words) {
        const name = Object.keys(COMMANDS).find((each) => words.join(' ').startsWith(each))!
        const args = words.slice(name.split(' ').length)
        const { output, errors } = await run(COMMANDS[name]!, ...args)
        return `${output}\n${errors}`
      },
    })
  const refuse = (name: string, code: string, what: { operation?: string; service?: string }) =>
    scenario.fault({ kind: 'error', function: name, code, status: 403, ...what })

  it.each([
    ['widget-api-errors', 'widget-api', '"route":"/contacts/:contactId/conversation"'],
    ['api-errors', 'widget-api', '"route":"/contacts/:contactId/conversation"'],
    ['delivery-status-errors', 'delivery-status', '"message":"record_failed"'],
  ])('leads from the alarm %s to the refused call and its remedy', async (alarm, name, where) => {
    const chat = await scenario.nativeChat()
    await chat.reply({ type: 'location', latitude: 1, longitude: 1 })
    refuse(name, 'AccessDeniedException', { service: 'dynamodb' })
    await chat.api('GET', '/conversation')
    await scenario.advance('5m')

    const [errors, examined] = await follow(alarm, { FUNCTION: name })
    scenario.calm()

    const lines = errors!.split('\n').filter((line) => line.includes(where))
    expect(lines.at(-1)).toMatch(/"call":"\w+","cause":"\w+","because":"AccessDeniedException"/)
    expect(examined).toContain('✓ credentials')
    expect(sectionOf(alarm)).toMatch(/`AccessDeniedException`.*`plan --drift` names/)
  })

  it('leads from the alarm failed-replies to the codes of WhatsApp and to the calls that AWS refused', async () => {
    const chat = await scenario.bridgedChat()
    scenario.whatsapp.setCustomer(chat.customer, { registered: false })
    chat.says('Cannot arrive')
    await scenario.advance('1m')
    refuse('send-reply', 'AccessDeniedException', { operation: 'SendWhatsAppMessage' })
    refuse('enqueue-reply', 'AccessDeniedByMetaException', { operation: 'SendWhatsAppMessage' })
    const other = await scenario.bridgedChat()
    other.says('Refused directly')
    // enqueue-reply was refused when it sent the text directly. The next reply goes through the
    // queue, so send-reply is refused too.
    await scenario.advance('10s')
    await other.reply({ type: 'location', latitude: 1, longitude: 1 })
    await scenario.advance('1m')

    const printed = await follow('failed-replies')
    scenario.calm()

    expect(printed[1]).toMatch(/"codes":"131026"/)
    expect(printed[2]).toMatch(/"call":"SendWhatsAppMessage","because":"AccessDeniedException"/)
    expect(printed[3]).toMatch(/"call":"SendWhatsAppMessage","because":"AccessDeniedByMetaExc/)
    expect(printed[4]).toMatch(/131026/)
    const codes = sectionOf('failed-replies')
    expect(codes).toMatch(/131026[^|]*\| this affects single customers/)
    expect(codes).toMatch(/`AccessDeniedByMetaException` \| do as for/)
  })

  it('moves dead letters that may be redriven, and removes those that may not', async () => {
    const queue = (name: string) =>
      `https://sqs.us-east-1.amazonaws.com/${world.account}/connect-whatsapp-${name}`
    const fill = (name: string, more = {}) =>
      clients.sqs.send(
        new SendMessageCommand({ QueueUrl: queue(name), MessageBody: '{}', ...more }),
      )
    await fill('whatsapp-events-dead')
    await fill('replies-dead.fifo', { MessageGroupId: 'a', MessageDeduplicationId: 'a' })
    expect(Object.keys(await scenario.deadLetters()).length).toBe(2)

    await followSection(sectionAt('redrive-dead-letters'))

    expect(await scenario.deadLetters()).toEqual({})
  })

  it('leads from the alarm receipts-dead to its cause, and to the end of the alarm', async () => {
    const queue = `https://sqs.us-east-1.amazonaws.com/${world.account}/connect-whatsapp-receipts`
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'unreadable' }))
    await scenario.advance('45m')
    expect((await run(repliesList)).output).toContain('connect-whatsapp-receipts-dead')

    const [errors] = await follow('receipts-dead')
    scenario.calm()

    expect(errors).toMatch(/"message":"record_failed".*"cause":"SyntaxError"/)
    expect((await run(repliesList)).output).not.toContain('connect-whatsapp-receipts-dead')
  })
})
