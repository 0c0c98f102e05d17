import {
  AssociateFlowCommand,
  DescribeInstanceCommand,
  DescribePhoneNumberCommand,
  GetFlowAssociationCommand,
  IdempotencyException,
  ImportPhoneNumberCommand,
  InvalidParameterException,
  ListContactFlowsCommand,
  ListInstancesCommand,
  ListPhoneNumbersV2Command,
  ListQueuesCommand,
  ListUsersCommand,
  ReleasePhoneNumberCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { world } from '../../sandbox/world.ts'
import { connectTests, InstanceId, instanceArn, otherNumberArn, phoneNumberArn } from './fakes.ts'

const aConnect = connectTests()

it('an import is IN_PROGRESS at first, then CLAIMED, and only then tagged for Connect', async () => {
  const { client, clock, settings, whatsapp } = aConnect()

  const { PhoneNumberId } = await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )
  const status = async () =>
    (await client.send(new DescribePhoneNumberCommand({ PhoneNumberId }))).ClaimedPhoneNumberSummary
      ?.PhoneNumberStatus?.Status

  expect(await status()).toBe('IN_PROGRESS')
  expect(whatsapp.tagged).toEqual(new Set())
  await clock.advance(settings.importMs)
  expect(await status()).toBe('CLAIMED')
  expect(whatsapp.tagged).toEqual(new Set([phoneNumberArn]))
})

it('ListPhoneNumbersV2 returns the source of each imported number', async () => {
  const { client } = aConnect()
  await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )

  const { ListPhoneNumbersSummaryList } = await client.send(
    new ListPhoneNumbersV2Command({ InstanceId }),
  )

  expect(ListPhoneNumbersSummaryList).toMatchObject([
    {
      PhoneNumber: '+15550100',
      SourcePhoneNumberArn: phoneNumberArn,
      TargetArn: instanceArn,
      InstanceId,
    },
  ])
})

it('a repeated import with the same ClientToken returns the same number, and is a conflict for another number', async () => {
  const { client } = aConnect()
  const request = { InstanceId, SourcePhoneNumberArn: phoneNumberArn, ClientToken: 'once' }

  const first = await client.send(new ImportPhoneNumberCommand(request))
  const second = await client.send(new ImportPhoneNumberCommand(request))
  const other = client.send(
    new ImportPhoneNumberCommand({ ...request, SourcePhoneNumberArn: otherNumberArn }),
  )

  expect(second.PhoneNumberId).toBe(first.PhoneNumberId)
  await expect(other).rejects.toBeInstanceOf(IdempotencyException)
})

it('a number that is in this or another instance cannot be imported', async () => {
  const elsewhere =
    'arn:aws:connect:us-east-1:111122223333:instance/00000000-0000-4000-8000-000000000000'
  const { client } = aConnect({ importedElsewhere: { [otherNumberArn]: elsewhere } })
  await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )

  const again = client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )
  const taken = client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: otherNumberArn }),
  )

  await expect(again).rejects.toThrow('already imported into this instance')
  await expect(taken).rejects.toThrow('already imported into another instance')
})

it('no number is imported twice if the event destination is set again', async () => {
  const { client, integration } = aConnect()
  const source = { phoneNumberArn, number: '+15550100', displayName: 'Lighthouse Travel' }

  integration.importPhoneNumber(instanceArn, source)
  integration.importPhoneNumber(instanceArn, source)

  expect(
    (await client.send(new ListPhoneNumbersV2Command({ InstanceId }))).ListPhoneNumbersSummaryList,
  ).toHaveLength(1)
})

it('an import into a full instance fails later with the reason, and can be retried', async () => {
  const { client, clock, settings } = aConnect({ settings: { phoneNumbersPerInstance: 1 } })
  await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )

  const { PhoneNumberId } = await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: otherNumberArn }),
  )
  await clock.advance(settings.importMs)

  const { ClaimedPhoneNumberSummary } = await client.send(
    new DescribePhoneNumberCommand({ PhoneNumberId }),
  )
  expect(ClaimedPhoneNumberSummary?.PhoneNumberStatus).toMatchObject({
    Status: 'FAILED',
    Message: expect.stringContaining('quota of 1'),
  })
  expect(
    (await client.send(new ListPhoneNumbersV2Command({ InstanceId }))).ListPhoneNumbersSummaryList,
  ).toHaveLength(1)
  await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: otherNumberArn }),
  )
})

it('a released number is gone and can be imported again', async () => {
  const { client } = aConnect()
  const { PhoneNumberId } = await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )

  await client.send(new ReleasePhoneNumberCommand({ PhoneNumberId }))

  await expect(
    client.send(new DescribePhoneNumberCommand({ PhoneNumberId })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException)
  await client.send(
    new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: phoneNumberArn }),
  )
})

it('a request with an unknown number or instance is answered with ResourceNotFoundException', async () => {
  const { client } = aConnect()
  const unknown = phoneNumberArn.replace('1a2b', 'ffff')

  await expect(
    client.send(new ImportPhoneNumberCommand({ InstanceId, SourcePhoneNumberArn: unknown })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException)
  await expect(
    client.send(new ListPhoneNumbersV2Command({ InstanceId: 'nowhere' })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException)
})

it('a page token is valid for the same request only', async () => {
  const { client } = aConnect()

  const first = await client.send(new ListUsersCommand({ InstanceId, MaxResults: 1 }))
  const second = await client.send(
    new ListUsersCommand({ InstanceId, MaxResults: 1, NextToken: first.NextToken }),
  )
  const elsewhere = client.send(new ListQueuesCommand({ InstanceId, NextToken: first.NextToken }))

  expect(
    [first, second].map(({ UserSummaryList }) => UserSummaryList?.map(({ Username }) => Username)),
  ).toEqual([['maria'], ['jonas']])
  expect(second.NextToken).toBeUndefined()
  await expect(elsewhere).rejects.toBeInstanceOf(InvalidParameterException)
})

it('each Connect instance has its own queues, flows and numbers', async () => {
  const other = '4a2d3c5b-6e7f-4081-92a3-b4c5d6e7f809'
  const flow = { id: '5b3e4d6c-0000-4000-8000-000000000001', name: 'Support inbound' }
  const queue = { id: '5b3e4d6c-0000-4000-8000-000000000002', name: 'Support' }
  const support = {
    id: other,
    alias: 'support',
    attachmentsBucket: 'amazon-connect-support-example',
    attachmentsPrefix: 'connect/support',
  }
  const { client, clock, settings } = aConnect({
    world: { ...world, instances: [{ ...support, queues: [queue], flows: [flow] }] },
  })
  const imported = { InstanceId: other, SourcePhoneNumberArn: phoneNumberArn }
  const association = {
    ResourceId: phoneNumberArn,
    ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
  } as const

  await client.send(new ImportPhoneNumberCommand(imported))
  await clock.advance(settings.importMs)
  await client.send(
    new AssociateFlowCommand({ ...association, InstanceId: other, FlowId: flow.id }),
  )

  const { InstanceSummaryList } = await client.send(new ListInstancesCommand({}))
  expect(InstanceSummaryList?.map(({ InstanceAlias }) => InstanceAlias)).toEqual([
    'sales',
    'support',
  ])
  expect(
    (await client.send(new DescribeInstanceCommand({ InstanceId: other }))).Instance?.InstanceAlias,
  ).toBe('support')
  const queues = await client.send(new ListQueuesCommand({ InstanceId: other }))
  expect(queues.QueueSummaryList).toMatchObject([
    { Name: 'Support', Arn: expect.stringContaining(`instance/${other}/queue/`) },
  ])
  const flows = await client.send(new ListContactFlowsCommand({ InstanceId: other }))
  expect(flows.ContactFlowSummaryList?.map(({ Name }) => Name)).toEqual(['Support inbound'])
  const numbersOf = async (id: string) =>
    (
      await client.send(new ListPhoneNumbersV2Command({ InstanceId: id }))
    ).ListPhoneNumbersSummaryList?.map((one) => one.InstanceId)
  expect([await numbersOf(other), await numbersOf(InstanceId)]).toEqual([[other], []])
  await expect(
    client.send(new ImportPhoneNumberCommand({ ...imported, InstanceId })),
  ).rejects.toThrow('already imported into another instance')
  await expect(
    client.send(new GetFlowAssociationCommand({ ...association, InstanceId })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException)
})
