import {
  AssociateFlowCommand,
  AssociateLambdaFunctionCommand,
  BatchGetFlowAssociationCommand,
  CreateContactFlowCommand,
  DescribeContactFlowCommand,
  DisassociateFlowCommand,
  DuplicateResourceException,
  GetFlowAssociationCommand,
  InvalidContactFlowException,
  ListContactFlowsCommand,
  ListFlowAssociationsCommand,
  ListInstanceStorageConfigsCommand,
  ListInstancesCommand,
  ListLambdaFunctionsCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  SearchUsersCommand,
  StartChatContactCommand,
} from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { flowDocument } from '../../sandbox/connect/flow-document.ts'
import {
  connectTests,
  functionArn,
  InstanceId,
  instanceArn,
  nativeFlow,
  phoneNumberArn,
} from './fakes.ts'

const aConnect = connectTests()
const ResourceType = 'WHATSAPP_MESSAGING_PHONE_NUMBER'
const FlowId = `${instanceArn}/contact-flow/${nativeFlow.id}`
const queueArn = `${instanceArn}/queue/c6b2d1ef-0000-4000-8000-000000000001`

it('a flow can be associated with an imported number, read by three operations, and disassociated', async () => {
  const { client, aNativeNumber } = aConnect()
  await aNativeNumber()
  const number = { InstanceId, ResourceId: phoneNumberArn, ResourceType } as const
  const expected = { ResourceId: phoneNumberArn, FlowId, ResourceType }

  expect(await client.send(new GetFlowAssociationCommand(number))).toMatchObject(expected)
  expect(
    (await client.send(new ListFlowAssociationsCommand({ InstanceId, ResourceType })))
      .FlowAssociationSummaryList,
  ).toEqual([expected])
  const batch = new BatchGetFlowAssociationCommand({
    InstanceId,
    ResourceIds: [phoneNumberArn, 'unknown'],
  })
  expect((await client.send(batch)).FlowAssociationSummaryList).toEqual([expected])

  await client.send(new DisassociateFlowCommand(number))
  await expect(client.send(new GetFlowAssociationCommand(number))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  )
})

it('no flow can be associated before the number is imported', async () => {
  const { client } = aConnect()

  const early = client.send(
    new AssociateFlowCommand({ InstanceId, ResourceId: phoneNumberArn, FlowId, ResourceType }),
  )

  await expect(early).rejects.toBeInstanceOf(ResourceNotFoundException)
})

it('refuses an invalid flow and lists its problems, and refuses a flow whose name is in use', async () => {
  const { client } = aConnect()
  const flow = {
    InstanceId,
    Name: 'Mine',
    Type: 'CONTACT_FLOW',
    Content: flowDocument([], queueArn),
  } as const

  const unreadable = client.send(
    new CreateContactFlowCommand({ ...flow, Content: '{"StartAction":"1","Actions":[]}' }),
  )
  await expect(unreadable).rejects.toBeInstanceOf(InvalidContactFlowException)
  await expect(unreadable).rejects.toMatchObject({
    problems: [{ message: 'StartAction 1 is not among the actions' }],
  })

  const { ContactFlowArn } = await client.send(new CreateContactFlowCommand(flow))
  await expect(client.send(new CreateContactFlowCommand(flow))).rejects.toBeInstanceOf(
    DuplicateResourceException,
  )
  expect(
    (await client.send(new ListContactFlowsCommand({ InstanceId }))).ContactFlowSummaryList,
  ).toContainEqual(
    expect.objectContaining({ Name: 'Mine', Arn: ContactFlowArn, ContactFlowStatus: 'PUBLISHED' }),
  )
  const { ContactFlow } = await client.send(
    new DescribeContactFlowCommand({ InstanceId, ContactFlowId: ContactFlowArn }),
  )
  expect(ContactFlow?.Content).toBe(flow.Content)
})

it('a flow calls only functions that are associated with the instance, and otherwise follows the error branch', async () => {
  const { client, clock, aws, agentConsole } = aConnect()
  const stranger = functionArn.replace('contact-started', 'stranger')
  const friend = functionArn.replace('contact-started', 'friend')
  await client.send(new AssociateLambdaFunctionCommand({ InstanceId, FunctionArn: friend }))
  const Content = flowDocument([stranger, friend], queueArn)
  const { ContactFlowId } = await client.send(
    new CreateContactFlowCommand({ InstanceId, Name: 'Two', Type: 'CONTACT_FLOW', Content }),
  )

  await client.send(
    new StartChatContactCommand({
      InstanceId,
      ContactFlowId,
      ParticipantDetails: { DisplayName: 'Ana' },
    }),
  )
  await clock.advance(0)

  expect(aws.invocations.map(({ arn }) => arn)).toEqual([friend])
  expect(agentConsole.contacts()).toMatchObject([{ state: 'queued' }])
  expect(agentConsole.remarks()).toMatchObject([
    { what: expect.stringContaining('stranger is not associated') },
  ])
})

it('a function can be associated only once', async () => {
  const { client } = aConnect()

  await expect(
    client.send(new AssociateLambdaFunctionCommand({ InstanceId, FunctionArn: functionArn })),
  ).rejects.toBeInstanceOf(ResourceConflictException)
  expect(
    (await client.send(new ListLambdaFunctionsCommand({ InstanceId }))).LambdaFunctions,
  ).toEqual([functionArn])
})

it('describes the instance, its attachment storage and its users', async () => {
  const { client } = aConnect()

  const { InstanceSummaryList } = await client.send(new ListInstancesCommand({}))
  expect(InstanceSummaryList).toMatchObject([
    { Id: InstanceId, Arn: instanceArn, InstanceAlias: 'sales', InstanceStatus: 'ACTIVE' },
  ])
  const { StorageConfigs } = await client.send(
    new ListInstanceStorageConfigsCommand({ InstanceId, ResourceType: 'ATTACHMENTS' }),
  )
  expect(StorageConfigs).toMatchObject([
    {
      StorageType: 'S3',
      S3Config: {
        BucketName: 'amazon-connect-sales-example',
        BucketPrefix: 'connect/sales/Attachments',
      },
    },
  ])
  const byName = {
    StringCondition: { FieldName: 'Username', Value: 'maria', ComparisonType: 'EXACT' },
  } as const
  const { Users, ApproximateTotalCount } = await client.send(
    new SearchUsersCommand({ InstanceId, SearchCriteria: byName }),
  )
  expect(Users).toMatchObject([{ Id: 'b5a1c0de-0000-4000-8000-000000000001', Username: 'maria' }])
  expect(ApproximateTotalCount).toBe(1)
})
