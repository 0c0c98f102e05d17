// Checks the topic for notices to supervisors: that it exists, that it accepts notices from our
// function, and that it has a subscriber.
import { GetTopicAttributesCommand, NotFoundException } from '@aws-sdk/client-sns'
import { functionName, NOTICE_TOPIC, noticeTopicArn } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { denies, type Policy } from '../engine/policy.ts'
import { APPLY, bad, check, type Finding, ok, warningFinding } from './finding.ts'

const ABOUT = `topic ${NOTICE_TOPIC}`
const LOST = 'so supervisors are not notified of problems with templates and numbers'
/**
 * The alias of AWS's own key for SNS. Everybody in the account who may publish to a topic may also
 * use this key.
 */
const AWS_KEY = 'alias/aws/sns'

export const noticeFindings = (
  { instance, stack }: Pick<Checked, 'instance' | 'stack'>,
  { sns }: Pick<Aws, 'sns'>,
): Promise<readonly Finding[]> =>
  check(ABOUT, async () => {
    if (!stack.notices) return []
    const { account, region } = parsedInstance(instance)
    const TopicArn = noticeTopicArn({ account, region })
    try {
      const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
      return judged(Attributes, account, stack)
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error
      return [
        bad(
          ABOUT,
          `it does not exist in ${region}, ${LOST}`,
          `${APPLY} If that changes nothing, somebody deleted the topic: take "notices" out of the configuration, run "connect-whatsapp apply", and then do so again with "notices".`,
        ),
      ]
    }
  })

function judged(
  attributes: Readonly<Record<string, string>>,
  account: string,
  { kmsKey, notices }: Checked['stack'],
): Finding[] {
  const policy: Policy = JSON.parse(attributes.Policy || '{"Statement":[]}')
  const publisher = functionName('watch-templates')
  // In the same account, the permission of the function's role is enough, unless the topic's policy
  // denies it.
  if (denies(policy, account, 'sns:Publish'))
    return [
      bad(
        ABOUT,
        `its policy denies publishing, which ${publisher} does, ${LOST}`,
        'Remove this statement from the access policy of the topic, in the SNS console.',
      ),
    ]
  const key = attributes.KmsMasterKeyId
  if (key && key !== AWS_KEY && !kmsKey?.endsWith(key.split('/').pop()!))
    return [
      bad(
        ABOUT,
        `it is encrypted with ${key}, which ${publisher} may not use, ${LOST}`,
        'Remove the encryption of the topic in the SNS console, because notices contain no data of customers, or encrypt it with the key of the stack.',
      ),
    ]
  const hasSubscribers = Number(attributes.SubscriptionsConfirmed ?? 0) > 0
  // Supervisors who get tasks need no subscription.
  if (!hasSubscribers && notices?.queue)
    return [
      ok(ABOUT, `${publisher} may publish to it, and problems become tasks in "${notices.queue}"`),
    ]
  if (!hasSubscribers)
    return [
      warningFinding(
        ABOUT,
        'nobody has confirmed a subscription of it, so nobody receives the notices',
        'Open the link in the e-mail with the subject "AWS Notification - Subscription Confirmation", or subscribe somebody to the topic in the SNS console.',
      ),
    ]
  return [ok(ABOUT, `${publisher} may publish to it, and it has subscribers`)]
}
