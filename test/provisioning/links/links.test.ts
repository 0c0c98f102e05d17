// Breaks each link between the resources of a deployed stack, such as a trigger or a subscription,
// as somebody might by hand. plan must name the broken link, doctor must report what no longer
// works, and apply must repair the link.
import {
  DeleteIntegrationAssociationCommand,
  DisassociateApprovedOriginCommand,
  DisassociateLambdaFunctionCommand,
  ListApprovedOriginsCommand,
  ListIntegrationAssociationsCommand,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import {
  DeleteEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { DeleteObjectCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import {
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, describe, expect, it } from 'vitest'
import { type FunctionSpec, functions } from '#deployment/functions'
import { queues, rules, topics } from '#deployment/resources'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { pause } from '../../../provisioning/commands/pause.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { resume } from '../../../provisioning/commands/resume.ts'
import * as links from '../../../provisioning/links/links.ts'
import { world } from '../../sandbox/world.ts'
import { bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'
import { smallStacks } from '../small-stacks.ts'

const PAGE = 'https://ccp.example.com'
const InstanceId = world.instance.id
const numberId = world.wabas[0]!.numbers[0]!.id

const CALLED = 'arn:aws:lambda:us-east-1:111122223333:function:connect-whatsapp-contact-started'
const account = await startAccount({ lambdaBlocks: { [world.flows[0]!.id]: [CALLED] } })
afterAll(() => account.close())
const { aws } = account

/** Creates a KMS key that every service may use, and returns its ARN. */
async function ownKey(): Promise<string> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
  })
  const { KeyMetadata } = await aws.kms.send(new CreateKeyCommand({ Policy }))
  return KeyMetadata!.Arn!
}

const config = {
  region: 'us-east-1',
  instance: instanceArn,
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
  stack: {
    chatFlow: 'Bridged chat',
    securityProfiles: ['Agent'],
    supervisors: {
      securityProfiles: ['Agent'],
      rights: { reports: { groups: ['brand-one'], numbers: ['+15550100', '+15550177'] } },
    },
    notices: { email: 'supervisors@example.com' },
    widgetOrigins: [PAGE],
    alarmEmail: 'on-call@example.com',
    kmsKey: await ownKey(),
  },
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    { waba: bridgedWaba, mode: 'bridged' },
  ],
}

const terminal = startTerminal({ aws, wait: account.wait, now: account.clock.now })
const file = configFile(config)
const run = (command: Command, ...args: string[]) =>
  terminal.run(command, [...args, '--config', file], { stacks: smallStacks })
await aws.s3.send(
  new PutBucketCorsCommand({
    Bucket: world.instance.attachmentsBucket,
    CORSConfiguration: {
      CORSRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['https://sales.my.connect.aws'] }],
    },
  }),
)
const first = await run(apply, '--yes')

const topicArn = (key: string) => `arn:aws:sns:us-east-1:111122223333:connect-whatsapp-${key}`
const queueUrl = (key: string) =>
  `https://sqs.us-east-1.amazonaws.com/111122223333/connect-whatsapp-${key}`
const noticePolicy = (AttributeValue: string) =>
  aws.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: topicArn('notices'),
      AttributeName: 'Policy',
      AttributeValue,
    }),
  )
const NOTHING = JSON.stringify({ Version: '2012-10-17', Statement: [] })

async function triggerOf(name: string): Promise<string> {
  const { EventSourceMappings = [] } = await aws.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: `connect-whatsapp-${name}` }),
  )
  return EventSourceMappings[0]!.UUID!
}

const deleteTrigger = async (name: string) =>
  aws.lambda.send(new DeleteEventSourceMappingCommand({ UUID: await triggerOf(name) }))

async function deleteRule(name: string) {
  const Rule = `connect-whatsapp-${name}`
  await aws.eventBridge.send(new RemoveTargetsCommand({ Rule, Ids: ['function', 'queue'] }))
  await aws.eventBridge.send(new DeleteRuleCommand({ Name: Rule }))
}

async function disableTrigger(name: string) {
  const UUID = await triggerOf(name)
  await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
  await account.wait(10_000)
}

/**
 * Removes the target of a rule, so that EventBridge no longer invokes the function. Also sets the
 * state of the alarm that would go off after 15 minutes.
 */
async function removeTarget(name: string) {
  const Rule = `connect-whatsapp-${name}`
  await aws.eventBridge.send(new RemoveTargetsCommand({ Rule, Ids: ['function'] }))
  account.alarms.get(`${Rule}-stopped`)!.state = 'ALARM'
}

const closeTopic = (key: string) =>
  aws.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: topicArn(key),
      AttributeName: 'Policy',
      AttributeValue: NOTHING,
    }),
  )

async function unsubscribe(key: string) {
  const { Subscriptions = [] } = await aws.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(key) }),
  )
  for (const { SubscriptionArn } of Subscriptions)
    await aws.sns.send(new UnsubscribeCommand({ SubscriptionArn }))
}

const closeQueue = (key: string) =>
  aws.sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl(key), Attributes: { Policy: NOTHING } }),
  )

async function forgetApplication() {
  const { IntegrationAssociationSummaryList = [] } = await aws.connect.send(
    new ListIntegrationAssociationsCommand({ InstanceId }),
  )
  const IntegrationAssociationId = IntegrationAssociationSummaryList[0]!.IntegrationAssociationId!
  await aws.connect.send(
    new DeleteIntegrationAssociationCommand({ InstanceId, IntegrationAssociationId }),
  )
}

it('after the first apply, doctor finds no problem and plan finds no change', async () => {
  expect(first).toMatchObject({ code: 0, errors: '' })

  expect(await run(plan)).toMatchObject({ code: 0, errors: '' })
  const { code, output } = await run(doctor)
  expect(output).toMatch(/✓ links: all \d+ links between WhatsApp, Connect, the queues/)
  expect(output).toMatch(/✓ widget: https:\S+cloudfront\.net\/ serves its pages/)
  expect(output).toMatch(/✓ API: https:\S+ refuses requests without a token/)
  expect(output).toContain('No problems found')
  expect(code).toBe(0)
})

it('approves the pages that contain the widget as origins', async () => {
  const { Origins } = await aws.connect.send(new ListApprovedOriginsCommand({ InstanceId }))

  expect(Origins).toEqual(expect.arrayContaining([PAGE, expect.stringMatching(/cloudfront\.net$/)]))
})

describe('a broken connection between two resources', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'the trigger of whatsapp-event',
      () => disableTrigger('whatsapp-event'),
      /trigger of connect-whatsapp-whatsapp-event: .*enable it, .* do not reach an agent/,
    ],
    [
      'the trigger of enqueue-reply',
      () => disableTrigger('enqueue-reply'),
      /trigger of connect-whatsapp-enqueue-reply: .*messages that agents write in bridged chats are not sent/,
    ],
    [
      'the trigger of delivery-status',
      () => disableTrigger('delivery-status'),
      /trigger of connect-whatsapp-delivery-status: .*do not see whether messages arrive/,
    ],
    [
      'the trigger of send-reply, which was deleted',
      () => deleteTrigger('send-reply'),
      /trigger of connect-whatsapp-send-reply: .*create it again, .*fail after ten minutes/,
    ],
    [
      'the schedule of the sweep, which was deleted',
      () => deleteRule('sweep'),
      /rule connect-whatsapp-sweep: .*create it again, .*never sent/,
    ],
    [
      'the rule of the delivery statuses, which was deleted',
      () => deleteRule('whatsapp-status'),
      /rule connect-whatsapp-whatsapp-status: .*create it again, .*whether messages arrive/,
    ],
    [
      'the schedule of the sweep',
      () => aws.eventBridge.send(new DisableRuleCommand({ Name: 'connect-whatsapp-sweep' })),
      /rule connect-whatsapp-sweep: .*enable it, .*never sent/,
    ],
    [
      'the target of the template sync',
      () => removeTarget('sync-templates'),
      /rule connect-whatsapp-sync-templates: .*add its target .*outdated templates/,
    ],
    [
      'the rule of the delivery statuses',
      () =>
        aws.eventBridge.send(new DisableRuleCommand({ Name: 'connect-whatsapp-whatsapp-status' })),
      /rule connect-whatsapp-whatsapp-status: .*do not see whether messages arrive/,
    ],
    [
      'the policy of the reply topic',
      () => closeTopic('chat-replies'),
      /topic connect-whatsapp-chat-replies: .*let connect\.amazonaws\.com publish/,
    ],
    [
      'the subscription of the evidence topic',
      () => unsubscribe('chat-evidence'),
      /topic connect-whatsapp-chat-evidence: .*subscribe queue connect-whatsapp-delivery-events/,
    ],
    [
      'the policy of the queue for statuses',
      () => closeQueue('delivery-events'),
      /queue connect-whatsapp-delivery-events: .*let events\.amazonaws\.com send/,
    ],
    [
      'an approved origin',
      () => aws.connect.send(new DisassociateApprovedOriginCommand({ InstanceId, Origin: PAGE })),
      /approved origin https:\/\/ccp\.example\.com: .*the CCP does not open/,
    ],
    [
      'the application of the agent workspace',
      forgetApplication,
      /agent workspace application .*does not show the widget/,
    ],
    [
      'the function that flows call',
      () =>
        aws.connect.send(
          new DisassociateLambdaFunctionCommand({ InstanceId, FunctionArn: CALLED }),
        ),
      /flow function connect-whatsapp-contact-started: .*only after an agent/,
    ],
  ])('is reported by plan and doctor, and repaired by apply: %s', async (_, breakIt, message) => {
    await breakIt()

    const planned = await run(plan)
    expect(planned).toMatchObject({ code: 2, errors: '' })
    expect(planned.output).toMatch(message)
    const examined = await run(doctor)
    expect(examined.code).toBe(1)
    expect(examined.output).toMatch(message)

    expect(await run(apply, '--yes')).toMatchObject({ code: 0, errors: '' })
    expect((await run(plan)).code).toBe(0)
    expect((await run(doctor)).output).toContain('No problems found')
  })

  it('is reported as a pause by doctor, and not reported by plan, while sending is paused', async () => {
    await run(pause)

    expect((await run(plan)).code).toBe(0)
    expect((await run(doctor)).output).toMatch(/✗ sending: it is paused.*\n.*resume/)

    await run(resume)
    expect((await run(doctor)).code).toBe(0)
  })
})

describe('doctor', () => {
  it.each<[string, () => Promise<unknown> | unknown, RegExp]>([
    [
      'an alarm in the state ALARM',
      () => account.alarms.set('connect-whatsapp-throttles', ringing),
      /! alarm connect-whatsapp-throttles: it is in ALARM\n.*RUNBOOK/,
    ],
    [
      'a message in a dead-letter queue',
      () =>
        aws.sqs.send(
          new SendMessageCommand({ QueueUrl: queueUrl('reply-items-dead'), MessageBody: '{}' }),
        ),
      /! queue connect-whatsapp-reply-items-dead: it holds 1 message that could not be processed/,
    ],
    [
      'a page of the widget that is missing',
      () =>
        aws.s3.send(
          new DeleteObjectCommand({
            Bucket: 'connect-whatsapp-widget-111122223333-us-east-1',
            Key: 'sign-in.html',
          }),
        ),
      /✗ widget: \S+ does not serve sign-in\.html, so agents see an empty page/,
    ],
    [
      'a security profile that lost the widget',
      () =>
        aws.connect.send(
          new UpdateSecurityProfileCommand({
            InstanceId,
            SecurityProfileId: world.securityProfiles.find(({ name }) => name === 'Agent')!.id,
            Applications: [],
          }),
        ),
      /✗ security profile "Agent": apply would let its agents open the widget[\s\S]*✗ security profile "Agent" of supervisors: apply would/,
    ],
    [
      'a right that is limited to a number outside the installation',
      () => {},
      /! right reports: it is limited to \+15550177, which belongs to no WABA of the configuration/,
    ],
    [
      'a topic for notices that denies publishing',
      () =>
        noticePolicy(
          '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sns:*","Resource":"*"}]}',
        ),
      /✗ topic connect-whatsapp-notices: its policy denies publishing, which connect-whatsapp-watch-templates does/,
    ],
    [
      'a topic for notices whose key the function may not use',
      async () => {
        await noticePolicy(NOTHING)
        await aws.sns.send(
          new SetTopicAttributesCommand({
            TopicArn: topicArn('notices'),
            AttributeName: 'KmsMasterKeyId',
            AttributeValue: await ownKey(),
          }),
        )
      },
      /✗ topic connect-whatsapp-notices: it is encrypted with arn:aws:kms\S+, which connect-whatsapp-watch-templates may not use/,
    ],
    [
      'a topic for notices without subscribers',
      async () => {
        await aws.sns.send(
          new SetTopicAttributesCommand({
            TopicArn: topicArn('notices'),
            AttributeName: 'KmsMasterKeyId',
            AttributeValue: '',
          }),
        )
        await unsubscribe('notices')
      },
      /! topic connect-whatsapp-notices: nobody has confirmed a subscription/,
    ],
    [
      'a topic for notices that somebody deleted',
      () => aws.sns.send(new DeleteTopicCommand({ TopicArn: topicArn('notices') })),
      /✗ topic connect-whatsapp-notices: it does not exist in us-east-1, so supervisors are not notified/,
    ],
  ])('reports %s', async (_, breakIt, message) => {
    await breakIt()

    expect((await run(doctor)).output).toMatch(message)
  })

  it('reports a disabled key until it is enabled as the runbook describes', async () => {
    const KeyId = await ownKey()
    const encrypted = configFile({ ...config, stack: { ...config.stack, kmsKey: KeyId } })
    const examined = async () =>
      (await terminal.run(doctor, ['--config', encrypted], { stacks: smallStacks })).output

    await aws.kms.send(new ScheduleKeyDeletionCommand({ KeyId }))
    expect(await examined()).toContain(`${KeyId} is PendingDeletion. Once it is deleted`)
    await aws.kms.send(new CancelKeyDeletionCommand({ KeyId }))
    expect(await examined()).toContain(`${KeyId} is Disabled. Enable the key`)
    await aws.kms.send(new EnableKeyCommand({ KeyId }))
    expect(await examined()).toContain('✓ key: every service that writes to something encrypted')
  })

  it('reports, as plan does, a key whose policy lacks a statement', async () => {
    expect(await run(apply, '--yes')).toMatchObject({ code: 0, errors: '' })
    const sentence = /stack\.kmsKey: the policy of .* does not let connect\.amazonaws\.com use/
    const KeyId = config.stack.kmsKey
    const which = { KeyId, PolicyName: 'default' }
    const { Policy } = await aws.kms.send(new GetKeyPolicyCommand(which))
    const nobody = Policy!.replace('"*"', '"arn:aws:iam::111122223333:root"')
    await aws.kms.send(new PutKeyPolicyCommand({ ...which, Policy: nobody }))

    const planned = await run(plan)
    expect(planned.output).toMatch(sentence)
    expect(planned.code).toBe(1)
    expect((await run(doctor)).output).toMatch(sentence)

    await aws.kms.send(new PutKeyPolicyCommand({ ...which, Policy: Policy! }))
  })

  const ringing = { name: 'connect-whatsapp-throttles', actions: [], state: 'ALARM' as const }
})

it('checks every trigger, schedule, rule, topic and queue of the deployment', () => {
  const triggers = (Object.entries(functions) as [string, FunctionSpec][]).map(
    ([name, { trigger }]) => [name, trigger] as const,
  )
  const fed = triggers.flatMap(([name, trigger]) => ('queue' in trigger ? [name] : []))
  const timed = triggers.flatMap(([name, trigger]) => ('every' in trigger ? [name] : []))

  expect(Object.keys(links.TRIGGERS).sort()).toEqual(fed.sort())
  expect(Object.keys(links.SCHEDULES).sort()).toEqual(timed.sort())
  expect(Object.keys(links.RULES)).toEqual(Object.keys(rules))
  expect(Object.keys(links.TOPICS)).toEqual(Object.keys(topics))
  expect(Object.keys(links.QUEUES)).toEqual(Object.keys(queues))
})
