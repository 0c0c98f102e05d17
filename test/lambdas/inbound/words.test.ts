import { describe, expect, it } from 'vitest'
import { contentOf } from '#whatsapp/events/inbound-content'
import type { Json } from '#whatsapp/json/rules'
import { attributesOfAnswers } from '#whatsapp/messages/form-answers'
import { wordsOf } from '../../../lambdas/inbound/words.ts'

const words = (type: string, part: unknown, earlier?: string) =>
  wordsOf(contentOf(type, { [type]: part }), earlier)
const form = (response_json: unknown) =>
  words('interactive', { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json } })

describe('the text for a form', () => {
  it.each([
    [
      'an object, without its token',
      '{"flow_token":"t","day":"Monday","guests":4}',
      'day: Monday\nguests: 4',
    ],
    ['a list', '["window seat","vegetarian"]', 'window seat\nvegetarian'],
    ['one value', '"Tuesday"', 'Tuesday'],
    ['a list in an object', '{"extras":["towels","crib"]}', 'extras: towels, crib'],
    [
      'an object in an object, as an address is',
      '{"values":{"name":"Ana","building":{"floor":3,"tower":null}}}',
      'values.name: Ana\nvalues.building.floor: 3\nvalues.building.tower: –',
    ],
    ['a list of objects', '[{"size":"M"},{"size":"L"}]', '0.size: M\n1.size: L'],
    ['an id of 64 bits', '{"order":9007199254740993}', 'order: 9007199254740993'],
    ['JSON that was parsed already', { agrees: true }, 'agrees: true'],
    ['text that is not JSON', '"oops', '"oops'],
  ])('lists the answers if they are %s', (_, json, expected) => {
    expect(form(json)).toBe(`[an answer to a form]\n${expected}`)
  })

  it('says only that the customer returned a form if the message does not contain the answers', () => {
    expect(form(undefined)).toBe('[an answer to a form]')
  })
})

describe('the answers of a form that this project has sent', () => {
  it('are shown below the form’s name, each with its label, or with the question from its name if it has no label', () => {
    const content = contentOf('interactive', {
      interactive: {
        type: 'nfm_reply',
        nfm_reply: {
          response_json:
            '{"flow_token":"t","day":"Monday","screen_0_Your_name_1":"Ana","toString":1}',
        },
      },
    })

    const text = wordsOf({
      ...content,
      form: { name: 'Visit', labels: { day: 'Preferred day' } },
    } as typeof content)

    expect(text).toBe(
      '[an answer to the form “Visit”]\nPreferred day: Monday\nYour name: Ana\ntoString: 1',
    )
  })

  it('become contact attributes only if the configuration lists them and they are short enough', () => {
    const answers = {
      day: 'Monday',
      guests: 4,
      extras: ['towels', 'crib'],
      address: { city: 'Lisbon' },
      story: 'x'.repeat(1001),
      secret: '4111',
    }
    const named = ['day', 'guests', 'extras', 'address', 'story', 'missing', 'toString']

    expect(attributesOfAnswers(answers, named)).toEqual({
      whatsapp_form_day: 'Monday',
      whatsapp_form_guests: '4',
      whatsapp_form_extras: 'towels, crib',
    })
    expect(attributesOfAnswers('Monday', named)).toEqual({})
    expect(attributesOfAnswers(answers, [])).toEqual({})
  })
})

describe('the text for a customer’s choice', () => {
  const row = (list_reply: object) => words('interactive', { type: 'list_reply', list_reply })

  it.each([
    ['its title', { id: 'a', title: 'Express' }, 'Express'],
    [
      'its title and its description',
      { id: 'r7', title: 'Room', description: 'Sea view, 2 beds' },
      'Room – Sea view, 2 beds',
    ],
    ['its id if it has no title', { id: 'slot-9', title: '' }, 'slot-9'],
    ['that the choice has no text', {}, '[a choice without a text]'],
  ])('shows %s', (_, reply, expected) => {
    expect(row(reply)).toBe(expected)
  })

  it.each([
    ['the button’s text', { text: 'Cancel', payload: 'C1' }, 'Cancel'],
    [
      'the button’s payload if the button has no text',
      { text: ' ', payload: 'RESCHEDULE' },
      'RESCHEDULE',
    ],
    ['that the button has no text', {}, '[tapped a button without a text]'],
  ])('for a tapped button of a template, shows %s', (_, button, expected) => {
    expect(words('button', button)).toBe(expected)
  })
})

describe('the text for a permission to call', () => {
  const answered = (call_permission_reply: object) =>
    words('interactive', { type: 'call_permission_reply', call_permission_reply })

  it.each([
    ['was refused', { response: 'reject' }, '[does not allow calls]'],
    ['is permanent', { response: 'accept', is_permanent: true }, '[allows calls]'],
    [
      'ends at a certain time',
      { response: 'accept', expiration_timestamp: 1_800_000_000 },
      '[allows calls until 2027-01-15T08:00:00.000Z]',
    ],
  ])('says whether the permission %s', (_, response, expected) => {
    expect(answered(response)).toBe(expected)
  })
})

it('the text for contact cards shows all details of every card', () => {
  const cards = [
    {
      name: { formatted_name: 'Ana Ruiz' },
      org: { company: 'Example Ltd', title: 'Buyer', department: 'Parts' },
      phones: [{ phone: '+1 555-0142', type: 'WORK' }, { wa_id: '15550143' }],
      emails: [{ email: 'ana@example.com' }],
      urls: [{ url: 'https://example.com/ana', type: 'WORK' }],
      addresses: [
        {
          street: '2 Oak Ave',
          city: 'Salem',
          state: 'OR',
          zip: '97301',
          country: 'US',
          type: 'HOME',
        },
        { country_code: 'br' },
      ],
      birthday: '1984-11-30',
    },
    {},
  ]

  expect(words('contacts', cards)).toBe(
    [
      '[contact card] Ana Ruiz, Example Ltd',
      'Buyer, Parts',
      '+1 555-0142 (work)',
      '15550143',
      'ana@example.com',
      'https://example.com/ana (work)',
      '2 Oak Ave, Salem, OR 97301, US (home)',
      'br',
      'born 1984-11-30',
      '[contact card]',
    ].join('\n'),
  )
})

it.each([
  [
    'with coordinates',
    { latitude: -3.1, longitude: 60, name: 'Pier 4' },
    '[location] Pier 4 https://maps.google.com/?q=-3.1,60',
  ],
  [
    'with a name and an address only',
    { name: 'Depot', address: '9 Dock Rd' },
    '[location] Depot, 9 Dock Rd',
  ],
  [
    'with half of its coordinates and a link',
    { latitude: 4, url: 'https://example.com/here' },
    '[location] https://example.com/here',
  ],
  ['with nothing at all', {}, '[location] (without coordinates, name or address)'],
])('the text for a location shows what is known of a location %s', (_, location, expected) => {
  expect(words('location', location)).toBe(expected)
})

it('the text for an order lists its products', () => {
  const order = {
    catalog_id: '71',
    text: 'Please wrap',
    product_items: [
      { product_retailer_id: 'sku', quantity: 2, item_price: 30, currency: 'USD' },
      {},
    ],
  }
  expect(words('order', order)).toBe(
    '[an order from the catalog 71] Please wrap\n2 × sku, 30 USD each\n? × ?',
  )
})

describe('the text for an edit, reaction or deletion names the earlier message', () => {
  const id = { original_message_id: 'wamid.A' }

  it.each([
    [
      'that the customer edited, with its new text',
      'edit',
      { ...id, message: { type: 'text', text: { body: 'At six' } } },
      '[edited the earlier message “At five”] At six',
    ],
    [
      'whose caption was edited',
      'edit',
      { ...id, message: { type: 'image', image: { id: '1', caption: 'The left one' } } },
      '[edited the earlier message “At five”] The left one',
    ],
    [
      'that has become a picture without a caption',
      'edit',
      { ...id, message: { type: 'image', image: { id: '1' } } },
      '[edited the earlier message “At five”] (no text, but a picture)',
    ],
    [
      'that got a reaction',
      'reaction',
      { message_id: 'wamid.A', emoji: '🙏🏾' },
      '[reacted with 🙏🏾 to the earlier message “At five”]',
    ],
    [
      'from which a reaction was removed',
      'reaction',
      { message_id: 'wamid.A', emoji: '' },
      '[removed the reaction from the earlier message “At five”]',
    ],
  ])('%s', (_, type, part, expected) => {
    expect(words(type, part, 'At five')).toBe(expected)
    expect(words(type, part)).toBe(
      expected.replace('the earlier message “At five”', 'an earlier message'),
    )
  })

  it('that was deleted, with what remains of it', () => {
    expect(words('revoke', id, 'At five')).toBe(
      '[deleted the earlier message “At five” in WhatsApp; Connect’s transcript keeps it]',
    )
    expect(words('revoke', id)).toBe(
      '[deleted an earlier message in WhatsApp; if it is in a transcript of Connect, it stays there]',
    )
  })
})

describe('a message that WhatsApp does not forward', () => {
  const unsupported = (message: Json) => wordsOf(contentOf('unsupported', message))

  it.each([
    ['a poll', 'poll', 'a poll'],
    ['a new poll', 'poll_creation', 'a poll'],
    ['a vote', 'poll_update', 'a vote in a poll'],
    ['a kind without words of its own', 'event_invite', 'a message of the type “event_invite”'],
    ['a kind named like a property', 'toString', 'a message of the type “toString”'],
    ['an unknown kind', 'unknown', 'a message of an unknown kind'],
    ['no kind', undefined, 'a message of an unknown kind'],
  ])('is named by its type: %s', (_, type, expected) => {
    const errors = [{ code: 131051, title: 'Message type unknown' }]
    expect(unsupported({ errors, unsupported: { type } })).toBe(
      `[${expected}, which WhatsApp does not forward]`,
    )
  })

  it('may be a file that could not be received (131052)', () => {
    expect(unsupported({ errors: [{ code: 131052 }] })).toContain('could not receive')
  })

  it('may follow later (131060)', () => {
    const message = { errors: [{ code: '131060' }], unsupported: { type: 'unknown' } }
    expect(unsupported(message)).toContain('it may follow')
  })
})

it('the text for a message of an unknown type names the type', () => {
  expect(words('hologram', {})).toBe(
    '[a message of the type “hologram”, which cannot be displayed]',
  )
})

it.each(['', ' \n\t', '\u200b\u2060'])(
  'the text for a message is never blank, even for the content %j',
  (body) => {
    expect(words('text', { body })).toBe('[an empty message]')
  },
)
