// Manages the execution environments of one function. Several environments may run at once, and an
// invocation uses a free environment if there is one. Each environment has its own credentials.
import { type FunctionName, type FunctionSpec, functions } from '#deployment/functions'
import {
  functionName,
  type Installation,
  type Scope,
  type Settings,
  scopes,
  variables,
} from '#deployment/resources'
import type { FrontDoor } from '../aws/front-door.ts'
import type { Policy } from '../aws/permissions.ts'
import { type Environment, startEnvironment } from './environment.ts'

export interface LogLine {
  at: number
  function: string
  line: string
}

export interface Pool {
  readonly name: FunctionName
  readonly spec: FunctionSpec
  readonly arn: string
  /** Whether a new invocation would start at once. */
  readonly hasRoom: boolean
  /**
   * The number of running invocations, except those that a 'slow' fault delays and those that
   * sleep.
   */
  readonly active: number
  /** Registers a function that is called whenever an invocation ends. */
  onRoom(tell: () => void): void
  /** Waits for a free environment, and invokes the function in it. Throws InvocationFailed. */
  invoke(event: unknown, timeoutMs?: number): Promise<unknown>
  /** Ends the environments whose functions are waiting for virtual time to pass. */
  dropSleeping(): void
  /** Starts an environment before it is needed. */
  warm(): void
  /** Deploys the function again. It uses the table with this name from now on. */
  use(table: string): void
  /**
   * Changes environment variables of the function. As in Lambda, changed variables apply to
   * environments that start later.
   */
  configure(variables: Readonly<Record<string, string>>): void
  close(): Promise<void>
}

export interface PoolOptions {
  door: FrontDoor
  place: Installation
  settings: Settings
  bundle: string
  compiled: string | undefined
  log(line: LogLine): void
  /** Environment variables in addition to those of functions.ts. */
  env?: Readonly<Record<string, string>>
}

/**
 * The largest number of execution environments of one function. Lambda's limit is higher, but a
 * machine with two cores could not run more environments.
 */
const CONCURRENCY = 4
const MEMORY_MB = '256'

export function createPool(
  name: FunctionName,
  { door, place, settings, bundle, compiled, log, env = {} }: PoolOptions,
): Pool {
  const spec: FunctionSpec = functions[name]
  const { clock, region, account } = door
  const deployed = functionName(name)
  const arn = `arn:aws:lambda:${region}:${account}:function:${deployed}`
  const environments = new Map<Environment, string>()
  const waiting: (() => void)[] = []
  const listeners: (() => void)[] = []
  let deployedIn = place
  let policies = [policyOf(spec, place)]
  let running = 0
  let configured: Readonly<Record<string, string>> = {}
  /** The environments that started before the environment variables changed. */
  const outdated = new WeakSet<Environment>()

  function start(): Environment {
    const keys = door.identities.create({
      caller: { is: 'function', name },
      arn: `arn:aws:sts::${account}:assumed-role/${deployed}/${deployed}`,
      policies: () => policies,
      crash: () => environment.crash('was terminated by a fault of the sandbox'),
    })
    const environment = startEnvironment({
      bundle,
      compiled,
      functionName: deployed,
      arn,
      clock,
      frontDoorUrl: door.url,
      env: {
        ...variablesOf(spec, deployedIn, settings),
        ...runtime(deployed, door),
        ...credentials(keys),
        ...env,
        ...configured,
      },
      isHeld: () => door.heldCalls(keys.accessKeyId) > 0,
      log: (line) => log({ at: clock.now(), function: name, line }),
      onExit: () => void environments.delete(environment),
    })
    environments.set(environment, keys.accessKeyId)
    return environment
  }

  const idle = () =>
    [...environments.keys()].find((each) => !each.busy && !each.dead && !outdated.has(each))

  return {
    name,
    spec,
    arn,
    get hasRoom() {
      return running < CONCURRENCY
    },
    get active() {
      const paused = [...environments].filter(
        ([{ busy, asleep }, key]) => busy && (asleep || door.heldCalls(key) > 0),
      ).length
      return running - paused
    },
    onRoom: (tell) => void listeners.push(tell),
    async invoke(event, timeoutMs = spec.timeoutSeconds * 1000) {
      while (running >= CONCURRENCY) await new Promise<void>((room) => waiting.push(room))
      running++
      try {
        return await (idle() ?? start()).invoke(event, timeoutMs)
      } finally {
        running--
        waiting.shift()?.()
        for (const tell of listeners) tell()
      }
    },
    dropSleeping() {
      for (const environment of environments.keys())
        if (environment.asleep) environment.crash('was ended with all pending work')
    },
    warm: () => void (idle() ?? start()),
    use(table) {
      deployedIn = { ...place, table }
      policies = [policyOf(spec, deployedIn)]
      for (const environment of environments.keys()) environment.crash('was deployed again')
    },
    configure(variables) {
      const now = { ...variablesOf(spec, deployedIn, settings), ...configured }
      if (Object.entries(variables).every(([variable, value]) => now[variable] === value)) return
      configured = { ...configured, ...variables }
      for (const environment of environments.keys()) outdated.add(environment)
    },
    async close() {
      for (const environment of environments.keys()) environment.crash('was shut down')
    },
  }
}

function policyOf({ allow }: FunctionSpec, place: Installation): Policy {
  const statements = Object.entries(allow).map(([scope, actions]) => ({
    Effect: 'Allow' as const,
    Action: actions,
    Resource: scopes[scope as Scope](place),
  }))
  return { Version: '2012-10-17', Statement: statements }
}

const variablesOf = ({ env }: FunctionSpec, place: Installation, settings: Settings) =>
  Object.fromEntries(env.map((name) => [name, variables[name](place, settings)]))

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
const runtime = (deployed: string, { region, url }: FrontDoor) => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: url,
  // Queue URLs have this AWS host name, and the SDK warns if its SQS endpoint has another host.
  // route-aws.ts redirects the requests to the sandbox's server.
  AWS_ENDPOINT_URL_SQS: `https://sqs.${region}.amazonaws.com`,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: deployed,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: MEMORY_MB,
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'sandbox',
  // Makes the SDK ignore the AWS configuration files of this machine, which do not exist in Lambda.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  TZ: ':UTC',
})

const credentials = ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
})
