// Checks, before anything is changed, whether a deployment would fail or lose messages. Each
// finding is a sentence that begins with the setting of the configuration.
import { type ConnectClient, paginateListApprovedOrigins } from '@aws-sdk/client-connect'
import type { KMSClient } from '@aws-sdk/client-kms'
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { SNSClient } from '@aws-sdk/client-sns'
import { counted } from '../engine/plan.ts'
import { alarmTopicProblems, keyPolicies, keyProblems } from './preflight-checks.ts'
import { reservedFor } from './reserved.ts'
import type { StackSettings } from './settings.ts'
import type { Template } from './synthesise.ts'

export interface PreflightClients {
  connect: ConnectClient
  kms: KMSClient
  lambda: LambdaClient
  sns: SNSClient
}

interface Found {
  /** Problems with which the deployment would fail, or messages would be lost. */
  problems: string[]
  /** Information for the person who decides on the plan. */
  notes: string[]
}

interface Before {
  isDeployed: boolean
  /** The deployed templates of the stacks that change. */
  deployed: readonly Template[]
  /** The approved origins that the deployed stack has created. */
  known: readonly string[]
  /** Reads all approved origins of the instance. */
  approved(): Promise<readonly string[]>
}

/**
 * Runs the checks. Changes nothing in the account. A setting that the deployed stacks already have
 * is not checked again: if the setting no longer works, `doctor` and a plan without changes report
 * the problem.
 */
export async function preflight(
  settings: StackSettings,
  clients: PreflightClients,
  { isDeployed, deployed, known, approved }: Before,
): Promise<Found> {
  const { kmsKeyArn, alarmTopic } = settings
  const before = JSON.stringify(deployed)
  const policies = keyPolicies(clients.kms)
  const isNew = (arn: string | undefined) => arn !== undefined && !before.includes(`"${arn}"`)
  const [concurrency, key, topic, origins] = await Promise.all([
    concurrencyOf(settings, clients, isDeployed ? reservedIn(deployed) : undefined),
    isNew(kmsKeyArn) ? keyProblems(settings, clients, policies) : [],
    isNew(alarmTopic) ? alarmTopicProblems(settings, clients, policies) : [],
    originProblems(settings, approved, known),
  ])
  return {
    problems: [...concurrency.problems, ...key, ...topic, ...origins],
    notes: concurrency.notes,
  }
}

/** Lambda reserves this number of executions for functions without reserved concurrency. */
const UNRESERVED_MINIMUM = 100
/**
 * The usual limit of concurrent executions. A new account has a lower limit, which AWS raises to
 * this number as the account is used.
 */
const USUAL_LIMIT = 1_000

/**
 * Returns the number of executions that the functions in the deployed templates reserve, or
 * `unchanged` if none of these templates contains functions.
 */
function reservedIn(templates: readonly Template[]): number | 'unchanged' {
  const functions = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
  if (functions.length === 0) return 'unchanged'
  return functions.reduce(
    (sum, { Properties }) => sum + Number(Properties?.ReservedConcurrentExecutions ?? 0),
    0,
  )
}

/**
 * Checks that the functions can reserve their executions. New accounts allow few concurrent
 * executions, and Lambda refuses a reservation that would leave fewer than 100 unreserved. For a
 * new account, returns a note about CloudFront, which refuses such accounts until AWS has verified
 * them. No API shows this beforehand.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
async function concurrencyOf(
  settings: StackSettings,
  { lambda }: PreflightClients,
  reserved: number | 'unchanged' | undefined,
): Promise<Found> {
  const wanted = Object.values(reservedFor(settings)).reduce((sum, count) => sum + count, 0)
  if (reserved === 'unchanged' || (reserved !== undefined && wanted <= reserved))
    return { problems: [], notes: [] }
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
  const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = 0 } = AccountLimit ?? {}
  // The executions that the deployed functions have reserved remain available to the functions'
  // next version.
  const free = UnreservedConcurrentExecutions + (reserved ?? 0)
  const isNew = reserved === undefined && ConcurrentExecutions < USUAL_LIMIT
  return {
    problems:
      wanted === 0 || free >= wanted + UNRESERVED_MINIMUM
        ? []
        : [
            `stack.reservedConcurrency: the functions would reserve ${wanted} concurrent executions, but Lambda has ${free} left in this account and keeps ${UNRESERVED_MINIMUM} of them unreserved. Raise the quota (Service Quotas > AWS Lambda > Concurrent executions), or set "reservedConcurrency": {}.`,
          ],
    notes: isNew
      ? [
          `This account allows only ${ConcurrentExecutions} concurrent executions of Lambda functions, as new accounts do. CloudFront, which serves the widget, also refuses new accounts until AWS has verified them. If this account has no CloudFront distribution yet, ask AWS Support (Account and billing) to verify it first; otherwise the deployment may fail after some minutes and be rolled back.`,
        ]
      : [],
  }
}

// https://docs.aws.amazon.com/connect/latest/adminguide/app-integration.html
const ORIGINS_OF_INSTANCE = 100

/**
 * Checks the number of approved origins. The deployment adds the widget's origin and the origins of
 * the configuration to the approved origins of the instance.
 */
async function originProblems(
  { widgetOrigins = [] }: StackSettings,
  readApproved: () => Promise<readonly string[]>,
  known: readonly string[],
): Promise<string[]> {
  const more = widgetOrigins.filter((origin) => !known.includes(origin))
  if (more.length === 0) return []
  const approved = await readApproved()
  const added = more.filter((origin) => !approved.includes(origin)).length
  const room = ORIGINS_OF_INSTANCE - approved.length
  return added <= room
    ? []
    : [
        `stack.widgetOrigins: ${counted(added, 'origin')} would become approved origins of the Connect instance, which has room for ${room} (it accepts ${ORIGINS_OF_INSTANCE}). Remove origins that are not needed in the Connect console (the instance > Approved origins).`,
      ]
}

export async function approvedOrigins(instanceArn: string, client: ConnectClient) {
  const found: string[] = []
  const InstanceId = instanceArn.split('/').pop()!
  for await (const { Origins = [] } of paginateListApprovedOrigins({ client }, { InstanceId }))
    found.push(...Origins)
  return found
}
