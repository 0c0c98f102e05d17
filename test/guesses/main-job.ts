// The main job of the product in both modes: conversations that must succeed, however AWS and Meta
// behave where their behavior is not documented.
import { isDeepStrictEqual } from 'node:util'
import { bookingPdf } from '../files/sample-files.ts'
import type { GuessValues } from '../sandbox/guesses.ts'
import type { Chat, Scenario } from '../scenarios/scenario.ts'

export type Mode = 'bridged' | 'native'

export interface Step {
  mode: Mode
  /** A sentence that says what must happen. */
  promise: string
  /** What happened instead, as JSON. Undefined if the expected thing happened. */
  found?: string
}

const PDF = { name: 'offer.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
const LONG_TEXT = 'One two three. '.repeat(120)

/**
 * Plays the main job in one mode, while the sandbox behaves according to its values of the guesses.
 * Returns the result of each step.
 */
export async function playMainJob(scenario: Scenario, mode: Mode): Promise<Step[]> {
  const steps: Step[] = []
  const check = (promise: string, found: unknown, expected: unknown = true) =>
    steps.push({
      mode,
      promise,
      ...(isDeepStrictEqual(found, expected) ? {} : { found: JSON.stringify(found) }),
    })
  try {
    if (mode === 'bridged') await bridged(scenario, check)
    else await native(scenario, check)
  } catch (error) {
    check('the job can be played to its end', String(error))
  }
  return steps
}

type Check = (promise: string, found: unknown, expected?: unknown) => void

async function bridged(scenario: Scenario, check: Check) {
  const { advance, guesses, whatsapp } = scenario
  const chat = await scenario.bridgedChat()
  const lines = () =>
    chat
      .transcript()
      .flatMap(({ ParticipantRole, Content }) =>
        ParticipantRole === 'CUSTOMER' ? (Content ?? []) : [],
      )
  const files = () => chat.transcript().flatMap(({ Attachments }) => Attachments ?? [])

  chat.says('How can I help?')
  await advance('10s')
  check('a reply of the agent reaches the phone once', chat.texts(), ['How can I help?'])
  if (statusesArrive('bridged', guesses))
    check('the reply is shown as read', await outcomes(chat), ['accepted, read'])
  check(
    'the customer sees that the message was read',
    readOnPhone(scenario, chat),
    guesses.sentReceipts === 'passed-on',
  )

  chat.writes(LONG_TEXT)
  await advance('5s')
  check('a long text of the customer is shown completely', lines().join('').includes(LONG_TEXT))

  whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
    type: 'image',
    image: { caption: 'Look at this' },
    mime_type: scenario.photo.mimeType,
    data: scenario.photo.bytes.toString('base64'),
  })
  await advance('70s')
  check('a photo of the customer is shown', files().length, 1)
  check('its caption is shown', lines().includes('Look at this'))
  chat.writes('Do you see it?')
  await advance('5s')
  check('what follows the photo is shown after it', lines().at(-1), 'Do you see it?')

  await chat.attaches(PDF)
  chat.says('This is our offer')
  await advance('80s')
  const latest = chat.phone().slice(-2)
  check(
    'a file of the agent and the text after it reach the phone once, in this order',
    latest.map(({ media, text }) => media?.fileName ?? text),
    ['offer.pdf', 'This is our offer'],
  )

  const { status } = await chat.reply({
    type: 'template',
    name: 'hello_again',
    language: 'en_US',
    values: {},
  })
  await advance('10s')
  check('a template is accepted', status, 202)
  check('the template reaches the phone once', templatesOn(chat), 1)

  whatsapp.settings.refusals.push(131026)
  chat.says('Are you there?')
  await advance('10s')
  if (statusesArrive('bridged', guesses, 'failed'))
    check('the agent is told about a message that was not delivered', chat.notices().length, 1)

  scenario.agentConsole.end(chat.contactId, chat.agent)
  await advance('1s')
  const late = await chat.reply({ type: 'text', body: 'Too late' })
  check('a text from a chat that has ended is refused', codeOf(late), 'contact_ended')
  chat.writes('One more thing')
  const { contactId } = await scenario.contactOf(chat.customer)
  check('the customer’s next message opens a new chat', contactId !== chat.contactId)
}

async function native(scenario: Scenario, check: Check) {
  const { advance, guesses } = scenario
  const chat = await scenario.nativeChat()
  const text = (body: string, as = chat.agent) => chat.reply({ type: 'text', body }, { as })
  await advance('2s')

  chat.says('How can I help?')
  await advance('5s')
  check('Connect’s own reply reaches the phone once', chat.texts(), ['How can I help?'])

  const values = {
    header: '12',
    'body.1': 'Ana',
    'body.2': '9:00',
    'body.3': '12',
    'body.4': 'B4',
  }
  const sent = await chat.reply({
    type: 'template',
    name: 'flight_changed',
    language: 'en_US',
    values,
  })
  await advance('10s')
  if (guesses.describedEndpoints === 'none') {
    check('the widget refuses the chat with a reason', codeOf(sent), 'no_customer_endpoint')
    return
  }
  check('a template is accepted', sent.status, 202)
  check('the template reaches the phone once', templatesOn(chat), 1)
  if (statusesArrive('native', guesses))
    check('the template is shown as read', await outcomes(chat), ['accepted, read'])

  const picture = { type: 'media', kind: 'image', uploadId: await chat.upload(scenario.photo) }
  check('a picture is accepted within the service window', (await chat.reply(picture)).status, 202)
  await advance('10s')
  check('the picture reaches the phone once', mediaOn(chat).length, 1)

  const next = scenario.agentConsole.transfer(chat.contactId, chat.agent, 'jonas')
  const former = await text('Still here')
  check('the former agent of a transferred chat is refused', codeOf(former), 'contact_handed_on')
  scenario.agentConsole.accept(next.contactId, 'jonas')
  const own = {
    ...picture,
    uploadId: await scenario.upload('jonas', next.contactId, scenario.photo),
  }
  const path = `/contacts/${next.contactId}/replies`
  const taken = await scenario.api('jonas', 'POST', path, {
    requestId: crypto.randomUUID(),
    message: own,
  })
  await advance('10s')
  check('the next agent can send a picture', taken.status, 202)
  check('that picture reaches the phone once', mediaOn(chat).length, 2)

  scenario.agentConsole.end(next.contactId, 'jonas')
  await advance('1s')
  const late = await scenario.api('jonas', 'POST', path, {
    requestId: crypto.randomUUID(),
    message: own,
  })
  check('a picture from a chat that has ended is refused', codeOf(late), 'contact_ended')
}

/**
 * Returns whether the product can learn of this outcome of a message under these values of the
 * guesses.
 */
export function statusesArrive(
  mode: Mode,
  { statusCallbackData, envelopeMessageId, eventMessageId, nativeStatusEvents }: GuessValues,
  status: 'read' | 'failed' = 'read',
): boolean {
  const byEvent = eventMessageId === 'of-the-send'
  if (mode === 'native') return byEvent && nativeStatusEvents === 'sent'
  // A status can also be assigned to its reply by WhatsApp's own message id. But the product learns
  // this id only from an earlier status, which it must have assigned by one of these keys.
  const byWebhook =
    envelopeMessageId === 'of-the-send' ||
    statusCallbackData === 'every-status' ||
    (statusCallbackData === 'not-of-failed' && status !== 'failed')
  // For bridged numbers, the product uses the copies of statuses from EventBridge only if they
  // report failures.
  return byWebhook || (byEvent && status === 'failed')
}

const readOnPhone = ({ whatsapp }: Scenario, { customer }: Chat): boolean =>
  whatsapp
    .screen(customer)
    .messages.some(({ direction, ticks }) => direction === 'inbound' && ticks === 'read')
const codeOf = ({ body }: { body: any }): unknown => body?.problems?.[0]?.code
const mediaOn = (chat: Chat) => chat.phone().flatMap(({ media }) => (media ? [media.fileName] : []))
const templatesOn = (chat: Chat) => chat.phone().filter(({ type }) => type === 'template').length
const outcomes = async (chat: Chat) =>
  (await chat.outbox()).map(({ state, parts }) => `${state}, ${parts[0]?.outcome?.status}`)
