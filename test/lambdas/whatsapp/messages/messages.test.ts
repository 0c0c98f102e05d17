import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageRejected, refusals } from '#whatsapp/errors/problems'
import { problemsWithCloudApi } from '#whatsapp/messages/cloud-api-rules'
import { problemsWith } from '#whatsapp/messages/message-rules'
import {
  asCloudApi,
  type Header,
  type OutgoingMessage,
  toCloudApi,
} from '#whatsapp/messages/messages'

const customer = { to: '+15550100123' }
const media = { id: '2423' }
const WAMID = 'wamid.HBgLMTU1NTAxMDA='

const interactiveMessage = (interactive: object) => ({
  messaging_product: 'whatsapp',
  ...customer,
  type: 'interactive',
  interactive,
})
const wireProblems = (interactive: object) =>
  problemsWithCloudApi(interactiveMessage(interactive)).map(({ code, path }) => `${path} ${code}`)

const sent = (message: OutgoingMessage) => toCloudApi(message, customer) as Record<string, unknown>
const refused = (message: OutgoingMessage) =>
  refusals(problemsWith(message)).map(({ code, path }) => `${path} ${code}`)
const warned = (message: OutgoingMessage) =>
  problemsWith(message)
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, path }) => `${path} ${code}`)

describe('every type of message becomes the JSON that Meta documents', () => {
  it.each<[string, OutgoingMessage, object]>([
    ['text', { type: 'text', body: 'Hi' }, { text: { body: 'Hi' } }],
    [
      'image',
      { type: 'image', media, caption: 'Look' },
      { image: { id: '2423', caption: 'Look' } },
    ],
    [
      'video',
      { type: 'video', media: { link: 'https://example.com/a.mp4' } },
      { video: { link: 'https://example.com/a.mp4' } },
    ],
    [
      'document',
      { type: 'document', media, filename: 'a.pdf' },
      { document: { id: '2423', filename: 'a.pdf' } },
    ],
    ['audio', { type: 'audio', media, voice: true }, { audio: { id: '2423', voice: true } }],
    ['sticker', { type: 'sticker', media }, { sticker: { id: '2423' } }],
    [
      'location',
      { type: 'location', latitude: 37.44, longitude: -122.16, name: 'Shop' },
      { location: { latitude: 37.44, longitude: -122.16, name: 'Shop' } },
    ],
    [
      'contacts',
      {
        type: 'contacts',
        contacts: [
          {
            name: { formattedName: 'Ana B', firstName: 'Ana' },
            phones: [{ phone: '+15550101', waId: '15550101' }],
          },
        ],
      },
      {
        contacts: [
          {
            name: { formatted_name: 'Ana B', first_name: 'Ana' },
            phones: [{ phone: '+15550101', wa_id: '15550101' }],
          },
        ],
      },
    ],
    [
      'reaction',
      { type: 'reaction', messageId: WAMID, emoji: '👍🏽' },
      { reaction: { message_id: WAMID, emoji: '👍🏽' } },
    ],
    [
      'template',
      { type: 'template', name: 'order_ready', language: 'pt_BR', components: [] },
      { template: { name: 'order_ready', language: { code: 'pt_BR' } } },
    ],
  ])('%s', (type, message, content) => {
    expect(sent(message)).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+15550100123',
      type,
      ...content,
    })
  })

  it.each<[string, OutgoingMessage, object]>([
    [
      'cta_url',
      {
        type: 'cta_url',
        body: 'Your booking',
        displayText: 'Open it',
        url: 'https://example.com/booking/7',
      },
      {
        body: { text: 'Your booking' },
        action: {
          name: 'cta_url',
          parameters: { display_text: 'Open it', url: 'https://example.com/booking/7' },
        },
      },
    ],
    [
      'location_request_message',
      { type: 'location_request', body: 'Where are you?' },
      { body: { text: 'Where are you?' }, action: { name: 'send_location' } },
    ],
    [
      'flow',
      { type: 'form', flowId: '17', body: 'Which day?', button: 'Choose', token: 't', screen: 'S' },
      {
        body: { text: 'Which day?' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: '17',
            flow_cta: 'Choose',
            flow_token: 't',
            flow_action: 'navigate',
            flow_action_payload: { screen: 'S' },
          },
        },
      },
    ],
    [
      'flow',
      { type: 'form', flowId: '17', body: 'Which day?', button: 'Choose', exchange: true },
      {
        body: { text: 'Which day?' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: '17',
            flow_cta: 'Choose',
            flow_action: 'data_exchange',
          },
        },
      },
    ],
    [
      'button',
      {
        type: 'buttons',
        header: { type: 'image', media },
        body: 'Which?',
        footer: 'f',
        buttons: [{ id: 'a', title: 'A' }],
      },
      {
        header: { type: 'image', image: media },
        body: { text: 'Which?' },
        footer: { text: 'f' },
        action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] },
      },
    ],
    [
      'list',
      {
        type: 'list',
        body: 'Which?',
        button: 'Options',
        sections: [{ rows: [{ id: 'a', title: 'A', description: 'd' }] }],
      },
      {
        body: { text: 'Which?' },
        action: {
          button: 'Options',
          sections: [{ rows: [{ id: 'a', title: 'A', description: 'd' }] }],
        },
      },
    ],
  ])('interactive %s', (type, message, content) => {
    expect(sent(message)).toMatchObject({ type: 'interactive', interactive: { type, ...content } })
  })

  // Agents cannot send these messages, but `message check` accepts them.
  it.each<[string, object]>([
    [
      'cta_url',
      {
        body: { text: 'See' },
        action: {
          name: 'cta_url',
          parameters: { display_text: 'Dates', url: 'https://example.com/' },
        },
      },
    ],
    ['location_request_message', { body: { text: 'Where?' }, action: { name: 'send_location' } }],
    [
      'flow',
      {
        body: { text: 'Book' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: '1',
            flow_cta: 'Book!',
            flow_action: 'navigate',
            flow_action_payload: { screen: 'S', data: { someKey: 1 } },
          },
        },
      },
    ],
    [
      'flow',
      {
        body: { text: 'Book' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_name: 'booking',
            flow_cta: 'Book!',
            flow_action_payload: { screen: 'S', data: '{"someKey":1}' },
          },
        },
      },
    ],
    ['product', { action: { catalog_id: '1', product_retailer_id: 'sku' } }],
    [
      'product_list',
      {
        header: { type: 'text', text: 'h' },
        body: { text: 'b' },
        action: {
          catalog_id: '1',
          sections: [{ title: 't', product_items: [{ product_retailer_id: 'sku' }] }],
        },
      },
    ],
    [
      'catalog_message',
      {
        body: { text: 'b' },
        action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku' } },
      },
    ],
    [
      'carousel',
      {
        body: { text: 'b' },
        action: {
          cards: [0, 1].map((card_index) => ({
            card_index,
            type: 'cta_url',
            header: { type: 'image', image: media },
            body: { text: 'c' },
            action: {
              name: 'cta_url',
              parameters: { display_text: 'Go', url: 'https://example.com' },
            },
          })),
        },
      },
    ],
    [
      'carousel',
      {
        body: { text: 'b' },
        action: {
          cards: [0, 1].map((i) => ({
            card_index: i,
            type: 'product',
            action: { catalog_id: '1', product_retailer_id: `sku${i}` },
          })),
        },
      },
    ],
    [
      'voice_call',
      {
        body: { text: 'b' },
        action: { name: 'voice_call', parameters: { display_text: 'Call', ttl_minutes: 100 } },
      },
    ],
    [
      'call_permission_request',
      { body: { text: 'b' }, action: { name: 'call_permission_request' } },
    ],
    ['request_contact_info', { body: { text: 'b' }, action: { name: 'request_contact_info' } }],
    [
      'order_status',
      {
        body: { text: 'b' },
        action: { name: 'review_order', parameters: { reference_id: '1' } },
      },
    ],
  ])(
    'the check reports no problem in the interactive type %s, which agents cannot send',
    (type, content) => {
      expect(wireProblems({ type, ...content })).toEqual([])
    },
  )
})

describe('the envelope of a message', () => {
  it('addresses a customer without a number by user id', () => {
    const body = toCloudApi({ type: 'text', body: 'Hi' }, { recipient: 'US.13491208655302741918' })

    expect(body).toMatchObject({ recipient: 'US.13491208655302741918' })
    expect(body).not.toHaveProperty('to')
  })

  it('contains the quoted message and the callback data', () => {
    expect(
      toCloudApi({ type: 'text', body: 'Hi' }, customer, { quotes: WAMID, callbackData: 'x' }),
    ).toMatchObject({
      context: { message_id: WAMID },
      biz_opaque_callback_data: 'x',
    })
  })

  it('warns about callback data over 512 characters, a limit that Meta documents only for calls', () => {
    const body = toCloudApi({ type: 'text', body: 'Hi' }, customer, {
      callbackData: 'x'.repeat(513),
    })

    expect(problemsWithCloudApi(body)).toMatchObject([
      { code: 'may_be_too_long', path: 'biz_opaque_callback_data', severity: 'warning' },
    ])
  })

  it('refuses a quote on a reaction', () => {
    expect(() =>
      toCloudApi({ type: 'reaction', messageId: WAMID, emoji: '😀' }, customer, { quotes: WAMID }),
    ).toThrow(MessageRejected)
  })

  it('refuses a number without +, because WhatsApp would prepend the business’s own country code', () => {
    expect(() => toCloudApi({ type: 'text', body: 'Hi' }, { to: '15550100123' })).toThrow(
      /country code/,
    )
    expect(() =>
      toCloudApi({ type: 'text', body: 'Hi' }, { to: 'US.13491208655302741918' }),
    ).toThrow(/recipient/)
  })

  it('of a read receipt contains the WhatsApp id of a message, with or without a typing indicator', () => {
    const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: WAMID }

    expect(problemsWithCloudApi(receipt)).toEqual([])
    expect(problemsWithCloudApi({ ...receipt, typing_indicator: { type: 'text' } })).toEqual([])
    expect(problemsWithCloudApi({ ...receipt, message_id: '123' })).toMatchObject([
      { code: 'wrong_form', path: 'message_id' },
    ])
  })
})

const row = (i: number) => ({ id: `r${i}`, title: `Row ${i}` })

describe('reports what WhatsApp would refuse, with the path in the message', () => {
  it.each<[string, OutgoingMessage, string[]]>([
    ['a text over 4096 characters', { type: 'text', body: 'x'.repeat(4097) }, ['body too_long']],
    ['an empty text', { type: 'text', body: '' }, ['body empty']],
    [
      'a caption over 1024',
      { type: 'image', media, caption: 'x'.repeat(1025) },
      ['caption too_long'],
    ],
    [
      'a link that is not an address',
      { type: 'image', media: { link: 'example.com/a.jpg' } },
      ['media.link wrong_form'],
    ],
    ['an empty id', { type: 'document', media: { id: '' } }, ['media.id empty']],
    [
      'degrees out of range',
      { type: 'location', latitude: 91, longitude: Number.NaN },
      ['latitude out_of_range', 'longitude wrong_type'],
    ],
    ['two emoji', { type: 'reaction', messageId: WAMID, emoji: '😀😀' }, ['emoji wrong_form']],
    ['letters as emoji', { type: 'reaction', messageId: WAMID, emoji: 'ok' }, ['emoji wrong_form']],
    ['no contact', { type: 'contacts', contacts: [] }, ['contacts too_few']],
    [
      'a contact without a name',
      { type: 'contacts', contacts: [{ name: { formattedName: '', firstName: 'A' } }] },
      ['contacts.0.name.formattedName empty'],
    ],
    [
      'four buttons, a title over 20, a title twice',
      {
        type: 'buttons',
        body: 'b',
        buttons: [
          { id: '1', title: 'A' },
          { id: '2', title: 'A' },
          { id: '3', title: 'x'.repeat(21) },
          { id: '4', title: 'D' },
        ],
      },
      ['buttons too_many', 'buttons.2.title too_long', 'buttons.1.title duplicate'],
    ],
    [
      'eleven rows over two sections',
      {
        type: 'list',
        body: 'b',
        button: 'o',
        sections: [0, 6].map((n) => ({
          title: `t${n}`,
          rows: Array.from({ length: n ? 5 : 6 }, (_, i) => row(n + i)),
        })),
      },
      ['sections too_many'],
    ],
    [
      'two sections without titles',
      { type: 'list', body: 'b', button: 'o', sections: [{ rows: [row(1)] }, { rows: [row(2)] }] },
      ['sections.0.title required', 'sections.1.title required'],
    ],
    [
      'a row id twice, in different sections',
      {
        type: 'list',
        body: 'b',
        button: 'o',
        sections: [
          { title: 'a', rows: [row(1)] },
          { title: 'b', rows: [row(1)] },
        ],
      },
      ['sections.1.rows.0.id duplicate'],
    ],
    [
      'an image over a list',
      {
        type: 'list',
        header: { type: 'image', media },
        body: 'b',
        button: 'o',
        sections: [{ rows: [row(1)] }],
      },
      ['header.type not_one_of', 'header.text required', 'header.media unknown_field'],
    ],
    [
      'a body over 1024, a footer over 60',
      {
        type: 'buttons',
        body: 'x'.repeat(1025),
        footer: 'x'.repeat(61),
        buttons: [{ id: 'a', title: 'A' }],
      },
      ['body too_long', 'footer too_long'],
    ],
    [
      'a template’s name in capitals',
      { type: 'template', name: 'Order', language: 'en' },
      ['name wrong_form'],
    ],
    [
      'a template’s value with a tab',
      {
        type: 'template',
        name: 'o',
        language: 'en',
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'a\tb' }] }],
      },
      ['components.0.parameters.0.text tab'],
    ],
    [
      'a component for a phone button',
      {
        type: 'template',
        name: 'o',
        language: 'en',
        components: [{ type: 'button', sub_type: 'phone_number', index: 0, parameters: [] }],
      },
      ['components.0.sub_type not_one_of', 'components.0.parameters too_few'],
    ],
    [
      'an empty payload',
      {
        type: 'template',
        name: 'o',
        language: 'en',
        components: [
          {
            type: 'button',
            sub_type: 'quick_reply',
            index: '0',
            parameters: [{ type: 'payload', payload: '' }],
          },
        ],
      },
      ['components.0.parameters.0.payload empty'],
    ],
  ])('in this case: %s', (_, message, problems) => {
    expect(refused(message)).toEqual(problems)
    expect(() => toCloudApi(message, customer)).toThrow(MessageRejected)
  })

  it('with the length, the limit and the remedy', () => {
    expect(problemsWith({ type: 'text', body: 'x'.repeat(5210) })[0]).toEqual({
      code: 'too_long',
      path: 'body',
      message: 'The text has 5210 characters. WhatsApp allows 4096. Shorten it.',
      values: { length: 5210, limit: 4096 },
    })
  })
})

describe('warns, but allows sending, if it is uncertain what WhatsApp would do', () => {
  it.each<[string, OutgoingMessage, string[]]>([
    [
      'emoji that fit the limit only if each counts as one character',
      { type: 'text', body: '😀'.repeat(4096) },
      ['body may_be_too_long'],
    ],
    [
      'a list’s body between 1024 and 4096',
      { type: 'list', body: 'x'.repeat(1025), button: 'o', sections: [{ rows: [row(1)] }] },
      ['body may_be_too_long'],
    ],
    [
      'six contacts',
      {
        type: 'contacts',
        contacts: Array.from({ length: 6 }, () => ({
          name: { formattedName: 'A', firstName: 'A' },
        })),
      },
      ['contacts may_be_too_many'],
    ],
    [
      'a contact with nothing but its formatted name',
      { type: 'contacts', contacts: [{ name: { formattedName: 'A' } }] },
      ['contacts.0.name.firstName required'],
    ],
    [
      'a payload of 129 characters',
      {
        type: 'template',
        name: 'o',
        language: 'en',
        components: [
          {
            type: 'button',
            sub_type: 'quick_reply',
            index: '0',
            parameters: [{ type: 'payload', payload: 'x'.repeat(129) }],
          },
        ],
      },
      ['components.0.parameters.0.payload may_be_too_long'],
    ],
  ])('in this case: %s', (_, message, problems) => {
    expect(warned(message)).toEqual(problems)
    expect(refused(message)).toEqual([])
    expect(sent(message)).toBeTruthy()
  })
})

describe('a message built elsewhere', () => {
  const base = { messaging_product: 'whatsapp', to: '+15550100123' }

  it.each<[string, unknown, string[]]>([
    [
      'a text with every field',
      { ...base, recipient_type: 'individual', type: 'text', text: { body: 'Hi' } },
      [],
    ],
    ['a text without a type', { ...base, text: { body: 'Hi' } }, []],
    ['a read receipt', { messaging_product: 'whatsapp', status: 'read', message_id: WAMID }, []],
    [
      'an image without type',
      { ...base, image: { id: '1' } },
      ['type required', 'text required', 'image unknown_field'],
    ],
    ['an unknown type', { ...base, type: 'poll', poll: {} }, ['type unknown_type']],
    [
      'fields beside the message that Meta documents',
      {
        ...base,
        recipient_identity_key_hash: 'DF2lS5v2W6x=',
        message_activity_sharing: false,
        product_policy: 'STRICT',
        text: { body: 'Hi' },
      },
      [],
    ],
    [
      'a category, which only Direct Send has',
      { ...base, category: 'UTILITY', text: { body: 'Hi' } },
      ['category may_not_be_allowed'],
    ],
    [
      'the time to live of a Direct Send',
      { ...base, category: 'UTILITY', message_send_ttl_seconds: 29, text: { body: 'Hi' } },
      ['category may_not_be_allowed', 'message_send_ttl_seconds out_of_range'],
    ],
    [
      'a time to live without a category',
      { ...base, message_send_ttl_seconds: 60, text: { body: 'Hi' } },
      ['message_send_ttl_seconds unknown_field'],
    ],
    [
      'a text to a group',
      { ...base, to: '120363@g.us', recipient_type: 'group', text: { body: 'Hi' } },
      [],
    ],
    [
      'a place for a group',
      {
        ...{ ...base, to: '120363@g.us', recipient_type: 'group' },
        ...{ type: 'location', location: { latitude: 1, longitude: 1 } },
      },
      ['type not_allowed_here'],
    ],
    [
      'a GIF header, which only the marketing messages API can send',
      {
        ...base,
        type: 'template',
        template: {
          name: 'a',
          language: { code: 'en' },
          components: [{ type: 'header', parameters: [{ type: 'gif', gif: { id: '1' } }] }],
        },
      },
      ['template.components.0.parameters.0.type gif_header'],
    ],
    [
      'a user id of another form',
      { messaging_product: 'whatsapp', recipient: 'USA-1', text: { body: 'Hi' } },
      ['recipient wrong_form'],
    ],
    [
      'nobody to send to',
      { messaging_product: 'whatsapp', type: 'text', text: { body: 'Hi' } },
      ['to required'],
    ],
    [
      'both',
      { ...base, recipient: 'US.1', type: 'text', text: { body: 'Hi' } },
      ['recipient not_both'],
    ],
    [
      'another product',
      { messaging_product: 'sms', to: '+15550100123', type: 'text', text: { body: 'Hi' } },
      ['messaging_product not_one_of'],
    ],
    [
      'a caption on a sound',
      { ...base, type: 'audio', audio: { id: '1', caption: 'x' } },
      ['audio.caption not_allowed_here'],
    ],
    [
      'a field WhatsApp does not have',
      { ...base, type: 'text', text: { body: 'Hi', boddy: 'x' } },
      ['text.boddy unknown_field'],
    ],
    [
      'a list where text is wanted',
      { ...base, type: 'text', text: { body: ['Hi'] } },
      ['text.body wrong_type'],
    ],
    ['no object at all', [1], [' wrong_type']],
    ['null', null, [' required']],
  ])('is checked by the same rules as this project’s messages: %s', (_, message, problems) => {
    expect(problemsWithCloudApi(message).map(({ code, path }) => `${path} ${code}`)).toEqual(
      problems,
    )
  })

  it('never causes an exception when it is checked', () => {
    const types = [
      'text',
      'image',
      'contacts',
      'interactive',
      'template',
      'reaction',
      'location',
      'audio',
    ]
    const wild = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          messaging_product: fc.constant('whatsapp'),
          to: fc.jsonValue(),
          type: fc.constantFrom(...types),
          ...Object.fromEntries(types.map((t) => [t, fc.jsonValue()])),
        },
        { requiredKeys: [] },
      ),
    )
    fc.assert(
      fc.property(wild, (message) => {
        expect(problemsWithCloudApi(message)).toBeInstanceOf(Array)
      }),
    )
  })
})

const picture = (type: 'image' | 'video') => ({ type, [type]: media })
const link = { name: 'cta_url', parameters: { display_text: 'a', url: 'https://e.com' } }
const cardOf = (card_index: number, card: object) => ({ card_index, type: 'cta_url', ...card })

describe('finds what WhatsApp would refuse in interactive messages that agents cannot send', () => {
  it.each<[string, object, string[]]>([
    [
      'a button with a long label and no address',
      {
        type: 'cta_url',
        body: { text: 'b' },
        action: { name: 'cta_url', parameters: { display_text: 'x'.repeat(21), url: 'x' } },
      },
      ['action.parameters.display_text too_long', 'action.parameters.url wrong_form'],
    ],
    [
      'a flow with both id and name, and empty data',
      {
        type: 'flow',
        body: { text: 'b' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_cta: 'c',
            flow_id: '1',
            flow_name: 'n',
            flow_action_payload: { screen: 's', data: {} },
          },
        },
      },
      ['action.parameters.flow_action_payload.data empty', 'action.parameters.flow_name not_both'],
    ],
    [
      'a flow whose data is text but not the JSON of an object',
      {
        type: 'flow',
        body: { text: 'b' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_cta: 'c',
            flow_name: 'n',
            flow_action_payload: { screen: 's', data: '[1]' },
          },
        },
      },
      ['action.parameters.flow_action_payload.data wrong_type'],
    ],
    [
      'a request for contact details with a header, which no example has',
      {
        type: 'request_contact_info',
        header: { type: 'text', text: 'h' },
        body: { text: 'b' },
        action: { name: 'request_contact_info' },
      },
      ['header may_not_be_allowed'],
    ],
    ['a type by its name until May 2026', { type: 'contact_request' }, ['type unknown_type']],
    [
      'a product list without header',
      {
        type: 'product_list',
        body: { text: 'b' },
        action: {
          catalog_id: '1',
          sections: [{ product_items: [{ product_retailer_id: 's' }] }],
        },
      },
      ['header required'],
    ],
    [
      'one card',
      {
        type: 'carousel',
        body: { text: 'b' },
        action: {
          cards: [
            {
              card_index: 0,
              type: 'product',
              action: { catalog_id: '1', product_retailer_id: 's' },
            },
          ],
        },
      },
      ['action.cards too_few'],
    ],
    [
      'cards that differ',
      {
        type: 'carousel',
        body: { text: 'b' },
        action: {
          cards: [
            cardOf(0, { header: picture('image'), action: link }),
            cardOf(1, { header: picture('video'), action: link }),
          ],
        },
      },
      ['action.cards.1 cards_differ'],
    ],
    [
      'three line breaks on a card',
      {
        type: 'carousel',
        body: { text: 'b' },
        action: {
          cards: [0, 1].map((i) =>
            cardOf(i, {
              header: picture('image'),
              body: { text: 'a\nb\nc\nd' },
              action: {
                buttons: [{ type: 'quick_reply', quick_reply: { id: '1', title: 'Yes' } }],
              },
            }),
          ),
        },
      },
      ['action.cards.0.body.text too_many', 'action.cards.1.body.text too_many'],
    ],
  ])('in this case: %s', (_, interactive, problems) => {
    expect(wireProblems(interactive)).toEqual(problems.map((each) => `interactive.${each}`))
  })
})

it('the check accepts a message if and only if the check accepts the message’s JSON', () => {
  // Generates few different values, many of them close to a limit, so that entries are often equal
  // or just too long.
  const short = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom('', ' ', 'A', ...[21, 25, 61, 73, 201, 257, 1025].map((n) => 'x'.repeat(n))),
  )
  const words = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, short])), { requiredKeys: [] })
  const file = fc.oneof(fc.record({ id: short }), fc.record({ link: fc.oneof(short, fc.webUrl()) }))
  const button = fc.record({ id: short, title: short })
  const message = fc.oneof<fc.Arbitrary<OutgoingMessage>[]>(
    fc.record({
      type: fc.constant('text' as const),
      body: fc.oneof(short, fc.string({ minLength: 4090, maxLength: 4100 })),
    }),
    fc.record({
      type: fc.constantFrom('image' as const, 'video' as const),
      media: file,
      caption: short,
    }),
    fc.record({ type: fc.constant('document' as const), media: file, filename: short }),
    fc.record({
      type: fc.constant('location' as const),
      latitude: fc.double(),
      longitude: fc.double(),
    }),
    fc.record({
      type: fc.constant('reaction' as const),
      messageId: fc.oneof(short, fc.constant(WAMID)),
      emoji: fc.string({ unit: 'grapheme', maxLength: 2 }),
    }),
    fc.record({ type: fc.constant('audio' as const), media: file }),
    fc.record({
      type: fc.constant('contacts' as const),
      contacts: fc.array(
        fc.record({
          name: fc.record({ formattedName: short, firstName: short }),
          phones: fc.array(words('phone', 'waId', 'type'), { maxLength: 2 }),
          addresses: fc.array(words('zip', 'countryCode'), { maxLength: 2 }),
          org: words('company', 'department', 'title'),
          birthday: fc.oneof(short, fc.constant('1990-01-31')),
        }),
        { maxLength: 7 },
      ),
    }),
    fc.record({
      type: fc.constant('buttons' as const),
      header: fc.oneof<fc.Arbitrary<Header>[]>(
        fc.record({ type: fc.constant('text' as const), text: short }),
        fc.record({ type: fc.constant('image' as const), media: file }),
        fc.record({ type: fc.constant('document' as const), media: file, filename: short }),
      ),
      body: short,
      footer: short,
      buttons: fc.array(button, { maxLength: 5 }),
    }),
    fc.record({
      type: fc.constant('list' as const),
      body: short,
      button: short,
      sections: fc.array(fc.record({ title: short, rows: fc.array(button, { maxLength: 5 }) }), {
        maxLength: 3,
      }),
    }),
    fc.record({
      type: fc.constant('template' as const),
      name: fc.oneof(short, fc.constant('order_ready')),
      language: short,
      components: fc.array(fc.dictionary(short, fc.jsonValue()), { maxLength: 2 }),
    }),
  )
  fc.assert(
    fc.property(message, (m) => {
      const wire = refusals(problemsWithCloudApi(asCloudApi(m, customer)))

      expect(
        refused(m)
          .map((each) => each.split(' ')[1])
          .sort(),
      ).toEqual(wire.map(({ code }) => code).sort())
      if (wire.length === 0) expect(toCloudApi(m, customer)).toEqual(asCloudApi(m, customer))
      else expect(() => toCloudApi(m, customer)).toThrow(MessageRejected)
    }),
    { numRuns: 300 },
  )
})

it('reports problems, and throws no error, for a value that is not a message', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('text', 'buttons', 'list', 'contacts', 'image', 'nothing_known'),
      fc.dictionary(
        fc.constantFrom('body', 'buttons', 'sections', 'cards', 'media', 'contacts', 'header'),
        fc.jsonValue(),
      ),
      (type, rest) => {
        expect(problemsWith({ type, ...rest } as unknown as OutgoingMessage)).toBeInstanceOf(Array)
      },
    ),
  )
})
