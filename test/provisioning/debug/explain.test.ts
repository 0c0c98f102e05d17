// What is said of an event is what the functions do with it: lambdas/functions/whatsapp-event.ts, delivery-status.ts, enqueue-reply.ts.
import { describe, expect, it } from 'vitest'
import { toCallbackData } from '../../../lambdas/model/reply.ts'
import { explained } from '../../../provisioning/debug/explain.ts'

const bridgeOf = (event: unknown) => explained(event).map(({ bridge }) => bridge)

const ours = toCallbackData({ conversation: 'c', id: 'chat-1', attempt: 1, part: 0 })
const change = (field: string, value: object) => ({ id: '1', changes: [{ field, value }] })
const fromAws = (field: string, value: object) => ({
  whatsAppWebhookEntry: JSON.stringify(change(field, value)),
  aws_account_id: '111122223333',
})
const aStatus = (rest: object) => ({
  statuses: [
    { id: 'wamid.A', status: 'sent', timestamp: '1744344496', recipient_id: '15550101', ...rest },
  ],
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

describe('what the bridge does', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a status of its own message',
      fromAws('messages', aStatus({ biz_opaque_callback_data: ours })),
      /^Recorded/,
    ],
    [
      'a status of another program’s message',
      fromAws('messages', aStatus({ biz_opaque_callback_data: 'campaign-7' })),
      /^Ignored: its callback/,
    ],
    [
      'a status without callback data',
      fromAws('messages', aStatus({})),
      /^Ignored: it carries no callback/,
    ],
    [
      'a status outside AWS’s envelope',
      change('messages', aStatus({ biz_opaque_callback_data: ours })),
      /^As it stands ignored/,
    ],
    [
      'a status it does not know',
      fromAws('messages', aStatus({ status: 'warning', biz_opaque_callback_data: ours })),
      /^Ignored: it says nothing/,
    ],
    [
      'what AWS could not hand over',
      fromEventBridge('WhatsApp Message Undeliverable'),
      /^Recorded.*the agent is told why/,
    ],
    [
      'a customer’s call',
      fromAws('calls', aCall('connect')),
      /^Opens the service window.*As it stands/,
    ],
    ['the end of a call', fromAws('calls', aCall('terminate')), /^Noted in the log/],
    ['a handover', fromEventBridge('WhatsApp Handover Succeeded'), /^Nothing/],
    [
      'another service’s event',
      fromEventBridge('Amazon Connect Contact Event', {}, 'aws.connect'),
      /^Nothing/,
    ],
    [
      'a customer’s words in a native chat',
      anItem({ ParticipantRole: 'CUSTOMER' }),
      /opens the service window/,
    ],
    [
      'a customer who is typing',
      anItem({ ParticipantRole: 'CUSTOMER', Type: 'EVENT', Content: undefined }),
      /^Not forwarded: an event/,
    ],
    ['an empty message', anItem({ Content: '' }), /^Not forwarded/],
    ['JSON between programs', anItem({ ContentType: 'application/json' }), /^Not forwarded/],
    [
      'what a flow offers to choose from',
      anItem({ ContentType: interactive, ParticipantRole: 'SYSTEM' }),
      /as a list or buttons/,
    ],
    [
      'an attachment without a file',
      anItem({ Type: 'ATTACHMENT', Attachments: [] }),
      /^Not forwarded/,
    ],
  ])('with %s', (_, event, bridge) => {
    expect(bridgeOf(event)).toEqual([expect.stringMatching(bridge)])
  })
})

it('what no field of ours holds is shown as it came', () => {
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
