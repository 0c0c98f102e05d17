// An AWS account as an admin finds it: a Connect instance, and two linked WABAs of which nothing is provisioned yet.
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { type Aws, awsClients } from '../../provisioning/account/clients.ts'
import { createAws } from '../sandbox/aws/api.ts'
import type { CallRecord } from '../sandbox/aws/calls.ts'
import { startFrontDoor } from '../sandbox/aws/front-door.ts'
import type { Use } from '../sandbox/aws/identities.ts'
import type { Policy } from '../sandbox/aws/permissions.ts'
import { createClock } from '../sandbox/clock.ts'
import { bucketsIn } from '../sandbox/cloudformation/buckets.ts'
import { cloudFormation } from '../sandbox/cloudformation/service.ts'
import { connect as createConnect } from '../sandbox/connect/connect.ts'
import type { ConnectSettings } from '../sandbox/connect/core.ts'
import { eventSources } from '../sandbox/functions/event-sources.ts'
import { socialMessaging } from '../sandbox/social-messaging/service.ts'
import { createWhatsApp } from '../sandbox/whatsapp/network.ts'
import { world as usual, type World } from '../sandbox/world.ts'

export interface Settings {
  world?: World
  connect?: Partial<ConnectSettings>
  /** Numbers in another instance of the account: their ARN → the instance's. */
  importedElsewhere?: Record<string, string>
  /** Functions called by the blocks of the world's flows. */
  lambdaBlocks?: Record<string, readonly string[]>
  /** Until a new role can be assumed. */
  rolePropagationMs?: number
}

export type Account = Awaited<ReturnType<typeof startAccount>>

const isWrite = ({ operation }: CallRecord) =>
  !/^(Get|List|Describe|Search|Query|Scan)/.test(operation)

/** No call takes this long of itself: whoever called has waited. */
const WAITED_MS = 1_000

/**
 * After how many of these calls a process can be killed so that it leaves something else behind: right after each of its writes,
 * and right before one where that is not the moment after the write before it: the first, and each that time has passed before.
 * There is no state outside the account, and what only reads changes nothing there.
 */
export function fatalMoments(calls: readonly CallRecord[]): number[] {
  const writes = calls.flatMap((call, at) => (isWrite(call) ? [at] : []))
  const waitedFor = writes.filter(
    (at, index) => index === 0 || calls[at]!.at - calls[writes[index - 1]!]!.at > WAITED_MS,
  )
  return [...new Set([...waitedFor, ...writes.map((at) => at + 1)])]
    .filter((at) => at > 0 && at < calls.length)
    .sort((a, b) => a - b)
}

export const instanceArn = `arn:aws:connect:${usual.region}:${usual.account}:instance/${usual.instance.id}`
export const [nativeWaba, bridgedWaba] = usual.wabas.map(({ id }) => id) as [string, string]

export async function startAccount({
  world = usual,
  connect: settings = {},
  importedElsewhere = {},
  lambdaBlocks = {},
  rolePropagationMs,
}: Settings = {}) {
  const clock = createClock()
  const { account, region } = world
  const door = await startFrontDoor({ port: 0, clock, account, region })
  const sandbox = createAws(door, rolePropagationMs === undefined ? {} : { rolePropagationMs })
  const whatsapp = createWhatsApp({ clock, world })
  const social = socialMessaging({
    clock,
    world,
    whatsapp,
    api: sandbox.api,
    connect: () => connect.integration,
  })
  const connect = createConnect({
    clock,
    world,
    api: sandbox.api,
    native: () => social.native,
    settings,
    importedElsewhere,
    lambdaBlocks,
  })
  door.serve(social.service)
  door.serve(connect.service)
  // Nothing of ours is deployed.
  door.serve(eventSources([], clock))
  const formation = cloudFormation({
    account,
    region,
    clock,
    api: sandbox.api,
    effects: bucketsIn(door),
  })
  door.serve(formation.service)
  await door.internal('s3', { method: 'PUT', path: `/${world.instance.attachmentsBucket}` })

  const clients = () =>
    awsClients(region, {
      endpoint: door.url,
      credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    })
  const opened: Aws[] = []
  /** Clients of somebody who may do no more than the policies say. */
  function clientsWith(policies: readonly Policy[]) {
    const { accessKeyId, secretAccessKey } = door.identities.create({
      caller: { is: 'role', name: 'operator' },
      arn: `arn:aws:iam::${account}:role/operator`,
      policies: () => policies,
      crash: undefined,
    })
    opened.push(
      awsClients(region, { endpoint: door.url, credentials: { accessKeyId, secretAccessKey } }),
    )
    return opened.at(-1)!
  }
  const open = () => {
    opened.push(clients())
    return opened.at(-1)!
  }
  const aws = open()
  const calls = (): CallRecord[] => door.calls.since()
  const used: Use[] = []
  door.identities.onUse((use) => used.push(use))

  return {
    aws,
    clock,
    connect,
    faults: door.faults,
    calls,
    wait: (ms: number) => clock.advance(ms),
    url: door.url,
    stacks: () =>
      formation
        .stacks()
        .filter(({ status }) => status !== 'DELETE_COMPLETE')
        .map(({ name }) => name),
    clientsWith,
    /** Every permission that somebody's policies were asked for and had. */
    used,
    social,
    whatsapp,
    writes: () =>
      calls()
        .filter(isWrite)
        .map(({ operation }) => operation),
    topic: (Name: string) => aws.sns.send(new CreateTopicCommand({ Name })),
    /** What AWS does by itself once a WABA's events go to the instance. */
    importByAws: (phoneNumberArn: string) =>
      connect.integration.importPhoneNumber(instanceArn, {
        phoneNumberArn,
        number: '',
        displayName: '',
      }),
    dyingClients: (calls: number) => dying(open(), calls),
    async close() {
      for (const client of opened.flatMap((each) => Object.values(each))) client.destroy()
      clock.stop()
      await door.close()
    },
  }
}

/** The process is killed right after so many calls: AWS has done the last one, nobody hears of it, and none follows. */
function dying(aws: Aws, calls: number): Aws {
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
  for (const { middlewareStack } of Object.values(aws) as {
    middlewareStack: { add(middleware: typeof dies, options: object): void }
  }[]) {
    middlewareStack.add(dies, { step: 'initialize' })
  }
  return aws
}
