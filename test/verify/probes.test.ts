// Tests the probes (the tests that the command `verify` runs in a real account) for guesses whose
// values the sandbox cannot simulate. For each value, AWS, WhatsApp and the person answer as they
// would if the value were true, and the probe must find the value.
import { describe, expect, it } from 'vitest'
import { alarmName, FAILED_REPLIES_ALARM, WIDGET_APP } from '../../provisioning/stack/names.ts'
import { type GuessName, guesses } from '../../provisioning/verify/guesses.ts'
import type { Recorded } from '../../provisioning/verify/recorder.ts'
import { STAGES } from '../../provisioning/verify/stages.ts'
import { bodiesOf, refusing } from '../guesses/canned.ts'
import type { ValueOf } from '../sandbox/guesses.ts'
import { AGENT, type Canned, cannedVerification, INSTANCE, NUMBER } from './canned-verification.ts'

type Json = Record<string, unknown>

interface Case extends Canned {
  /** The webhook of the customer's message that opened the bridged chat. */
  opening?: { text: string; entry: Json; envelope: Json }
}

type Table<Name extends GuessName> = Readonly<Record<ValueOf<Name>, Case>>

/** Returns one case for each value of a guess. */
const forEach = <Value extends string>(values: readonly Value[], row: (value: Value) => Case) =>
  Object.fromEntries(values.map((value) => [value, row(value)])) as Record<Value, Case>

const at = new Date('2026-03-02T12:00:00Z')

// The guesses whose probes need no chat.

const ALARM = alarmName(FAILED_REPLIES_ALARM)
const ALARM_TOPIC = 'arn:aws:sns:us-east-1:111122223333:alarms'

const simulated = (count: number) =>
  `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${'<member><EvalDecision>allowed</EvalDecision></member>'.repeat(count)}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`

const RATED = { templateStatus: 'APPROVED', templateQualityScore: 'GREEN' }
const REJECTED = { templateStatus: 'REJECTED' }
const templatesOf = ({ definition, ...listed }: Json): Case => ({
  aws: {
    socialMessaging: bodiesOf([
      { templates: [{ templateName: 'a', templateLanguage: 'en_US', ...listed }] },
      { template: JSON.stringify(definition) },
      { flows: [] },
    ]),
  },
})
const previewUntil = (expiresAt: string): Case => ({
  aws: {
    socialMessaging: bodiesOf([
      { templates: [] },
      { flows: [{ flowId: '1' }] },
      { preview: { previewUrl: 'https://example.com', expiresAt } },
    ]),
  },
})

const accountTables = {
  connectEnabledTag: {
    'the-import': {
      aws: { socialMessaging: bodiesOf([{ tags: [{ key: 'AmazonConnectEnabled', value: '' }] }]) },
    },
    none: { aws: { socialMessaging: bodiesOf([{ tags: [{ key: 'team', value: 'sales' }] }]) } },
  },
  alarmNotice: forEach(guesses.alarmNotice.values, (value) => ({
    aws: {
      cloudWatch: bodiesOf([
        { MetricAlarms: [{ AlarmName: ALARM, AlarmActions: [ALARM_TOPIC], StateValue: 'OK' }] },
        {},
      ]),
    },
    records:
      value === 'yes'
        ? [{ from: 'alarms', body: { AlarmName: ALARM, NewStateValue: 'ALARM' }, at }]
        : [],
  })),
  preflight: { yes: { apiStatus: 204 }, no: { apiStatus: 401 } },
  workspaceApplication: forEach(guesses.workspaceApplication.values, (value) => ({
    aws: {
      connect: bodiesOf([
        { Users: [{ Id: 'u', Username: AGENT, SecurityProfileIds: ['agents'] }] },
        { Applications: [{ Namespace: WIDGET_APP, ApplicationPermissions: ['ACCESS'] }] },
      ]),
    },
    sees: value === 'yes',
  })),
  unknownContact: forEach(guesses.unknownContact.values, (exception) => ({
    aws: { connect: [refusing(exception)] },
  })),
  userSearch: forEach(guesses.userSearch.values, (tellsApart) => ({
    aws: {
      connect: bodiesOf([
        { Users: [{ Id: 'u', Username: AGENT }] },
        { Users: tellsApart === 'yes' ? [] : [{ Id: 'u', Username: AGENT }] },
      ]),
    },
  })),
  simulatorAnswer: {
    'one-result-each': { aws: { iam: [{ body: simulated(4) }] } },
    'resource-specific-results': { aws: { iam: [{ body: simulated(2) }] } },
  },
  qualityInDefinition: {
    yes: templatesOf({ ...RATED, definition: { quality_score: { score: 'GREEN' } } }),
    no: templatesOf({ ...RATED, definition: {} }),
  },
  rejectedReason: {
    yes: templatesOf({ ...REJECTED, definition: { rejected_reason: 'SCAM' } }),
    no: templatesOf({ ...REJECTED, definition: {} }),
  },
  formPreviewTime: {
    'iso-8601-without-colon': previewUntil('2026-12-31T11:18:09+0000'),
    'iso-8601': previewUntil('2026-12-31T11:18:09.000Z'),
    seconds: previewUntil('1798715889'),
  },
} satisfies { readonly [Name in GuessName]?: Table<Name> }

// A native chat

const described = (contact: Json): Case => ({
  aws: { connect: bodiesOf([{ Contact: { Id: 'c', ...contact } }]) },
})

const nativeTables = {
  agentId: {
    id: described({ AgentInfo: { Id: 'u' } }),
    arn: described({ AgentInfo: { Id: `${INSTANCE}/agent/u` } }),
  },
  templateInTranscript: { no: { sees: false }, yes: { sees: true } },
  contactWords: forEach(guesses.contactWords.values, (words) => {
    const QuickConnectType = words === 'others' ? 'SOMETHING_NEW' : 'FLOW'
    return described({
      NextContacts: [{ NextContactMetadata: { QuickConnectContactData: { QuickConnectType } } }],
    })
  }),
} satisfies { readonly [Name in GuessName]?: Table<Name> }

// Webhooks

const webhook = (value: Json, id: unknown = '102290129340398') => {
  const entry = { id, changes: [{ field: 'messages', value }] }
  return { envelope: { context: {} }, text: JSON.stringify(entry), entry }
}
const published = (value: Json): Recorded => {
  const { envelope, text } = webhook(value)
  return { from: 'whatsapp', body: { ...envelope, whatsAppWebhookEntry: text }, at }
}
const TEXT = { from: '15550190', id: 'wamid.A', timestamp: '1772452800', type: 'text' }
const FAILED = { id: 'wamid.B', status: 'failed', errors: [{ code: 132001, title: 'Missing' }] }

const openedBy = (message: Json, wabaId?: unknown): Case => ({
  opening: webhook({ messages: [{ ...TEXT, ...message }] }, wabaId),
})

const webhookTables = {
  waIdForm: {
    digits: openedBy({ from: '15550190' }),
    'with-plus': openedBy({ from: '+15550190' }),
    'user-id': openedBy({ from: 'US.4242424242' }),
  },
  idForm: {
    text: openedBy({}, '102290129340398'),
    number: openedBy({}, 102290129340398),
  },
  eventTime: {
    'seconds-as-text': openedBy({ timestamp: '1772452800' }),
    seconds: openedBy({ timestamp: 1_772_452_800 }),
    milliseconds: openedBy({ timestamp: 1_772_452_800_000 }),
    'iso-8601': openedBy({ timestamp: '2026-03-02T12:00:00Z' }),
  },
  failureWords: forEach(guesses.failureWords.values, (status) => ({
    records: [published({ statuses: [{ ...FAILED, status }] })],
  })),
  errorShape: {
    webhook: { records: [published({ statuses: [FAILED] })] },
    graph: { records: [published({ statuses: [{ ...FAILED, errors: { error: { code: 1 } } }] })] },
  },
  contactsOfStatus: forEach(guesses.contactsOfStatus.values, (form) => {
    const statuses = [{ id: 'wamid.B', status: 'sent' }]
    const contacts = [{ wa_id: '15550190' }]
    return {
      records: [published(form === 'with-contacts' ? { statuses, contacts } : { statuses })],
    }
  }),
  plusInTo: {
    no: { aws: { sender: bodiesOf([{ messageId: 'receipt' }, { messageId: 'text' }]) } },
    yes: { aws: { sender: [{ body: { messageId: 'receipt' } }, refusing('ValidationException')] } },
  },
} satisfies { readonly [Name in GuessName]?: Table<Name> }

// The guesses about streamed chat items and files.

const streamed = (item: Json): Recorded => ({
  from: 'chat-replies',
  body: { ContactId: 'c', InitialContactId: 'c', AbsoluteTime: at.toISOString(), ...item },
  at,
})
const streamedFile = (ParticipantRole: string, Status: string, members: Json = {}) =>
  streamed({ ParticipantRole, Attachments: [{ AttachmentId: 'a', Status, ...members }] })

const photo = (sha256: string, ...items: Recorded[]): Case => ({
  aws: {
    s3: [{ body: '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>' }],
    socialMessaging: bodiesOf([{ mimeType: 'image/jpeg', fileSize: 1000 }]),
  },
  records: [
    published({ messages: [{ ...TEXT, type: 'image', image: { id: 'm', sha256 } }] }),
    ...items,
  ],
})
const BASE_64 = `${'A'.repeat(43)}=`

const PDF = { AttachmentName: 'offer.pdf', ContentType: 'application/pdf' }
const POSTED = [{ body: { mediaId: 'm' } }, { body: { success: true } }] as const

const attached = (
  members: Json,
  socialMessaging: NonNullable<Canned['aws']>['socialMessaging'],
) => ({
  aws: {
    participant: bodiesOf([{ Url: 'https://bucket.s3.us-east-1.amazonaws.com/key' }]),
    ...(socialMessaging && { socialMessaging }),
  },
  records: [
    streamedFile('AGENT', 'IN_PROGRESS', members),
    streamedFile('AGENT', 'APPROVED', members),
  ],
})

const fileTables = {
  streamedWords: {
    'upper-case': { records: [streamed({ Content: 'VERIFY 4', ParticipantRole: 'CUSTOMER' })] },
    'lower-case': { records: [streamed({ Content: 'VERIFY 4', ParticipantRole: 'customer' })] },
  },
  photoInChat: {
    yes: photo(BASE_64, streamedFile('CUSTOMER', 'APPROVED')),
    no: photo(BASE_64, streamedFile('CUSTOMER', 'REJECTED')),
  },
  hashForm: { base64: photo(BASE_64), hex: photo('ab'.repeat(32)) },
  streamedFile: {
    'all-of-the-transcript': attached(PDF, POSTED),
    'id-and-state-only': attached({}, POSTED),
  },
  postedContentType: {
    yes: attached(PDF, [...POSTED, refusing('InvalidParametersException')]),
    no: attached(PDF, [...POSTED, ...POSTED]),
  },
} satisfies { readonly [Name in GuessName]?: Table<Name> }

const tables: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  ...accountTables,
  ...nativeTables,
  ...webhookTables,
  ...fileTables,
}

const probes = STAGES.flatMap((stage) => stage.probes)
const probed = [...new Set(probes.flatMap((probe) => probe.guesses))]

/**
 * Runs the first probe that tests this guess, in a chat with the test phone, and returns the value
 * that it finds.
 */
async function foundIn(guess: string, { opening = webhook({}), ...canned }: Case) {
  const probe = probes.find((each) => each.guesses.some((name) => name === guess))
  const chat = { contactId: 'c', connectionToken: 'connection', participantToken: 'participant' }
  const state = { number: NUMBER, contactId: 'c', contact: {}, chat, opening }
  const observations = await probe!.run(state, cannedVerification(canned))
  return observations.find((each) => each.guess === guess)?.value
}

it('the sandbox has a setting, or this file a table, for each guess that verify can test', () => {
  expect(probed.filter((name) => guesses[name].tried !== 'sandbox' && !tables[name])).toEqual([])
})

describe.each(Object.entries(tables))(
  'the probe of the command “verify” for the guess %s',
  (guess, cases) => {
    it.each(Object.entries(cases))('finds %s', async (value, each) => {
      expect(await foundIn(guess, each)).toBe(value)
    })
  },
)
