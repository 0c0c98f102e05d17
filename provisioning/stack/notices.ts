// Creates what notifies supervisors of problems: a topic with a subscription of their e-mail
// address, and a flow that puts tasks into their queue.
import { CfnContactFlow } from 'aws-cdk-lib/aws-connect'
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { NoticeSettings } from '#deployment/notices'
import { NOTICE_TOPIC } from '#deployment/resources'
import { filled } from '../engine/policy.ts'
import problems from '../flows/whatsapp-problems.json' with { type: 'json' }
import { TASK_FLOW } from './names.ts'
import type { StackSettings } from './settings.ts'

/** Returns the settings that the functions need. */
export function noticeResources(
  scope: Construct,
  { notices, instanceArn }: Pick<StackSettings, 'notices' | 'instanceArn'>,
): NoticeSettings | undefined {
  if (!notices) return undefined
  const { email, queue, language } = notices
  // The topic is not encrypted with the configured KMS key, because notices contain no data of
  // customers.
  const topic = new Topic(scope, 'NoticeTopic', { topicName: NOTICE_TOPIC })
  if (email)
    new CfnSubscription(scope, 'NoticeEmail', {
      topicArn: topic.topicArn,
      protocol: 'email',
      endpoint: email,
    })
  if (!queue) return { language }
  const flow = new CfnContactFlow(scope, 'NoticeFlow', {
    instanceArn,
    name: TASK_FLOW,
    type: 'CONTACT_FLOW',
    description: 'Puts tasks about WhatsApp problems into a queue, created by connect-whatsapp',
    content: JSON.stringify(filled(problems, { QUEUE: queue })),
  })
  return { language, taskFlow: flow.attrContactFlowArn }
}
