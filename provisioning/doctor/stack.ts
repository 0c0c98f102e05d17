// Our own side: deployed, events let through, sending not paused, nothing in the dead letters.
import { DescribeRuleCommand, ResourceNotFoundException } from '@aws-sdk/client-eventbridge'
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
} from '@aws-sdk/client-sqs'
import { deadLetters, queueName, queues, ruleName } from '../../lambdas/deployment/resources.ts'
import type { Aws } from '../account/clients.ts'
import { sendingState } from '../replies/sending.ts'
import { bad, type Finding, look, ok, warning } from './finding.ts'

const RULE = ruleName('whatsapp-status')

export const eventRule = (aws: Aws) =>
  look(`rule ${RULE}`, async () => {
    try {
      const { State } = await aws.eventBridge.send(new DescribeRuleCommand({ Name: RULE }))
      if (State === 'ENABLED')
        return [ok(`rule ${RULE}`, 'is on: delivered, read and failed are heard of')]
      return [
        bad(
          `rule ${RULE}`,
          'is off: nobody hears whether messages arrive',
          `aws events enable-rule --name ${RULE}`,
        ),
      ]
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
      return [
        bad(
          'stack',
          'is not deployed: no widget, no templates, no bridged chats (what Connect itself does works without it)',
          'connect-whatsapp apply',
        ),
      ]
    }
  })

export const sending = (aws: Aws) =>
  look('sending', async () => {
    const state = await sendingState(aws)
    if (state === undefined) return []
    if (state === 'Enabled') return [ok('sending', 'our functions take what agents send')]
    return [
      bad(
        'sending',
        `is ${state === 'Disabled' ? 'paused' : `changing (${state})`}: what agents send through us waits, and fails ten minutes after it was accepted`,
        'connect-whatsapp resume',
      ),
    ]
  })

export const deadLettersOf = (aws: Aws) =>
  look('dead letters', async () => {
    const found = (
      await Promise.all(
        Object.keys(queues).map((key) => waitingIn(queueName(deadLetters(key)), aws)),
      )
    ).flat()
    return found.length > 0 ? found : [ok('dead letters', 'there are none')]
  })

async function waitingIn(QueueName: string, { sqs }: Aws): Promise<Finding[]> {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    const count = Number(Attributes?.ApproximateNumberOfMessages ?? 0)
    if (count === 0) return []
    const remedy = QueueName.includes('replies')
      ? 'connect-whatsapp replies list'
      : 'Read why in the logs, then redrive the queue in the SQS console.'
    return [warning(`queue ${QueueName}`, `holds ${count} that could not be worked on`, remedy)]
  } catch (error) {
    if (error instanceof QueueDoesNotExist || (error as Error).name === 'QueueDoesNotExist')
      return []
    throw error
  }
}
