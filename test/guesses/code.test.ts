// A guess is a detail that AWS and Meta do not document, with its possible values. For each guess
// that affects a single adapter, parser or rule, this file tests the code under every value.
import { ConnectClient } from '@aws-sdk/client-connect'
import { DependencyException, SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { describe, expect, it } from 'vitest'
import { outcomeOf, toCallbackData } from '#model/reply'
import { summaryOf } from '#model/template-list'
import { sentenceFor } from '#whatsapp/errors/error-sentences'
import { errorFor } from '#whatsapp/errors/error-table'
import { refusals } from '#whatsapp/errors/problems'
import { parseChatItem, parseWhatsAppEnvelope } from '#whatsapp/events/events'
import { contentOf, errorsOf } from '#whatsapp/events/inbound-content'
import { statusWord } from '#whatsapp/events/status-words'
import { time } from '#whatsapp/json/loose'
import { mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { fromConnectInteractive } from '#whatsapp/messages/connect-interactive'
import { problemsWith } from '#whatsapp/messages/message-rules'
import { type OutgoingMessage, toCloudApi } from '#whatsapp/messages/messages'
import { checkDefinition } from '#whatsapp/template-review/check'
import { parseDefinition } from '#whatsapp/templates/definition'
import { render } from '#whatsapp/templates/render'
import { wrapped } from '../../lambdas/aws/client.ts'
import { connect } from '../../lambdas/aws/connect.ts'
import { failureOf } from '../../lambdas/aws/failure.ts'
import { formSource } from '../../lambdas/aws/forms.ts'
import { noticeTasks } from '../../lambdas/aws/notice-tasks.ts'
import { whatsappUploads } from '../../lambdas/aws/whatsapp.ts'
import { wordsOf } from '../../lambdas/inbound/words.ts'
import { groupsIn } from '../../lambdas/supervisor-api/supervisors.ts'
import { listingOf } from '../../lambdas/templates/listing-of.ts'
import { guesses } from '../../provisioning/verify/guesses.ts'
import { aTemplate, body, buttons, header } from '../lambdas/whatsapp/templates/templates.ts'
import type { TriedIn, ValueOf } from '../sandbox/guesses.ts'
import { answering, refusing } from './canned.ts'

type Tables = {
  [Name in TriedIn<'code'>]: Readonly<Record<ValueOf<Name>, () => void | Promise<void>>>
}

const INSTANCE =
  'arn:aws:connect:us-east-1:111122223333:instance/11111111-2222-3333-4444-555555555555'
const PHONE_NUMBER = 'phone-number-id-0a1b2c3d4e5f60718293a4b5c6d7e8f9'

/** Returns one test for each value of a guess. */
const forEach = <Value extends string>(
  values: readonly Value[],
  row: (value: Value) => void | Promise<void>,
) =>
  Object.fromEntries(values.map((value) => [value, () => row(value)])) as Record<
    Value,
    () => void | Promise<void>
  >

// Connect

const described = (contact: object) =>
  connect(wrapped(new ConnectClient(answering({ body: { Contact: contact } }).config)), INSTANCE)
const CONTACT = { Id: 'c', Channel: 'CHAT', InitiationTimestamp: 1_772_452_800 }

const refusedContact = (code: string) =>
  connect(wrapped(new ConnectClient(answering(refusing(code)).config)), INSTANCE).contact('x')

/**
 * Returns the reasons why a file that Connect has streamed cannot be sent. The list is empty if it
 * can be sent.
 */
function streamedFile(members: object) {
  const { attachments } = parseChatItem({
    Id: 'i',
    AbsoluteTime: '2026-03-02T12:00:00.000Z',
    ContactId: 'c',
    Type: 'ATTACHMENT',
    Attachments: [{ AttachmentId: 'a', Status: 'APPROVED', ...members }],
  })
  const { mimeType, name } = attachments[0]!
  return refusals(mediaProblems({ kind: mediaKindOf(mimeType), mimeType, name, size: 1000 }))
}

const connectTables = {
  streamedWords: forEach(['upper-case', 'lower-case'], (letters) => {
    const written = (word: string) => (letters === 'upper-case' ? word : word.toLowerCase())
    const item = parseChatItem({
      Id: 'i',
      AbsoluteTime: '2026-03-02T12:00:00.000Z',
      ContactId: 'c',
      Type: written('ATTACHMENT'),
      ParticipantRole: written('AGENT'),
      Attachments: [{ AttachmentId: 'a', Status: written('APPROVED') }],
    })
    expect(item).toMatchObject({
      kind: 'chat.attachment',
      role: 'AGENT',
      attachments: [{ status: 'APPROVED' }],
    })
  }),
  streamedFile: {
    'all-of-the-transcript': () =>
      expect(streamedFile({ AttachmentName: 'a.png', ContentType: 'image/png' })).toEqual([]),
    'id-and-state-only': () =>
      expect(streamedFile({})).toMatchObject([{ code: 'media_type_not_accepted' }]),
  },
  unknownContact: forEach(guesses.unknownContact.values, async (exception) =>
    expect(await refusedContact(exception)).toBeUndefined(),
  ),
  endedTask: forEach(guesses.endedTask.values, async (exception) => {
    const { config } = answering(refusing(exception))
    const tasks = noticeTasks(wrapped(new ConnectClient(config)), INSTANCE, 'flow')
    await expect(tasks.end('task', 'It is over')).resolves.toBeUndefined()
  }),
  agentId: {
    id: async () =>
      expect(await described({ ...CONTACT, AgentInfo: { Id: 'u' } }).contact('c')).toMatchObject({
        agentUserId: 'u',
      }),
    arn: async () =>
      expect(
        await described({ ...CONTACT, AgentInfo: { Id: `${INSTANCE}/agent/u` } }).contact('c'),
      ).toMatchObject({ agentUserId: 'u' }),
  },
  contactWords: forEach(guesses.contactWords.values, async (words) => {
    const isNew = words === 'others'
    const next = {
      Type: isNew ? 'LATER' : 'QUICK_CONNECT',
      NextContactMetadata: { QuickConnectContactData: { QuickConnectType: 'FLOW' } },
    }
    const contact = await described({
      ...CONTACT,
      DisconnectTimestamp: 1_772_452_900,
      DisconnectReason: isNew ? 'SOMETHING_NEW' : 'AGENT_DISCONNECT',
      NextContacts: [next],
    }).contact('c')
    expect(contact).toMatchObject({ wasTransferred: false, agentUserId: undefined })
  }),
  connectInteractive: {
    'as-documented': () => {
      const content = { title: 'Which?', sections: [{ title: 'All', items: [{ title: 'A' }] }] }
      const { problems } = fromConnectInteractive({
        templateType: 'WhatsAppInteractiveList',
        data: { content },
      })
      expect(problems).toEqual([])
    },
    another: () => {
      const { message, problems } = fromConnectInteractive({
        templateType: 'WhatsAppSomethingNew',
        data: { content: {} },
      })
      expect([message, problems[0]?.code]).toEqual([undefined, 'not_in_whatsapp'])
    },
  },
  userSearch: forEach(guesses.userSearch.values, async (tellsApart) => {
    const found = [
      ...(tellsApart === 'yes' ? [] : [{ Id: '1', Username: 'MARIA' }]),
      { Id: '2', Username: 'maria' },
    ]
    const { config } = answering({ body: { Users: found } })
    const user = await connect(wrapped(new ConnectClient(config)), INSTANCE).user({
      username: 'maria',
    })
    expect(user?.userId).toBe('2')
  }),
} satisfies Partial<Tables>

// Sending

const anyReply: OutgoingMessage = { type: 'text', body: 'Hi' }

const sendingTables = {
  postedContentType: forEach(guesses.postedContentType.values, async () => {
    const { config, requests } = answering({ body: { mediaId: 'm' } })
    await whatsappUploads(wrapped(new SocialMessagingClient(config))).postMedia(PHONE_NUMBER, {
      url: 'https://bucket.s3.us-east-1.amazonaws.com/key',
      mimeType: 'image/png',
    })
    expect(JSON.parse(String(requests[0]!.body))).toMatchObject({
      sourceS3PresignedUrl: { headers: { 'Content-Type': 'image/png' } },
    })
  }),
  plusInTo: forEach(guesses.plusInTo.values, () => {
    expect(toCloudApi(anyReply, { to: '+15550100123' })).toMatchObject({ to: '+15550100123' })
    expect(() => toCloudApi(anyReply, { to: '15550100123' })).toThrow()
  }),
  repeatedSend: forEach(guesses.repeatedSend.values, () => {
    const cause = Object.assign(new Error('500'), { $metadata: { httpStatusCode: 500 } })
    // If a failure is not certain, the call is not repeated automatically.
    expect(failureOf('SendWhatsAppMessage', cause)).toMatchObject({ certain: false })
  }),
  dependencyException: forEach(guesses.dependencyException.values, () => {
    const cause = new DependencyException({ message: '', $metadata: { httpStatusCode: 502 } })
    expect(failureOf('SendWhatsAppMessage', cause)).toMatchObject({ certain: false })
  }),
  callbackDataLength: forEach(guesses.callbackDataLength.values, (length) => {
    const data = toCallbackData({
      conversation: `${PHONE_NUMBER}/01a22e830f2d-6701f10e-ad0f-4664-b487-b7ddd31114c4`,
      id: 'chat-2133a168-30c9-495b-abe8-3b9282bd4812',
      attempt: 10,
      part: 99,
    })
    expect(data.length).toBeLessThanOrEqual(Number.parseInt(length, 10))
  }),
} satisfies Partial<Tables>

// Events

const FAILED = { id: 'wamid.A', status: 'failed', timestamp: '1772452800' }
const CUSTOMER = { profile: { name: 'Ana' }, wa_id: '15550100123' }
const eventsOf = (value: object) =>
  parseWhatsAppEnvelope({ changes: [{ field: 'messages', value }] })
const content = (type: string, part: unknown) => contentOf(type, { type, [type]: part })
const templateEvent = (value: object) =>
  parseWhatsAppEnvelope({ changes: [{ field: 'message_template_status_update', value }] })[0]

const LISTED = { name: 'a', language: 'en_US', status: 'APPROVED', category: 'UTILITY' }

const eventTables = {
  templateAfterEvent: forEach(['at-once', 'later'], (answer) => {
    const definition = { status: answer === 'at-once' ? 'PAUSED' : 'APPROVED' }
    expect(listingOf(definition, LISTED, { status: 'PAUSED' }).status).toBe('PAUSED')
  }),
  qualityInDefinition: {
    yes: () =>
      expect(listingOf({ quality_score: { score: 'RED' } }, LISTED, undefined).quality).toBe('RED'),
    no: () =>
      expect(listingOf({}, { ...LISTED, quality: 'GREEN' }, undefined).quality).toBe('GREEN'),
  },
  rejectedReason: forEach(['yes', 'no'], (is) => {
    const rejected = { ...LISTED, status: 'REJECTED' }
    const definition = { ...aTemplate({ components: [body('Hello')] }), rejected_reason: 'SCAM' }
    const { rejected_reason: _, ...without } = definition
    const { rejectedFor } = summaryOf(rejected, is === 'yes' ? definition : without)
    expect(rejectedFor).toBe(is === 'yes' ? 'SCAM' : undefined)
  }),
  failureWords: forEach(guesses.failureWords.values, (word) =>
    expect(statusWord(word).status).toBe('failed'),
  ),
  unknownStatus: forEach(guesses.unknownStatus.values, (word) => {
    const [event] = eventsOf({ statuses: [{ ...FAILED, status: word }] })
    expect(event?.about).toBe('status')
    expect(outcomeOf(statusWord(word).status, '2026-03-02T12:00:00Z')).toBeUndefined()
  }),
  deliveredAfterFailed: forEach(guesses.deliveredAfterFailed.values, () => {
    const rankOf = (status: string) => outcomeOf(status, '2026-03-02T12:00:00Z')!.rank
    // Of the two statuses, the one with the higher rank counts, even if the other one arrives
    // later.
    expect(rankOf('delivered')).toBeGreaterThan(rankOf('failed'))
  }),
  errorShape: {
    webhook: () => {
      const error = { code: 131047, title: 'Re-engagement', error_data: { details: 'Too late' } }
      expect(errorsOf([error])).toMatchObject([{ code: 131047, details: 'Too late' }])
    },
    graph: () => {
      const error = { code: 131047, type: 'OAuthException', error_data: { details: 'Too late' } }
      expect(errorsOf({ error })).toMatchObject([{ code: 131047, details: 'Too late' }])
    },
  },
  eventTime: {
    'seconds-as-text': () => expect(time('1772452800')).toEqual(new Date('2026-03-02T12:00:00Z')),
    seconds: () => expect(time(1_772_452_800)).toEqual(new Date('2026-03-02T12:00:00Z')),
    milliseconds: () => expect(time(1_772_452_800_000)).toEqual(new Date('2026-03-02T12:00:00Z')),
    'iso-8601': () =>
      expect(time('2026-03-02T12:00:00Z')).toEqual(new Date('2026-03-02T12:00:00Z')),
  },
  waIdForm: forEach(guesses.waIdForm.values, (form) => {
    const from = { digits: '15550100123', 'with-plus': '+15550100123', 'user-id': 'US.42' }[form]
    const [event] = eventsOf({ messages: [{ from, id: 'wamid.A', type: 'text' }] })
    expect(event).toMatchObject({
      customer: form === 'user-id' ? { userId: 'US.42' } : { waId: '15550100123' },
    })
  }),
  contactsOfStatus: forEach(guesses.contactsOfStatus.values, (form) => {
    const [event] = eventsOf({
      statuses: [{ ...FAILED, recipient_id: '15550100123' }],
      ...(form === 'with-contacts' && { contacts: [CUSTOMER] }),
    })
    expect(event).toMatchObject({ kind: 'status.failed', customer: { waId: '15550100123' } })
  }),
  idForm: forEach(guesses.idForm.values, (form) => {
    const id = '1689556908129835123'
    const entry = `{"id":${form === 'text' ? `"${id}"` : id},"changes":[{"value":{}}]}`
    const [event] = parseWhatsAppEnvelope({ whatsAppWebhookEntry: entry })
    expect(event?.origin.wabaId).toBe(id)
  }),
  languageForm: forEach(guesses.languageForm.values, (form) =>
    expect(templateEvent({ message_template_language: form })).toMatchObject({
      template: { language: 'en_US' },
    }),
  ),
  formAnswer: forEach(guesses.formAnswer.values, (form) => {
    const response_json = { object: '{"size":"L"}', array: '["L"]', 'not-json': 'L' }[form]
    const answer = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json } }
    expect(wordsOf(content('interactive', answer))).toMatch(/L|Sent/)
  }),
  tapPayload: {
    'the-text': () =>
      expect(wordsOf(content('button', { text: 'Yes', payload: 'Yes' }))).toBe('Yes'),
    missing: () => expect(wordsOf(content('button', { text: 'Yes' }))).toBe('Yes'),
  },
  hashForm: forEach(guesses.hashForm.values, (form) => {
    const sha256 = form === 'hex' ? 'ab'.repeat(32) : `${'A'.repeat(43)}=`
    expect(content('image', { id: 'm', sha256 })).toMatchObject({ mediaId: 'm', sha256 })
  }),
  voiceAudioType: forEach(guesses.voiceAudioType.values, (form) => {
    const mimeType = form === 'with-codec' ? 'audio/ogg; codecs=opus' : 'audio/ogg'
    const kind = mediaKindOf(mimeType)
    expect(kind).toBe('audio')
    expect(refusals(mediaProblems({ kind, mimeType, size: 1000 }))).toEqual([])
  }),
} satisfies Partial<Tables>

// WhatsApp's rules

const list = (length: number): OutgoingMessage => ({
  type: 'list',
  body: 'b'.repeat(length),
  button: 'Options',
  sections: [{ rows: [{ id: 'a', title: 'A' }] }],
})
const cards = (count: number): OutgoingMessage => ({
  type: 'contacts',
  contacts: Array.from({ length: count }, () => ({
    name: { formattedName: 'Ana Souza', firstName: 'Ana' },
    phones: [{ phone: '+15550100123' }],
  })),
})
const codesIn = (message: OutgoingMessage) =>
  problemsWith(message).map(({ code, severity }) => `${code}${severity ? ' (warning)' : ''}`)
const definitionOf = (...components: object[]) => parseDefinition(aTemplate({ components }))
const checked = (...components: object[]) =>
  checkDefinition(definitionOf(...components)).map(
    ({ code, path, severity }) => `${path} ${code}${severity ? ' (warning)' : ''}`,
  )
const componentsOf = (definition: object, values: Record<string, unknown>) =>
  render(parseDefinition(definition), values).components

const ruleTables = {
  // If a value is between the two possible limits, the message is sent with a warning, and WhatsApp
  // decides whether it accepts the message.
  listBodyLength: {
    '1024': () => expect(codesIn(list(1024))).toEqual([]),
    '4096': () =>
      expect(codesIn(list(4096)).every((code) => code.endsWith('(warning)'))).toBe(true),
  },
  contactCount: {
    '5': () => expect(codesIn(cards(5))).toEqual([]),
    '257': () => expect(codesIn(cards(257)).every((code) => code.endsWith('(warning)'))).toBe(true),
  },
  contactName: forEach(guesses.contactName.values, () => expect(codesIn(cards(1))).toEqual([])),
  quickReplyPayload: {
    '128': () => expect(payloadProblems(128)).toEqual([]),
    '256': () => expect(payloadProblems(256)).toEqual([expect.stringContaining('(warning)')]),
  },
  buttonIndex: forEach(guesses.buttonIndex.values, () => expect(linkButton().index).toBe('0')),
  subTypeCase: forEach(guesses.subTypeCase.values, () => expect(linkButton().sub_type).toBe('url')),
  catalogComponent: forEach(guesses.catalogComponent.values, () => {
    const template = aTemplate({
      components: [body('Shop'), buttons({ type: 'CATALOG', text: 'View catalog' })],
    })
    expect(JSON.stringify(componentsOf(template, { 'button.0': 'sku-1' }))).toMatch(/catalog/i)
  }),
  formPreviewTime: forEach(guesses.formPreviewTime.values, async (form) => {
    const expiresAt = {
      'iso-8601-without-colon': '2026-03-02T12:00:00+0000',
      'iso-8601': '2026-03-02T12:00:00Z',
      seconds: '1772452800',
    }[form]
    const body = { flowId: '1', preview: { previewUrl: 'https://example.com/form', expiresAt } }
    const { config } = answering({ body })
    const read = formSource(wrapped(new SocialMessagingClient(config)))
    expect((await read.preview('waba-1', '1')).until).toBe('2026-03-02T12:00:00.000Z')
  }),
  repeatedPlaceholder: forEach(guesses.repeatedPlaceholder.values, () => {
    const template = aTemplate({ components: [body('Hi {{1}}, yes you, {{1}}!')] })
    expect(componentsOf(template, { 'body.1': 'Ana' })).toEqual([
      { type: 'body', parameters: [{ type: 'text', text: 'Ana' }] },
    ])
  }),
  templateBodyLength: {
    '1024': () =>
      expect(checked(body('b'.repeat(1024))).filter((each) => !each.endsWith('(warning)'))).toEqual(
        [],
      ),
    '550': () =>
      expect(checked(body('b'.repeat(551)))).toContainEqual(expect.stringContaining('(warning)')),
  },
  headerMarks: forEach(guesses.headerMarks.values, () =>
    expect(checked(header('TEXT', 'Sale *now*'), body('Come in.'))).toEqual([
      expect.stringContaining('(warning)'),
    ]),
  ),
  emptyParameter: forEach(guesses.emptyParameter.values, (code) =>
    expect(sentenceFor({ code: Number(code) })).not.toBe(''),
  ),
  undocumentedCodes: forEach(guesses.undocumentedCodes.values, (code) => {
    const number = code === 'a-new-code' ? 199_999 : Number(code)
    expect(errorFor(number).retry).not.toBe('backoff')
    expect(sentenceFor({ code: number, title: 'New', details: 'Something new' })).not.toBe('')
  }),
} satisfies Partial<Tables>

function payloadProblems(length: number): string[] {
  const message = {
    type: 'template',
    name: 'order_ready',
    language: 'en_US',
    components: [
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: 'p'.repeat(length) }],
      },
    ],
  } as unknown as OutgoingMessage
  return codesIn(message)
}

function linkButton(): { index?: unknown; sub_type?: unknown } {
  const template = aTemplate({
    components: [
      body('Track it'),
      buttons({ type: 'URL', text: 'Go', url: 'https://example.com/{{1}}' }),
    ],
  })
  return componentsOf(template, { 'button.0': 'x' })[0] as object
}

// Guesses about the sign-in.

const LIST_CLAIMS: Readonly<Record<ValueOf<'listClaims'>, unknown>> = {
  'in-brackets': '[agents wa-leads]',
  'as-json': '["agents","wa-leads"]',
  'with-commas': 'agents,wa-leads',
  'as-a-list': ['agents', 'wa-leads'],
}

const signInTables = {
  listClaims: forEach(guesses.listClaims.values, (value) => {
    expect(groupsIn(LIST_CLAIMS[value])).toEqual(['agents', 'wa-leads'])
  }),
} satisfies Partial<Tables>

const tables: Tables = {
  ...connectTables,
  ...sendingTables,
  ...eventTables,
  ...ruleTables,
  ...signInTables,
}

describe.each(Object.entries(tables))('%s', (name, rows) => {
  it.each(Object.entries(rows))(`${name}: %s`, (_, row) => row())
})
