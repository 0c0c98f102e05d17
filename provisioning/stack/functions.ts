// Every function of functions.ts, with a role, a log group and a trigger of its own.
import { join } from 'node:path'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import {
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type CfnFunction,
  CfnPermission,
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import {
  type FunctionName,
  type FunctionSpec,
  functions,
} from '../../lambdas/deployment/functions.ts'
import {
  functionName,
  PREFIX,
  queueArn,
  ruleName,
  type Scope,
  scopes,
  variables,
} from '../../lambdas/deployment/resources.ts'
import { idOf } from './id.ts'
import type { Queues } from './queues.ts'
import type { StackSettings } from './settings.ts'

type Every = Extract<FunctionSpec['trigger'], { every: unknown }>['every']

export interface Functions {
  of(name: FunctionName): LambdaFunction
  logsOf(name: FunctionName): LogGroup
}

/** More than any of them needs: with it comes a bigger share of a processor, and so a shorter start. */
const MEMORY_MB = 512

/** Long enough to follow up a complaint about last month's conversation. */
const LOG_DAYS = 90

// Somebody waits for these two: a flow gives the first one 8 seconds, an agent looks at what the second one answers.
// Set aside, neither starves when something else in the account takes all executions there are.
const RESERVED: Readonly<Partial<Record<FunctionName, number>>> = {
  'contact-started': 10,
  'widget-api': 20,
}

// Queues hold what there is no room for, so these need a ceiling instead: a burst must not take every execution of the
// account, and beyond it callers would only be throttled – StartChatContact allows 5 a second, the template APIs 10.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
const AT_ONCE: Readonly<Partial<Record<FunctionName, number>>> = {
  'enqueue-reply': 20,
  'send-reply': 100,
  'whatsapp-event': 20,
  'delivery-status': 20,
}

const RATES = {
  minute: 'rate(1 minute)',
  'five minutes': 'rate(5 minutes)',
} as const satisfies Record<Every, string>

export function deployedFunctions(
  scope: Construct,
  settings: StackSettings,
  queues: Queues,
  bundles: string,
): Functions {
  const made = new Map<string, { fn: LambdaFunction; logs: LogGroup }>()
  const reserved = settings.reservedConcurrency ?? RESERVED

  for (const [name, spec] of Object.entries(functions) as [FunctionName, FunctionSpec][]) {
    const deployed = functionName(name)
    const logs = new LogGroup(scope, idOf(`${name}-logs`), {
      logGroupName: `/aws/lambda/${deployed}`,
      retention: (settings.logRetentionDays ?? LOG_DAYS) as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const fn = new LambdaFunction(scope, idOf(name), {
      functionName: deployed,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      // Source maps stay with whoever built them.
      code: Code.fromAsset(join(bundles, name), { exclude: ['*.map'] }),
      role: roleOf(scope, name, spec, settings),
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: MEMORY_MB,
      environment: Object.fromEntries(
        spec.env.map((variable) => [variable, variables[variable](settings, settings)]),
      ),
      logGroup: logs,
      ...(reserved[name] && { reservedConcurrentExecutions: reserved[name] }),
    })
    // Not by the construct's own property, which would widen the role behind our back.
    const raw = fn.node.defaultChild as CfnFunction
    raw.tracingConfig = { mode: 'Active' }
    trigger(scope, name, spec, fn, queues, settings)
    made.set(name, { fn, logs })
  }
  return { of: (name) => made.get(name)!.fn, logsOf: (name) => made.get(name)!.logs }
}

/** What functions.ts allows it, one statement for each scope, and what running at all takes. */
function roleOf(
  scope: Construct,
  name: FunctionName,
  { allow, trigger }: FunctionSpec,
  settings: StackSettings,
) {
  const { region, account, kmsKeyArn } = settings
  const statement = (
    sid: string,
    actions: readonly string[],
    resources: string[],
    conditions?: Record<string, object>,
  ) =>
    new PolicyStatement({
      sid,
      effect: Effect.ALLOW,
      actions: [...actions],
      resources,
      ...(conditions && { conditions }),
    })

  const work = Object.entries(allow).map(([key, actions]) =>
    statement(idOf(key), actions, scopes[key as Scope](settings)),
  )
  const running = [
    statement(
      'Logs',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [`arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${functionName(name)}:*`],
    ),
    statement('Traces', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
  ]
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
  if ('queue' in trigger) {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
    running.push(statement('Receive', actions, [queueArn(trigger.queue, settings)]))
  }
  if (kmsKeyArn) running.push(statement('Key', ['kms:Decrypt', 'kms:GenerateDataKey'], [kmsKeyArn]))

  return new Role(scope, idOf(`${name}-role`), {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `${PREFIX}: what ${name} may do`,
    inlinePolicies: {
      ...(work.length > 0 && { work: new PolicyDocument({ statements: work }) }),
      running: new PolicyDocument({ statements: running }),
    },
  })
}

function trigger(
  scope: Construct,
  name: FunctionName,
  { trigger }: FunctionSpec,
  fn: LambdaFunction,
  queues: Queues,
  settings: StackSettings,
) {
  if ('queue' in trigger) {
    new EventSourceMapping(scope, idOf(`${name}-trigger`), {
      target: fn,
      eventSourceArn: queues.of(trigger.queue).queueArn,
      batchSize: trigger.batchSize,
      reportBatchItemFailures: true,
      ...(AT_ONCE[name] && { maxConcurrency: AT_ONCE[name] }),
    })
  }
  if ('every' in trigger) {
    const rule = new CfnRule(scope, idOf(`${name}-schedule`), {
      name: ruleName(name),
      description: `Runs ${name} every ${trigger.every}`,
      scheduleExpression: RATES[trigger.every],
      // The next run does all that a repetition of this one would.
      targets: [{ id: 'function', arn: fn.functionArn, retryPolicy: { maximumRetryAttempts: 0 } }],
    })
    mayInvoke(scope, name, fn, 'events.amazonaws.com', rule.attrArn)
    fn.configureAsyncInvoke({ retryAttempts: 0 })
  }
  if ('contactFlow' in trigger)
    mayInvoke(scope, name, fn, 'connect.amazonaws.com', settings.instanceArn, settings.account)
}

function mayInvoke(
  scope: Construct,
  name: FunctionName,
  fn: LambdaFunction,
  principal: string,
  sourceArn: string,
  sourceAccount?: string,
) {
  new CfnPermission(scope, idOf(`${name}-invoke`), {
    action: 'lambda:InvokeFunction',
    functionName: fn.functionArn,
    principal,
    sourceArn,
    ...(sourceAccount && { sourceAccount }),
  })
}
