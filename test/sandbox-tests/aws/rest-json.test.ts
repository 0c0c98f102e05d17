import * as participantSdk from '@aws-sdk/client-connectparticipant'
import {
  ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  SendMessageCommand,
} from '@aws-sdk/client-connectparticipant'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import * as sdk from '@aws-sdk/client-socialmessaging'
import {
  AccessDeniedException,
  GetLinkedWhatsAppBusinessAccountCommand,
  GetWhatsAppMessageTemplateCommand,
  ListLinkedWhatsAppBusinessAccountsCommand,
  ListTagsForResourceCommand,
  PostWhatsAppMessageMediaCommand,
  ResourceNotFoundException,
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
  TagResourceCommand,
  ValidationException,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { AwsError, type Service } from '../../sandbox/service.ts'
import { region, started } from './support.ts'

const received: { operation: string; input: any }[] = []
const keep = (operation: string, output: object) => (input: any) => {
  received.push({ operation, input })
  return output
}
const linkDate = new Date('2026-03-01T12:00:00.500Z')
const phoneNumberId = 'phone-number-id-1a2b3c4d5e6f708192a3b4c5d6e7f809'

const social: Service = {
  signingName: 'social-messaging',
  sdk,
  operations: {
    SendWhatsAppMessage: keep('SendWhatsAppMessage', { messageId: 'm-1' }),
    ListLinkedWhatsAppBusinessAccounts: keep('ListLinkedWhatsAppBusinessAccounts', {
      linkedAccounts: [
        {
          id: 'waba-1',
          wabaId: '1',
          arn: 'a',
          wabaName: 'n',
          registrationStatus: 'COMPLETE',
          linkDate,
          eventDestinations: [],
        },
      ],
    }),
    GetLinkedWhatsAppBusinessAccount: () => {
      throw new AwsError('ResourceNotFoundException', 'no such account', 404)
    },
    ListTagsForResource: keep('ListTagsForResource', { statusCode: 200, tags: [] }),
    TagResource: keep('TagResource', {}),
    PostWhatsAppMessageMedia: async ({ sourceS3File: { bucketName, key } }) => {
      const { body } = await aws.api.readObject(bucketName, key)
      return { mediaId: body.toString() }
    },
  },
}
const participant: Service = {
  signingName: 'execute-api',
  sdk: participantSdk,
  operations: {
    CreateParticipantConnection: keep('CreateParticipantConnection', {
      ConnectionCredentials: { ConnectionToken: 't' },
    }),
  },
}

const { client, door, aws } = await started([social, participant])
const messaging = new SocialMessagingClient(client)

it('passes an operation the SDK’s input, with blobs as bytes, and returns the SDK’s output', async () => {
  const message = new TextEncoder().encode('{"to":"+15550142"}')

  const { messageId } = await messaging.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: phoneNumberId,
      metaApiVersion: 'v23.0',
      message,
    }),
  )
  const { linkedAccounts } = await messaging.send(
    new ListLinkedWhatsAppBusinessAccountsCommand({ maxResults: 5 }),
  )

  expect(messageId).toBe('m-1')
  expect(received[0]!.input).toEqual({
    originationPhoneNumberId: phoneNumberId,
    metaApiVersion: 'v23.0',
    message: Buffer.from(message),
  })
  expect(received[1]!.input).toEqual({ maxResults: 5 })
  expect(linkedAccounts![0]!.linkDate).toEqual(linkDate)
})

it('reads an ARN from the query and a list from the body', async () => {
  const resourceArn = `arn:aws:social-messaging:${region}:111122223333:waba/0a1b`

  await messaging.send(new ListTagsForResourceCommand({ resourceArn }))
  await messaging.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'k', value: 'v' }] }))

  expect(received.slice(-2).map(({ input }) => input)).toEqual([
    { resourceArn },
    { resourceArn, tags: [{ key: 'k', value: 'v' }] },
  ])
})

it('returns an error as the SDK’s own error class, with its message', async () => {
  const asking = messaging.send(
    new GetLinkedWhatsAppBusinessAccountCommand({ id: 'waba-0a1b2c3d4e5f60718293a4b5c6d7e8f9' }),
  )

  await expect(asking).rejects.toThrow(ResourceNotFoundException)
  await expect(asking).rejects.toMatchObject({
    message: 'no such account',
    $metadata: { httpStatusCode: 404 },
  })
})

it('reports every violation of AWS’s model in one ValidationException, before the operation runs', async () => {
  const before = received.length
  const input = {
    originationPhoneNumberId: '12345',
    metaApiVersion: undefined as never,
    message: Buffer.alloc(0),
  }

  const sending = messaging.send(new SendWhatsAppMessageCommand(input))

  await expect(sending).rejects.toThrow(ValidationException)
  await expect(sending).rejects.toThrow(
    /^3 validation errors detected: .*'originationPhoneNumberId'.*pattern.*'message'.*length greater than or equal to 1.*'metaApiVersion'.*not be null/,
  )
  expect(received.length).toBe(before)
})

it('names an operation that the sandbox does not implement', async () => {
  const asking = messaging.send(
    new GetWhatsAppMessageTemplateCommand({
      id: 'waba-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      metaTemplateId: '1',
    }),
  )

  await expect(asking).rejects.toThrow(
    'the sandbox does not implement social-messaging GetWhatsAppMessageTemplate',
  )
  await expect(asking).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } })
})

it('recognizes signed and unsigned participant calls by their path, and reads the token from the header', async () => {
  const connection = new CreateParticipantConnectionCommand({
    ParticipantToken: 'secret',
    Type: ['CONNECTION_CREDENTIALS'],
  })

  const { ConnectionCredentials } = await new ConnectParticipantClient(client).send(connection)
  const unsigned = await fetch(`${client.endpoint}/participant/connection`, {
    method: 'POST',
    headers: { 'x-amz-bearer': 'other' },
    body: '{}',
  })

  expect(ConnectionCredentials!.ConnectionToken).toBe('t')
  expect(unsigned.status).toBe(200)
  expect(received.slice(-2).map(({ input }) => input.ParticipantToken)).toEqual(['secret', 'other'])
  await expect(
    new ConnectParticipantClient(client).send(
      new SendMessageCommand({ ConnectionToken: 't', ContentType: 'text/plain', Content: 'x' }),
    ),
  ).rejects.toThrow('SendMessage')
})

it('lets social messaging read a file only if the caller may read the file', async () => {
  await new S3Client(client).send(new CreateBucketCommand({ Bucket: 'example-media' }))
  await aws.api.writeObject('example-media', 'uploads/1', Buffer.from('1'), 'text/plain')
  await aws.api.writeObject('example-media', 'other/1', Buffer.from('1'), 'text/plain')
  const allow = (Action: string, Resource: string) =>
    ({ Statement: { Effect: 'Allow', Action, Resource } }) as const
  const policies = [
    allow('social-messaging:*', '*'),
    allow('s3:GetObject', 'arn:aws:s3:::example-media/uploads/*'),
  ]
  const caller = { is: 'function', name: 'send-reply' } as const
  const credentials = door.identities.create({
    caller,
    arn: 'arn:aws:sts::111122223333:assumed-role/s/s',
    policies: () => policies,
    crash: undefined,
  })
  const post = (key: string) => {
    const input = {
      originationPhoneNumberId: phoneNumberId,
      sourceS3File: { bucketName: 'example-media', key },
    }
    return new SocialMessagingClient({ ...client, credentials }).send(
      new PostWhatsAppMessageMediaCommand(input),
    )
  }

  expect((await post('uploads/1')).mediaId).toBe('1')
  await expect(post('other/1')).rejects.toThrow(AccessDeniedException)
})
