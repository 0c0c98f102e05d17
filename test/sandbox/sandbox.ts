// The whole sandbox: one pretend AWS account with its WhatsApp and its Connect, our functions running in it as built,
// and the control API for the people in it.
import type { AddressInfo } from 'node:net'
import { GetFlowAssociationCommand, ListPhoneNumbersV2Command } from '@aws-sdk/client-connect'
import { GetLinkedWhatsAppBusinessAccountCommand } from '@aws-sdk/client-socialmessaging'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { FunctionName } from '../../lambdas/deployment/functions.ts'
import { functionName, type Place } from '../../lambdas/deployment/resources.ts'
import { awsClients, type Aws as Clients } from '../../provisioning/account/clients.ts'
import { provisionChannel } from '../../provisioning/channel/channel.ts'
import type { Config } from '../../provisioning/config/config.ts'
import { applier } from '../../provisioning/engine/reconcile.ts'
import { appIntegrations } from './app-integrations/app-integrations.ts'
import { createAws } from './aws/api.ts'
import type { Calls } from './aws/calls.ts'
import type { Faults } from './aws/faults.ts'
import { type FrontDoor, startFrontDoor } from './aws/front-door.ts'
import type { Identities } from './aws/identities.ts'
import { type Clock, createClock, installClock } from './clock.ts'
import { bucketsIn } from './cloudformation/buckets.ts'
import { cloudFormation } from './cloudformation/service.ts'
import type { Desk } from './connect/agent-console.ts'
import { type Connect, connect } from './connect/connect.ts'
import { control } from './control.ts'
import { type Functions, startFunctions } from './functions/functions.ts'
import { servePages } from './serve-pages.ts'
import { type SocialMessaging, socialMessaging } from './social-messaging/service.ts'
import { createWhatsApp, type WhatsApp } from './whatsapp/network.ts'
import { world as defaultWorld, instanceArnOf, type World, worldsOf } from './world.ts'

export interface SandboxUrls {
  /** The page to begin with: desk, phone, and what goes on between them. */
  page: string
  /** The front door: AWS_ENDPOINT_URL. */
  aws: string
  control: string
  /** The widget's HTTP API. */
  api: string
  /** The identity provider (OpenID Connect issuer). */
  issuer: string
}

export interface Sandbox {
  readonly urls: SandboxUrls
  readonly world: World
  readonly clock: Clock
  readonly desk: Desk
  readonly connect: Connect
  readonly whatsapp: WhatsApp
  readonly faults: Faults
  /** May be changed at any time. */
  readonly settings: {
    readonly whatsapp: WhatsApp['settings']
    readonly connect: Connect['settings']
    readonly socialMessaging: SocialMessaging['settings']
    readonly aws: FrontDoor['settings']
  }
  readonly calls: Calls
  readonly identities: Identities
  readonly functions: Functions
  readonly place: Place
  /** Clients of the pretend account, as an administrator. */
  readonly clients: Clients
  /** A token for the widget's API. */
  signIn: Functions['signIn']
  /** Everything EventBridge was given, the latest 1,000. */
  events(): readonly BusEvent[]
  /** Sets up the world's channels with the code an admin runs; the sentences of what it changed. Again: nothing left to say. */
  provision(): Promise<string[]>
  /** Stands still and gives `Date` back, until it goes on by what is returned: another sandbox may run in this process meanwhile. */
  leave(): () => void
  stop(): Promise<void>
}

export interface BusEvent {
  source: string
  'detail-type': string
  detail: any
}

export interface SandboxOptions {
  /** 0: any free one. */
  port?: number
  awsPort?: number
  world?: World
  /** Where the functions' bundles are; the project's own when left out. */
  bundles?: string
  /** Functions that no schedule runs: only whoever invokes them. */
  unscheduled?: readonly FunctionName[]
  /** What `buildPages` makes; without it only the control API is served. */
  pages?: string | Promise<string>
}

/** The first WABA of the world is native, every other one bridged. */
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
}: SandboxOptions = {}): Promise<Sandbox> {
  const { account, region, instance } = world
  const clock = createClock()
  let uninstall = installClock(clock.offset)
  const place: Place = {
    account,
    region,
    instanceArn: instanceArnOf(world),
    attachments: `${instance.attachmentsBucket}/${instance.attachmentsPrefix}`,
  }
  const settings = {
    metaApiVersion: 'v23.0',
    userClaim: 'preferred_username',
    chatFlowId: world.flows[1]!.id,
  }

  const door = await startFrontDoor({ port: awsPort, clock, account, region })
  const aws = createAws(door)
  const events: BusEvent[] = []
  const api = {
    ...aws.api,
    emit(event: Parameters<typeof aws.api.emit>[0]) {
      events.push({ source: event.source, 'detail-type': event.detailType, detail: event.detail })
      if (events.length > 1000) events.shift()
      aws.api.emit(event)
    },
  }
  const whatsapp = createWhatsApp({ clock, world })
  const functionArn = (name: string) =>
    `arn:aws:lambda:${region}:${account}:function:${functionName(name)}`
  const applications = appIntegrations({ clock, account, region })
  const pretendConnect = connect({
    clock,
    world,
    api,
    native: () => messaging.native,
    applicationExists: applications.exists,
    lambdaBlocks: { [world.flows[0]!.id]: [functionArn('contact-started')] },
  })
  const messaging = socialMessaging({
    clock,
    world,
    whatsapp,
    api,
    connect: () => pretendConnect.integration,
  })
  for (const service of [
    pretendConnect.service,
    pretendConnect.participant,
    messaging.service,
    applications.service,
  ])
    door.serve(service)
  // Connect's own buckets for attachments are there before anything of ours, as an admin has set them up.
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
    ...(bundles ? { bundles } : {}),
  })
  // Its API is the one that runs here; everything else its stacks speak of is there already.
  const attribute = (type: string, name: string) =>
    type === 'AWS::ApiGatewayV2::Api' && name === 'ApiEndpoint' ? functions.apiUrl : undefined
  door.serve(
    cloudFormation({ account, region, clock, api, effects: { ...bucketsIn(door), attribute } })
      .service,
  )
  const clients = awsClients(region, {
    endpoint: door.url,
    credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
  })

  const app = new Hono()
  const listening = await new Promise<{ close(): void; port: number }>((ready, failed) => {
    const server = serve(
      {
        fetch: app.fetch,
        port,
        hostname: '127.0.0.1',
        serverOptions: { keepAliveTimeout: 60_000 },
      },
      () =>
        // What pages listen to would keep it open.
        ready({ close: () => closeNow(server), port: (server.address() as AddressInfo).port }),
    )
    server.once('error', failed)
  })
  const base = `http://127.0.0.1:${listening.port}`

  const sandbox: Sandbox = {
    urls: {
      page: `${base}/`,
      aws: door.url,
      control: `${base}/control`,
      api: functions.apiUrl,
      issuer: functions.identityProvider.issuer,
    },
    world,
    clock,
    desk: pretendConnect.desk,
    connect: pretendConnect,
    whatsapp,
    faults: door.faults,
    settings: {
      whatsapp: whatsapp.settings,
      connect: pretendConnect.settings,
      socialMessaging: messaging.settings,
      aws: door.settings,
    },
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
      // AWS takes its time; here that is virtual.
      await provisionChannel(channelsOf(world), clients, step, { wait: (ms) => clock.advance(ms) })
      return sentences
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
      await functions.close()
      await door.close()
      clock.stop()
      uninstall()
    },
  }
  app.route('/control', control(sandbox))
  if (pages) app.route('/', servePages(pages, sandbox.urls, region))
  return sandbox
}

// https://docs.aws.amazon.com/connect/latest/adminguide/enable-attachments.html
const corsFor = (alias: string) =>
  Buffer.from(
    `<CORSConfiguration><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://${alias}.my.connect.aws</AllowedOrigin><AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>`,
  )

function closeNow(server: ReturnType<typeof serve>) {
  server.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
}

/** What AWS says of the channels: for people who want to see it, not for the product. */
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
