// An AWS account without our stacks, with the S3 and CloudFormation that a deployment needs.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { ConnectClient } from '@aws-sdk/client-connect'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { functions } from '#deployment/functions'
import type { StackClients } from '../../../provisioning/stack/deploy.ts'
import { createAws } from '../../sandbox/aws/api.ts'
import { startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'
import { resourcesIn } from '../../sandbox/cloudformation/resources.ts'
import { cloudFormation } from '../../sandbox/cloudformation/service.ts'
import { eventSources } from '../../sandbox/functions/event-sources.ts'
import { settings } from './settings.ts'

export const isWrite = (operation: string) => !/^(Get|List|Describe|Head)/.test(operation)

/** `executions` is the account's limit of concurrent Lambda executions. */
export async function startAccount({ executions = 1_000 } = {}) {
  const { account, region } = settings
  const clock = createClock()
  const door = await startFrontDoor({ port: 0, clock, account, region })
  const { api } = createAws(door)
  const formation = cloudFormation({
    account,
    region,
    clock,
    api,
    effects: resourcesIn({ door, isRunning: true }),
  })
  door.serve(formation.service)
  door.serve(eventSources([], clock, { executions }))

  const opened: StackClients[] = []
  function open(): StackClients {
    const all = {
      region,
      endpoint: door.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    }
    opened.push({
      cloudFormation: new CloudFormationClient(all),
      s3: new S3Client(all),
      connect: new ConnectClient(all),
      kms: new KMSClient(all),
      lambda: new LambdaClient(all),
      sns: new SNSClient(all),
    })
    return opened.at(-1)!
  }
  const clients = open()
  const folder = await mkdtemp(join(tmpdir(), 'stack-test-'))
  const widget = join(folder, 'widget')
  const built = join(folder, 'lambdas')
  // Writes the smallest possible code for each function. What the code contains makes no difference
  // to the stack.
  for (const name of Object.keys(functions)) {
    await mkdir(join(built, name), { recursive: true })
    await writeFile(
      join(built, name, 'index.mjs'),
      `// ${name}\nexport const handler = async () => {}\n`,
    )
  }

  await mkdir(widget)
  for (const page of [
    'agent-workspace.html',
    'ccp.html',
    'sign-in.html',
    'sign-in.js',
    'supervisor.html',
    'embed.js',
  ])
    await writeFile(join(widget, page), page)

  const dynamoDb = new DynamoDBClient({
    region,
    endpoint: door.url,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
  })

  return {
    clients,
    dynamoDb,
    formation,
    faults: door.faults,
    options: { bundles: built, widget, wait: (ms: number) => clock.advance(ms) },
    /** CloudFormation makes no progress until the returned function is called. */
    pause: clock.pause,
    calls: () => door.calls.since(),
    /** Returns the calls that change the account. */
    writes: () =>
      door.calls
        .since()
        .filter(({ operation }) => isWrite(operation))
        .map(({ operation }) => operation),
    stack: (name: string) =>
      formation.stacks().find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE'),
    async objects(Bucket: string) {
      const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }))
      return Contents.map(({ Key }) => Key!)
    },
    async object(Bucket: string, Key: string, encoding = 'utf8') {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }))
      return Body!.transformToString(encoding)
    },
    /** Changes the code of a function. */
    async change(name: string) {
      const file = join(built, name, 'index.mjs')
      await writeFile(file, `${await readFile(file, 'utf8')}\n// changed`)
    },
    dyingClients: (calls: number) => dying(open(), calls),
    async close() {
      for (const client of [dynamoDb, ...opened.flatMap((each) => Object.values(each))])
        client.destroy()
      clock.stop()
      await door.close()
      await rm(folder, { recursive: true })
    },
  }
}

/**
 * Returns clients of a process that is killed after this many calls. AWS completes the last call,
 * but its response is lost.
 */
function dying(clients: StackClients, calls: number): StackClients {
  let made = 0
  const dies =
    <Input, Answer>(next: (args: Input) => Promise<Answer>) =>
    async (args: Input): Promise<Answer> => {
      if (made >= calls) throw new Error('killed')
      made++
      const answer = await next(args)
      if (made >= calls) throw new Error('killed')
      return answer
    }
  clients.cloudFormation.middlewareStack.add(dies, { step: 'initialize' })
  clients.s3.middlewareStack.add(dies, { step: 'initialize' })
  return clients
}
