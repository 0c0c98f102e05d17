// Every event in a form in which it may arrive in the future: with unknown members, and with
// unknown values of enumerations.
import { describe, expect, it } from 'vitest'
import {
  opensWindow,
  parseChatItem,
  parseStatusEvent,
  parseWhatsAppEnvelope,
} from '#whatsapp/events/events'
import { wordsOf } from '../../../../lambdas/inbound/words.ts'
import { contentOf as replyContentOf } from '../../../../lambdas/outbox/reply-of-item.ts'
import { fromTopic } from '../../../../lambdas/runtime/topic-message.ts'
import { withNewMembers, withNewWords, withoutNewMembers } from '../../unknown.ts'

const WORDS =
  /^(type|status|event|direction|category|reason|value|field|code|origin|pricing_model|source_type|media_type|decision|phase|action|response|mime_type|detail-type|Type|Status|ContentType|ParticipantRole|new_quality_score|previous_quality_score|new_category)$/

const from = { from: '15550100123', id: 'wamid.A', timestamp: '1772452800' }
const contacts = [{ profile: { name: 'Ana', username: 'ana' }, wa_id: '15550100123' }]
const metadata = { display_phone_number: '15550199', phone_number_id: '574086085794038' }
const error = { code: 131047, title: 'Re-engagement', error_data: { details: 'Too late' } }
const message = (type: string, part: object, further: object = {}) => ({
  field: 'messages',
  value: { metadata, contacts, messages: [{ ...from, type, [type]: part, ...further }] },
})
const media = { id: 'm', mime_type: 'image/jpeg', sha256: 'A=', caption: 'Look', url: 'https://x' }

const CHANGES: readonly { field: string; value: object }[] = [
  message('text', { body: 'Hi' }, { context: { id: 'wamid.B', from: '1', forwarded: true } }),
  message(
    'text',
    { body: 'Hi' },
    { referral: { source_type: 'ad', source_id: '1', headline: 'h' } },
  ),
  ...['image', 'video', 'audio', 'document', 'sticker'].map((type) => message(type, media)),
  message('location', { latitude: 1.5, longitude: 2, name: 'Shop' }),
  {
    field: 'messages',
    value: {
      metadata,
      contacts,
      messages: [
        {
          ...from,
          type: 'contacts',
          contacts: [
            { name: { formatted_name: 'Ben' }, phones: [{ phone: '+1555', type: 'WORK' }] },
          ],
        },
      ],
    },
  },
  message('reaction', { message_id: 'wamid.B', emoji: '👍' }),
  message('button', { text: 'Yes', payload: 'yes' }),
  ...[
    { type: 'button_reply', button_reply: { id: 'a', title: 'A' } },
    { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'B' } },
    { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":"b"}' } },
    { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
  ].map((part) => message('interactive', part)),
  message('order', { catalog_id: '1', product_items: [{ product_retailer_id: 's', quantity: 2 }] }),
  message('system', { type: 'user_changed_number', wa_id: '15550100124', body: 'changed' }),
  message('unsupported', { type: 'poll' }, { errors: [error] }),
  message('edit', {
    original_message_id: 'wamid.B',
    message: { type: 'text', text: { body: 'b' } },
  }),
  message('revoke', { original_message_id: 'wamid.B' }),
  {
    field: 'messages',
    value: {
      metadata,
      contacts,
      statuses: [
        {
          id: 'wamid.A',
          status: 'failed',
          timestamp: '1772452800',
          recipient_id: '15550100123',
          biz_opaque_callback_data: '["c","r",1,0]',
          conversation: { id: 'c', origin: { type: 'service' } },
          pricing: { billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' },
          errors: [error],
        },
      ],
    },
  },
  { field: 'messages', value: { metadata, errors: [error] } },
  {
    field: 'calls',
    value: {
      metadata,
      contacts,
      calls: [
        { id: 'wacid.A', from: '15550100123', event: 'connect', direction: 'USER_INITIATED' },
      ],
      statuses: [{ id: 'wacid.B', type: 'call', status: 'ACCEPTED', recipient_id: '15550100123' }],
    },
  },
  {
    field: 'smb_message_echoes',
    value: {
      metadata,
      contacts,
      message_echoes: [{ id: 'wamid.A', to: '15550100123', type: 'text', text: { body: 'Hi' } }],
    },
  },
  ...[
    ['message_template_status_update', { event: 'REJECTED', reason: 'INVALID_FORMAT' }],
    [
      'message_template_quality_update',
      { new_quality_score: 'RED', previous_quality_score: 'GREEN' },
    ],
    ['message_template_components_update', { message_template_title: 'Hi' }],
    ['template_category_update', { new_category: 'MARKETING', previous_category: 'UTILITY' }],
  ].map(([field, value]) => ({
    field: field as string,
    value: { message_template_id: 1, message_template_name: 'n', ...(value as object) },
  })),
  {
    field: 'user_preferences',
    value: {
      metadata,
      contacts,
      user_preferences: [{ wa_id: '1', category: 'marketing_messages', value: 'stop' }],
    },
  },
  {
    field: 'user_id_update',
    value: {
      metadata,
      user_id_update: [{ wa_id: '1', user_id: { previous: 'US.1', current: 'US.2' } }],
    },
  },
  {
    field: 'account_update',
    value: { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ a: 'b' }] },
  },
  { field: 'history', value: { metadata, history: [{ metadata: { phase: 0 }, threads: [] }] } },
]

const inEnvelope = (change: unknown) => ({
  context: {
    MetaWabaIds: [{ wabaId: '1', arn: 'arn:waba' }],
    MetaPhoneNumberIds: [{ metaPhoneNumberId: '574086085794038', arn: 'arn:number' }],
  },
  whatsAppWebhookEntry: JSON.stringify({ id: '1', changes: [change] }),
  aws_account_id: '111122223333',
  message_timestamp: '2026-03-02T12:00:00.000000001Z',
  messageId: 'e',
})
/** Returns the events without `raw`, which contains the original event. */
const known = (events: readonly object[]) =>
  events.map((event) => withoutNewMembers({ ...event, raw: undefined }))

describe.each(CHANGES.map((change) => [nameOf(change), change] as const))('%s', (_, change) => {
  const before = known(parseWhatsAppEnvelope(inEnvelope(change)))

  it('has the same meaning with unknown members', () => {
    for (const later of withNewMembers(change))
      expect(known(parseWhatsAppEnvelope(inEnvelope(later)))).toEqual(before)
    for (const later of withNewMembers(inEnvelope(change)))
      expect(known(parseWhatsAppEnvelope(later))).toEqual(before)
  })

  it('can be parsed and displayed if it contains unknown enum values', () => {
    for (const later of withNewWords(change, WORDS)) {
      const events = parseWhatsAppEnvelope(inEnvelope(later))
      expect(events.length).toBeGreaterThan(0)
      for (const event of events) {
        opensWindow(event)
        if (event.about === 'message') expect(wordsOf(event.content)).not.toBe('')
      }
    }
  })
})

describe('an event of EventBridge', () => {
  const event = {
    source: 'aws.social-messaging',
    'detail-type': 'WhatsApp Message Failed',
    account: '111122223333',
    time: '2026-03-02T12:00:00Z',
    detail: {
      wabaId: '1',
      originationPhoneNumberId: '2',
      messageId: 'm',
      status: 'failed',
      eventTimestamp: '1772452800',
      errors: [error],
    },
  }

  it('has the same meaning with unknown members', () => {
    const before = known([parseStatusEvent(event)])
    for (const later of withNewMembers(event))
      expect(known([parseStatusEvent(later)])).toEqual(before)
  })

  it('is parsed as a failure if one of its two status words means a failure', () => {
    for (const later of withNewWords(event, /^(status|detail-type)$/))
      expect(parseStatusEvent(later)).toMatchObject({ origin: { awsAccountId: '111122223333' } })
    const [status] = withNewWords(event, /^status$/)
    expect(parseStatusEvent(status)).toMatchObject({ about: 'status', status: 'failed' })
  })
})

describe('an item of Connect’s chat stream', () => {
  const item = {
    AbsoluteTime: '2026-03-02T12:00:00.000Z',
    Id: 'i',
    Type: 'ATTACHMENT',
    ContentType: 'text/plain',
    Content: 'Hi',
    ParticipantId: 'p',
    ParticipantRole: 'AGENT',
    InitialContactId: 'c',
    ContactId: 'c',
    Attachments: [
      { AttachmentId: 'a', AttachmentName: 'a.png', ContentType: 'image/png', Status: 'APPROVED' },
    ],
  }
  const envelope = (Message: object) => ({
    Type: 'Notification',
    TopicArn: 'arn:topic',
    Message: JSON.stringify(Message),
    Timestamp: '2026-03-02T12:00:00.000Z',
    MessageAttributes: { AccountId: { Type: 'String', Value: '111122223333' } },
  })

  it('has the same meaning with unknown members, in the item and around it', () => {
    const before = known([parseChatItem(item)])
    for (const later of withNewMembers(item)) expect(known([parseChatItem(later)])).toEqual(before)
    for (const later of withNewMembers(envelope(item)))
      expect(fromTopic(JSON.stringify(later), 'arn:topic')).toMatchObject({
        message: item,
        attributes: { AccountId: '111122223333' },
      })
  })

  it('can be read if one or every attribute of its envelope is null', () => {
    const { MessageAttributes, ...rest } = envelope(item)
    const read = (attributes: unknown) =>
      fromTopic(JSON.stringify({ ...rest, MessageAttributes: attributes }), 'arn:topic')

    expect(read({ ...MessageAttributes, Empty: null })).toMatchObject({
      message: item,
      attributes: { AccountId: '111122223333', Empty: '' },
    })
    expect(read(null)).toMatchObject({ message: item, attributes: {} })
  })

  it('can be parsed if it contains unknown enum values', () => {
    for (const later of [item, { ...item, Type: 'MESSAGE' }].flatMap((each) =>
      withNewWords(each, WORDS),
    ))
      expect(() => replyContentOf(parseChatItem(later))).not.toThrow()
  })

  it('does not release a file if the state of its scan is unknown', () => {
    const Attachments = [{ ...item.Attachments[0], Status: 'QUARANTINED' }]
    expect(replyContentOf(parseChatItem({ ...item, Attachments }))).toMatchObject({
      attachments: [{ status: 'IN_PROGRESS' }],
    })
  })
})

function nameOf({ field, value }: { field: string; value: any }): string {
  const type = value.messages?.[0]?.type
  return [field, type, type === 'interactive' ? value.messages[0].interactive.type : undefined]
    .filter(Boolean)
    .join(' ')
}
