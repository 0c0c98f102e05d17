// An AWS account before the first apply, with a Connect instance and two linked WABAs.
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { type Aws, awsClients } from '../../provisioning/account/clients.ts'
import { createAws } from '../sandbox/aws/api.ts'
import type { CallRecord } from '../sandbox/aws/calls.ts'
import { startFrontDoor } from '../sandbox/aws/front-door.ts'
import type { Use } from '../sandbox/aws/identities.ts'
import type { Policy } from '../sandbox/aws/permissions.ts'
import { createClock } from '../sandbox/clock.ts'
import { resourcesIn } from '../sandbox/cloudformation/resources.ts'
import { cloudFormation } from '../sandbox/cloudformation/service.ts'
import { connect as createConnect } from '../sandbox/connect/connect.ts'
import type { ConnectSettings } from '../sandbox/connect/core.ts'
import { eventSources } from '../sandbox/functions/event-sources.ts'
import { type GuessValues, usualValues } from '../sandbox/guesses.ts'
import { socialMessaging } from '../sandbox/social-messaging/service.ts'
import { createWhatsApp } from '../sandbox/whatsapp/network.ts'
import { world as usual, type World } from '../sandbox/world.ts'
import { isSecondTier } from '../tier.ts'

export interface Settings {
  world?: World
  connect?: Partial<ConnectSettings>
  /**
   * The values of details that AWS does not document. Details that are left out have their default
   * values.
   */
  guesses?: Partial<GuessValues>
  /** The numbers that another instance of the account has imported: number ARN → instance ARN. */
  importedElsewhere?: Record<string, string>
  /** The functions that each flow calls: flow id → function ARNs. */
  lambdaBlocks?: Record<string, readonly string[]>
  /** The time until a new role can be assumed, in milliseconds. */
  rolePropagationMs?: number
  /** How many Lambda executions the account allows at the same time. */
  executions?: number
}

export type Account = Awaited<ReturnType<typeof startAccount>>

const isWrite = ({ operation }: CallRecord) =>
  !/^(Get|List|Describe|Search|Simulate|Query|Scan)/.test(operation)

/**
 * How long CloudFormation takes for a resource. The time is short, because each poll until a stack
 * is ready costs CPU time.
 */
const RESOURCE_MS = 50

/**
 * If more time than this passes between two calls, the caller has waited. No call takes this long.
 */
const WAITED_MS = 1_000

/**
 * Returns after how many calls a process is to be killed: after each write, before the first write,
 * and before each write for which the process waited. Only at these moments is the account in
 * different states, because reads change nothing and waiting does. In `npm test`, one moment is
 * chosen for each operation.
 */
export function fatalMoments(calls: readonly CallRecord[]): number[] {
  const writes = calls.flatMap((call, at) => (isWrite(call) ? [at] : []))
  const waitedFor = writes.filter(
    (at, index) => index === 0 || calls[at]!.at - calls[writes[index - 1]!]!.at > WAITED_MS,
  )
  const moments = [
    ...waitedFor.map((at) => ({ at, kind: `before ${calls[at]!.operation}` })),
    ...writes.map((at) => ({ at: at + 1, kind: `after ${calls[at]!.operation}` })),
  ].filter(({ at }) => at > 0 && at < calls.length)
  const chosen = isSecondTier
    ? moments
    : [...new Map(moments.map((each) => [each.kind, each])).values()]
  return [...new Set(chosen.map(({ at }) => at))].sort((a, b) => a - b)
}

export const instanceArn = `arn:aws:connect:${usual.region}:${usual.account}:instance/${usual.instance.id}`
export const [nativeWaba, bridgedWaba] = usual.wabas.map(({ id }) => id) as [string, string]

export async function startAccount({
  world = usual,
  connect: settings = {},
  guesses: guessed = {},
  importedElsewhere = {},
  lambdaBlocks = {},
  rolePropagationMs,
  executions,
}: Settings = {}) {
  const clock = createClock()
  const { account, region } = world
  const guesses = { ...usualValues(), ...guessed }
  const door = await startFrontDoor({ port: 0, clock, account, region, guesses })
  const sandbox = createAws(door, {
    guesses,
    ...(rolePropagationMs === undefined ? {} : { rolePropagationMs }),
  })
  const whatsapp = createWhatsApp({ clock, world, guesses })
  const social = socialMessaging({
    clock,
    world,
    whatsapp,
    api: sandbox.api,
    guesses,
    connect: () => connect.integration,
  })
  const applications = new Set<string>()
  const connect = createConnect({
    clock,
    world,
    api: sandbox.api,
    native: () => social.native,
    settings,
    guesses,
    importedElsewhere,
    lambdaBlocks,
    applicationExists: (arn) => applications.has(arn),
  })
  door.serve(social.service)
  door.serve(connect.service)
  // Without a deployed stack, there are no event source mappings.
  const sources = eventSources([], clock, executions === undefined ? {} : { executions })
  door.serve(sources)
  const formation = cloudFormation({
    account,
    region,
    clock,
    resourceMs: RESOURCE_MS,
    api: sandbox.api,
    effects: resourcesIn({
      door,
      alarms: sandbox.alarms,
      connect: connect.service,
      events: sandbox.events,
      sources,
      applications,
    }),
  })
  door.serve(formation.service)
  await door.internal('s3', { method: 'PUT', path: `/${world.instance.attachmentsBucket}` })

  const clients = () =>
    awsClients(region, {
      endpoint: door.url,
      credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    })
  const opened: Aws[] = []
  /** Returns clients of a caller that has only these policies. */
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
    alarms: sandbox.alarms,
    formation,
    calls,
    wait: (ms: number) => clock.advance(ms),
    url: door.url,
    stacks: () =>
      formation
        .stacks()
        .filter(({ status }) => status !== 'DELETE_COMPLETE')
        .map(({ name }) => name),
    clientsWith,
    /** The permissions that callers with limited policies have used. */
    used,
    social,
    whatsapp,
    writes: () =>
      calls()
        .filter(isWrite)
        .map(({ operation }) => operation),
    topic: (Name: string) => aws.sns.send(new CreateTopicCommand({ Name })),
    /** Imports a number as AWS does when the instance becomes a WABA's event destination. */
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

/**
 * Returns clients of a process that is killed after this many calls. AWS completes the last call,
 * but its response is lost.
 */
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
