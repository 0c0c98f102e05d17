// The command "event explain" says what the functions do with an event. Its explanations must agree
// with lambdas/functions/whatsapp-event.ts, delivery-status.ts and enqueue-reply.ts.
import { describe, expect, it } from 'vitest'
import { toCallbackData } from '#model/reply'
import { explained } from '../../../provisioning/debug/explain.ts'

const bridgeOf = (event: unknown) => explained(event).map(({ bridge }) => bridge)

const ours = toCallbackData({ conversation: 'c', id: 'chat-1', attempt: 1, part: 0 })
const change = (field: string, value: object) => ({ id: '1', changes: [{ field, value }] })
const fromAws = (field: string, value: object) => ({
  whatsAppWebhookEntry: JSON.stringify(change(field, value)),
  aws_account_id: '111122223333',
})
const fromNumbers = (...numbers: string[]) => ({
  ...fromAws('messages', {
    metadata: { phone_number_id: '106' },
    messages: [
      { id: 'wamid.A', from: '15550101', timestamp: '1744344496', type: 'text', text: {} },
    ],
  }),
  context: {
    MetaPhoneNumberIds: numbers.map((id) => ({ metaPhoneNumberId: id, arn: `arn:${id}` })),
  },
})
const aStatus = (rest: object) => ({
  statuses: [
    { id: 'wamid.A', status: 'sent', timestamp: '1744344496', recipient_id: '15550101', ...rest },
  ],
})
const aMessage = (rest: object) => ({
  messages: [{ id: 'wamid.A', from: '15550101', timestamp: '1744344496', ...rest }],
})
const aCall = (event: string) => ({
  calls: [
    {
      id: 'wacid.A',
      from: '15550101',
      event,
      direction: 'USER_INITIATED',
      timestamp: '1744344496',
    },
  ],
})
const fromEventBridge = (
  detailType: string,
  detail: object = {},
  source = 'aws.social-messaging',
) => ({
  source,
  'detail-type': detailType,
  account: '111122223333',
  detail: { messageId: 'm', ...detail },
})
const anItem = (rest: object) => ({
  AbsoluteTime: '2021-09-08T13:28:24.656Z',
  Content: 'help',
  ContentType: 'text/plain',
  Id: '3',
  Type: 'MESSAGE',
  ParticipantRole: 'AGENT',
  ContactId: 'i',
  ...rest,
})
const interactive = 'application/vnd.amazonaws.connect.message.interactive'

describe('what the functions of a bridged number do with an event', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a status of a message that the bridge sent',
      fromAws('messages', aStatus({ biz_opaque_callback_data: ours })),
      /^The bridge records the status/,
    ],
    [
      'a status of another program’s message',
      fromAws('messages', aStatus({ biz_opaque_callback_data: 'campaign-7' })),
      /finds by WhatsApp’s id of the message, if the bridge sent the message/,
    ],
    [
      'a status without callback data',
      { ...fromAws('messages', aStatus({})), messageId: 'm' },
      /finds by the message id in AWS’s envelope, or by WhatsApp’s id of the message, if/,
    ],
    [
      'a status without any key',
      fromAws('messages', aStatus({ id: undefined })),
      /ignores the event, because it has no message id/,
    ],
    [
      'a warning',
      fromAws('messages', aStatus({ status: 'warning', biz_opaque_callback_data: ours })),
      /in the log as message_warning/,
    ],
    [
      'that the customer deleted a message',
      fromAws('messages', aStatus({ status: 'deleted' })),
      /it removes the stored copy and the file/,
    ],
    [
      'a status it does not know',
      fromAws('messages', aStatus({ status: 'queued', biz_opaque_callback_data: ours })),
      /in the log as status_unknown/,
    ],
    [
      'a status that is a sentence of AWS',
      fromAws('messages', aStatus({ status: 'Message retries exhausted, dropping message.' })),
      /^The bridge records the status as the outcome.*The agent sees the reason/,
    ],
    [
      'that a customer wrote, from EventBridge',
      fromEventBridge('WhatsApp Message Received'),
      /^The bridge records the message as evidence/,
    ],
    [
      'a message in a group',
      fromAws('messages', aMessage({ group_id: 'g', type: 'text', text: { body: 'Hi' } })),
      /^The bridge only counts and logs the message \(group_message\)/,
    ],
    [
      'a reaction',
      fromAws('messages', aMessage({ type: 'reaction', reaction: { emoji: '👍' } })),
      /^The event opens the service window.*The message starts no chat/,
    ],
    [
      'a customer’s new number',
      fromAws(
        'messages',
        aMessage({ type: 'system', system: { type: 'user_changed_number', wa_id: '15550102' } }),
      ),
      /^The bridge links the new number or user id.*does not open the service window/,
    ],
    [
      'a system message of another kind',
      fromAws('messages', aMessage({ type: 'system', system: { type: 'other' } })),
      /^The bridge only notes the event in the log/,
    ],
    [
      'a system message that names no customer',
      fromAws('messages', aMessage({ from: undefined, type: 'system', system: {} })),
      /^The event ends in the dead-letter queue/,
    ],
    [
      'a new user id in the older form',
      fromAws('user_id_update', {
        user_id_update: [{ wa_id: '15550101', user_id: { previous: 'US.1', current: 'US.2' } }],
      }),
      /The bridge links the new number or user id/,
    ],
    [
      'a customer who has only opened the chat',
      fromAws('messages', aMessage({ type: 'request_welcome', request_welcome: {} })),
      /has not written/,
    ],
    [
      'a message that AWS could not deliver',
      fromEventBridge('WhatsApp Message Undeliverable'),
      /^The bridge records the status.*The agent sees the reason/,
    ],
    [
      'a customer’s call',
      fromAws('calls', aCall('connect')),
      /^The event opens the service window.*would end in the dead-letter queue, because it names no/,
    ],
    [
      'the end of a call',
      fromAws('calls', aCall('terminate')),
      /^The bridge notes the event in the log/,
    ],
    [
      'the recording of a call',
      fromAws('calls', aCall('call_recording_available')),
      /^The bridge notes the event in the log. call_recording_available opens no service window/,
    ],
    [
      'a call from the business that the customer answered',
      fromAws('calls', {
        statuses: [
          {
            id: 'wacid.B',
            type: 'call',
            status: 'ACCEPTED',
            timestamp: '1744344496',
            recipient_id: '1',
          },
        ],
      }),
      /^The event opens the service window/,
    ],
    [
      'a message in an envelope of another number',
      fromNumbers('107', '108'),
      /does not name the ARN of the business number, so the bridge looks for 106 among/,
    ],
    [
      'a message in an envelope of no number',
      fromNumbers(),
      /does not name the ARN of the business number, so the bridge looks for 106 among/,
    ],
    ['a message in its own envelope', fromNumbers('106'), /^The event opens[^(]*$/],
    [
      'a restriction of the account',
      fromAws('account_update', {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }],
      }),
      /^The bridge notes the event in the log\..*This event says that Meta restricts the account/,
    ],
    ['a handover', fromEventBridge('WhatsApp Handover Succeeded'), /^The bridge ignores the event/],
    [
      'another service’s event',
      fromEventBridge('Amazon Connect Contact Event', {}, 'aws.connect'),
      /^The bridge ignores the event/,
    ],
    [
      'a customer’s message in a native chat',
      anItem({ ParticipantRole: 'CUSTOMER' }),
      /opens the service window/,
    ],
    [
      'a customer who is typing',
      anItem({ ParticipantRole: 'CUSTOMER', Type: 'EVENT', Content: undefined }),
      /does not forward the item, because it is an event/,
    ],
    ['an empty message', anItem({ Content: '' }), /does not forward the item/],
    [
      'JSON for other programs',
      anItem({ ContentType: 'application/json' }),
      /does not forward the item/,
    ],
    [
      'an interactive message of a flow',
      anItem({ ContentType: interactive, ParticipantRole: 'SYSTEM' }),
      /as a list or buttons/,
    ],
    [
      'an attachment without a file',
      anItem({ Type: 'ATTACHMENT', Attachments: [] }),
      /does not forward the item/,
    ],
  ])('is explained: %s', (_, event, bridge) => {
    expect(bridgeOf(event)).toEqual([expect.stringMatching(bridge)])
  })
})

it('prints the raw event when it has properties without a documented field', () => {
  const paused = {
    event: 'PAUSED',
    message_template_name: 'a',
    other_info: { title: 'FIRST_PAUSE' },
  }
  const unheardOf = {
    messages: [{ id: 'wamid.A', from: '1', type: 'hologram', hologram: { depth: 3 } }],
  }

  expect(explained(fromAws('message_template_status_update', paused))).toMatchObject([
    { kind: 'template.status', raw: paused },
  ])
  expect(explained(fromAws('messages', unheardOf))).toMatchObject([
    { kind: 'message.hologram', raw: { hologram: { depth: 3 } } },
  ])
})

it.each([
  'account_update account_alerts account_review_update account_settings_update security',
  'phone_number_name_update phone_number_quality_update business_capability_update',
  'business_username_updates payment_configuration_update smb_message_echoes message_echoes',
  'history smb_app_state_sync standby messaging_handovers group_lifecycle_update',
  'group_participants_update group_settings_update group_status_update automatic_events',
  'partner_solutions consumer_profile flows user_preferences user_id_update',
  'message_template_status_update message_template_quality_update',
  'message_template_components_update template_category_update',
])('describes each of the account’s events %s', (fields) => {
  for (const field of fields.split(' ')) {
    const list = { user_preferences: [{ wa_id: '1' }], user_id_update: [{ wa_id: '1' }] }
    const [bridge] = bridgeOf(fromAws(field, { ...list, event: 'SOMETHING' }))

    expect(bridge, field).toMatch(/^The bridge (only )?notes the event in the log\. [A-Z].*\.$/)
    expect(bridge, field).not.toContain('does not know')
  }
})

it.each([
  'ACCOUNT_DELETED ACCOUNT_OFFBOARDED ACCOUNT_RECONNECTED ACCOUNT_RESTRICTION ACCOUNT_VIOLATION',
  'AD_ACCOUNT_LINKED AUTH_INTL_PRICE_ELIGIBILITY_UPDATE BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
  'DISABLED_UPDATE MM_LITE_TERMS_SIGNED PARTNER_ADDED PARTNER_REMOVED PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED PARTNER_CLIENT_CERTIFICATION_NEEDED',
  'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE VOLUME_BASED_PRICING_TIER_UPDATE',
])('describes each of the account updates %s', (events) => {
  for (const event of events.split(' '))
    expect(bridgeOf(fromAws('account_update', { event }))[0], event).toMatch(
      / This event says that [^.]+\.$/,
    )
})

it('explains why a WhatsApp call failed', () => {
  const errors = [{ code: 138006, title: 'No permission' }]

  expect(explained(fromAws('calls', { ...aCall('terminate'), errors }))).toMatchObject([
    { kind: 'call', errors: [{ code: 138006, cause: 'the customer has not allowed calls' }] },
  ])
})

it('prints the details of an account’s event next to the event', () => {
  const disconnection_info = { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' }

  expect(
    explained(fromAws('account_update', { event: 'ACCOUNT_OFFBOARDED', disconnection_info })),
  ).toMatchObject([{ event: 'ACCOUNT_OFFBOARDED', details: { disconnection_info } }])
})

it('preserves 64-bit ids and every part of a language code', () => {
  const json = '{"message_template_id":987654321987654321,"message_template_language":"zh-Hans-CN"}'
  const entry = `{"id":"1","changes":[{"field":"message_template_status_update","value":${json}}]}`

  expect(explained({ whatsAppWebhookEntry: entry })).toMatchObject([
    { template: { id: '987654321987654321', language: 'zh_Hans_CN' } },
  ])
})

it('names the envelope if its content is unreadable', () => {
  const broken = { ...fromNumbers('106'), messageId: 'm-1', whatsAppWebhookEntry: '{…}' }

  expect(() => explained(broken)).toThrow(
    expect.objectContaining({
      problems: [
        {
          code: 'not_json',
          path: 'whatsAppWebhookEntry',
          message:
            'whatsAppWebhookEntry is text, but not JSON; the envelope is of account 111122223333, number 106, message m-1.',
        },
      ],
    }),
  )
})
