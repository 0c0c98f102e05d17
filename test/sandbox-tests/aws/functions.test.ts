import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, expect, it } from 'vitest'
import { functions as specs } from '#deployment/functions'
import { deadLetters, queueName, queueUrl, topicArn } from '#deployment/resources'
import { DEFAULT_TABLE as tableName } from '#deployment/table'
import { place, startedFunctions } from './functions-support.ts'

const { client, clock, door, aws, functions, loggedLines } = await startedFunctions()
const sqs = new SQSClient(client)

afterEach(() => door.faults.clear())

const tell = (queue: 'reply-items' | 'replies.fifo', script: object, group?: string) => {
  const fifo = group && { MessageGroupId: group, MessageDeduplicationId: JSON.stringify(script) }
  return sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(queue, place),
      MessageBody: JSON.stringify(script),
      ...fifo,
    }),
  )
}

async function countIn(name: string) {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${door.url}/111122223333/${name}`,
      AttributeNames: [...names],
    }),
  )
  return names.map((one) => Number(Attributes![one]))
}

it('gives a function only its own environment variables, virtual time and Lambda’s context', async () => {
  await clock.advance(3_600_000)

  const { env, context, now, invocations } = (await functions.invoke('sweep', {
    show: true,
  })) as any
  const again = (await functions.invoke('sweep', { show: true })) as any

  expect(
    Object.keys(env)
      .filter((name) => !name.startsWith('AWS_'))
      .sort(),
  ).toEqual([...specs.sweep.env, 'TZ'].sort())
  expect(env).toMatchObject({
    TABLE: tableName,
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'connect-whatsapp-sweep',
  })
  expect(Math.abs(now - clock.now())).toBeLessThan(2_000)
  expect(context.functionName).toBe('connect-whatsapp-sweep')
  expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(context.remaining).toBeGreaterThan(28_000)
  expect(again.invocations).toBe(invocations + 1)
})

it('routes AWS host names inside a function to the sandbox: queue URLs and presigned URLs', async () => {
  await new S3Client(client).send(new CreateBucketCommand({ Bucket: 'example-bucket' }))
  await aws.api.writeObject('example-bucket', 'a.txt', Buffer.from('from the bucket'), 'text/plain')
  const url = await aws.api.presign('GET', 'example-bucket', 'a.txt', 60)

  await functions.invoke('widget-api', { wake: '{"say":"woken"}', fetch: url })
  await clock.advance(0)

  expect(loggedLines()).toContain('from the bucket')
  expect(loggedLines()).toContain('done woken')
})

it('refuses calls that functions.ts does not allow, with AWS’s message, and logs them', async () => {
  const putting = functions.invoke('sweep', { put: 'x' })

  await expect(putting).rejects.toMatchObject({
    functionError: {
      errorType: 'AccessDeniedException',
      errorMessage: `User: arn:aws:sts::111122223333:assumed-role/connect-whatsapp-sweep/connect-whatsapp-sweep is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:111122223333:table/${tableName} because no identity-based policy allows the dynamodb:PutItem action`,
    },
  })
  const [call] = door.calls.since().filter(({ operation }) => operation === 'PutItem')
  expect(call).toMatchObject({ caller: 'sweep', error: 'AccessDeniedException', status: 403 })
  await functions.invoke('enqueue-reply', { put: 'x' })
})

it('passes messages of a queue, a topic and the event bus to the function before the clock stops', async () => {
  await tell('reply-items', { say: 'from the queue' })
  const as = { principal: 'connect.amazonaws.com', sourceArn: place.instanceArn }
  await aws.api.publish(
    topicArn('chat-replies', place),
    '{"say":"from the topic"}',
    { Type: 'MESSAGE' },
    as,
  )
  aws.api.emit({
    source: 'aws.social-messaging',
    detailType: 'WhatsApp Message Sent',
    detail: { say: 'from the bus' },
  })

  await clock.advance(0)

  for (const origin of ['queue', 'topic', 'bus'])
    expect(loggedLines()).toContain(`done from the ${origin}`)
  expect(await countIn(queueName('reply-items'))).toEqual([0, 0])
})

it('deletes processed messages, and returns failed ones until they move to the dead-letter queue', async () => {
  await tell('reply-items', { say: 'good' })
  await tell('reply-items', { say: 'bad', fail: true })
  await clock.advance(0)
  expect(await countIn(queueName('reply-items'))).toEqual([0, 1])

  await clock.advance(60_000)
  const tries = () => loggedLines().filter((line) => line === 'done bad').length
  expect(tries()).toBe(1)
  await clock.advance(31_000)
  expect(tries()).toBe(2)
  await clock.advance(3_600_000)

  expect(tries()).toBe(20)
  expect(loggedLines().filter((line) => line === 'done good')).toHaveLength(1)
  expect(await countIn(queueName('reply-items'))).toEqual([0, 0])
  expect(await countIn(queueName(deadLetters('reply-items')))).toEqual([1, 0])
})

it('returns the whole batch, after the visibility timeout that the function has set, if the function throws', async () => {
  await tell('replies.fifo', { say: 'thrown', changeVisibility: 50, throw: 'no' }, 'thrown')
  await clock.advance(0)
  const tries = () => loggedLines().filter((line) => line === 'done thrown').length
  expect(tries()).toBe(1)

  await clock.advance(20_000)
  expect(tries()).toBe(1)
  await clock.advance(31_000)

  expect(tries()).toBe(2)
})

it.each(['sleep', 'pause'])(
  'lets a function %s in virtual time until the clock is advanced far enough',
  async (wait) => {
    await tell('replies.fifo', { say: wait, [wait]: 50_000 }, wait)

    await clock.advance(20_000)
    expect(loggedLines()).toContain(wait)
    expect(loggedLines()).not.toContain(`done ${wait}`)
    await clock.advance(31_000)

    expect(loggedLines()).toContain(`done ${wait}`)
  },
)

it('ends a function that sleeps beyond its timeout', async () => {
  const sleeping = functions.invoke('send-reply', { sleep: 120_000 })
  const ended = expect(sleeping).rejects.toMatchObject({
    functionError: { errorType: 'Sandbox.Timedout' },
  })
  await clock.advance(0)
  await clock.advance(61_000)

  await ended
})

it('processes one batch of a message group at a time, and other groups concurrently', async () => {
  door.faults.add({
    kind: 'slow',
    function: 'send-reply',
    operation: 'ChangeMessageVisibility',
    times: 1,
  })
  await tell('replies.fifo', { say: 'a1', changeVisibility: 90 }, 'a')
  await clock.advance(0)
  await tell('replies.fifo', { say: 'a2' }, 'a')
  await tell('replies.fifo', { say: 'a3' }, 'a')
  await tell('replies.fifo', { say: 'b1' }, 'b')

  await clock.advance(0)
  const during = loggedLines()
  door.faults.release()
  await clock.advance(0)

  expect(during.filter((line) => /^(done )?[ab]\d$/.test(line))).toEqual(['a1', 'b1', 'done b1'])
  expect(loggedLines().filter((line) => /^done a\d$/.test(line))).toEqual([
    'done a1',
    'done a2',
    'done a3',
  ])
})

it('waits for a free execution environment if all are busy when a message returns', async () => {
  await tell('replies.fifo', { say: 'returned', changeVisibility: 30, fail: true }, 'returned')
  await clock.advance(0)
  for (const group of ['busy1', 'busy2', 'busy3', 'busy4']) {
    await tell('replies.fifo', { say: group, sleep: 55_000 }, group)
    await clock.advance(0)
  }
  const tries = () => loggedLines().filter((line) => line === 'returned').length

  await clock.advance(35_000)
  const during = tries()
  await clock.advance(180_000)

  expect(during).toBe(1)
  expect(during).toBe(1)
  expect(tries()).toBeGreaterThan(1)
})

it('a crash fault kills a function during a call, and a new environment receives the message again', async () => {
  door.faults.add({
    kind: 'crash_after',
    function: 'enqueue-reply',
    operation: 'PutItem',
    times: 1,
  })
  await tell('reply-items', { put: 'kept', say: 'crashing' })
  await clock.advance(0)
  expect(loggedLines()).toContain('crashing')
  expect(loggedLines()).not.toContain('done crashing')

  await clock.advance(91_000)

  expect(loggedLines()).toContain('done crashing')
  const puts = door.calls
    .since()
    .filter(({ operation, caller }) => operation === 'PutItem' && caller === 'enqueue-reply')
  expect(puts.slice(-2).map(({ status }) => status)).toEqual([undefined, 200])
})

it('ends a function after its timeout in virtual time, which a delayed call uses up', async () => {
  const [arn, hold] = [
    'arn:aws:lambda:us-east-1:111122223333:function:connect-whatsapp-contact-started',
    { function: 'contact-started', operation: 'PutItem' },
  ]
  door.faults.add({ kind: 'slow', ...hold })
  const invoked = aws.api.invokeFunction(arn, { put: 'x' })
  invoked.catch(() => {})
  const held = () => door.calls.since().length

  while (door.faults.list()[0]!.struck === 0) await new Promise(setImmediate)
  await clock.advance(8_500)

  await expect(invoked).rejects.toThrow('Task timed out after 8.00 seconds')
  expect(held()).toBeGreaterThan(0)
})

it('returns the result or the error of a function that a flow calls', async () => {
  const arn = 'arn:aws:lambda:us-east-1:111122223333:function:connect-whatsapp-contact-started'

  expect(await aws.api.invokeFunction(arn, { put: 'x', answer: { stored: 'yes' } })).toEqual({
    stored: 'yes',
  })

  door.faults.add({ kind: 'throttle', function: 'contact-started', times: 1 })
  await expect(aws.api.invokeFunction(arn, { put: 'x' })).rejects.toThrow('ThrottlingException')
  await expect(aws.api.invokeFunction(`${arn}-gone`, {})).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  })
})

it('runs scheduled functions every virtual minute, but less often after half an hour without activity', async () => {
  const runs = () =>
    door.calls
      .since()
      .filter(({ caller, operation }) => caller === 'sweep' && operation === 'Query').length
  await functions.invoke('enqueue-reply', { put: 'busy' })
  let before = runs()
  await clock.advance(10 * 60_000)
  expect(runs() - before).toBe(10)

  before = runs()
  await clock.advance(25 * 3_600_000)
  expect(runs() - before).toBeLessThan(70)

  before = runs()
  await functions.invoke('enqueue-reply', { put: 'busy' })
  await clock.advance(5 * 60_000)
  expect(runs() - before).toBe(5)
})
