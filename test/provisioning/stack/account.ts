// An AWS account with nothing of ours in it but S3 and CloudFormation to deploy with.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { functions } from '../../../lambdas/deployment/functions.ts'
import type { StackClients } from '../../../provisioning/stack/deploy.ts'
import { createAws } from '../../sandbox/aws/api.ts'
import { startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'
import { bucketsIn } from '../../sandbox/cloudformation/buckets.ts'
import { cloudFormation } from '../../sandbox/cloudformation/service.ts'
import { settings } from './settings.ts'

export const isWrite = (operation: string) => !/^(Get|List|Describe|Head)/.test(operation)

export async function startAccount() {
  const { account, region } = settings
  const clock = createClock()
  const door = await startFrontDoor({ port: 0, clock, account, region })
  const { api } = createAws(door)
  const formation = cloudFormation({ account, region, clock, api, effects: bucketsIn(door) })
  door.serve(formation.service)

  const opened: StackClients[] = []
  function open(): StackClients {
    const all = {
      region,
      endpoint: door.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    }
    opened.push({ cloudFormation: new CloudFormationClient(all), s3: new S3Client(all) })
    return opened.at(-1)!
  }
  const clients = open()
  const folder = await mkdtemp(join(tmpdir(), 'stack-test-'))
  const widget = join(folder, 'widget')
  const built = join(folder, 'lambdas')
  // As small as code can be: what is in it is not the stack's business.
  for (const name of Object.keys(functions)) {
    await mkdir(join(built, name), { recursive: true })
    await writeFile(
      join(built, name, 'index.mjs'),
      `// ${name}\nexport const handler = async () => {}\n`,
    )
  }

  return {
    clients,
    formation,
    faults: door.faults,
    options: { bundles: built, widget, wait: (ms: number) => clock.advance(ms) },
    calls: () => door.calls.since(),
    /** The calls that change something. */
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
    /** A new version of a function's code. */
    async change(name: string) {
      const file = join(built, name, 'index.mjs')
      await writeFile(file, `${await readFile(file, 'utf8')}\n// changed`)
    },
    dyingClients: (calls: number) => dying(open(), calls),
    async close() {
      for (const { cloudFormation: client, s3 } of opened) {
        client.destroy()
        s3.destroy()
      }
      clock.stop()
      await door.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** The process is killed right after so many calls: AWS has done the last one, nobody hears of it, and none follows. */
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
