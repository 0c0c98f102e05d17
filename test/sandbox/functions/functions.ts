// Runs the built functions as Lambda does, with triggers, permissions and environment variables.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type FunctionName, functions as specs } from '#deployment/functions'
import {
  functionName,
  type Installation,
  queueArn,
  queueName,
  ruleName,
  type Settings,
} from '#deployment/resources'
import type { Aws } from '../aws/api.ts'
import type { FrontDoor } from '../aws/front-door.ts'
import { AwsError } from '../service.ts'
import { deploy } from './deploy.ts'
import { type EventSources, eventSources } from './event-sources.ts'
import { type HttpApi, startHttpApi } from './http-api.ts'
import {
  type IdentityProvider,
  startIdentityProvider,
  type TokenShape,
  usualShape,
} from './identity-provider.ts'
import { createPool, type LogLine } from './pool.ts'
import { type QueueTrigger, queueTrigger } from './queue-trigger.ts'
import { schedule } from './schedule.ts'

export interface FunctionsOptions {
  door: FrontDoor
  aws: Aws
  place: Installation
  settings: Settings & { apiScopes?: readonly string[] }
  /** The folder with the bundles, `<name>/index.mjs` (by default, dist/lambdas of this project). */
  bundles?: string
  /**
   * The claims in the identity provider's tokens. By default, the claim that `settings.userClaim`
   * names contains the user name.
   */
  tokens?: TokenShape
  apiPort?: number
  identityProviderPort?: number
  /**
   * The scheduled functions that should not run on their schedule, only when a test invokes them.
   */
  unscheduled?: readonly FunctionName[]
  /** Environment variables in addition to those of functions.ts. */
  env?: Readonly<Record<string, string>>
}

export interface Functions {
  /** The base URL of the API. */
  readonly apiUrl: string
  readonly sources: EventSources
  /** Restricts the API to pages of the origins that a deployed stack allows. */
  allowOrigins(origins: readonly string[]): void
  readonly identityProvider: IdentityProvider
  /** Returns a token for the API, as the identity provider would issue it. */
  signIn: IdentityProvider['signIn']
  /** Everything that the functions have written to their logs. */
  logs(): LogLine[]
  /** Invokes a function directly, as an administrator might. */
  invoke(name: FunctionName, event: unknown): Promise<unknown>
  /**
   * Sets those of the environment variables in FOLLOWED that a deployed stack defines for a
   * function. The function's other variables keep their values.
   */
  deployed(functionName: string, variables: Readonly<Record<string, string>>): void
  /** Ends the execution environments whose functions are waiting for virtual time to pass. */
  dropSleeping(): void
  /**
   * Starts an execution environment of each function in advance, so that the first invocation is
   * fast.
   */
  warm(): void
  /** Deploys all functions again. They use the table with this name from now on. */
  use(table: string): void
  close(): Promise<void>
}

/** https://docs.aws.amazon.com/connect/latest/adminguide/invoke-lambda-function-block.html */
const FLOW_LIMIT_MS = 8_000

const LOG_LINES = 20_000
/** The environment variables that a deployed stack changes here. */
const FOLLOWED = ['WHATSAPP_TOPIC_ARNS', 'MISSED']
const DIST = fileURLToPath(new URL('../../../dist/lambdas', import.meta.url))
const COMPILED = fileURLToPath(new URL('../../../dist/compiled', import.meta.url))

export async function startFunctions(options: FunctionsOptions): Promise<Functions> {
  const { door, aws, place, settings, bundles = DIST, unscheduled = [] } = options
  // The folder for compiled code. Code is cached only for the project's own bundles, because tests
  // use each other bundle only once.
  const compiled = bundles === DIST ? COMPILED : undefined
  const { audience } = settings.jwt
  const tokens = options.tokens ?? usualShape(settings.userClaim, audience)
  const logs: LogLine[] = []
  const log = (line: LogLine) => {
    logs.push(line)
    if (logs.length > LOG_LINES) logs.shift()
  }

  const built = (Object.keys(specs) as FunctionName[]).filter((name) =>
    existsSync(join(bundles, name, 'index.mjs')),
  )
  const pools = new Map(
    built.map((name) => {
      const bundle = pathToFileURL(join(bundles, name, 'index.mjs')).href
      return [
        name,
        createPool(name, { door, place, settings, bundle, compiled, log, env: options.env ?? {} }),
      ] as const
    }),
  )

  const [identityProvider] = await Promise.all([
    startIdentityProvider(options.identityProviderPort ?? 0, tokens),
    deploy(door, aws.events, place),
  ])
  const triggers = new Map<string, QueueTrigger>()
  const stops: (() => void)[] = []
  let api: HttpApi | undefined

  for (const pool of pools.values()) {
    const { trigger } = pool.spec
    if ('queue' in trigger)
      triggers.set(
        queueName(trigger.queue),
        queueTrigger(door, queueName(trigger.queue), trigger.batchSize, pool),
      )
    if ('every' in trigger) {
      const name = ruleName(pool.name)
      aws.events.putRule({
        name,
        source: [],
        schedule: trigger.every === 'minute' ? 'rate(1 minute)' : 'rate(5 minutes)',
        targets: { function: pool.arn },
        deliver: async () => {},
      })
      const isOff = () => aws.events.rule(name)?.off === true
      if (!unscheduled.includes(pool.name))
        stops.push(schedule(door, pool, trigger.every === 'minute' ? 1 : 5, isOff).stop)
    }
  }
  const served = [...pools.values()].flatMap((pool) =>
    'api' in pool.spec.trigger ? [[pool.spec.trigger.api, pool] as const] : [],
  )
  if (served.some(([path]) => path === '/')) {
    const { issuer, keys } = identityProvider
    api = await startHttpApi({
      port: options.apiPort ?? 0,
      clock: door.clock,
      pools: served,
      issuer,
      audience,
      scopes: settings.apiScopes ?? [],
      keys,
    })
  }
  const mappings = [...pools.values()].flatMap(({ spec, arn }) => {
    const { trigger } = spec
    if (!('queue' in trigger)) return []
    return [
      {
        queueArn: queueArn(trigger.queue, place),
        functionArn: arn,
        batchSize: trigger.batchSize,
        trigger: triggers.get(queueName(trigger.queue))!,
      },
    ]
  })
  const sources = eventSources(mappings, door.clock)
  door.serve(sources)
  door.library.onArrival((queue) => {
    const trigger = triggers.get(queue)
    // Polls only in the next turn of the event loop: the library announces a change of a message's
    // visibility while the batch that changes it is still being processed.
    if (trigger) setImmediate(trigger.poll)
  })

  const busy = () =>
    [...pools.values()].some(({ active }) => active > 0) ||
    [...triggers.values()].some(({ atRest }) => !atRest)
  door.clock.onRest({
    isBusy: busy,
    async settle() {
      await aws.deliveries.idle()
      for (const { poll } of triggers.values()) poll()
      await turn()
      while (busy()) {
        await turn()
        await aws.deliveries.idle()
      }
    },
  })

  aws.invokesWith(async (arn, event) => {
    const pool = [...pools.values()].find((one) => one.arn === arn)
    if (!pool) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404)
    return pool.invoke(event, FLOW_LIMIT_MS)
  })

  return {
    sources,
    allowOrigins: (origins) => api?.allow(origins),
    get apiUrl() {
      if (!api) throw new Error('widget-api is not built: npm run build')
      return api.url
    },
    identityProvider,
    signIn: identityProvider.signIn,
    logs: () => [...logs],
    async invoke(name, event) {
      const pool = pools.get(name)
      if (!pool) throw new Error(`${name} is not built: npm run build`)
      return pool.invoke(event)
    },
    deployed(name, variables) {
      const pool = [...pools.values()].find((one) => functionName(one.name) === name)
      const followed = FOLLOWED.flatMap((variable) => {
        const value = variables[variable]
        return value ? [[variable, value]] : []
      })
      pool?.configure(Object.fromEntries(followed))
    },
    dropSleeping() {
      for (const pool of pools.values()) pool.dropSleeping()
    },
    warm() {
      for (const pool of pools.values()) pool.warm()
    },
    use(table) {
      for (const pool of pools.values()) pool.use(table)
    },
    async close() {
      for (const stop of stops) stop()
      for (const trigger of triggers.values()) trigger.stop()
      await Promise.all([
        api?.close(),
        identityProvider.close(),
        ...[...pools.values()].map((pool) => pool.close()),
      ])
    },
  }
}

/** Lets all pending work of the event loop run, including messages from workers. */
const turn = () => new Promise<void>((done) => setTimeout(done, 1))
