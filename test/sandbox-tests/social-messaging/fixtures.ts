// Starts AWS End User Messaging Social behind the sandbox's HTTP server for AWS calls (the front
// door), for tests with the genuine client. The calls that the service makes to other services are
// recorded.
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'
import type { AwsApi, ConnectIntegration } from '../../sandbox/links.ts'
import { AwsError } from '../../sandbox/service.ts'
import { socialMessaging } from '../../sandbox/social-messaging/service.ts'
import { createWhatsApp } from '../../sandbox/whatsapp/network.ts'
import { ana, aWorld, business } from '../whatsapp/fixtures.ts'

export { ana, business }

export const travel = 'waba-0a1b2c3d4e5f60718293a4b5c6d7e8f9'
export const travelArn =
  'arn:aws:social-messaging:us-east-1:111122223333:waba/0a1b2c3d4e5f60718293a4b5c6d7e8f9'
export const travelNumber = 'phone-number-id-1a2b3c4d5e6f708192a3b4c5d6e7f809'
export const travelNumberArn =
  'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/1a2b3c4d5e6f708192a3b4c5d6e7f809'
export const repairsNumber = 'phone-number-id-9a8b7c6d5e4f30212f3e4d5c6b7a8990'
export const instance =
  'arn:aws:connect:us-east-1:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8'
export const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp-events'
export const channelRole = 'arn:aws:iam::111122223333:role/whatsapp-channel'

/**
 * Returns small in-memory versions of S3, SNS, EventBridge and IAM, with only the features that AWS
 * End User Messaging Social uses.
 */
function inMemoryAws() {
  const objects = new Map<string, { body: Buffer; contentType: string }>()
  const published: { topic: string; message: any; sourceArn: string; principal: string }[] = []
  const emitted: { source: string; detailType: string; detail: any }[] = []
  const roles = new Map([
    [channelRole, ['connect:SendIntegrationEvent', 'connect:ImportPhoneNumber', ...importing]],
  ])
  const urls = /^https:\/\/(.+?)\.s3\.us-east-1\.amazonaws\.com\/(.+?)\?X-Amz-Signature=valid$/
  const read = (bucket: string, key: string) => {
    const found = objects.get(`${bucket}/${key}`)
    if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
    return found
  }
  const api: AwsApi = {
    async publish(topicArn, message, _, { principal, sourceArn }) {
      if (topicArn !== topic)
        throw new AwsError('AuthorizationError', 'not authorized to publish', 403)
      published.push({ topic: topicArn, message: JSON.parse(message), sourceArn, principal })
    },
    onPublished: () => {},
    readObject: async (bucket, key) => read(bucket, key),
    async writeObject(bucket, key, body, contentType) {
      objects.set(`${bucket}/${key}`, { body, contentType })
    },
    presign: async (_, bucket, key) =>
      `https://${bucket}.s3.us-east-1.amazonaws.com/${key}?X-Amz-Signature=valid`,
    async fetch(url, { method = 'GET', headers = {}, body } = {}) {
      const [, bucket, key] = urls.exec(url) ?? []
      if (!bucket || !key) return { status: 403, headers: new Headers(), body: Buffer.alloc(0) }
      if (method === 'GET')
        return { status: 200, headers: new Headers(), body: read(bucket, key).body }
      objects.set(`${bucket}/${key}`, {
        body: body!,
        contentType: new Headers(headers).get('content-type')!,
      })
      return { status: 200, headers: new Headers(), body: Buffer.alloc(0) }
    },
    emit: ({ source, detailType, detail }) =>
      void emitted.push({ source, detailType, detail: structuredClone(detail) }),
    roleRefuses(roleArn, _, actions) {
      const missing = actions.find((action) => !roles.get(roleArn)?.includes(action))
      return missing && `${roleArn} is not authorized to perform ${missing}`
    },
    authorizePassing: () => {},
    invokeFunction: async () => undefined,
  }
  return { api, objects, published, emitted, roles }
}

const importing = [
  'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber',
  'social-messaging:TagResource',
]

function recordingConnect() {
  const imported: string[] = []
  const received: Parameters<ConnectIntegration['receive']>[1][] = []
  const connect: ConnectIntegration = {
    instanceExists: (arn) => arn === instance,
    importPhoneNumber: (_, { phoneNumberArn }) => void imported.push(phoneNumberArn),
    async receive(_, event) {
      received.push(event)
    },
  }
  return { connect, imported, received }
}

export async function aSocialMessaging() {
  const clock = createClock()
  const world = aWorld()
  const whatsapp = createWhatsApp({ clock, world })
  const aws = inMemoryAws()
  const { connect, imported, received } = recordingConnect()
  const { service, native, settings, guesses, lost } = socialMessaging({
    clock,
    world,
    whatsapp,
    api: aws.api,
    connect: () => connect,
  })
  const door = await startFrontDoor({
    port: 0,
    clock,
    account: world.account,
    region: world.region,
    services: [service],
  })
  const client = new SocialMessagingClient({
    region: world.region,
    endpoint: door.url,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    maxAttempts: 1,
  })
  return {
    ...aws,
    clock,
    client,
    whatsapp,
    native,
    settings,
    guesses,
    lost,
    operations: service.operations,
    imported,
    received,
    writes: (text = 'Hi') =>
      whatsapp.customerSends(ana, business, { type: 'text', text: { body: text } }),
    async [Symbol.asyncDispose]() {
      client.destroy()
      clock.stop()
      await door.close()
    },
  }
}

export const blob = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
export const toAna = (content: object) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: ana,
  ...content,
})
export const hello = toAna({ type: 'text', text: { body: 'Hello' } })
