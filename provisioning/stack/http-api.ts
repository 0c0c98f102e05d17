// The widget's HTTP API: tokens checked before our code runs, throttled, logged without a word about persons.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { CfnStage, CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { PREFIX } from '../../lambdas/deployment/resources.ts'
import type { StackSettings } from './settings.ts'

// Each method by itself, not $default: that one would catch preflight requests too, which carry no token.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
const METHODS = [
  HttpMethod.GET,
  HttpMethod.POST,
  HttpMethod.PUT,
  HttpMethod.PATCH,
  HttpMethod.DELETE,
]

// A few hundred agents polling what became of their replies; the account's own limit is 10,000.
const REQUESTS_PER_SECOND = 200
const BURST = 400

// No address, no path (it names contacts), no user, no token.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationMs: '$context.integrationLatency',
  refused: '$context.error.responseType',
}

export function widgetHttpApi(
  scope: Construct,
  settings: StackSettings,
  fn: LambdaFunction,
  origins: readonly string[],
): HttpApi {
  const { jwt } = settings
  const api = new HttpApi(scope, 'Api', {
    apiName: PREFIX,
    description: 'What the agent widget asks and wants sent',
    createDefaultStage: false,
    corsPreflight: {
      allowOrigins: [...origins],
      allowMethods: [
        CorsHttpMethod.GET,
        CorsHttpMethod.POST,
        CorsHttpMethod.PUT,
        CorsHttpMethod.PATCH,
        CorsHttpMethod.DELETE,
      ],
      allowHeaders: ['authorization', 'content-type', 'if-none-match'],
      // The list and the conversation are asked for by what the widget has already.
      exposeHeaders: ['etag'],
      maxAge: Duration.minutes(5),
    },
    defaultAuthorizer: new HttpJwtAuthorizer('Agents', jwt.issuer, { jwtAudience: [jwt.audience] }),
  })
  api.addRoutes({
    path: '/{proxy+}',
    methods: METHODS,
    integration: new HttpLambdaIntegration('Widget', fn),
  })

  const logs = new LogGroup(scope, 'ApiLogs', {
    // This prefix spares CloudWatch Logs a resource policy for each log group, of which there may be only ten.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    logGroupName: `/aws/vendedlogs/apigateway/${PREFIX}`,
    retention: (settings.logRetentionDays ?? 90) as RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  new CfnStage(scope, 'ApiStage', {
    apiId: api.apiId,
    stageName: '$default',
    autoDeploy: true,
    defaultRouteSettings: { throttlingRateLimit: REQUESTS_PER_SECOND, throttlingBurstLimit: BURST },
    accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
  })
  return api
}
