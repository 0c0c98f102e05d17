// The whole sandbox: a simulated AWS account with WhatsApp and Connect, our built functions, and a
// control API that acts for customers and agents.
import type { AddressInfo } from 'node:net'
import { GetFlowAssociationCommand, ListPhoneNumbersV2Command } from '@aws-sdk/client-connect'
import { DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { GetLinkedWhatsAppBusinessAccountCommand } from '@aws-sdk/client-socialmessaging'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { FunctionName } from '#deployment/functions'
import { functionName, type Installation, type Settings, tableName } from '#deployment/resources'
import { table as layout } from '#deployment/table'
import { awsClients, type Aws as Clients } from '../../provisioning/account/clients.ts'
import { provisionChannel } from '../../provisioning/channel/channel.ts'
import type { Config } from '../../provisioning/config/config.ts'
import { applier } from '../../provisioning/engine/reconcile.ts'
import { appIntegrations } from './app-integrations/app-integrations.ts'
import type { Alarms } from './aws/alarms.ts'
import { createAws } from './aws/api.ts'
import type { Calls } from './aws/calls.ts'
import type { Faults } from './aws/faults.ts'
import { type FrontDoor, startFrontDoor } from './aws/front-door.ts'
import { withFurtherMembers } from './aws/further-members.ts'
import type { Identities } from './aws/identities.ts'
import { type Clock, createClock, installClock } from './clock.ts'
import { resourcesIn } from './cloudformation/resources.ts'
import { cloudFormation } from './cloudformation/service.ts'
import type { AgentConsole } from './connect/agent-console.ts'
import { type Connect, connect } from './connect/connect.ts'
import { control } from './control.ts'
import { type Functions, startFunctions } from './functions/functions.ts'
import { API_SCOPE, type TokenShape } from './functions/identity-provider.ts'
import { type GuessValues, usualValues } from './guesses.ts'
import { ownPage } from './own-page.ts'
import { servePages } from './serve-pages.ts'
import { type SocialMessaging, socialMessaging } from './social-messaging/service.ts'
import { createWhatsApp, type WhatsApp } from './whatsapp/network.ts'
import { world as defaultWorld, instanceArnOf, type World, worldsOf } from './world.ts'

export interface SandboxUrls {
  /** The URL of the start page. */
  page: string
  /** The URL of the HTTP server for all AWS services, for AWS_ENDPOINT_URL. */
  aws: string
  control: string
  /** The URL of the widget's HTTP API. */
  api: string
  /** The URL of the identity provider (OpenID Connect issuer). */
  issuer: string
  /**
   * The URL of a page of another origin that embeds the widget. Undefined if no pages are served.
   */
  ownPage?: string
}

export interface Sandbox {
  readonly urls: SandboxUrls
  readonly world: World
  readonly clock: Clock
  readonly agentConsole: AgentConsole
  readonly connect: Connect
  readonly whatsapp: WhatsApp
  readonly faults: Faults
  /** The settings may be changed at any time. */
  readonly settings: {
    readonly whatsapp: WhatsApp['settings']
    readonly connect: Connect['settings']
    readonly socialMessaging: SocialMessaging['settings']
    readonly aws: FrontDoor['settings']
  }
  /**
   * The values that the sandbox uses for details that neither AWS nor Meta documents. The values
   * may be changed at any time.
   */
  readonly guesses: GuessValues
  /** The CloudWatch alarms, by name. */
  readonly alarms: Alarms
  readonly calls: Calls
  readonly identities: Identities
  readonly functions: Functions
  readonly place: Installation
  /** SDK clients of an administrator of the simulated account. */
  readonly clients: Clients
  /** Returns a token for the widget's API. */
  signIn: Functions['signIn']
  /** Returns the latest 1,000 events that EventBridge received. */
  events(): readonly BusEvent[]
  /**
   * Sets up the world's channels with the code of the provisioning command. Returns a sentence for
   * each change. If the channels are already set up, changes nothing and returns an empty list.
   */
  provision(): Promise<string[]>
  /**
   * Discards all pending work: messages in queues, deliveries, statuses that phones have not
   * reported yet, open contacts, faults, functions that wait for virtual time to pass, and the
   * table's items that the scheduled function `sweep` would process. Resources, settings, customers
   * and their conversations are not changed.
   */
  dropWork(): Promise<void>
  /**
   * Stops the sandbox's clock and restores `Date`, so that another sandbox can run in this process.
   * The returned function starts the clock again.
   */
  leave(): () => void
  stop(): Promise<void>
}

export interface BusEvent {
  source: string
  'detail-type': string
  detail: any
}

export interface SandboxOptions {
  /** A port of 0 means any free port. */
  port?: number
  awsPort?: number
  world?: World
  /** The folder with the functions' bundles (by default, the project's own). */
  bundles?: string
  /**
   * The scheduled functions that should not run on their schedule, only when a test invokes them.
   */
  unscheduled?: readonly FunctionName[]
  identityProviderPort?: number
  /**
   * The settings by which the API finds the agent to whom a token belongs. By default, the claim
   * connect_user contains the agent's user name.
   */
  identity?: Partial<Pick<Settings, 'userClaim' | 'userClaimPrefix' | 'userLookup' | 'jwt'>> & {
    apiScopes?: readonly string[]
  }
  /** The claims in the identity provider's tokens. */
  tokens?: TokenShape
  /**
   * Values for details that neither AWS nor Meta documents. Each detail without a value here has
   * its default.
   */
  guesses?: Partial<GuessValues>
  /**
   * The folder that `buildPages` returned. Without built pages, the sandbox serves only the control
   * API.
   */
  pages?: string | Promise<string>
}

/**
 * Returns the configuration of the world's channels. The first WABA is native: Connect itself
 * exchanges its messages with WhatsApp. The others are bridged: the product's functions do so.
 */
export function channelsOf(world: World): Config {
  const [first, ...others] = world.wabas
  const inbound = world.flows[0]!.name
  return {
    region: world.region,
    instance: instanceArnOf(world),
    channels: [
      {
        waba: first!.id,
        mode: 'native',
        role: 'ConnectWhatsAppChannel',
        numbers: Object.fromEntries(first!.numbers.map(({ id }) => [id, { flow: inbound }])),
      },
      ...others.map(({ id }) => ({ waba: id, mode: 'bridged' as const, topic: 'stack' })),
    ],
  }
}

export async function startSandbox({
  port = 0,
  awsPort = 0,
  world = defaultWorld,
  bundles,
  unscheduled = [],
  pages,
  identityProviderPort = 0,
  identity = {},
  tokens,
  guesses: guessed = {},
}: SandboxOptions = {}): Promise<Sandbox> {
  const { account, region, instance } = world
  const clock = createClock()
  let uninstall = installClock(clock.offset)
  const place: Installation = {
    account,
    region,
    instanceArn: instanceArnOf(world),
    attachments: `${instance.attachmentsBucket}/${instance.attachmentsPrefix}`,
  }
  const settings = {
    metaApiVersion: 'v23.0',
    userClaim: 'connect_user',
    supervisors: { securityProfiles: ['CallCenterManager'] },
    // The product copies the answer `day` of a submitted form into the contact's attributes.
    formAttributes: ['day'],
    notices: { taskFlow: world.flows[1]!.id },
    jwt: { audience: 'agent-widget' },
    apiScopes: [API_SCOPE],
    ...identity,
    chatFlowId: world.flows[1]!.id,
  }

  const guesses = { ...usualValues(), ...guessed }
  const door = await startFrontDoor({ port: awsPort, clock, account, region, guesses })
  const aws = createAws(door, { guesses })
  const events: BusEvent[] = []
  const api = {
    ...aws.api,
    emit(event: Parameters<typeof aws.api.emit>[0]) {
      events.push({ source: event.source, 'detail-type': event.detailType, detail: event.detail })
      if (events.length > 1000) events.shift()
      aws.api.emit({ ...event, detail: withFurtherMembers(event.detail, guesses) })
    },
  }
  const whatsapp = createWhatsApp({ clock, world, guesses })
  const functionArn = (name: string) =>
    `arn:aws:lambda:${region}:${account}:function:${functionName(name)}`
  const deployedApplications = new Set<string>()
  const applications = appIntegrations({ clock, account, region })
  const pretendConnect = connect({
    clock,
    world,
    api,
    guesses,
    native: () => messaging.native,
    applicationExists: (arn) => applications.exists(arn) || deployedApplications.has(arn),
    lambdaBlocks: { [world.flows[0]!.id]: [functionArn('contact-started')] },
  })
  const messaging = socialMessaging({
    clock,
    world,
    whatsapp,
    api,
    guesses,
    connect: () => pretendConnect.integration,
  })
  for (const service of [
    pretendConnect.service,
    pretendConnect.participant,
    messaging.service,
    applications.service,
  ])
    door.serve(service)
  // Creates Connect's buckets for attachments. In an AWS account, the bucket already exists when
  // the product is installed: an admin has created it for the instance.
  for (const { instance } of worldsOf(world)) {
    await door.internal('s3', { method: 'PUT', path: `/${instance.attachmentsBucket}` })
    await door.internal('s3', {
      method: 'PUT',
      path: `/${instance.attachmentsBucket}`,
      search: 'cors',
      body: corsFor(instance.alias),
    })
  }

  const functions = await startFunctions({
    door,
    aws,
    place,
    settings,
    unscheduled,
    identityProviderPort,
    ...(tokens ? { tokens } : {}),
    ...(bundles ? { bundles } : {}),
  })
  // If a stack with an HTTP API is deployed, its output with the API's URL contains the URL of the
  // API that the sandbox already runs.
  const attribute = (type: string, name: string) =>
    type === 'AWS::ApiGatewayV2::Api' && name === 'ApiEndpoint' ? functions.apiUrl : undefined
  const effects = resourcesIn({
    door,
    alarms: aws.alarms,
    connect: pretendConnect.service,
    applications: deployedApplications,
    sources: functions.sources,
    onApiOrigins: functions.allowOrigins,
    onFunction: functions.deployed,
    isRunning: true,
  })
  door.serve(
    cloudFormation({ account, region, clock, api, effects: { ...effects, attribute } }).service,
  )
  const clients = awsClients(region, {
    endpoint: door.url,
    credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
  })

  const app = new Hono()
  const listening = await listen(app, port)
  const base = `http://127.0.0.1:${listening.port}`
  const own = new Hono()
  const ownListening = pages ? await listen(own, 0) : undefined

  const sandbox: Sandbox = {
    urls: {
      page: `${base}/`,
      aws: door.url,
      control: `${base}/control`,
      api: functions.apiUrl,
      issuer: functions.identityProvider.issuer,
      ...(ownListening ? { ownPage: `http://127.0.0.1:${ownListening.port}/` } : {}),
    },
    world,
    clock,
    agentConsole: pretendConnect.agentConsole,
    connect: pretendConnect,
    whatsapp,
    faults: door.faults,
    settings: {
      whatsapp: whatsapp.settings,
      connect: pretendConnect.settings,
      socialMessaging: messaging.settings,
      aws: door.settings,
    },
    guesses,
    alarms: aws.alarms,
    calls: door.calls,
    identities: door.identities,
    functions,
    place,
    clients,
    signIn: functions.signIn,
    events: () => events,
    async provision() {
      const sentences: string[] = []
      const step = applier((name, { summary }) => sentences.push(`${name}: ${summary}`))
      // Where the provisioning command would wait for AWS, this call advances virtual time.
      await provisionChannel(channelsOf(world), clients, step, { wait: (ms) => clock.advance(ms) })
      return sentences
    },
    async dropWork() {
      door.faults.clear()
      const drop = () => {
        functions.dropSleeping()
        door.library.purge()
        aws.deliveries.drop()
        pretendConnect.drop()
        whatsapp.drop()
        return clock.drop()
      }
      drop()
      // Work that was in progress may have set new timers, so discarding is repeated until nothing
      // is left.
      await clock.advance(0)
      while (drop() > 0) await clock.advance(0)
      await dropOverdue(clients, tableName(place))
    },
    leave() {
      const goOn = clock.pause()
      uninstall()
      return () => {
        uninstall = installClock(clock.offset)
        goOn()
      }
    },
    async stop() {
      listening.close()
      ownListening?.close()
      await functions.close()
      await door.close()
      clock.stop()
      uninstall()
    },
  }
  app.route('/control', control(sandbox))
  if (pages) {
    app.route('/', servePages(pages, sandbox.urls, region))
    const ccpUrl = `http://localhost:${listening.port}/ccp.html`
    own.route('/', ownPage({ widget: `${base}/widget/`, ccpUrl, region, aws: door.url }))
  }
  return sandbox
}

const listen = (app: Hono, port: number) =>
  new Promise<{ close(): void; port: number }>((ready, failed) => {
    const server = serve(
      {
        fetch: app.fetch,
        port,
        hostname: '127.0.0.1',
        serverOptions: { keepAliveTimeout: 60_000 },
      },
      () =>
        // Closes open event streams of pages, which would otherwise keep the server open.
        ready({ close: () => closeNow(server), port: (server.address() as AddressInfo).port }),
    )
    server.once('error', failed)
  })

// https://docs.aws.amazon.com/connect/latest/adminguide/enable-attachments.html
const corsFor = (alias: string) =>
  Buffer.from(
    `<CORSConfiguration><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://${alias}.my.connect.aws</AllowedOrigin><AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>`,
  )

function closeNow(server: ReturnType<typeof serve>) {
  server.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
}

/**
 * Deletes the items that are in the table's index of due work, which the scheduled function `sweep`
 * reads.
 */
async function dropOverdue({ dynamoDb }: Clients, TableName: string) {
  const { partitionKey, sortKey, globalIndexes } = layout
  const found = paginateScan(
    { client: dynamoDb },
    {
      TableName,
      FilterExpression: `attribute_exists(${globalIndexes.due.partitionKey})`,
      ProjectionExpression: `${partitionKey}, ${sortKey}`,
    },
  )
  for await (const { Items = [] } of found)
    for (const Key of Items) await dynamoDb.send(new DeleteItemCommand({ TableName, Key }))
}

/**
 * Returns the state of the channels in the simulated AWS account, for display in the opening scene.
 */
export async function channelState({ clients, place, world }: Sandbox) {
  const { ListPhoneNumbersSummaryList = [] } = await clients.connect.send(
    new ListPhoneNumbersV2Command({ TargetArn: place.instanceArn }),
  )
  const numbers = await Promise.all(
    ListPhoneNumbersSummaryList.map(async ({ PhoneNumber, SourcePhoneNumberArn }) => {
      const association = await clients.connect.send(
        new GetFlowAssociationCommand({
          InstanceId: world.instance.id,
          ResourceId: SourcePhoneNumberArn!,
          ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
        }),
      )
      const flow = world.flows.find(({ id }) => association.FlowId?.endsWith(id))
      return { number: PhoneNumber!, flow: flow?.name }
    }),
  )
  const destinations: Record<string, string | undefined> = {}
  for (const { id } of world.wabas) {
    const { account } = await clients.socialMessaging.send(
      new GetLinkedWhatsAppBusinessAccountCommand({ id }),
    )
    destinations[id] = account?.eventDestinations?.[0]?.eventDestinationArn
  }
  return { numbers, destinations }
}
