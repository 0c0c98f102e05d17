import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterEach, expect, it } from 'vitest'
import { account, region, started } from './support.ts'

const { client, clock, door, aws } = await started()
const sqs = new SQSClient(client)
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'faulty' }))
const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
const bodies = async () =>
  (
    (
      await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 40_000 }),
      )
    ).Messages ?? []
  ).map(({ Body }) => Body)

afterEach(() => door.faults.clear())

it('lets a given number of matching calls succeed, and then makes a given number fail', async () => {
  door.faults.add({
    kind: 'throttle',
    service: 'sqs',
    operation: 'SendMessage',
    after: 1,
    times: 1,
  })

  await sqs.send(new GetQueueUrlCommand({ QueueName: 'faulty' }))
  await send('spared')
  await expect(send('struck')).rejects.toMatchObject({ name: 'RequestThrottled' })
  await send('again')

  expect(await bodies()).toEqual(['spared', 'again'])
  expect(door.faults.list()).toEqual([])
})

it('answers with the error of the fault', async () => {
  door.faults.add({
    kind: 'error',
    operation: 'SendMessage',
    code: 'ServiceUnavailable',
    status: 503,
    message: 'later',
  })

  await expect(send('x')).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: 'later',
    $metadata: { httpStatusCode: 503 },
  })
})

it('drops the connection before or after the call takes effect', async () => {
  door.faults.add({ kind: 'drop_before', operation: 'SendMessage', times: 1 })
  await expect(send('never')).rejects.toThrow(/socket hang up|ECONNRESET/)
  door.faults.add({ kind: 'drop_after', operation: 'SendMessage', times: 1 })
  await expect(send('unheard')).rejects.toThrow(/socket hang up|ECONNRESET/)

  expect(await bodies()).toEqual(['unheard'])
})

it('delays a call by virtual time, or until it is released', async () => {
  door.faults.add({ kind: 'slow', operation: 'SendMessage', ms: 60_000, times: 1 })
  door.faults.add({ kind: 'slow', operation: 'GetQueueUrl', times: 1 })
  let answered = 0
  const sent = send('slow').then(() => answered++)
  const asked = sqs.send(new GetQueueUrlCommand({ QueueName: 'faulty' })).then(() => answered++)
  await send('quick')

  await clock.advance(30_000)
  expect(answered).toBe(0)
  await clock.advance(30_500)
  await sent
  door.faults.release()
  await asked

  expect(await bodies()).toEqual(['quick', 'slow'])
})

it('repeats, loses, swaps and delays events on their way to a queue', async () => {
  const deliver = async (event: string) => void (await send(JSON.parse(event).detail.n))
  aws.events.putRule({
    name: 'r',
    source: ['aws.social-messaging'],
    targets: { queue: 'q' },
    deliver,
  })
  const emit = (n: string) =>
    aws.api.emit({
      source: 'aws.social-messaging',
      detailType: 'WhatsApp Message Sent',
      detail: { n },
    })
  const faults = [
    ['1', 'duplicate'],
    ['2', 'lose'],
    ['3', 'swap'],
    ['4', undefined],
    ['5', 'delay'],
  ] as const

  for (const [n, kind] of faults) {
    if (kind)
      door.faults.add({
        kind,
        service: 'events',
        topic: 'WhatsApp Message Sent',
        times: 1,
        ...(kind === 'delay' && { ms: 5_000 }),
      })
    emit(n)
    await aws.deliveries.idle()
  }
  aws.api.emit({ source: 'aws.other', detailType: 'x', detail: { n: 'foreign' } })
  expect(await bodies()).toEqual(['1', '1', '4', '3'])
  await clock.advance(5_000)
  await aws.deliveries.idle()

  expect(await bodies()).toEqual(['5'])
})

it('delivers events with the account, Region, time and other fields of EventBridge', async () => {
  let event: any
  aws.events.putRule({
    targets: { queue: 'q' },
    name: 'r',
    source: ['aws.social-messaging'],
    deliver: async (written) => {
      event = JSON.parse(written)
    },
  })

  aws.api.emit({
    source: 'aws.social-messaging',
    detailType: 'WhatsApp Message Read',
    detail: { a: 1 },
    resources: ['arn'],
  })
  await aws.deliveries.idle()

  const fixed = {
    version: '0',
    'detail-type': 'WhatsApp Message Read',
    source: 'aws.social-messaging',
    account,
    region,
    resources: ['arn'],
    detail: { a: 1 },
  }
  expect(event).toMatchObject(fixed)
  expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})

it('logs the caller, the operation and the outcome of every call', async () => {
  const from = door.calls.latest
  await send('logged')
  await sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' })).catch(() => {})
  door.faults.add({ kind: 'drop_after', times: 1 })
  await send('dropped').catch(() => {})

  const logged = door.calls.since(from)

  expect(
    logged.map(({ service, operation, caller, status, error }) => [
      service,
      operation,
      caller,
      status,
      error,
    ]),
  ).toEqual([
    ['sqs', 'SendMessage', 'admin', 200, undefined],
    ['sqs', 'GetQueueUrl', 'admin', 400, 'QueueDoesNotExist'],
    ['sqs', 'SendMessage', 'admin', undefined, undefined],
  ])
  expect(logged[0]!.resources).toEqual([`arn:aws:sqs:${region}:${account}:faulty`])
})
