import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Unreadable } from '#whatsapp/errors/problems'
import {
  opensWindow,
  parseChatItem,
  parseStatusEvent,
  parseWhatsAppEnvelope,
} from '#whatsapp/events/events'
import type { MessageEvent, StatusEvent } from '#whatsapp/events/types'

const metadata = { display_phone_number: '15550100', phone_number_id: '574086085794038' }
const contacts = [
  { profile: { name: 'Ana', username: 'ana' }, wa_id: '15550101', user_id: 'US.1349' },
]

const change = (value: object, field = 'messages') => ({
  field,
  value: { messaging_product: 'whatsapp', metadata, ...value },
})
const entry = (...changes: object[]) => ({ id: '1163793972139053', changes })

// The envelope has the form that AWS documents here:
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
const envelope = (webhookEntry: object) => ({
  context: {
    MetaWabaIds: [
      {
        wabaId: '1163793972139053',
        arn: 'arn:aws:social-messaging:us-east-1:111122223333:waba/fb25',
      },
    ],
    MetaPhoneNumberIds: [
      {
        metaPhoneNumberId: '574086085794038',
        arn: 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/976c',
      },
    ],
  },
  whatsAppWebhookEntry: JSON.stringify(webhookEntry),
  aws_account_id: '111122223333',
  message_timestamp: '2025-01-08T23:30:43.271279391Z',
  messageId: '6d69f07a-0000-4000-8000-000000000000',
})

const aMessage = (rest: object) => ({
  from: '15550101',
  id: 'wamid.A',
  timestamp: '1744344496',
  ...rest,
})
const read = (value: object, field?: string) =>
  parseWhatsAppEnvelope(envelope(entry(change(value, field))))
const message = (rest: object, value: object = { contacts }) =>
  read({ ...value, messages: [aMessage(rest)] })[0] as MessageEvent
const status = (rest: object, value: object = {}) =>
  read({
    ...value,
    statuses: [
      {
        id: 'wamid.A',
        status: 'delivered',
        timestamp: '1750030073',
        recipient_id: '15550101',
        ...rest,
      },
    ],
  })[0] as StatusEvent

describe('a customer’s message', () => {
  it('has sender, time and number, with the ids of both Meta and AWS', () => {
    expect(message({ type: 'text', text: { body: 'Hi!' } })).toMatchObject({
      about: 'message',
      kind: 'message.text',
      id: 'wamid.A',
      at: new Date('2025-04-11T04:08:16Z'),
      customer: { waId: '15550101', userId: 'US.1349', name: 'Ana', username: 'ana' },
      origin: {
        wabaId: '1163793972139053',
        wabaArn: 'arn:aws:social-messaging:us-east-1:111122223333:waba/fb25',
        phoneNumberId: '574086085794038',
        phoneNumberArn: 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/976c',
        awsAccountId: '111122223333',
      },
      content: { type: 'text', body: 'Hi!' },
    })
  })

  it.each<[string, object, object]>([
    [
      'image',
      {
        image: {
          caption: 'c',
          mime_type: 'image/jpeg',
          sha256: 'x',
          id: '2423',
          url: 'https://lookaside.example.com/1',
        },
      },
      { mediaId: '2423', mimeType: 'image/jpeg', caption: 'c' },
    ],
    [
      'document',
      { document: { id: 2423, filename: 'a.pdf' } },
      { mediaId: '2423', filename: 'a.pdf' },
    ],
    [
      'audio',
      { audio: { id: '1', mime_type: 'audio/ogg; codecs=opus', voice: true } },
      { voice: true },
    ],
    ['sticker', { sticker: { id: '1', animated: false } }, { animated: false }],
    [
      'location',
      { location: { latitude: 37.44, longitude: -122.16, name: 'Shop' } },
      { latitude: 37.44, name: 'Shop' },
    ],
    [
      'contacts',
      { contacts: [{ name: { formatted_name: 'A' } }] },
      { contacts: [{ name: { formatted_name: 'A' } }] },
    ],
    [
      'reaction',
      { reaction: { message_id: 'wamid.B', emoji: '👍' } },
      { messageId: 'wamid.B', emoji: '👍' },
    ],
    ['button', { button: { payload: 'P', text: 'Yes' } }, { text: 'Yes', payload: 'P' }],
    [
      'interactive',
      { interactive: { type: 'button_reply', button_reply: { id: 'i', title: 't' } } },
      { reply: 'button_reply', id: 'i', title: 't' },
    ],
    [
      'interactive',
      {
        interactive: { type: 'list_reply', list_reply: { id: 'i', title: 't', description: 'd' } },
      },
      { reply: 'list_reply', description: 'd' },
    ],
    [
      'interactive',
      {
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t","a":1}' },
        },
      },
      { reply: 'nfm_reply', answers: { flow_token: 't', a: 1 } },
    ],
    [
      'interactive',
      {
        interactive: {
          type: 'call_permission_reply',
          call_permission_reply: { response: 'accept' },
        },
      },
      { response: 'accept' },
    ],
    [
      'order',
      { order: { catalog_id: '1', product_items: [{ product_retailer_id: 's', quantity: 2 }] } },
      { catalogId: '1', productItems: [{ quantity: 2 }] },
    ],
    [
      'system',
      { system: { body: 'changed', wa_id: '15550102', type: 'user_changed_number' } },
      { change: 'user_changed_number', waId: '15550102' },
    ],
    [
      'unsupported',
      { unsupported: { type: 'poll' }, errors: [{ code: 131051, error_data: { details: 'd' } }] },
      { what: 'poll', errors: [{ code: 131051, details: 'd' }] },
    ],
    [
      'edit',
      { edit: { original_message_id: 'wamid.B', message: {} } },
      { originalMessageId: 'wamid.B' },
    ],
    ['revoke', { revoke: { original_message_id: 'wamid.B' } }, { originalMessageId: 'wamid.B' }],
  ])('of the type %s is parsed', (type, rest, content) => {
    expect(message({ type, ...rest })).toMatchObject({
      kind: `message.${type}`,
      content: { type, ...content },
    })
  })

  it('is stored without unpaired surrogates, which the table and Connect might refuse', () => {
    expect(
      message({ type: 'text', text: { body: 'Hi 🐕\ud83d' }, referral: { body: '🐕\ud83d' } }),
    ).toMatchObject({ content: { body: 'Hi 🐕�' }, referral: { body: '🐕�' } })
  })

  it('of an unknown type is preserved', () => {
    expect(message({ type: 'hologram', hologram: { x: 1 } })).toMatchObject({
      kind: 'message.hologram',
      content: { type: 'other' },
      raw: { hologram: { x: 1 } },
    })
  })

  it('may come from a user id, without a number', () => {
    const event = message(
      { type: 'text', text: { body: 'Hi' }, from: undefined, from_user_id: 'US.1349' },
      { contacts: [{ profile: { username: 'ana' }, user_id: 'US.1349' }] },
    )

    expect(event.customer).toEqual({ userId: 'US.1349', username: 'ana' })
  })

  it('may come without a profile, and without any contacts', () => {
    expect(
      message({ type: 'text', text: { body: 'Hi' } }, { contacts: [{ wa_id: '15550101' }] })
        .customer,
    ).toEqual({ waId: '15550101' })
    expect(message({ type: 'text', text: { body: 'Hi' } }, {}).customer).toEqual({
      waId: '15550101',
    })
  })

  it('has the name of its sender, not of another contact, if the webhook has several contacts', () => {
    const two = [
      { profile: { name: 'Bo' }, wa_id: '15550102' },
      { profile: { name: 'Ana' }, wa_id: '15550101' },
    ]

    expect(message({ type: 'text', text: { body: 'Hi' } }, { contacts: two }).customer.name).toBe(
      'Ana',
    )
  })

  it('names the quoted message and the advertisement, and whether the message was forwarded', () => {
    const event = message({
      type: 'text',
      text: { body: 'Hi' },
      context: { from: '15550100', id: 'wamid.Q', forwarded: true },
      referral: { source_type: 'ad', source_id: '1' },
    })

    expect(event).toMatchObject({
      quotes: { id: 'wamid.Q', from: '15550100' },
      forwarded: true,
      referral: { source_type: 'ad' },
    })
  })

  it.each([
    ['"text"', 'text'],
    ['[1,{"a":null}]', [1, { a: null }]],
    ['{"cut', '{"cut'],
  ])('preserves the answers of a form in any shape: %s', (response_json, answers) => {
    const { content } = message({
      type: 'interactive',
      interactive: { type: 'nfm_reply', nfm_reply: { response_json } },
    })

    expect(content).toMatchObject({ answers })
  })

  it('that removes a reaction has no emoji', () => {
    expect(message({ type: 'reaction', reaction: { message_id: 'wamid.B' } }).content).toEqual({
      type: 'reaction',
      messageId: 'wamid.B',
    })
  })

  it('opens the service window, and so does a reaction, but not a change of number', () => {
    expect(opensWindow(message({ type: 'reaction', reaction: { message_id: 'wamid.B' } }))).toBe(
      true,
    )
    expect(opensWindow(message({ type: 'system', system: { type: 'user_changed_number' } }))).toBe(
      false,
    )
    expect(opensWindow(status({}))).toBe(false)
  })
})

describe('a call', () => {
  const calls = (value: object) =>
    parseWhatsAppEnvelope(entry({ field: 'calls', value })).map((event) => [
      event.about === 'call' ? event.event : event.kind,
      opensWindow(event),
    ])

  it('opens the window if the customer calls, or answers a call by the business', () => {
    expect(
      calls({
        calls: [
          { id: 'wacid.A', from: '1', event: 'connect', direction: 'USER_INITIATED' },
          { id: 'wacid.B', to: '1', event: 'connect', direction: 'BUSINESS_INITIATED' },
          { id: 'wacid.A', from: '1', event: 'terminate', direction: 'USER_INITIATED' },
          { id: 'wacid.A', from: '1', event: 'call_recording_available' },
          { id: 'wacid.A', event: 'call_transcription_available' },
        ],
        statuses: ['RINGING', 'ACCEPTED', 'REJECTED'].map((status) => ({
          id: 'wacid.B',
          type: 'call',
          status,
          recipient_id: '1',
        })),
      }),
    ).toEqual([
      ['connect', true],
      ['connect', false],
      ['terminate', false],
      ['call_recording_available', false],
      ['call_transcription_available', false],
      ['ringing', false],
      ['accepted', true],
      ['rejected', false],
    ])
  })

  it('names the customer, whoever called', () => {
    const call = { id: 'wacid.A', event: 'connect' }
    const theirs = { from: '15550101', from_user_id: 'US.1', to: '15550100' }
    const ours = { from: '15550100', to: '15550101', to_user_id: 'US.1' }
    const events = read(
      {
        calls: [
          { ...call, direction: 'USER_INITIATED', ...theirs },
          { ...call, direction: 'BUSINESS_INITIATED', ...ours },
        ],
      },
      'calls',
    )

    expect(events).toMatchObject([
      { customer: { waId: '15550101', userId: 'US.1' } },
      { customer: { waId: '15550101', userId: 'US.1' } },
    ])
  })
})

it('reads the caption of an edited picture', () => {
  expect(
    message({
      type: 'edit',
      edit: {
        original_message_id: 'wamid.A',
        message: { type: 'image', image: { id: '1', caption: 'the blue one' } },
      },
    }),
  ).toMatchObject({ content: { type: 'edit', text: 'the blue one' } })
})

it('recognizes from a system message without contacts whose number or user id has changed', () => {
  const [event] = parseWhatsAppEnvelope(
    entry({
      field: 'messages',
      value: {
        messages: [
          {
            id: 'wamid.A',
            type: 'system',
            system: {
              type: 'user_changed_number',
              wa_id: '15550102',
              user_id: 'US.2',
              previous_user_id: 'US.1',
            },
          },
        ],
      },
    }),
  )

  expect(event).toMatchObject({
    customer: { waId: '15550102', userId: 'US.2' },
    content: { change: 'user_changed_number', userId: 'US.2', previousUserId: 'US.1' },
  })
})

describe('a status', () => {
  it.each([
    ['played', 'played'],
    ['warning', 'warning'],
    ['fail', 'failed'],
    ['brand_new', 'unknown'],
  ])('with the word “%s” is parsed as %s', (word, expected) => {
    expect(status({ status: word })).toMatchObject({
      kind: `status.${expected}`,
      status: expected,
      ...(word === expected ? {} : { reported: word }),
      messageId: 'wamid.A',
      customer: { waId: '15550101' },
    })
  })

  it('carries the callback data', () => {
    expect(status({ biz_opaque_callback_data: 'x' }).callbackData).toBe('x')
  })

  it('may name the customer only by user id, and have contacts without a profile', () => {
    const event = status(
      { recipient_id: undefined, recipient_user_id: 'US.1' },
      { contacts: [{ user_id: 'US.1' }] },
    )

    expect(event.customer).toEqual({ userId: 'US.1' })
  })

  it.each<[string, object, object]>([
    [
      'Meta’s',
      {
        code: 131047,
        title: 'Re-engagement message',
        message: 'm',
        error_data: { details: 'd' },
        href: 'h',
      },
      { code: 131047, title: 'Re-engagement message', details: 'd', href: 'h' },
    ],
    [
      'the Graph API’s, without a title',
      {
        code: 131009,
        message: 'm',
        type: 'OAuthException',
        error_data: { messaging_product: 'whatsapp', details: 'd' },
      },
      { code: 131009, message: 'm', details: 'd' },
    ],
    [
      'the Graph API’s, wrapped',
      { error: { code: 100, message: 'm' } },
      { code: 100, message: 'm' },
    ],
    ['a code as text', { code: '131026' }, { code: 131026 }],
  ])('may have errors in this format: %s', (_, error, expected) => {
    expect(status({ status: 'failed', errors: [error] }).errors).toMatchObject([expected])
  })
})

describe('events of the account', () => {
  const template = {
    message_template_id: 1689556908129835,
    message_template_name: 'cart',
    message_template_language: 'en-US',
  }

  it.each<[string, string, object, object]>([
    [
      'a template’s status',
      'message_template_status_update',
      { ...template, event: 'REJECTED', reason: 'INVALID_FORMAT' },
      {
        kind: 'template.status',
        status: 'REJECTED',
        reason: 'INVALID_FORMAT',
        template: { id: '1689556908129835', name: 'cart', language: 'en_US' },
      },
    ],
    [
      'a template’s status without reason',
      'message_template_status_update',
      { ...template, event: 'APPROVED', reason: null },
      { kind: 'template.status', status: 'APPROVED' },
    ],
    [
      'a template’s quality',
      'message_template_quality_update',
      { ...template, previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' },
      { kind: 'template.quality', quality: { previous: 'GREEN', current: 'YELLOW' } },
    ],
    [
      'a template’s category',
      'template_category_update',
      { ...template, previous_category: 'UTILITY', new_category: 'MARKETING' },
      { kind: 'template.category', category: { previous: 'UTILITY', current: 'MARKETING' } },
    ],
    [
      'the notice of a category',
      'template_category_update',
      {
        ...template,
        new_category: 'UTILITY',
        correct_category: 'MARKETING',
        category_update_timestamp: 1746169200,
      },
      {
        kind: 'template.category',
        category: { correct: 'MARKETING', changesAt: new Date('2025-05-02T07:00:00Z') },
      },
    ],
    [
      'a template’s new components',
      'message_template_components_update',
      { ...template, message_template_element: 'b' },
      { kind: 'template.components' },
    ],
    [
      'a customer’s preference',
      'user_preferences',
      {
        contacts: [{ wa_id: '15550101' }],
        user_preferences: [
          {
            wa_id: '15550101',
            category: 'marketing_messages',
            value: 'stop',
            timestamp: 1731705721,
          },
        ],
      },
      {
        kind: 'preferences',
        value: 'stop',
        category: 'marketing_messages',
        customer: { waId: '15550101' },
      },
    ],
    [
      'a customer’s new user id',
      'user_id_update',
      {
        user_id_update: [
          { wa_id: '15550101', user_id: { previous: 'US.1', current: 'US.2' }, timestamp: 1 },
        ],
      },
      { kind: 'user_id', previous: 'US.1', current: 'US.2' },
    ],
    [
      'an error of the account',
      'messages',
      { errors: [{ code: 130429, title: 't' }] },
      { kind: 'account', errors: [{ code: 130429 }] },
    ],
    [
      'an update of the account',
      'account_update',
      { event: 'ACCOUNT_RESTRICTION' },
      { kind: 'account', field: 'account_update', event: 'ACCOUNT_RESTRICTION' },
    ],
    [
      'a call',
      'calls',
      {
        calls: [
          {
            id: 'wacid.1',
            from: '15550101',
            event: 'connect',
            direction: 'USER_INITIATED',
            timestamp: '1',
          },
        ],
      },
      { kind: 'call', event: 'connect', customer: { waId: '15550101' } },
    ],
    [
      'an unknown field',
      'quantum_update',
      { x: 1 },
      { kind: 'unknown', field: 'quantum_update', raw: { x: 1 } },
    ],
    ['a value with nothing in it', 'messages', {}, { kind: 'unknown' }],
  ])('are parsed: %s', (_, field, value, event) => {
    expect(read(value, field)).toMatchObject([event])
  })
})

it('reports text that is not JSON as a problem of the whole event', () => {
  expect(() => parseWhatsAppEnvelope('{…}')).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ code: 'not_json', path: '' })],
    }),
  )
})

describe('the forms in which events arrive', () => {
  const text = entry(change({ messages: [aMessage({ type: 'text', text: { body: 'Hi' } })] }))

  it.each<[string, unknown]>([
    ['AWS’s envelope', envelope(text)],
    ['AWS’s envelope as text', JSON.stringify(envelope(text))],
    ['an envelope with the entry as an object', { whatsAppWebhookEntry: text }],
    ['one entry', text],
    ['a whole payload', { object: 'whatsapp_business_account', entry: [text] }],
    ['one change', text.changes[0]],
  ])('include %s', (_, json) => {
    expect(parseWhatsAppEnvelope(json).map(({ kind }) => kind)).toEqual(['message.text'])
  })

  it('may contain several events, which are returned in their order', () => {
    const both = entry(
      change({
        messages: [
          aMessage({ type: 'text', text: { body: '1' } }),
          aMessage({ type: 'image', image: {} }),
        ],
        statuses: [{ status: 'read' }],
      }),
      change({ event: 'X' }, 'account_update'),
    )

    expect(parseWhatsAppEnvelope(both).map(({ kind }) => kind)).toEqual([
      'message.text',
      'message.image',
      'status.read',
      'account',
    ])
  })

  it.each<[string, object]>([
    ['an entry without changes', { id: '1' }],
    ['a change without a value', entry({ field: 'messages' })],
    ['a value of no known form without a field', entry({ value: { x: 1 } })],
    ['messages that are no list', entry(change({ messages: { 0: { id: 'wamid.A' } } }))],
    ['a message that is no object', entry(change({ messages: ['Help'] }))],
    [
      'an answer that is no object',
      entry(change({ message_echoes: ['Yes'] }, 'smb_message_echoes')),
    ],
  ])('may contain %s, which is reported as unreadable', (_, unreadable) => {
    expect(parseWhatsAppEnvelope(envelope(unreadable))).toMatchObject([
      { kind: 'unknown', isUnreadable: true },
    ])
  })

  it('include an event without any content', () => {
    const empty = [entry(), entry(change({ messages: [] })), entry(change({ user_actions: [{}] }))]
    for (const each of empty)
      expect(parseWhatsAppEnvelope(envelope(each))).toEqual([
        expect.not.objectContaining({ isUnreadable: true }),
      ])
  })
})

it('a status has the message id of its envelope, unless the envelope has several statuses', () => {
  const one = { id: 'wamid.A', status: 'sent' }
  const ids = (...statuses: object[]) =>
    read({ statuses }).map((event) => (event as StatusEvent).awsMessageId)

  expect(ids(one)).toEqual(['6d69f07a-0000-4000-8000-000000000000'])
  expect(ids(one, { ...one, id: 'wamid.B' })).toEqual([undefined, undefined])
})

// Returns an event in the form of the example on the following page, with other numbers.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/monitoring-eventbridge.html
const eventBridge = (detailType: string, detail: object) => ({
  version: '0',
  'detail-type': detailType,
  source: 'aws.social-messaging',
  account: '111122223333',
  time: '2025-10-03T04:49:25Z',
  detail: {
    wabaId: '1163793972139053',
    originationPhoneNumber: '15550100',
    originationPhoneNumberId: '574086085794038',
    messageId: '7bd36188',
    ...detail,
  },
})

describe('an EventBridge event', () => {
  it('has the AWS message id of a status', () => {
    const event = parseStatusEvent(
      eventBridge('WhatsApp Message Failed', {
        status: 'failed',
        eventTimestamp: '1759466965',
        errors: [{ code: 131026, title: 't' }],
      }),
    )

    expect(event).toMatchObject({
      kind: 'status.failed',
      from: 'eventbridge',
      messageId: '7bd36188',
      at: new Date(1759466965000),
      errors: [{ code: 131026 }],
      origin: { phoneNumberId: '574086085794038', awsAccountId: '111122223333' },
      customer: {},
    })
  })

  it.each([
    ['WhatsApp Message Undeliverable', 'status.failed'],
    ['WhatsApp Message Received', 'received'],
    ['WhatsApp Message Postponed', 'status.unknown'],
    ['WhatsApp Handover Failed', 'unknown'],
    ['WhatsApp Unknown Notification Received', 'unknown'],
  ])('with the detail type “%s” is parsed as %s', (detailType, kind) => {
    expect(parseStatusEvent(eventBridge(detailType, {})).kind).toBe(kind)
  })

  it.each([
    ['Failed', 'Message retries exhausted, dropping message.', 'failed'],
    ['Undeliverable', 'Message retries exhausted, dropping message.', 'failed'],
    ['Delivered', 'handed over', 'delivered'],
    ['Delivered', 'READ', 'read'],
    ['Sent', 'fail', 'failed'],
  ])('with the detail type “%s” and the status “%s” is parsed as %s', (named, status, expected) => {
    expect(parseStatusEvent(eventBridge(`WhatsApp Message ${named}`, { status }))).toMatchObject({
      status: expected,
      ...(status === 'READ' ? {} : { reported: status }),
    })
  })

  it('from another service is reported as unreadable', () => {
    expect(() => parseStatusEvent({ source: 'aws.s3', 'detail-type': 'x' })).toThrow(Unreadable)
  })
})

// https://docs.aws.amazon.com/connect/latest/adminguide/sns-payload.html
const item = (rest: object) => ({
  AbsoluteTime: '2021-09-08T13:28:24.656Z',
  Content: 'help',
  ContentType: 'text/plain',
  Id: '333',
  Type: 'MESSAGE',
  ParticipantId: 'bbb',
  DisplayName: 'Ana',
  ParticipantRole: 'AGENT',
  InitialContactId: 'i',
  ContactId: 'c',
  ...rest,
})

describe('an item of Connect’s chat', () => {
  it('has author, content and time', () => {
    expect(parseChatItem(item({}))).toMatchObject({
      kind: 'chat.message',
      id: '333',
      at: new Date('2021-09-08T13:28:24.656Z'),
      role: 'AGENT',
      content: 'help',
      contactId: 'c',
      initialContactId: 'i',
      attachments: [],
    })
  })

  it('lists attachments with the result of Connect’s scan', () => {
    const attachments = [
      { AttachmentId: 'a', AttachmentName: 'a.png', ContentType: 'image/png', Status: 'APPROVED' },
    ]

    expect(
      parseChatItem(item({ Type: 'ATTACHMENT', Content: undefined, Attachments: attachments }))
        .attachments,
    ).toEqual([{ attachmentId: 'a', name: 'a.png', mimeType: 'image/png', status: 'APPROVED' }])
  })

  it.each([
    ['EVENT', 'chat.event'],
    ['HOLOGRAM', 'chat.other'],
  ])('of type %s is %s', (type, kind) => {
    expect(parseChatItem(item({ Type: type })).kind).toBe(kind)
  })

  it('without id or time is unreadable', () => {
    expect(() => parseChatItem(item({ Id: undefined }))).toThrow(Unreadable)
    expect(() => parseChatItem(item({ AbsoluteTime: 'soon' }))).toThrow(Unreadable)
  })
})

describe('arbitrary JSON', () => {
  const key = fc.constantFrom(
    'changes',
    'value',
    'field',
    'messages',
    'statuses',
    'contacts',
    'errors',
    'type',
    'text',
    'interactive',
    'entry',
    'id',
    'timestamp',
    'user_preferences',
    'user_id_update',
    'metadata',
    'context',
    'calls',
    'profile',
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(
        'messages',
        'user_preferences',
        'template_category_update',
        'interactive',
        null,
        1744344496,
      ),
      fc.jsonValue(),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
    ),
  }))

  it('in a well-formed envelope never causes an error', () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree), (webhookEntry) => {
        expect(parseWhatsAppEnvelope(envelope(webhookEntry)).length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })

  it('causes no other error than Unreadable', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          tree,
          fc.jsonValue(),
          fc.string(),
          fc.dictionary(
            fc.constantFrom(
              'whatsAppWebhookEntry',
              'entry',
              'changes',
              'context',
              'source',
              'detail-type',
              'detail',
              'Id',
              'Type',
              'AbsoluteTime',
              'ContactId',
              'Attachments',
            ),
            tree,
          ),
        ),
        (json) => {
          for (const parse of [parseWhatsAppEnvelope, parseStatusEvent, parseChatItem]) {
            try {
              parse(json)
            } catch (error) {
              expect(error).toBeInstanceOf(Unreadable)
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
