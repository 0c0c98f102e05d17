// Every answer that an adapter reads, in a form that AWS may use in the future: with unknown
// members, and with unknown values of enumerations. The genuine clients parse the answers. The
// tests also leave members out, unless AWS documents the member as always present, or there is a
// guess about it.
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
import { chatFiles } from '../../../lambdas/aws/chat-files.ts'
import { wrapped } from '../../../lambdas/aws/client.ts'
import { connect } from '../../../lambdas/aws/connect.ts'
import { directory } from '../../../lambdas/aws/directory.ts'
import { files } from '../../../lambdas/aws/files.ts'
import { formSource, forms } from '../../../lambdas/aws/forms.ts'
import { noticeTasks } from '../../../lambdas/aws/notice-tasks.ts'
import { signals } from '../../../lambdas/aws/signals.ts'
import { templateSource } from '../../../lambdas/aws/template-source.ts'
import { templates } from '../../../lambdas/aws/templates.ts'
import { whatsappMedia, whatsappMessages, whatsappUploads } from '../../../lambdas/aws/whatsapp.ts'
import type { GuessName } from '../../../provisioning/verify/guesses.ts'
import { answering, bodiesOf, refusing } from '../../guesses/canned.ts'
import { variantsOf, withNewMembers, withNewWords, withoutMember } from '../unknown.ts'
import { reading } from './reads.ts'

const INSTANCE =
  'arn:aws:connect:us-east-1:111122223333:instance/11111111-2222-3333-4444-555555555555'
const now = () => new Date('2026-03-02T12:00:00Z')
const WORDS =
  /^(Channel|Type|InitiationMethod|DisconnectReason|QuickConnectType|ValueString|ContentType|ParticipantRole|Status|qualityRating|registrationStatus|marketingMessagesOnboardingStatus|flowStatus|templateStatus|templateCategory|templateQualityScore|parameterFormat|mimeType)$/

/** Operations whose answers are not in the table below. The comments say why. */
const ELSEWHERE = new Set([
  // DynamoDB returns items that our own functions have written.
  ...['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
  // Other tests below cover these operations.
  ...['HeadObject', 'GetObject', 'ListObjectsV2', 'SendMessageBatch'],
  // The functions read no member of these answers.
  ...['DeleteObject', 'ChangeMessageVisibility', 'Publish', 'UpdateContact', 'StopContact'],
])

type Config = ReturnType<typeof answering>['config'] & {
  /** The set to which the path of each member that is read from an answer is added. */
  reads?: Set<string>
}
interface Row {
  /** The answers to the adapter's calls, in order. */
  answers: readonly [object, ...object[]]
  /**
   * The members that the adapter reads from the answers, by their path. `always` means that AWS
   * documents the member as always present, so no answer lacks it. `optional` means that the
   * adapter must be able to read an answer without the member. Any other value is the name of a
   * guess about the member.
   */
  reads: Readonly<Record<string, 'always' | 'optional' | GuessName>>
  read: (config: Config) => Promise<unknown>
}

const onConnect = (config: Config) => connect(reading(new ConnectClient(config), config), INSTANCE)
const inDirectory = (config: Config) =>
  directory(reading(new ConnectClient(config), config), INSTANCE)
const onSocial = (config: Config) => reading(new SocialMessagingClient(config), config)
const participant = (config: Config) => reading(new ConnectParticipantClient(config), config)
const inChat = (config: Config) => chatSession(participant(config))
const withFiles = (config: Config) =>
  chatFiles(participant(config), { stream: async () => new Response('%PDF').body! })
const chat = {
  contactId: 'c',
  connectionToken: 't',
  connectionExpiresAt: '2026-03-03T12:00:00Z',
  participantToken: 'p',
} as never

const PDF = {
  key: 'k',
  name: 'offer.pdf',
  asciiName: 'offer.pdf',
  mimeType: 'application/pdf',
  size: 4,
}
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
          SegmentAttributes: {
            'connect:Subtype': { ValueString: 'connect:WhatsApp' },
            'connect:Direction': { ValueString: 'INBOUND' },
          },
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
    reads: {
      Contact: 'always',
      'Contact.Id': 'always',
      'Contact.InitialContactId': 'optional',
      'Contact.Channel': 'always',
      'Contact.SegmentAttributes': 'optional',
      'Contact.SegmentAttributes.connect:Subtype': 'contactSubtype',
      'Contact.SegmentAttributes.connect:Subtype.ValueString': 'contactSubtype',
      'Contact.SegmentAttributes.connect:Direction': 'optional',
      'Contact.SegmentAttributes.connect:Direction.ValueString': 'optional',
      'Contact.AgentInfo': 'optional',
      'Contact.AgentInfo.Id': 'agentId',
      'Contact.QueueInfo': 'optional',
      'Contact.QueueInfo.Id': 'optional',
      'Contact.InitiationTimestamp': 'always',
      'Contact.DisconnectTimestamp': 'optional',
      'Contact.DisconnectReason': 'transferredContact',
      'Contact.NextContacts': 'transferredContact',
      'Contact.NextContacts.NextContactMetadata': 'transferredContact',
      'Contact.NextContacts.NextContactMetadata.QuickConnectContactData': 'transferredContact',
      'Contact.NextContacts.NextContactMetadata.QuickConnectContactData.QuickConnectType':
        'contactWords',
      'Contact.CustomerEndpoint': 'describedEndpoints',
      'Contact.CustomerEndpoint.Address': 'endpointAddress',
      'Contact.SystemEndpoint': 'describedEndpoints',
      'Contact.SystemEndpoint.Address': 'endpointAddress',
    },
    read: (config) => onConnect(config).contact('c'),
  },
  GetContactAttributes: {
    answers: [{ Attributes: { travelDate: '2027-03-12' } }],
    reads: { Attributes: 'optional', 'Attributes.travelDate': 'optional' },
    read: async (config) => (await onConnect(config).attributes('c')).travelDate,
  },
  SearchContacts: {
    answers: [
      {
        Contacts: [{ Id: 'c', InitialContactId: 'i', InitiationTimestamp: 1_772_452_800 }],
        TotalCount: 1,
      },
    ],
    reads: {
      Contacts: 'always',
      'Contacts.Id': 'always',
      'Contacts.InitialContactId': 'optional',
      'Contacts.InitiationTimestamp': 'always',
    },
    read: (config) => inDirectory(config).recentChats('q', { from: now(), to: now() }),
  },
  SearchUsers: {
    answers: [{ Users: [user], ApproximateTotalCount: 1 }],
    reads: {
      Users: 'optional',
      'Users.Username': 'userSearch',
      'Users.Id': 'optional',
      'Users.IdentityInfo': 'optional',
      'Users.IdentityInfo.FirstName': 'optional',
      'Users.IdentityInfo.LastName': 'optional',
      'Users.RoutingProfileId': 'optional',
      'Users.SecurityProfileIds': 'optional',
    },
    read: (config) => inDirectory(config).user({ username: 'maria' }),
  },
  StartChatContact: {
    answers: [{ ContactId: 'c', ParticipantId: 'p', ParticipantToken: 't' }],
    reads: {
      ContactId: 'always',
      ParticipantToken: 'always',
    },
    read: (config) =>
      onConnect(config).startChat({
        customer: { number: '+15550100123' },
        conversation: 'c',
        openedBy: 'wamid.A',
      }),
  },
  StartTaskContact: {
    answers: [{ ContactId: 'c' }],
    reads: { ContactId: 'always' },
    read: (config) =>
      noticeTasks(reading(new ConnectClient(config), config), INSTANCE, 'flow').start({
        token: 'token',
        name: 'WhatsApp: order_ready: paused',
        description: 'Agents cannot send it.',
      }),
  },
  StartContactStreaming: {
    answers: [{ StreamingId: 's' }],
    reads: {},
    read: (config) => onConnect(config).startStreaming('c', 'arn:topic'),
  },
  UpdateContactAttributes: {
    answers: [{}],
    reads: {},
    read: (config) => onConnect(config).setAttributes('c', { a: 'b' }),
  },
  ListSecurityProfiles: {
    answers: [{ SecurityProfileSummaryList: [{ Id: 's', Name: 'Agent', Arn: 'a' }] }],
    reads: {
      SecurityProfileSummaryList: 'optional',
      'SecurityProfileSummaryList.Id': 'always',
      'SecurityProfileSummaryList.Name': 'always',
      NextToken: 'optional',
    },
    read: (config) => inDirectory(config).securityProfiles(),
  },
  ListQueues: {
    answers: [{ QueueSummaryList: [{ Id: 'q', Name: 'Repairs', QueueType: 'STANDARD' }] }],
    reads: {
      QueueSummaryList: 'optional',
      'QueueSummaryList.Id': 'always',
      'QueueSummaryList.Name': 'always',
      NextToken: 'optional',
    },
    read: (config) => inDirectory(config).queues(),
  },
  ListRoutingProfiles: {
    answers: [{ RoutingProfileSummaryList: [{ Id: 'r', Name: 'Agents', Arn: 'a' }] }],
    reads: {
      RoutingProfileSummaryList: 'optional',
      'RoutingProfileSummaryList.Id': 'always',
      'RoutingProfileSummaryList.Name': 'always',
      NextToken: 'optional',
    },
    read: (config) => inDirectory(config).routingProfiles(),
  },
  'SendMessage (chat)': {
    answers: [{ Id: 'i', AbsoluteTime: '2026-03-02T12:00:00.000Z' }],
    reads: {},
    read: (config) => inChat(config).say(chat, 'Hi', 'token'),
  },
  GetAttachment: {
    answers: [{ Url: 'https://example.com', UrlExpiry: '2026-03-02T12:05:00.000Z' }],
    reads: {
      Url: 'optional',
    },
    read: (config) => inChat(config).attachmentUrl(chat, 'a'),
  },
  'StartAttachmentUpload and CompleteAttachmentUpload': {
    answers: [
      {
        AttachmentId: 'a',
        UploadMetadata: {
          Url: 'data:,uploaded',
          HeadersToInclude: { 'Content-Type': 'application/pdf' },
        },
      },
      {},
    ],
    reads: {
      AttachmentId: 'always',
      UploadMetadata: 'always',
      'UploadMetadata.Url': 'always',
      'UploadMetadata.HeadersToInclude': 'optional',
      'UploadMetadata.HeadersToInclude.Content-Type': 'uploadHeaderCase',
    },
    read: (config) => withFiles(config).attach(chat, PDF, 'token'),
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
    reads: {
      InitialContactId: 'optional',
      Transcript: 'optional',
      'Transcript.Id': 'transcriptIds',
      'Transcript.AbsoluteTime': 'always',
      'Transcript.Type': 'optional',
      'Transcript.Content': 'optional',
      'Transcript.ContentType': 'optional',
      'Transcript.ParticipantRole': 'optional',
      'Transcript.Attachments': 'optional',
      NextToken: 'transcriptPages',
    },
    read: (config) => inChat(config).transcript(chat),
  },
  CreateParticipantConnection: {
    answers: [
      { ConnectionCredentials: { ConnectionToken: 't', Expiry: '2026-03-03T12:00:00.000Z' } },
    ],
    reads: {
      ConnectionCredentials: 'optional',
      'ConnectionCredentials.ConnectionToken': 'always',
      'ConnectionCredentials.Expiry': 'always',
    },
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
              arn: 'arn:number',
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
    reads: {
      linkedAccounts: 'optional',
      'linkedAccounts.id': 'always',
      nextToken: 'optional',
      account: 'optional',
      'account.id': 'always',
      'account.arn': 'always',
      'account.eventDestinations': 'optional',
      'account.eventDestinations.eventDestinationArn': 'optional',
      'account.phoneNumbers': 'optional',
      'account.phoneNumbers.arn': 'always',
      'account.phoneNumbers.phoneNumberId': 'always',
      'account.phoneNumbers.metaPhoneNumberId': 'always',
      'account.phoneNumbers.phoneNumber': 'always',
      'account.phoneNumbers.displayPhoneNumberName': 'always',
    },
    read: (config) => channels(onSocial(config), now).byNumber('+15550100'),
  },
  GetWhatsAppMessageTemplate: {
    answers: [{ template: '{"name":"order_ready"}', marketingMessagesOnboardingStatus: 'X' }],
    reads: {
      template: 'always',
    },
    read: (config) => templates(onSocial(config)).get('waba-1', 'order_ready', 'en_US'),
  },
  GetWhatsAppFlow: {
    answers: [{ flowId: '1', flowName: 'Appointment', flowStatus: 'PUBLISHED' }],
    reads: { flowName: 'always', flowStatus: 'always' },
    read: (config) => forms(onSocial(config)).get('waba-1', '1'),
  },
  GetWhatsAppFlowPreview: {
    answers: [
      {
        flowId: '1',
        preview: {
          previewUrl: 'https://example.com/form',
          expiresAt: '2026-03-02T12:00:00+0000',
        },
      },
    ],
    reads: {
      preview: 'always',
      'preview.previewUrl': 'always',
      'preview.expiresAt': 'formPreviewTime',
    },
    read: (config) => formSource(onSocial(config)).preview('waba-1', '1'),
  },
  ListWhatsAppFlows: {
    answers: [
      {
        flows: [
          {
            flowId: '1',
            flowName: 'Appointment',
            flowStatus: 'PUBLISHED',
            flowCategories: ['SURVEY'],
            validationErrors: [],
          },
        ],
      },
    ],
    reads: {
      flows: 'optional',
      'flows.flowId': 'always',
      'flows.flowName': 'always',
      'flows.flowStatus': 'always',
      nextToken: 'optional',
    },
    read: (config) => formSource(onSocial(config)).list('waba-1'),
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
    reads: {
      templates: 'optional',
      'templates.templateName': 'always',
      'templates.templateLanguage': 'always',
      'templates.templateStatus': 'always',
      'templates.templateCategory': 'always',
      'templates.templateQualityScore': 'optional',
      nextToken: 'optional',
    },
    read: (config) => templateSource(onSocial(config)).list('waba-1'),
  },
  SendWhatsAppMessage: {
    answers: [{ messageId: 'm' }],
    reads: {
      messageId: 'always',
    },
    read: (config) => whatsappMessages(onSocial(config), 'v23.0').send('phone-number-id-1', {}),
  },
  PostWhatsAppMessageMedia: {
    answers: [{ mediaId: 'm' }],
    reads: {
      mediaId: 'always',
    },
    read: (config) =>
      whatsappUploads(onSocial(config)).postMedia('phone-number-id-1', { bucket: 'b', key: 'k' }),
  },
  GetWhatsAppMessageMedia: {
    answers: [{ mimeType: 'image/jpeg', fileSize: 1 }],
    reads: {
      mimeType: 'always',
    },
    read: (config) => whatsappMedia(onSocial(config)).mediaInfo('phone-number-id-1', 'm'),
  },
  'SendMessage (queue)': {
    answers: [{ MessageId: 'm', MD5OfMessageBody: '1', SequenceNumber: '1' }],
    reads: {},
    read: (config) =>
      signals(
        reading(new SQSClient({ ...config, md5: false }), config),
        'https://sqs.us-east-1.amazonaws.com/111122223333/q',
      ).signal(
        { conversation: 'c', id: 'r', attempt: 1 } as never,
        { is: 'sweep', at: now() } as never,
      ),
  },
}

describe.each(Object.entries(ROWS))('a response of %s', (_, { answers, reads, read }) => {
  it('is used by the functions only through the members that this file lists, and through all of them', async () => {
    const found = new Set<string>()
    await read({ ...answering(...bodiesOf(answers)).config, reads: found })
    expect([...found].sort()).toEqual(Object.keys(reads).sort())
  })

  it('can be read if one member is missing that AWS may omit', async () => {
    const omissible = Object.keys(reads).filter((member) => reads[member] !== 'always')
    for (const member of omissible) {
      const others = answers.map((answer) => withoutMember(answer, member.split('.')) as object)
      await expect(read(answering(...bodiesOf(others)).config), member).resolves.not.toBeNull()
    }
  })

  it('has the same meaning with unknown members', async () => {
    const usual = await read(answering(...bodiesOf(answers)).config)
    for (const later of variantsOf(answers, withNewMembers))
      expect(await read(answering(...bodiesOf(later)).config)).toEqual(usual)
  })

  it('can be read if it contains unknown enum values', async () => {
    for (const later of variantsOf(answers, (answer) => withNewWords(answer, WORDS)))
      await expect(read(answering(...bodiesOf(later)).config)).resolves.not.toBeNull()
  })

  it('with an unknown error becomes a failure that says whether the call may have had an effect', async () => {
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

describe('the response of SQS to a batch', () => {
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

describe('a response of S3', () => {
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

it('this file tests the responses of every operation that the functions call', () => {
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
