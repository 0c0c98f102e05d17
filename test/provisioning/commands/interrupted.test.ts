// Kills the command apply before and after each write, and then runs it again. The configuration
// has everything that a channel can have: a role, a created flow, an encrypted topic and tags.
import {
  ListContactFlowsCommand,
  ListFlowAssociationsCommand,
  ListPhoneNumbersV2Command,
} from '@aws-sdk/client-connect'
import { GetRoleCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, GetKeyPolicyCommand } from '@aws-sdk/client-kms'
import { GetTopicAttributesCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { afterEach, expect, it } from 'vitest'
import type { Aws } from '../../../provisioning/account/clients.ts'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { world } from '../../sandbox/world.ts'
import {
  type Account,
  bridgedWaba,
  fatalMoments,
  instanceArn,
  nativeWaba,
  startAccount,
} from '../account.ts'
import { configFile, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const file = configFile({
  region: 'us-east-1',
  instance: instanceArn,
  tags: { team: 'travel' },
  channels: [
    {
      waba: nativeWaba,
      mode: 'native',
      numbers: { [numberId]: { flow: 'WhatsApp chats', queue: 'WhatsApp' } },
    },
    { waba: bridgedWaba, mode: 'bridged', topic },
  ],
})

const accounts: Account[] = []
afterEach(() => Promise.all(accounts.splice(0).map((each) => each.close())))

async function start() {
  const account = await startAccount()
  accounts.push(account)
  await account.topic('whatsapp')
  const { KeyMetadata } = await account.aws.kms.send(new CreateKeyCommand({}))
  const key = KeyMetadata!.Arn!
  await account.aws.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: topic,
      AttributeName: 'KmsMasterKeyId',
      AttributeValue: key,
    }),
  )
  const run = (aws: Aws, command = apply, ...args: string[]) =>
    startTerminal({ aws, wait: account.wait, now: account.clock.now }).run(command, [
      '--config',
      file,
      '--only',
      'channel',
      ...args,
    ])
  return {
    account,
    key,
    apply: (aws = account.aws) => run(aws, apply, '--yes'),
    plan: () => run(account.aws, plan),
  }
}

/** Returns the state of the account, without the ids that AWS generates. */
async function contents({ account: { aws }, key }: Awaited<ReturnType<typeof start>>) {
  const InstanceId = world.instance.id
  const RoleName = 'ConnectWhatsAppChannel'
  const { Role } = await aws.iam.send(new GetRoleCommand({ RoleName }))
  const { PolicyDocument } = await aws.iam.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: 'TwoWayChannel' }),
  )
  const wabas = await Promise.all(
    [nativeWaba, bridgedWaba].map((id) => linkedAccount(id, aws.socialMessaging)),
  )
  const { ListPhoneNumbersSummaryList } = await aws.connect.send(new ListPhoneNumbersV2Command({}))
  const { ContactFlowSummaryList } = await aws.connect.send(
    new ListContactFlowsCommand({ InstanceId }),
  )
  const associations = await aws.connect.send(
    new ListFlowAssociationsCommand({
      InstanceId,
      ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
    }),
  )
  const flowNamed = (arn: string) => ContactFlowSummaryList!.find(({ Arn }) => Arn === arn)?.Name
  return {
    role: [Role!.AssumeRolePolicyDocument, Role!.Tags, PolicyDocument],
    wabas: wabas.map(({ destination, tags }) => ({ destination, tags })),
    numbers: ListPhoneNumbersSummaryList!.map(({ SourcePhoneNumberArn }) => SourcePhoneNumberArn),
    flows: ContactFlowSummaryList!.map(({ Name }) => Name),
    starts: associations.FlowAssociationSummaryList!.map(({ ResourceId, FlowId }) => [
      ResourceId,
      flowNamed(FlowId!),
    ]),
    topic: (await aws.sns.send(new GetTopicAttributesCommand({ TopicArn: topic }))).Attributes!
      .Policy,
    key: JSON.parse((await aws.kms.send(new GetKeyPolicyCommand({ KeyId: key }))).Policy!),
  }
}

it('reaches the same state when apply runs again after it was killed before or after any write', {
  timeout: 180_000,
}, async () => {
  const first = await start()
  const before = first.account.calls().length
  expect(await first.apply()).toMatchObject({ code: 0, errors: '' })
  const moments = fatalMoments(first.account.calls().slice(before))
  expect(moments.length).toBeGreaterThan(10)
  const whole = await contents(first)
  expect(whole.flows.filter((name) => name === 'WhatsApp chats')).toHaveLength(1)

  for (const killedAfter of moments) {
    const again = await start()
    await again.apply(again.account.dyingClients(killedAfter)).catch(() => {})
    expect(await again.apply(), `killed after call ${killedAfter}`).toMatchObject({
      code: 0,
      errors: '',
    })
    expect(await contents(again), `killed after call ${killedAfter}`).toEqual(whole)
    expect((await again.plan()).code).toBe(0)
    await Promise.all(accounts.splice(0).map((each) => each.close()))
  }
})
