// The HTTP API of the widget and of the supervisors' page. API Gateway checks the tokens, throttles
// requests, and writes an access log without personal data.

import { CfnStage, CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { type FunctionName, type FunctionSpec, functions } from '#deployment/functions'
import { PREFIX } from '#deployment/resources'
import { BURST, REQUESTS_PER_SECOND } from './api-rate.ts'
import type { Functions } from './functions.ts'
import { idOf } from './id.ts'
import type { StackSettings } from './settings.ts'

// The methods are listed one by one, because $default would also match preflight requests, which
// carry no token.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
const METHODS = [
  HttpMethod.GET,
  HttpMethod.POST,
  HttpMethod.PUT,
  HttpMethod.PATCH,
  HttpMethod.DELETE,
]

// The access log contains no IP address, user or token, and no path, because paths contain contact
// ids.
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
  deployed: Functions,
  origins: readonly string[],
): HttpApi {
  const { jwt } = settings
  const api = new HttpApi(scope, 'Api', {
    apiName: PREFIX,
    description: 'The API of the agent widget and of the supervisors’ page',
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
      // The widget requests the template list and the conversation conditionally, so it must be
      // allowed to read the ETag.
      exposeHeaders: ['etag'],
      maxAge: Duration.minutes(5),
    },
    defaultAuthorizer: new HttpJwtAuthorizer('Agents', jwt.issuer, { jwtAudience: [jwt.audience] }),
    // If API scopes are configured, API Gateway refuses ID tokens, because ID tokens have no scope.
    ...(jwt.apiScopes?.length ? { defaultAuthorizationScopes: jwt.apiScopes } : {}),
  })
  for (const [name, { trigger }] of Object.entries(functions) as [FunctionName, FunctionSpec][])
    if ('api' in trigger)
      api.addRoutes({
        path: `${trigger.api}{proxy+}`,
        methods: METHODS,
        // The integration of widget-api keeps the name `Widget`, because CloudFormation would
        // replace the resource if its name changed.
        integration: new HttpLambdaIntegration(
          name === 'widget-api' ? 'Widget' : idOf(name),
          deployed.of(name),
        ),
      })

  const logs = new LogGroup(scope, 'ApiLogs', {
    // Without this prefix, the log group would need its own resource policy, of which an account
    // may have only ten.
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
