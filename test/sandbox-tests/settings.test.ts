// The settings and random faults of the control API, over HTTP.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFaults } from '../sandbox/aws/faults.ts'
import { createClock } from '../sandbox/clock.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(`${sandbox.urls.control}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as any }
}

it('a changed setting takes effect at once, and the other settings keep their values', async () => {
  const before = (await ask('GET', '/settings')).body
  const { body } = await ask('PATCH', '/settings', {
    whatsapp: { pace: { readMs: 9000 }, messagesPerSecond: 80, review: { reject: 'SCAM' } },
    connect: { throttle: true, scan: 'reject' },
    guesses: { heldChats: 'refused' },
    socialMessaging: { quotas: true },
    aws: { indexLagMs: 5 },
  })
  expect(body).toEqual({
    whatsapp: {
      ...before.whatsapp,
      pace: { ...before.whatsapp.pace, readMs: 9000 },
      messagesPerSecond: 80,
      review: { reject: 'SCAM' },
    },
    connect: {
      ...before.connect,
      throttle: true,
      scan: 'reject',
    },
    socialMessaging: { ...before.socialMessaging, quotas: true },
    aws: { indexLagMs: 5 },
    guesses: { ...before.guesses, heldChats: 'refused' },
  })
  expect(
    sandbox.settings.connect.approves({
      name: 'a.pdf',
      contentType: 'application/pdf',
      body: Buffer.alloc(1),
    }),
  ).toBe(false)
  expect(sandbox.settings.whatsapp.review({} as never)).toBe('SCAM')
  await ask('PATCH', '/settings', before)
  expect((await ask('GET', '/settings')).body).toEqual(before)
})

it('a setting that does not exist is refused by name', async () => {
  const { status, body } = await ask('PATCH', '/settings', { whatsapp: { pac: {} } })
  expect(status).toBe(400)
  expect(body.problems[0].message).toContain('pac')
})

it('a customer’s call sends webhooks when it rings and ends, and opens the service window', async () => {
  const heard: any[] = []
  sandbox.whatsapp.onWebhook(({ field, value }) => field === 'calls' && heard.push(value))
  const { status, body } = await ask('POST', '/customers/15550144/calls?to=15550101', {
    seconds: 60,
  })
  expect(status).toBe(201)
  await sandbox.clock.advance(61_000)
  expect(
    heard.map(({ calls: [call] }) => [call.id, call.event, call.from, call.direction]),
  ).toEqual([
    [body.id, 'connect', '15550144', 'USER_INITIATED'],
    [body.id, 'terminate', '15550144', 'USER_INITIATED'],
  ])
  expect(heard[1].calls[0]).toMatchObject({ status: 'COMPLETED', duration: 60 })
})

it('a request that names a customer’s number switches that customer’s phone off or stops marketing to the customer', async () => {
  await ask('PATCH', '/customers/15550144', { online: false })
  expect(sandbox.whatsapp.customer('+15550144')?.online).toBe(false)
  await ask('POST', '/customers/15550144/marketing', { to: '15550101', value: 'stop' })
  expect(sandbox.whatsapp.customer('+15550144')?.marketing).toBe('stopped')
})

it('Meta’s change to a template is sent to the business and appears in the template’s definition', async () => {
  const heard: string[] = []
  sandbox.whatsapp.onWebhook(({ field }) => void heard.push(field))
  const { body } = await ask('PATCH', '/templates/flight_changed/en_US', {
    status: 'PAUSED',
    quality: 'RED',
    category: 'MARKETING',
  })
  expect(body).toMatchObject({
    status: 'PAUSED',
    category: 'MARKETING',
    previous_category: 'UTILITY',
    quality_score: { score: 'RED' },
  })
  expect(heard).toEqual([
    'message_template_status_update',
    'message_template_quality_update',
    'template_category_update',
  ])
  expect((await ask('PATCH', '/templates/nothing/en_US', { status: 'PAUSED' })).status).toBe(400)
})

it('a random fault affects the given share of calls, and affects the same calls if the seed is the same', () => {
  const pattern = (seed: number) => {
    const faults = createFaults(createClock())
    faults.add({ kind: 'throttle', service: 'connect', chance: 0.2, seed })
    return Array.from({ length: 500 }, () =>
      faults.strike(['throttle'], { service: 'connect', operation: 'DescribeContact' }) ? 'x' : '.',
    ).join('')
  }
  expect(pattern(7)).toBe(pattern(7))
  expect(pattern(7)).not.toBe(pattern(8))
  const struck = pattern(7).split('x').length - 1
  expect(struck).toBeGreaterThan(70)
  expect(struck).toBeLessThan(130)
})
