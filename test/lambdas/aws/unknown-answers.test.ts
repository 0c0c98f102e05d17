// Answers that AWS may give next year: every answer that an adapter reads, with unknown members and
// words, through the genuine clients.
import { globSync, readFileSync } from 'node:fs'
import { ConnectClient } from '@aws-sdk/client-connect'
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant'
import { S3Client } from '@aws-sdk/client-s3'
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { channels } from '../../../lambdas/aws/channels.ts'
import { chatSession } from '../../../lambdas/aws/chat.ts'
import { wrapped } from '../../../lambdas/aws/client.ts'
import { connect } from '../../../lambdas/aws/connect.ts'
import { directory } from '../../../lambdas/aws/directory.ts'
import { files } from '../../../lambdas/aws/files.ts'
import { signals } from '../../../lambdas/aws/signals.ts'
import { templateSource } from '../../../lambdas/aws/template-source.ts'
import { templates } from '../../../lambdas/aws/templates.ts'
import { whatsappMedia, whatsappMessages } from '../../../lambdas/aws/whatsapp.ts'
import { answering, bodiesOf, refusing } from '../../guesses/canned.ts'
import { variantsOf, withNewMembers, withNewWords } from '../unknown.ts'

const INSTANCE =
  'arn:aws:connect:us-east-1:111122223333:instance/11111111-2222-3333-4444-555555555555'
const now = () => new Date('2026-03-02T12:00:00Z')
const WORDS =
  /^(Channel|Type|InitiationMethod|DisconnectReason|QuickConnectType|ValueString|ContentType|ParticipantRole|Status|qualityRating|registrationStatus|marketingMessagesOnboardingStatus|templateStatus|templateCategory|templateQualityScore|parameterFormat|mimeType)$/

/** Operations whose answers are not in a row, and why. */
const ELSEWHERE = new Set([
  // DynamoDB returns our own items.
  ...['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
  // The combinations of test/guesses upload files under furtherMembers.
  ...['StartAttachmentUpload', 'CompleteAttachmentUpload'],
  // The operations in this list have tests of their own below.
  ...['HeadObject', 'GetObject', 'ListObjectsV2', 'SendMessageBatch'],
  // The functions read no member of these answers.
  ...['DeleteObject', 'ChangeMessageVisibility'],
])

type Config = ReturnType<typeof answering>['config']
interface Row {
  /** The answers of the operations that the adapter calls, in order. */
  answers: readonly [object, ...object[]]
  read: (config: Config) => Promise<unknown>
}

const onConnect = (config: Config) => connect(wrapped(new ConnectClient(config)), INSTANCE)
const inDirectory = (config: Config) => directory(wrapped(new ConnectClient(config)), INSTANCE)
const onSocial = (config: Config) => wrapped(new SocialMessagingClient(config))
const inChat = (config: Config) =>
  chatSession(wrapped(new ConnectParticipantClient(config)), {
    stream: () => Promise.reject(new Error('no file is read here')),
  })
const chat = {
  contactId: 'c',
  connectionToken: 't',
  connectionExpiresAt: '2026-03-03T12:00:00Z',
  participantToken: 'p',
} as never

const user = {
  Id: 'u',
  Username: 'maria',
  IdentityInfo: { FirstName: 'Maria', LastName: 'Lima' },
  RoutingProfileId: 'r',
  SecurityProfileIds: ['s'],
  Tags: { team: 'a' },
}

const ROWS: Readonly<Record<string, Row>> = {
  DescribeContact: {
    answers: [
      {
        Contact: {
          Id: 'c',
          InitialContactId: 'i',
          Channel: 'CHAT',
          InitiationMethod: 'INBOUND',
          InitiationTimestamp: 1_772_452_800,
          DisconnectTimestamp: 1_772_452_900,
          DisconnectReason: 'AGENT_DISCONNECT',
          AgentInfo: { Id: 'u', ConnectedToAgentTimestamp: 1_772_452_810 },
          QueueInfo: { Id: 'q' },
          SegmentAttributes: { 'connect:Subtype': { ValueString: 'connect:WhatsApp' } },
          CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+15550100123' },
          SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+15550100' },
          NextContacts: [
            {
              Type: 'QUICK_CONNECT',
              NextContactMetadata: { QuickConnectContactData: { QuickConnectType: 'FLOW' } },
            },
          ],
        },
      },
    ],
    read: (config) => onConnect(config).contact('c'),
  },
  SearchUsers: {
    answers: [{ Users: [user], ApproximateTotalCount: 1 }],
    read: (config) => inDirectory(config).user({ username: 'maria' }),
  },
  StartChatContact: {
    answers: [{ ContactId: 'c', ParticipantId: 'p', ParticipantToken: 't' }],
    read: (config) =>
      onConnect(config).startChat({
        customer: { number: '+15550100123' },
        conversation: 'c',
        openedBy: 'wamid.A',
      }),
  },
  StartContactStreaming: {
    answers: [{ StreamingId: 's' }],
    read: (config) => onConnect(config).startStreaming('c', 'arn:topic'),
  },
  UpdateContactAttributes: {
    answers: [{}],
    read: (config) => onConnect(config).setAttributes('c', { a: 'b' }),
  },
  ListSecurityProfiles: {
    answers: [{ SecurityProfileSummaryList: [{ Id: 's', Name: 'Agent', Arn: 'a' }] }],
    read: (config) => inDirectory(config).securityProfiles(),
  },
  ListQueues: {
    answers: [{ QueueSummaryList: [{ Id: 'q', Name: 'Repairs', QueueType: 'STANDARD' }] }],
    read: (config) => inDirectory(config).queues(),
  },
  ListRoutingProfiles: {
    answers: [{ RoutingProfileSummaryList: [{ Id: 'r', Name: 'Agents', Arn: 'a' }] }],
    read: (config) => inDirectory(config).routingProfiles(),
  },
  'SendMessage (chat)': {
    answers: [{ Id: 'i', AbsoluteTime: '2026-03-02T12:00:00.000Z' }],
    read: (config) => inChat(config).say(chat, 'Hi', 'token'),
  },
  GetAttachment: {
    answers: [{ Url: 'https://example.com', UrlExpiry: '2026-03-02T12:05:00.000Z' }],
    read: (config) => inChat(config).attachmentUrl(chat, 'a'),
  },
  GetTranscript: {
    answers: [
      {
        InitialContactId: 'c',
        Transcript: [
          {
            Id: 'i',
            Type: 'MESSAGE',
            Content: 'Hi',
            ContentType: 'text/plain',
            ParticipantRole: 'AGENT',
            AbsoluteTime: '2026-03-02T12:00:00.000Z',
            Attachments: [{ AttachmentId: 'a', Status: 'APPROVED' }],
          },
        ],
      },
    ],
    read: (config) => inChat(config).transcript(chat),
  },
  CreateParticipantConnection: {
    answers: [
      { ConnectionCredentials: { ConnectionToken: 't', Expiry: '2026-03-03T12:00:00.000Z' } },
    ],
    read: (config) => inChat(config).connect('p'),
  },
  'ListLinkedWhatsAppBusinessAccounts and GetLinkedWhatsAppBusinessAccount': {
    answers: [
      { linkedAccounts: [{ id: 'waba-1', arn: 'arn:waba', registrationStatus: 'COMPLETE' }] },
      {
        account: {
          id: 'waba-1',
          arn: 'arn:waba',
          wabaName: 'Repairs',
          registrationStatus: 'COMPLETE',
          marketingMessagesOnboardingStatus: 'ONBOARDED',
          eventDestinations: [{ eventDestinationArn: INSTANCE }],
          phoneNumbers: [
            {
              phoneNumberId: 'phone-number-id-1',
              metaPhoneNumberId: '1',
              phoneNumber: '+15550100',
              displayPhoneNumberName: 'Repairs',
              qualityRating: 'GREEN',
            },
          ],
        },
      },
    ],
    read: (config) => channels(onSocial(config), now).byNumber('+15550100'),
  },
  GetWhatsAppMessageTemplate: {
    answers: [{ template: '{"name":"order_ready"}', marketingMessagesOnboardingStatus: 'X' }],
    read: (config) => templates(onSocial(config)).get('waba-1', 'order_ready', 'en_US'),
  },
  ListWhatsAppMessageTemplates: {
    answers: [
      {
        templates: [
          {
            templateName: 'order_ready',
            metaTemplateId: '1',
            templateStatus: 'APPROVED',
            templateQualityScore: 'GREEN',
            templateLanguage: 'en_US',
            templateCategory: 'UTILITY',
          },
        ],
      },
    ],
    read: (config) => templateSource(onSocial(config)).list('waba-1'),
  },
  SendWhatsAppMessage: {
    answers: [{ messageId: 'm' }],
    read: (config) => whatsappMessages(onSocial(config), 'v23.0').send('phone-number-id-1', {}),
  },
  PostWhatsAppMessageMedia: {
    answers: [{ mediaId: 'm' }],
    read: (config) =>
      whatsappMedia(onSocial(config)).postMedia('phone-number-id-1', { bucket: 'b', key: 'k' }),
  },
  GetWhatsAppMessageMedia: {
    answers: [{ mimeType: 'image/jpeg', fileSize: 1 }],
    read: (config) => whatsappMedia(onSocial(config)).mediaInfo('phone-number-id-1', 'm'),
  },
  'SendMessage (queue)': {
    answers: [{ MessageId: 'm', MD5OfMessageBody: '1', SequenceNumber: '1' }],
    read: (config) =>
      signals(
        wrapped(new SQSClient({ ...config, md5: false })),
        'https://sqs.us-east-1.amazonaws.com/111122223333/q',
      ).signal(
        { conversation: 'c', id: 'r', attempt: 1 } as never,
        { is: 'sweep', at: now() } as never,
      ),
  },
}

describe.each(Object.entries(ROWS))('an answer of %s', (_, { answers, read }) => {
  it('has the same meaning with unknown members', async () => {
    const usual = await read(answering(...bodiesOf(answers)).config)
    for (const later of variantsOf(answers, withNewMembers))
      expect(await read(answering(...bodiesOf(later)).config)).toEqual(usual)
  })

  it('can be read with unknown words', async () => {
    for (const later of variantsOf(answers, (answer) => withNewWords(answer, WORDS)))
      await expect(read(answering(...bodiesOf(later)).config)).resolves.not.toBeNull()
  })

  it('with an unknown error is a failure that says whether the call had an effect', async () => {
    const failing = (status: number) =>
      read(answering(refusing('SomethingNewException', status)).config)
    for (const [status, certain] of [
      [400, true],
      [409, true],
      [500, false],
    ] as const) {
      const failure = await failing(status).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(UpstreamFailure)
      expect(failure).toMatchObject({ certain })
    }
  })
})

describe('an answer of SQS to a batch', () => {
  const sweep = (body: object) =>
    signals(
      wrapped(new SQSClient({ ...answering({ body }).config, md5: false })),
      'https://sqs.us-east-1.amazonaws.com/111122223333/q',
    ).sweep([{ conversation: 'c', id: 'r', attempt: 1 } as never], now())

  it('has the same meaning with unknown members', async () => {
    const accepted = { Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: '1' }] }
    const refused = { Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] }
    for (const later of withNewMembers(accepted) as object[])
      await expect(sweep(later)).resolves.toBeUndefined()
    for (const later of withNewMembers(refused) as object[])
      await expect(sweep(later)).rejects.toThrow('did not accept 1')
  })
})

describe('an answer of S3', () => {
  const s3 = (body: string, headers = {}) =>
    files(wrapped(new S3Client(answering({ body, headers }).config)), 'bucket')

  it('has the same meaning with unknown elements and headers', async () => {
    const list =
      '<ListBucketResult><Later>1</Later><Contents><Key>k</Key><Size>7</Size><Later/></Contents></ListBucketResult>'
    expect(await s3(list).find('k')).toEqual({ key: 'k', size: 7 })
    const headers = { 'content-length': '7', 'content-type': 'image/png', 'x-amz-later': '1' }
    expect(await s3('', headers).head('k')).toMatchObject({ size: 7, mimeType: 'image/png' })
  })
})

it('of every operation that the functions call is read here', () => {
  const called = globSync('lambdas/aws/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bcall\(\s*'(\w+)'/g)].map(
      ([, operation]) => operation!,
    ),
  )
  const read = Object.keys(ROWS).join(' ')
  const others = called.filter(
    (operation) => !(read.includes(operation) || ELSEWHERE.has(operation)),
  )
  expect(called.length).toBeGreaterThan(30)
  expect(others).toEqual([])
})
