// Creates every function of functions.ts, each with its own role, log group and trigger.
import { join } from 'node:path'
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
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { type FunctionName, type FunctionSpec, functions } from '#deployment/functions'
import {
  functionName,
  PREFIX,
  queueArn,
  ruleName,
  type Scope,
  scopes,
  variables,
} from '#deployment/resources'
import { idOf } from './id.ts'
import type { Queues } from './queues.ts'
import { reservedFor } from './reserved.ts'
import type { StackSettings } from './settings.ts'
import { AT_ONCE, RATES, SCHEDULE_RETRIES } from './trigger-settings.ts'

export interface Functions {
  of(name: FunctionName): LambdaFunction
  logsOf(name: FunctionName): LogGroup
}

/**
 * More memory than any function needs, because Lambda adds CPU with memory, which shortens the cold
 * start.
 */
const MEMORY_MB = 512

/**
 * Logs are stored for 90 days, so that a complaint about last month's conversation can be
 * investigated.
 */
const LOG_DAYS = 90

export function deployedFunctions(
  scope: Construct,
  settings: StackSettings,
  queues: Queues,
  bundles: string,
): Functions {
  const made = new Map<string, { fn: LambdaFunction; logs: LogGroup }>()
  const reserved = reservedFor(settings)

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
      // Source maps are not part of the deployed code.
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
    // Tracing is set on the CfnFunction, because the construct's `tracing` property would add
    // permissions to the role.
    const raw = fn.node.defaultChild as CfnFunction
    raw.tracingConfig = { mode: 'Active' }
    // The function refers to its role, and the role contains all its policies, so DependsOn is not
    // needed.
    raw.addDeletionOverride('DependsOn')
    trigger(scope, name, spec, fn, queues, settings)
    made.set(name, { fn, logs })
  }
  return { of: (name) => made.get(name)!.fn, logsOf: (name) => made.get(name)!.logs }
}

/**
 * Creates the role of a function, with the permissions that functions.ts lists for the function,
 * and those that every function needs.
 */
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
    description: `${PREFIX}: permissions of ${name}`,
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
      // The state is set explicitly, because drift detection would otherwise not notice that
      // somebody disabled the rule.
      enabled: true,
      ...(AT_ONCE[name] && { maxConcurrency: AT_ONCE[name] }),
    })
  }
  if ('every' in trigger) {
    const rule = new CfnRule(scope, idOf(`${name}-schedule`), {
      name: ruleName(name),
      description: `Runs ${name} every ${trigger.every}`,
      scheduleExpression: RATES[trigger.every],
      state: 'ENABLED',
      targets: [
        {
          id: 'function',
          arn: fn.functionArn,
          retryPolicy: { maximumRetryAttempts: SCHEDULE_RETRIES },
        },
      ],
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
