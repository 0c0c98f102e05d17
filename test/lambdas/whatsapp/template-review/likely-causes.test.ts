// What probably caused Meta to reject a template.
import { describe, expect, it } from 'vitest'
import { likelyCauses, type RejectedTemplate } from '#whatsapp/template-review/likely-causes'

const HARMLESS =
  'Hello {{1}}, your repair is ready. You can collect it from our shop until {{2}} this week.'
const template = (rest: Partial<RejectedTemplate> = {}): RejectedTemplate => ({
  ...{ name: 'order_ready', language: 'en_US', category: 'UTILITY', body: HARMLESS },
  ...rest,
})
const causesOf = (rest: Partial<RejectedTemplate>, others: readonly RejectedTemplate[] = []) =>
  likelyCauses(template(rest), others).map(({ en }) => en)

const FOUND: readonly [string, Partial<RejectedTemplate>, RegExp][] = [
  [
    'a variable at the end',
    { body: 'Your repair is ready for collection from {{1}}' },
    /ends with/,
  ],
  ['a variable at the start', { body: '{{1}}, your repair is ready for you' }, /begins or ends/],
  ['adjacent variables', { body: 'Your repair {{1}}{{2}} is ready for you today' }, /side by side/],
  ['a gap in the numbers', { body: 'Your repair {{2}} is ready for you today' }, /without gaps/],
  ['a space in braces', { body: 'Your repair {{ 1 }} is ready for you today' }, /not a variable/],
  ['few words', { body: 'Hi {{1}} and {{2}} bye' }, /few words/],
  ['an emoji in the header', { header: { text: 'Ready 🎉' } }, /header has/],
  ['a line break in the header', { header: { text: 'Ready\nnow' } }, /header has/],
  ['an emoji in the footer', { footer: 'Bye 👋' }, /footer has/],
  ['a button to WhatsApp', { links: ['https://wa.me/15550100'] }, /wa\.me\/15550100/],
  ['an offer', { body: 'Your repair is ready. Get a 20% discount on the next one.' }, /“discount”/],
  ['a Spanish offer', { body: 'Su pedido llegó. Compre ahora otro.' }, /“Compre ahora”/],
  ['a Portuguese offer', { body: 'Seu pedido chegou. Use o cupom AZUL.' }, /“cupom”/],
  [
    'another language',
    { body: 'Hola, su reparación es gratis y puede pasar por el taller, gracias por su espera.' },
    /another language/,
  ],
  ['a threat', { body: 'Pay today, or we take legal action.' }, /“legal action”/],
  ['a Spanish threat', { body: 'Pague hoy o iniciaremos una demanda judicial.' }, /“demanda/],
  ['a shortened link', { body: 'Track it here: https://bit.ly/3xyz today.' }, /bit\.ly/],
  ['a shortened link of a button', { links: ['https://tinyurl.com/{{1}}'] }, /tinyurl/],
  ['a greeting', { body: 'Happy birthday, {{1}}, and all the best from us.' }, /“Happy birthday”/],
  ['a Spanish greeting', { body: 'Felices fiestas, {{1}}, de parte del taller.' }, /“Felices/],
  ['a Portuguese greeting', { body: 'Olá {{1}}, sentimos sua falta na loja.' }, /“sentimos/],
  ['a misspelling', { body: 'You will recieve your repair from us today.' }, /“recieve”/],
  ['a letter three times', { body: 'Your repair is readyyy, please come today.' }, /“readyyy”/],
  ['letters of two alphabets', { body: 'Your pаyment has arrived here, thank you.' }, /“pаyment”/],
  ['a prize', { body: 'You have won. Collect it from our shop today.' }, /“You have won”/],
  ['a card number', { body: 'Send us your card number to go on, please.' }, /“card number”/],
  ['a vague text', { body: 'Hi {{1}}, {{2}} {{3}}.' }, /does not say what it is about/],
]

describe('if Meta gave no reason', () => {
  it.each(FOUND)('finds %s', (_, rest, cause) => {
    expect(causesOf(rest)).toContainEqual(expect.stringMatching(cause))
  })

  it('finds no cause in a harmless template or in an empty text', () => {
    expect(causesOf({})).toEqual([])
    expect(causesOf({ body: '' })).toEqual([])
  })

  it('does not report a discount or a greeting in a marketing template', () => {
    const body = 'Your repair is ready. Get a 20% discount on the next one.'
    expect(causesOf({ body, category: 'MARKETING' })).toEqual([])
    const greeting = 'Happy birthday, {{1}}, and all the best from us.'
    expect(causesOf({ body: greeting, category: 'MARKETING' })).toEqual([])
  })

  it('finds no offer within longer words, no wrong language in a short text, and no misspelling in correct words', () => {
    expect(
      causesOf({ body: 'Our account is available at www.example.com, Llewellyn, tomorrow.' }),
    ).toEqual([])
    expect(causesOf({ body: 'The idealist and the dealer met in Salem. Thank you.' })).toEqual([])
    expect(causesOf({ body: 'Gracias por su visita.' })).toEqual([])
    expect(causesOf({ body: `${HARMLESS} Have a nice day.` })).toEqual([])
  })

  it.each([
    ['es_MX', 'Su vuelo sale a las ocho. Por favor confirme con el hotel y gracias por su visita.'],
    ['pt_BR', 'Olá, seu pedido foi enviado e você pode retirar da loja. Obrigado, é com você.'],
    ['de', 'Ihr Auftrag ist fertig. You and the team have this for your own use, as you will.'],
  ])('finds no wrong language in a text in %s', (language, body) => {
    expect(causesOf({ language, body })).toEqual([])
  })
})

it('names only causes that match the reason code from Meta', () => {
  const body = 'Get a discount: https://bit.ly/3xyz or we take legal action.'

  const causes = (rejectedFor: string) => causesOf({ body, rejectedFor })

  expect(causes('SCAM')).toEqual([expect.stringContaining('bit.ly')])
  expect(causes('abusive_content')).toEqual([expect.stringContaining('legal action')])
  expect(causes('PROMOTIONAL')).toEqual([expect.stringContaining('discount')])
  expect(causes('INVALID_FORMAT')).toEqual([])
  expect(causes('A_NEW_CODE')).toHaveLength(3)
})

const link = (...links: string[]) => ({ links })
const approved = (rest: Partial<RejectedTemplate>) =>
  template({ name: 'hello', status: 'APPROVED', ...rest })

it('finds a link to a domain to which no approved template leads', () => {
  const others = [
    approved({ ...link('https://www.example.com/orders/{{1}}'), body: 'Another text.' }),
    approved({ ...link('https://example.co.uk/'), body: 'A third text.' }),
    template({ name: 'other', status: 'REJECTED', body: 'A fourth.', ...link('https://a.test/') }),
  ]
  const foreign = (rest: Partial<RejectedTemplate>) =>
    causesOf(rest, others).map((cause) => /^It links to (\S+),/.exec(cause)?.[1])

  expect(foreign(link('https://track.example.net/{{1}}'))).toEqual(['example.net'])
  expect(foreign(link('https://other.co.uk/'))).toEqual(['other.co.uk'])
  expect(foreign(link('http://192.0.2.7/x'))).toEqual(['192.0.2.7'])
  expect(foreign({ body: `${HARMLESS} Details: https://a.test.` })).toEqual(['a.test'])
  expect(foreign(link('https://shop.example.com/{{1}}', 'https://example.co.uk/x'))).toEqual([])
  expect(foreign(link('https://{{1}}.example.net/'))).toEqual([])
  expect(causesOf(link('https://track.example.net/{{1}}'), others.slice(2))).toEqual([])
})

it('finds a header without a sample, if the definitions of the account contain samples', () => {
  const image = (hasSample?: true) => ({ format: 'IMAGE', ...(hasSample ? { hasSample } : {}) })
  const others = [approved({ header: image(true), body: 'Another text.' })]
  const without = expect.stringContaining('no sample')

  expect(causesOf({ header: image() }, others)).toEqual([without])
  expect(causesOf({ header: image(true) }, others)).toEqual([])
  expect(causesOf({ header: { format: 'TEXT', text: 'Ready' } }, others)).toEqual([])
  expect(causesOf({ header: image() }, [approved({ header: image(), body: 'Another.' })])).toEqual(
    [],
  )
})

it('names another template with the same text, whatever the reason code', () => {
  const others = [template(), template({ name: 'repair_ready' })]

  expect(causesOf({ rejectedFor: 'SCAM' }, others)).toEqual([
    'It has the same text as repair_ready. Use that template, or change the words.',
  ])
  expect(causesOf({ footer: 'Bye' }, others)).toEqual([])
  expect(causesOf({ language: 'es', rejectedFor: 'SCAM' }, others)).toEqual([])
})

it('quotes the words of the template unchanged, in every language', () => {
  const [cause] = likelyCauses(template({ links: ['https://wa.me/$&'] }), [])

  for (const sentence of Object.values(cause!)) expect(sentence).toContain('(https://wa.me/$&)')
})
