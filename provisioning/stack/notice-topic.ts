// The topic of the notices for supervisors, and the subscription of their e-mail address.
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { NOTICE_TOPIC } from '#deployment/resources'
import type { StackSettings } from './settings.ts'

/** The topic is not encrypted with the customer's key, because notices contain no customer's data. */
export function noticeTopic(scope: Construct, { notices }: StackSettings): void {
  if (!notices) return
  const topic = new Topic(scope, 'NoticeTopic', { topicName: NOTICE_TOPIC })
  if (!notices.email) return
  new CfnSubscription(scope, 'NoticeEmail', {
    topicArn: topic.topicArn,
    protocol: 'email',
    endpoint: notices.email,
  })
}
