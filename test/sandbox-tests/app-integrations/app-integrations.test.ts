// A third-party application, from its registration to an agent's security profile, with the genuine
// clients. The client of AppIntegrations is older than the other clients, and is therefore
// installed under another name. Under its own name, @aws-sdk/client-appintegrations, it would come
// first in the alphabet. npm would then install its old dependencies for everybody, and newer
// copies for each of the other clients.
import {
  AssociateApprovedOriginCommand,
  ConnectClient,
  CreateIntegrationAssociationCommand,
  DeleteIntegrationAssociationCommand,
  DescribeRoutingProfileCommand,
  DescribeSecurityProfileCommand,
  DescribeUserCommand,
  DisassociateApprovedOriginCommand,
  ListApprovedOriginsCommand,
  ListIntegrationAssociationsCommand,
  ListRoutingProfileQueuesCommand,
  ListRoutingProfilesCommand,
  ListSecurityProfileApplicationsCommand,
  ListSecurityProfilesCommand,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import {
  AppIntegrationsClient,
  CreateApplicationCommand,
  DeleteApplicationCommand,
  GetApplicationCommand,
  ListApplicationsCommand,
  UpdateApplicationCommand,
} from 'client-appintegrations'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appIntegrations } from '../../sandbox/app-integrations/app-integrations.ts'
import { createAws } from '../../sandbox/aws/api.ts'
import { type FrontDoor, startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'
import { connect as createConnect } from '../../sandbox/connect/connect.ts'
import { socialMessaging } from '../../sandbox/social-messaging/service.ts'
import { createWhatsApp } from '../../sandbox/whatsapp/network.ts'
import { world } from '../../sandbox/world.ts'

const { account, region } = world
const InstanceId = world.instance.id
const clock = createClock()
let door: FrontDoor
let apps: AppIntegrationsClient
let connect: ConnectClient

beforeAll(async () => {
  door = await startFrontDoor({ port: 0, clock, account, region })
  const { api } = createAws(door)
  const applications = appIntegrations({ clock, account, region })
  const pretend = createConnect({
    clock,
    world,
    api,
    native: () => social.native,
    applicationExists: applications.exists,
  })
  const social = socialMessaging({
    clock,
    world,
    whatsapp: createWhatsApp({ clock, world }),
    api,
    connect: () => pretend.integration,
  })
  for (const service of [applications.service, pretend.service, social.service]) door.serve(service)
  const options = {
    endpoint: door.url,
    region,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    maxAttempts: 1,
  }
  apps = new AppIntegrationsClient(options)
  connect = new ConnectClient(options)
})
afterAll(() => door.close())

const wanted = (Namespace: string) => ({
  Name: 'WhatsApp templates',
  Namespace,
  ApplicationSourceConfig: {
    ExternalUrlConfig: {
      AccessUrl: 'https://app.example.com/',
      ApprovedOrigins: ['https://app.example.com'],
    },
  },
  Permissions: ['User.Details.View', 'Contact.Details.View'],
})

it('an application is created once per namespace, read, changed, listed and deleted', async () => {
  const { Arn, Id } = await apps.send(new CreateApplicationCommand(wanted('com.example.life')))
  expect(Arn).toBe(`arn:aws:app-integrations:us-east-1:111122223333:application/${Id}`)
  await expect(
    apps.send(new CreateApplicationCommand(wanted('com.example.life'))),
  ).rejects.toMatchObject({
    name: 'DuplicateResourceException',
    $metadata: { httpStatusCode: 409 },
  })
  await apps.send(
    new UpdateApplicationCommand({ Arn: Arn!, Description: 'Templates beside the chat' }),
  )
  const found = await apps.send(new GetApplicationCommand({ Arn: Arn! }))
  expect(found).toMatchObject({
    Id,
    Name: 'WhatsApp templates',
    Description: 'Templates beside the chat',
    CreatedTime: expect.any(Date),
  })
  expect(found.ApplicationSourceConfig?.ExternalUrlConfig?.AccessUrl).toBe(
    'https://app.example.com/',
  )
  const { Applications } = await apps.send(new ListApplicationsCommand({}))
  expect(Applications?.map((one) => one.Id)).toContain(Id)
  await apps.send(new DeleteApplicationCommand({ Arn: Id! }))
  await expect(apps.send(new GetApplicationCommand({ Arn: Id! }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

it('every problem of an application is reported at once', async () => {
  const bad = { ...wanted('com.example.bad'), Name: 'What?', Permissions: ['no blanks here'] }
  const error = await apps.send(new CreateApplicationCommand(bad)).catch((cause: Error) => cause)
  expect(error).toMatchObject({ name: 'InvalidRequestException' })
  expect(String(error)).toMatch(/2 validation errors detected: .*'name' .*'permissions\.1\.member'/)
})

it('an application that is served without TLS is refused', async () => {
  const plain = {
    ...wanted('com.example.plain'),
    ApplicationSourceConfig: { ExternalUrlConfig: { AccessUrl: 'http://app.example.com/' } },
  }
  await expect(apps.send(new CreateApplicationCommand(plain))).rejects.toMatchObject({
    name: 'InvalidRequestException',
  })
})

it('an application is associated with the instance once, and only if it exists', async () => {
  const { Arn } = await apps.send(new CreateApplicationCommand(wanted('com.example.tied')))
  const association = { InstanceId, IntegrationType: 'APPLICATION', IntegrationArn: Arn! } as const
  const { IntegrationAssociationId } = await connect.send(
    new CreateIntegrationAssociationCommand(association),
  )
  await expect(
    connect.send(new CreateIntegrationAssociationCommand(association)),
  ).rejects.toMatchObject({
    name: 'DuplicateResourceException',
  })
  await expect(
    connect.send(
      new CreateIntegrationAssociationCommand({ ...association, IntegrationArn: `${Arn}0` }),
    ),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  const list = () =>
    connect.send(
      new ListIntegrationAssociationsCommand({ InstanceId, IntegrationType: 'APPLICATION' }),
    )
  expect((await list()).IntegrationAssociationSummaryList).toMatchObject([
    { IntegrationAssociationId, IntegrationArn: Arn },
  ])
  await connect.send(
    new DeleteIntegrationAssociationCommand({
      InstanceId,
      IntegrationAssociationId: IntegrationAssociationId!,
    }),
  )
  expect((await list()).IntegrationAssociationSummaryList).toEqual([])
})

it('an update of a security profile replaces all its applications', async () => {
  const { SecurityProfileSummaryList: [agent] = [] } = await connect.send(
    new ListSecurityProfilesCommand({ InstanceId }),
  )
  const SecurityProfileId = agent!.Id!
  const give = (Namespace: string) =>
    connect.send(
      new UpdateSecurityProfileCommand({
        InstanceId,
        SecurityProfileId,
        Applications: [
          { Namespace, ApplicationPermissions: ['ACCESS'], Type: 'THIRD_PARTY_APPLICATION' },
        ],
      }),
    )
  await give('com.example.one')
  await give('com.example.two')
  const { Applications } = await connect.send(
    new ListSecurityProfileApplicationsCommand({ InstanceId, SecurityProfileId }),
  )
  expect(Applications).toEqual([
    {
      Namespace: 'com.example.two',
      ApplicationPermissions: ['ACCESS'],
      Type: 'THIRD_PARTY_APPLICATION',
    },
  ])
  const { SecurityProfile } = await connect.send(
    new DescribeSecurityProfileCommand({ InstanceId, SecurityProfileId }),
  )
  expect(SecurityProfile).toMatchObject({
    SecurityProfileName: 'Agent',
    OrganizationResourceId: InstanceId,
  })
})

it('an approved origin has only a scheme, a host and a port, and can be approved only once', async () => {
  const approve = (Origin: string) =>
    connect.send(new AssociateApprovedOriginCommand({ InstanceId, Origin }))
  await approve('https://ccp.example.com')
  await expect(approve('https://ccp.example.com')).rejects.toMatchObject({
    name: 'ResourceConflictException',
  })
  await expect(approve('https://ccp.example.com/ccp')).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  await expect(approve('http://ccp.example.com')).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  expect((await connect.send(new ListApprovedOriginsCommand({ InstanceId }))).Origins).toEqual([
    'https://ccp.example.com',
  ])
  await connect.send(
    new DisassociateApprovedOriginCommand({ InstanceId, Origin: 'https://ccp.example.com' }),
  )
  expect((await connect.send(new ListApprovedOriginsCommand({ InstanceId }))).Origins).toEqual([])
})

it('a routing profile has channels, each with its concurrency, and queues', async () => {
  const { RoutingProfileSummaryList = [] } = await connect.send(
    new ListRoutingProfilesCommand({ InstanceId }),
  )
  expect(RoutingProfileSummaryList.map(({ Name }) => Name)).toEqual([
    'WhatsApp agents',
    'Telephone only',
  ])
  const RoutingProfileId = RoutingProfileSummaryList[0]!.Id!
  const { RoutingProfile } = await connect.send(
    new DescribeRoutingProfileCommand({ InstanceId, RoutingProfileId }),
  )
  expect(RoutingProfile?.MediaConcurrencies).toContainEqual(
    expect.objectContaining({ Channel: 'CHAT', Concurrency: 3 }),
  )
  const { RoutingProfileQueueConfigSummaryList: queues = [] } = await connect.send(
    new ListRoutingProfileQueuesCommand({ InstanceId, RoutingProfileId }),
  )
  expect(queues.map(({ QueueName, Channel }) => `${QueueName} ${Channel}`)).toEqual([
    'WhatsApp CHAT',
    'WhatsApp VOICE',
    'Repairs CHAT',
  ])
  const { User } = await connect.send(
    new DescribeUserCommand({ InstanceId, UserId: world.agents[0]!.id }),
  )
  expect(User).toMatchObject({
    RoutingProfileId,
    SecurityProfileIds: [world.securityProfiles[0]!.id],
  })
})
