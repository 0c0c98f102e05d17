// Starts an emulated Connect without the rest of the sandbox. The services that Connect calls are
// replaced by fakes that record the calls. The tests call Connect over HTTP, with the SDK's own
// clients.
import { ConnectClient } from '@aws-sdk/client-connect'
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant'
import { afterAll, beforeAll } from 'vitest'
import { type FrontDoor, startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { type Clock, createClock } from '../../sandbox/clock.ts'
import { connect } from '../../sandbox/connect/connect.ts'
import type { ConnectSetup } from '../../sandbox/connect/core.ts'
import type { AwsApi, InboundMessage, NativeChannel } from '../../sandbox/links.ts'
import { AwsError } from '../../sandbox/service.ts'
import { world } from '../../sandbox/world.ts'

export const instanceArn = `arn:aws:connect:us-east-1:111122223333:instance/${world.instance.id}`
export const InstanceId = world.instance.id
export const [nativeFlow, chatFlow] = world.flows as [
  { id: string; name: string },
  { id: string; name: string },
]
export const topicArn = 'arn:aws:sns:us-east-1:111122223333:chat'
export const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:contact-started'
const businessNumber = world.wabas[0]!.numbers[0]!
export const phoneNumberArn = `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${'1a2b3c4d5e6f708192a3b4c5d6e7f809'}`
export const otherNumberArn = `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${'9a8b7c6d5e4f30212f3e4d5c6b7a8990'}`

type Published = {
  topicArn: string
  item: any
  attributes: Record<string, string>
  as: { principal: string; sourceArn: string }
}

function recordingAws(clock: Clock) {
  const running = new Set<Promise<void>>()
  clock.onRest({
    isBusy: () => running.size > 0,
    settle: async () => void (await Promise.all(running)),
  })
  const objects = new Map<string, { body: Buffer; contentType: string }>()
  const published: Published[] = []
  const events: { source: string; detailType: string; detail: any; resources?: string[] }[] = []
  const invocations: { arn: string; event: any }[] = []
  const state = {
    topicsRefuse: false,
    onInvoke: async (_arn: string, _event: any): Promise<unknown> => ({}),
  }
  const api: AwsApi = {
    onPublished: () => {},
    async publish(topic, message, attributes, as) {
      if (state.topicsRefuse)
        throw new AwsError('AuthorizationError', 'the topic’s policy does not allow it', 403)
      published.push({
        topicArn: topic,
        item: JSON.parse(message),
        attributes: { ...attributes },
        as,
      })
    },
    async readObject(bucket, key) {
      const object = objects.get(`${bucket}/${key}`)
      if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
      return object
    },
    async writeObject(bucket, key, body, contentType) {
      objects.set(`${bucket}/${key}`, { body, contentType })
    },
    presign: async (method, bucket, key, seconds) =>
      `https://${bucket}.s3.us-east-1.amazonaws.com/${key}?method=${method}&X-Amz-Expires=${seconds}`,
    fetch: async () => ({ status: 404, headers: new Headers(), body: Buffer.alloc(0) }),
    emit: (event) => void events.push(event),
    roleRefuses: () => undefined,
    authorizePassing: () => {},
    async invokeFunction(arn, event) {
      invocations.push({ arn, event })
      const answer = state.onInvoke(arn, event)
      const settled = answer.then(
        () => {},
        () => {},
      )
      running.add(settled)
      void settled.then(() => running.delete(settled))
      return answer
    },
  }
  return { api, objects, published, events, invocations, state }
}

function recordingWhatsApp() {
  const sent: any[] = []
  const posted: { body: Buffer; mimeType: string }[] = []
  const media = new Map<string, { body: Buffer; mimeType: string }>()
  const tagged = new Set<string>()
  const numbers = new Map(
    world.wabas
      .flatMap(({ numbers }) => numbers)
      .map(
        ({ id, number, displayName }) =>
          [id.replace('phone-number-id-', ''), { number, displayName }] as const,
      ),
  )
  const native: NativeChannel = {
    phoneNumber(arn) {
      const number = numbers.get(arn.split('/')[1]!)
      return number && { ...number, connectEnabled: tagged.has(arn) }
    },
    tag: (arn) => void tagged.add(arn),
    send(_arn, message) {
      sent.push(message)
      return { messageId: `message-${sent.length}` }
    },
    postMedia(_arn, body, mimeType) {
      posted.push({ body, mimeType })
      return { mediaId: `media-${posted.length}` }
    },
    getMedia(_arn, mediaId) {
      const found = media.get(mediaId)
      if (!found) throw new AwsError('ResourceNotFoundException', 'no such media', 404)
      return found
    },
  }
  return { native, sent, posted, media, tagged }
}

/**
 * Starts an HTTP server for AWS calls (the front door) and a clock, which the tests of a file
 * share. Returns a function with which each test creates its own Connect.
 */
export function connectTests() {
  let clock: Clock
  let door: FrontDoor
  beforeAll(async () => {
    clock = createClock()
    door = await startFrontDoor({ port: 0, clock, account: world.account, region: world.region })
  })
  afterAll(async () => {
    await door.close()
    clock.stop()
  })

  return function aConnect(overrides: Partial<ConnectSetup> = {}) {
    const aws = recordingAws(clock)
    const whatsapp = recordingWhatsApp()
    const lambdaBlocks = { [nativeFlow.id]: [functionArn] }
    const made = connect({
      clock,
      world,
      api: aws.api,
      native: () => whatsapp.native,
      lambdaBlocks,
      ...overrides,
    })
    door.serve(made.service)
    door.serve(made.participant)
    const options = {
      endpoint: door.url,
      region: world.region,
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
      maxAttempts: 1,
    }
    const client = new ConnectClient(options)
    const participant = new ConnectParticipantClient(options)
    const { integration, settings } = made

    /** Imports the business number, and associates it with the native flow. */
    const aNativeNumber = async () => {
      integration.importPhoneNumber(instanceArn, {
        phoneNumberArn,
        number: businessNumber.number,
        displayName: businessNumber.displayName,
      })
      await clock.advance(settings.importMs)
      await made.service.operations.AssociateFlow!(
        {
          InstanceId,
          ResourceId: phoneNumberArn,
          FlowId: `${instanceArn}/contact-flow/${nativeFlow.id}`,
          ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
        },
        { caller: { is: 'admin', name: 'admin' }, account: world.account, region: world.region },
      )
    }

    const customerSends = async (
      message: Record<string, unknown> & { type: string },
      number = '+15550142',
    ) => {
      const at = String(Math.floor(clock.now() / 1000))
      const inbound: InboundMessage = {
        phoneNumberArn,
        businessNumber: businessNumber.number,
        customer: { number, name: 'Ana' },
        message: { id: 'wamid.1', timestamp: at, ...message },
      }
      await integration.receive(instanceArn, { inbound })
      await clock.advance(0)
    }

    const customerWrites = (body: string, number?: string) =>
      customerSends({ type: 'text', text: { body } }, number)

    return {
      ...made,
      clock,
      door,
      aws,
      whatsapp,
      client,
      participantClient: participant,
      aNativeNumber,
      customerSends,
      customerWrites,
    }
  }
}

export const call = {
  caller: { is: 'admin', name: 'admin' },
  account: world.account,
  region: world.region,
} as const
