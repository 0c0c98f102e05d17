// Plays the opening scene, from provisioning to the templates that are sent after the end of the
// chat. It uses a native WABA, whose messages Connect itself exchanges with WhatsApp, and a bridged
// WABA, whose messages the product's functions exchange.
import { bookingPdf, cameraPhoto } from '../../files/sample-files.ts'
import { channelState, type Sandbox } from '../sandbox.ts'
import { createDriver, type Line, must, type SceneDriver, SceneFailure } from './driver.ts'

export interface SceneResult {
  ok: boolean
  /** The message of the error that ended the scene, if the scene failed. */
  failed?: string
  lines: Line[]
}

/** Receives the headings and lines of the transcript. */
export interface SceneOutput {
  heading(text: string): void
  line(line: Line): void
}

export async function playOpeningScene(
  sandbox: Sandbox,
  output: SceneOutput,
): Promise<SceneResult> {
  const lines: Line[] = []
  const driver = createDriver(sandbox.urls, (line) => {
    lines.push(line)
    output.line(line)
  })
  try {
    output.heading('The channels are provisioned')
    await provisioned(sandbox, driver)
    output.heading('Native: Connect delivers the chat, and the widget does the rest')
    await native(sandbox, driver)
    output.heading('Bridged: everything passes through our functions')
    await bridged(sandbox, driver)
    return { ok: true, lines }
  } catch (error) {
    if (!(error instanceof SceneFailure)) throw error
    return { ok: false, failed: error.message, lines }
  }
}

async function provisioned(sandbox: Sandbox, driver: SceneDriver) {
  const { world, provision } = sandbox
  for (const sentence of await provision())
    await driver.say('provisioning', sentence, { withCalls: false })
  const [first, second] = world.wabas
  const { numbers, destinations } = await channelState(sandbox)
  const imported = numbers.find(({ number }) => number === first!.numbers[0]!.number)
  must(imported, 'the native number is imported', numbers)
  must(imported.flow, 'a flow is associated with the native number', imported)
  must(
    destinations[first!.id]?.includes(':connect:'),
    'the native WABA sends its events to the Connect instance',
    destinations,
  )
  must(
    destinations[second!.id]?.includes(':sns:'),
    'the bridged WABA sends its events to the topic',
    destinations,
  )
  await driver.say(
    'account',
    `${imported.number} is claimed in Connect, and its chats start in the flow “${imported.flow}”`,
    { withCalls: false },
  )
  const again = await provision()
  must(again.length === 0, 'provisioning a second time changes nothing', again)
  await driver.say('provisioning', '(a second time) changes nothing')
}

const photo = () => ({
  type: 'image',
  mime_type: 'image/jpeg',
  data: cameraPhoto().toString('base64'),
})
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`

async function native({ world }: Sandbox, driver: SceneDriver) {
  const business = world.wabas[0]!.numbers[0]!
  const [ana] = world.customers
  const { contactId } = await chatBegins(driver, {
    customer: ana!.number!,
    name: ana!.name!,
    to: business.number,
    text: 'Hello! My booking is LT-20417. Can you send me the papers?',
  })

  const before = await driver.latestCall()
  await driver.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Hello Ana, of course. One moment.',
  })
  await driver.until('the phone shows what Maria wrote', async () =>
    shows(await driver.screen(ana!.number!), 'Hello Ana, of course. One moment.'),
  )
  const ours = (await driver.callsSince(before)).filter(
    ({ operation, caller }) => operation === 'SendWhatsAppMessage' && caller !== 'aws',
  )
  must(ours.length === 0, 'our functions send nothing for what Connect delivers', ours)
  await driver.say('Maria', '(in the CCP) Hello Ana, of course. One moment.')
  await driver.say('phone', 'Ana reads it. Connect delivered it; our functions sent nothing.')

  const pdf = await bookingPdf()
  const file = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: pdf }
  const captioned = async () => ({
    type: 'media',
    kind: 'document',
    uploadId: await driver.upload('maria', contactId, file),
    caption: 'Your booking, three pages',
    filename: 'booking.pdf',
  })
  const sent = await driver.reply('maria', contactId, await captioned())
  must(sent.status === 202, 'the widget’s PDF is accepted', sent)
  await driver.say(
    'Maria',
    `(in the widget) sends booking.pdf, ${kilobytes(pdf.length)}, with a caption`,
  )
  const shown = await driver.until('the phone shows the PDF with its caption', async () =>
    (await driver.screen(ana!.number!)).find(
      ({ media }) =>
        media?.fileName === 'booking.pdf' && media.caption === 'Your booking, three pages',
    ),
  )
  must(shown.media?.bytes === pdf.length, 'the PDF arrived unchanged', shown.media)
  await driver.status('maria', contactId, sent.requestId, 'read')
  await driver.say(
    'phone',
    'Ana sees booking.pdf with its caption; Maria’s widget says: sent, delivered, read.',
  )

  await driver.advance('24h')
  await driver.advance('10m')
  await driver.say(
    'clock',
    '24 hours and 10 minutes later: the service window is closed, the chat is still open',
    { withCalls: false },
  )
  const late = await driver.reply('maria', contactId, await captioned())
  must(
    late.status === 422 && late.body.problems[0].code === 'service_window_closed',
    'the widget refuses the PDF: the window is closed',
    late,
  )
  await driver.say('widget', `refuses the PDF: ${late.body.problems[0].message}`)

  await driver.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Did everything arrive?',
  })
  await driver.until('WhatsApp refuses the chat text with error 131047', async () =>
    (await driver.events()).some(
      (event) =>
        event['detail-type'] === 'WhatsApp Message Failed' &&
        event.detail.errors?.[0]?.code === 131047,
    ),
  )
  must(
    !shows(await driver.screen(ana!.number!), 'Did everything arrive?'),
    'the phone does not show the late chat text',
  )
  await driver.say(
    'WhatsApp',
    'refuses the text that Maria typed into the CCP (131047) and reports it through EventBridge',
  )

  await templateArrives(driver, contactId, { customer: ana!.number!, name: ana!.name! }, trip)
  await afterTheEnd(driver, contactId, { customer: ana!.number!, name: ana!.name! }, trip)
}

async function bridged({ world }: Sandbox, driver: SceneDriver) {
  const business = world.wabas[1]!.numbers[0]!
  const [, ben] = world.customers
  const { contactId } = await chatBegins(driver, {
    customer: ben!.number!,
    name: ben!.name!,
    to: business.number,
    text: 'Hi, my dishwasher leaks.',
  })

  await driver.control('POST', '/faults', { kind: 'duplicate', service: 'sns' })
  await driver.control('POST', '/faults', { kind: 'swap', service: 'sns' })
  const before = await driver.latestCall()
  await driver.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Hi Ben, this is the valve to close:',
  })
  const image = cameraPhoto()
  await driver.control('POST', `/contacts/${contactId}/attachment`, {
    agent: 'maria',
    name: 'valve.jpg',
    contentType: 'image/jpeg',
    data: image.toString('base64'),
  })
  await driver.say(
    'Maria',
    '(in the CCP) Hi Ben, this is the valve to close: [valve.jpg] – and SNS delivers everything twice and out of order',
  )
  const screen = await driver.until('the phone shows the text and the photo', async () => {
    const messages = (await driver.screen(ben!.number!)).filter(
      ({ direction }) => direction === 'outbound',
    )
    return messages.length >= 2 && messages
  })
  await driver.control('DELETE', '/faults')
  await driver.advance('5s')
  const outbound = (await driver.screen(ben!.number!)).filter(
    ({ direction }) => direction === 'outbound',
  )
  must(outbound.length === 2, 'each arrives once', outbound)
  must(
    screen[0]?.text === 'Hi Ben, this is the valve to close:' &&
      screen[1]?.media?.bytes === image.length,
    'the text comes before the photo',
    screen,
  )
  const sends = (await driver.callsSince(before)).filter(
    // Leaves out read receipts, which are sent with the same operation.
    ({ operation, caller }) => operation === 'SendWhatsAppMessage' && caller !== 'send-receipt',
  )
  must(
    sends.length === 2 &&
      sends.every(({ caller }) => ['enqueue-reply', 'send-reply'].includes(caller)),
    'two messages are sent, both by enqueue-reply or send-reply',
    sends,
  )
  await driver.say(
    'phone',
    `Ben sees the text, then the photo (${kilobytes(image.length)}), each once.`,
  )

  await driver.advance('24h')
  await driver.advance('10m')
  await driver.say('clock', '24 hours and 10 minutes later', { withCalls: false })
  await driver.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Is it dry now?',
  })
  const notice = await driver.until('the chat says that the text was not delivered', async () =>
    (await driver.transcript(contactId)).find(({ Content }) =>
      Content?.includes('Not delivered to WhatsApp'),
    ),
  )
  must(
    !shows(await driver.screen(ben!.number!), 'Is it dry now?'),
    'the refused text does not reach the phone',
  )
  await driver.say('chat', notice.Content!)

  await templateArrives(driver, contactId, { customer: ben!.number!, name: ben!.name! }, repair)
  await afterTheEnd(driver, contactId, { customer: ben!.number!, name: ben!.name! }, repair)
}

interface Person {
  customer: string
  name: string
}

async function chatBegins(
  driver: SceneDriver,
  { customer, name, to, text }: Person & { to: string; text: string },
) {
  await driver.writes(customer, to, { type: 'text', text: { body: text } })
  const contact = await driver.until(`a contact for ${name} waits in the queue`, async () =>
    (await driver.contacts()).find(
      ({ state, customer: who }) =>
        state === 'queued' && (who.number === customer || who.name === name),
    ),
  )
  await driver.control('POST', `/contacts/${contact.contactId}/accept`, { agent: 'maria' })
  await driver.say(name, text)
  await driver.writes(customer, to, photo())
  await driver.until('the chat shows the text and the photo', async () => {
    const items = await driver.transcript(contact.contactId)
    const hasText = items.some(
      ({ Content, ParticipantRole }) => Content === text && ParticipantRole === 'CUSTOMER',
    )
    return (
      hasText &&
      items.some(({ Attachments }) => Attachments?.some(({ Status }) => Status === 'APPROVED'))
    )
  })
  await driver.say(name, '[a photo from the camera]')
  await driver.say('Maria', 'accepts the chat and sees both', { withCalls: false })
  return contact
}

const shows = (messages: Awaited<ReturnType<SceneDriver['screen']>>, text: string) =>
  messages.find((message) => message.text === text)

async function templateArrives(
  driver: SceneDriver,
  contactId: string,
  { customer, name }: Person,
  chosen: Template,
) {
  const photo = cameraPhoto()
  const header = await driver.upload('maria', contactId, {
    name: 'view.jpg',
    mimeType: 'image/jpeg',
    bytes: photo,
  })
  const sent = await driver.reply('maria', contactId, template(chosen, header))
  must(sent.status === 202, 'the template is accepted', sent)
  const shown = await driver.until('the phone shows the template', async () =>
    lastTemplate(await driver.screen(customer)),
  )
  must(shown.template?.body?.includes(name), 'the template shows the customer’s name', shown)
  await driver.status('maria', contactId, sent.requestId, 'read')
  await driver.say('Maria', `(in the widget) picks the template “${chosen.name}” and fills it in`)
  await driver.say(
    'phone',
    `${name} sees a picture, “${shown.template!.body!.split('\n')[0]}”, and the buttons ${shown.template!.buttons.map(({ text }) => `[${text}]`).join(' ')}`,
  )
}

async function afterTheEnd(
  driver: SceneDriver,
  contactId: string,
  { customer }: Person,
  chosen: Template,
) {
  await driver.advance('1h')
  const contact = (await driver.contacts()).find((each) => each.contactId === contactId)
  must(contact?.state === 'ended', 'the chat has expired after 25 hours', contact)
  await driver.say('clock', 'the chat has expired', { withCalls: false })
  const before = templates(await driver.screen(customer)).length
  const photo = { name: 'view.jpg', mimeType: 'image/jpeg', bytes: cameraPhoto() }
  const again = await driver.reply(
    'maria',
    contactId,
    template(chosen, await driver.upload('maria', contactId, photo)),
  )
  must(again.status === 202, 'the same agent may still send a template', again)
  await driver.until(
    'the second template arrives',
    async () => templates(await driver.screen(customer)).length === before + 1,
  )
  await driver.say('Maria', 'still sends a template from her chat, and the template arrives')
  const other = await driver.reply('jonas', contactId, template(chosen, 'none'))
  must(other.status === 403, 'another agent may not send from this chat', other)
  await driver.say('widget', `to Jonas: ${other.body.problems[0].message}`)
}

/**
 * The template of the travel business, with values, for a message after the service window has
 * closed.
 */
export const trip: Template = {
  name: 'trip_documents_ready',
  values: {
    'body.first_name': 'Ana',
    'body.destination': 'Lisbon',
    'body.deadline': 'Friday',
    'button.1': 'LT-20417',
  },
}
export const repair: Template = {
  name: 'repair_ready',
  values: {
    'body.first_name': 'Ben',
    'body.device': 'dishwasher',
    'body.deadline': 'Saturday',
    'button.1': '7731',
  },
}

interface Template {
  name: string
  values: Readonly<Record<string, unknown>>
}

export const template = ({ name, values }: Template, uploadId: string) => ({
  type: 'template',
  name,
  language: 'en_US',
  values: { header: { id: uploadId }, ...values },
})

const templates = (messages: Awaited<ReturnType<SceneDriver['screen']>>) =>
  messages.filter(({ type }) => type === 'template')
const lastTemplate = (messages: Awaited<ReturnType<SceneDriver['screen']>>) =>
  templates(messages).at(-1)
