// The app stack: functions, queues, topics, the API, the widget's hosting, alarms, and the
// associations with Connect. The app stack refers to the data stack's resources by their names and
// not by CloudFormation exports, so that each stack can be updated or removed without the other.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { mediaBucket, PREFIX, tableName, topicArn } from '#deployment/resources'
import { alarms } from './alarms.ts'
import { assetBucket } from './asset-bucket.ts'
import { recordOf } from './choices.ts'
import { connectAssociations } from './connect.ts'
import { dashboard } from './dashboard.ts'
import { deployedFunctions } from './functions.ts'
import { widgetBucket, widgetHosting } from './hosting.ts'
import { widgetHttpApi } from './http-api.ts'
import { countLogLines } from './metrics.ts'
import { WIDGET_APP } from './names.ts'
import { noticeResources } from './notices.ts'
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
    const notices = noticeResources(this, settings)
    const functions = deployedFunctions(this, { ...settings, notices }, queues, bundles)
    const { origin, distribution } = widgetHosting(this, settings)
    const api = widgetHttpApi(this, settings, functions, [
      origin,
      ...(settings.widgetOrigins ?? []),
    ])
    const applications = connectAssociations(
      this,
      settings,
      functions.of('contact-started'),
      origin,
    )
    countLogLines(this, functions)
    const watched = alarms(this, settings, { apiId: api.apiId, slowest: distribution })
    dashboard(this, watched, functions, api.apiId)

    const outputs = {
      ApiUrl: api.apiEndpoint,
      WidgetUrl: `${origin}/`,
      WidgetBucket: widgetBucket(settings),
      AssetBucket: assetBucket(settings),
      MediaBucket: mediaBucket(settings),
      TableName: tableName(settings),
      ReplyTopicArn: topicArn('chat-replies', settings),
      EvidenceTopicArn: topicArn('chat-evidence', settings),
      WhatsappTopicArn: topicArn('whatsapp-events', settings),
      ContactStartedArn: functions.of('contact-started').functionArn,
      ApplicationArn: applications.widget.attrApplicationArn,
      ApplicationNamespace: WIDGET_APP,
      SupervisorApplicationArn: applications.supervisors.attrApplicationArn,
      ...recordOf(settings),
      DashboardUrl: `https://${settings.region}.console.aws.amazon.com/cloudwatch/home?region=${settings.region}#dashboards/dashboard/${PREFIX}`,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
