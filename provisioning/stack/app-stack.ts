// Everything that works on the data: functions, queues, topics, the API, the widget's hosting, alarms, and what Connect must know.
// It refers to the data stack by names, not by exports, so that either can be updated or removed without the other.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { mediaBucket, PREFIX, tableName, topicArn } from '../../lambdas/deployment/resources.ts'
import { alarms } from './alarms.ts'
import { assetBucket } from './asset-bucket.ts'
import { connectAssociations, NAMESPACE } from './connect.ts'
import { dashboard } from './dashboard.ts'
import { deployedFunctions } from './functions.ts'
import { widgetBucket, widgetHosting } from './hosting.ts'
import { widgetHttpApi } from './http-api.ts'
import { countLogLines } from './metrics.ts'
import { queuesAndTopics } from './queues.ts'
import type { StackSettings } from './settings.ts'

export class AppStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    settings: StackSettings,
    bundles: string,
    props: StackProps,
  ) {
    super(scope, id, props)
    const queues = queuesAndTopics(this, settings)
    const functions = deployedFunctions(this, settings, queues, bundles)
    const { origin } = widgetHosting(this, settings)
    const api = widgetHttpApi(this, settings, functions.of('widget-api'), [
      origin,
      ...(settings.widgetOrigins ?? []),
    ])
    const application = connectAssociations(this, settings, functions.of('contact-started'), origin)
    countLogLines(this, functions)
    dashboard(this, alarms(this, settings, api.apiId), functions, api.apiId)

    const outputs = {
      ApiUrl: api.apiEndpoint,
      WidgetUrl: `${origin}/`,
      WidgetBucket: widgetBucket(settings),
      AssetBucket: assetBucket(settings),
      MediaBucket: mediaBucket(settings),
      TableName: tableName,
      ReplyTopicArn: topicArn('chat-replies', settings),
      EvidenceTopicArn: topicArn('chat-evidence', settings),
      WhatsappTopicArn: topicArn('whatsapp-events', settings),
      ContactStartedArn: functions.of('contact-started').functionArn,
      ApplicationArn: application.attrApplicationArn,
      ApplicationNamespace: NAMESPACE,
      DashboardUrl: `https://${settings.region}.console.aws.amazon.com/cloudwatch/home?region=${settings.region}#dashboards/dashboard/${PREFIX}`,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
