import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
} from '@aws-sdk/client-sns'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whatsappTopic } from '../../../provisioning/channel/whatsapp-topic.ts'
import { applier } from '../../../provisioning/engine/reconcile.ts'
import { type Account, startAccount } from '../account.ts'

const events = 'arn:aws:sns:us-east-1:111122223333:events'
let account: Account

beforeEach(async () => {
  account = await startAccount()
})
afterEach(() => account.close())

const allow = (arn = events) => applier()(whatsappTopic(arn, account.aws.sns, account.wait))
const create = (Attributes: Record<string, string> = {}) =>
  account.aws.sns.send(new CreateTopicCommand({ Name: 'events', Attributes }))

async function policy() {
  const { Attributes } = await account.aws.sns.send(
    new GetTopicAttributesCommand({ TopicArn: events }),
  )
  return JSON.parse(Attributes!.Policy!)
}

const ours = {
  Sid: 'AllowWhatsAppEvents',
  Effect: 'Allow',
  Principal: { Service: ['social-messaging.amazonaws.com'] },
  Action: 'sns:Publish',
  Resource: events,
  Condition: {
    StringEquals: { 'aws:SourceAccount': '111122223333' },
    ArnLike: { 'aws:SourceArn': 'arn:aws:social-messaging:us-east-1:111122223333:*' },
  },
}

it('allows WhatsApp’s events from this account and Region only, and does not change other statements', async () => {
  const audit = {
    Sid: 'Audit',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::444455556666:root' },
    Action: 'sns:Subscribe',
    Resource: events,
  }
  await create({
    Policy: JSON.stringify({ Version: '2012-10-17', Id: 'mine', Statement: [audit] }),
  })

  await allow()

  expect(await policy()).toEqual({ Version: '2012-10-17', Id: 'mine', Statement: [audit, ours] })
})

it('writes nothing when the policy already has an equivalent statement', async () => {
  const { Sid: _, ...unnamed } = ours
  const reworded = {
    ...unnamed,
    Principal: { Service: 'social-messaging.amazonaws.com' },
    Action: ['sns:Publish'],
  }
  await create({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [reworded] }) })
  const before = account.writes().length

  await allow()

  expect(account.writes().slice(before)).toEqual([])
})

it('restores its own policy statement after somebody has widened it', async () => {
  await create()
  await allow()
  const { Condition: _, ...loose } = ours
  const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [loose] })
  await account.aws.sns.send(
    new SetTopicAttributesCommand({ TopicArn: events, AttributeName: 'Policy', AttributeValue }),
  )

  await allow()

  expect((await policy()).Statement).toEqual([ours])
})

it('refuses a FIFO topic before any call', () => {
  expect(() => allow(`${events}.fifo`)).toThrow(
    'a FIFO topic; AWS End User Messaging Social can publish only to standard topics',
  )
  expect(account.calls()).toEqual([])
})

it('refuses a topic that does not exist, or whose key cannot allow WhatsApp’s events', async () => {
  await expect(allow()).rejects.toThrow('this topic does not exist')

  await create({ KmsMasterKeyId: 'alias/aws/sns' })
  await expect(allow()).rejects.toThrow('encrypted with the key alias/aws/sns')
})
