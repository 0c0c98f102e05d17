// The opening scene: one WABA in each mode, from provisioning to the last template after the chat's end.
import { bookingPdf, cameraPhoto } from '../../files/sample-files.ts'
import { channelState, type Sandbox } from '../sandbox.ts'
import { createStage, type Line, must, SceneFailure, type Stage } from './driver.ts'

export interface SceneResult {
  ok: boolean
  /** The first thing that did not happen. */
  failed?: string
  lines: Line[]
}

/** A scene is told under headings. */
export interface Telling {
  heading(text: string): void
  line(line: Line): void
}

export async function playOpeningScene(sandbox: Sandbox, telling: Telling): Promise<SceneResult> {
  const lines: Line[] = []
  const stage = createStage(sandbox.urls, (line) => {
    lines.push(line)
    telling.line(line)
  })
  try {
    telling.heading('The channels are provisioned')
    await provisioned(sandbox, stage)
    telling.heading('Native: Connect delivers the chat, the widget does the rest')
    await native(sandbox, stage)
    telling.heading('Bridged: everything passes through our functions')
    await bridged(sandbox, stage)
    return { ok: true, lines }
  } catch (error) {
    if (!(error instanceof SceneFailure)) throw error
    return { ok: false, failed: error.message, lines }
  }
}

async function provisioned(sandbox: Sandbox, stage: Stage) {
  const { world, provision } = sandbox
  for (const sentence of await provision())
    await stage.say('provisioning', sentence, { withCalls: false })
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
  await stage.say(
    'account',
    `${imported.number} is claimed in Connect, its flow is “${imported.flow}”`,
    { withCalls: false },
  )
  const again = await provision()
  must(again.length === 0, 'provisioning again has nothing left to do', again)
  await stage.say('provisioning', '(once more) there is nothing left to do')
}

const photo = () => ({
  type: 'image',
  mime_type: 'image/jpeg',
  data: cameraPhoto().toString('base64'),
})
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`

async function native({ world }: Sandbox, stage: Stage) {
  const business = world.wabas[0]!.numbers[0]!
  const [ana] = world.customers
  const { contactId } = await chatBegins(stage, {
    customer: ana!.number!,
    name: ana!.name!,
    to: business.number,
    text: 'Hello! My booking is LT-20417. Can you send me the papers?',
  })

  const before = await stage.latestCall()
  await stage.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Hello Ana, of course. One moment.',
  })
  await stage.until('the phone shows what Maria wrote', async () =>
    shows(await stage.screen(ana!.number!), 'Hello Ana, of course. One moment.'),
  )
  const ours = (await stage.callsSince(before)).filter(
    ({ operation, caller }) => operation === 'SendWhatsAppMessage' && caller !== 'aws',
  )
  must(ours.length === 0, 'our functions send nothing for what Connect delivers', ours)
  await stage.say('Maria', '(in the CCP) Hello Ana, of course. One moment.')
  await stage.say('phone', 'Ana reads it. Connect delivered it; our functions sent nothing.')

  const pdf = await bookingPdf()
  const file = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: pdf }
  const captioned = async () => ({
    type: 'media',
    kind: 'document',
    uploadId: await stage.upload('maria', contactId, file),
    caption: 'Your booking, three pages',
    filename: 'booking.pdf',
  })
  const sent = await stage.reply('maria', contactId, await captioned())
  must(sent.status === 202, 'the widget’s PDF is accepted', sent)
  await stage.say(
    'Maria',
    `(in the widget) sends booking.pdf, ${kilobytes(pdf.length)}, with a caption`,
  )
  const shown = await stage.until('the phone shows the PDF with its caption', async () =>
    (await stage.screen(ana!.number!)).find(
      ({ media }) =>
        media?.fileName === 'booking.pdf' && media.caption === 'Your booking, three pages',
    ),
  )
  must(shown.media?.bytes === pdf.length, 'the PDF arrived whole', shown.media)
  await stage.fate('maria', contactId, sent.requestId, 'read')
  await stage.say(
    'phone',
    'Ana sees booking.pdf with its caption; Maria’s widget says: sent, delivered, read.',
  )

  await stage.advance('24h')
  await stage.advance('10m')
  await stage.say(
    'clock',
    '24 hours and 10 minutes later: the service window is closed, the chat is still open',
    { withCalls: false },
  )
  const late = await stage.reply('maria', contactId, await captioned())
  must(
    late.status === 422 && late.body.problems[0].code === 'service_window_closed',
    'the widget refuses the PDF: the window is closed',
    late,
  )
  await stage.say('widget', `refuses the PDF: ${late.body.problems[0].message}`)

  await stage.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Did everything arrive?',
  })
  await stage.until('WhatsApp refuses the chat text with 131047', async () =>
    (await stage.events()).some(
      (event) =>
        event['detail-type'] === 'WhatsApp Message Failed' &&
        event.detail.errors?.[0]?.code === 131047,
    ),
  )
  must(
    !shows(await stage.screen(ana!.number!), 'Did everything arrive?'),
    'the phone does not show the late chat text',
  )
  await stage.say(
    'WhatsApp',
    'refuses the text that Maria typed into the CCP (131047) and reports it through EventBridge',
  )

  await templateArrives(stage, contactId, { customer: ana!.number!, name: ana!.name! }, trip)
  await afterTheEnd(stage, contactId, { customer: ana!.number!, name: ana!.name! }, trip)
}

async function bridged({ world }: Sandbox, stage: Stage) {
  const business = world.wabas[1]!.numbers[0]!
  const [, ben] = world.customers
  const { contactId } = await chatBegins(stage, {
    customer: ben!.number!,
    name: ben!.name!,
    to: business.number,
    text: 'Hi, my dishwasher leaks.',
  })

  await stage.control('POST', '/faults', { kind: 'duplicate', service: 'sns' })
  await stage.control('POST', '/faults', { kind: 'swap', service: 'sns' })
  const before = await stage.latestCall()
  await stage.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Hi Ben, this is the valve to close:',
  })
  const image = cameraPhoto()
  await stage.control('POST', `/contacts/${contactId}/attachment`, {
    agent: 'maria',
    name: 'valve.jpg',
    contentType: 'image/jpeg',
    data: image.toString('base64'),
  })
  await stage.say(
    'Maria',
    '(in the CCP) Hi Ben, this is the valve to close: [valve.jpg] – and SNS delivers everything twice and out of order',
  )
  const screen = await stage.until('the phone shows the text and the photo', async () => {
    const messages = (await stage.screen(ben!.number!)).filter(
      ({ direction }) => direction === 'outbound',
    )
    return messages.length >= 2 && messages
  })
  await stage.control('DELETE', '/faults')
  await stage.advance('5s')
  const outbound = (await stage.screen(ben!.number!)).filter(
    ({ direction }) => direction === 'outbound',
  )
  must(outbound.length === 2, 'each arrives once', outbound)
  must(
    screen[0]?.text === 'Hi Ben, this is the valve to close:' &&
      screen[1]?.media?.bytes === image.length,
    'the text comes before the photo',
    screen,
  )
  const sends = (await stage.callsSince(before)).filter(
    ({ operation }) => operation === 'SendWhatsAppMessage',
  )
  must(
    sends.length === 2 && sends.every(({ caller }) => caller === 'send-reply'),
    'send-reply sends twice and nobody else does',
    sends,
  )
  await stage.say(
    'phone',
    `Ben sees the text, then the photo (${kilobytes(image.length)}), each once.`,
  )

  await stage.advance('24h')
  await stage.advance('10m')
  await stage.say('clock', '24 hours and 10 minutes later', { withCalls: false })
  await stage.control('POST', `/contacts/${contactId}/message`, {
    agent: 'maria',
    text: 'Is it dry now?',
  })
  const notice = await stage.until('the chat says that the text was not delivered', async () =>
    (await stage.transcript(contactId)).find(({ Content }) =>
      Content?.includes('Not delivered to WhatsApp'),
    ),
  )
  must(
    !shows(await stage.screen(ben!.number!), 'Is it dry now?'),
    'the refused text does not reach the phone',
  )
  await stage.say('chat', notice.Content!)

  await templateArrives(stage, contactId, { customer: ben!.number!, name: ben!.name! }, repair)
  await afterTheEnd(stage, contactId, { customer: ben!.number!, name: ben!.name! }, repair)
}

interface Person {
  customer: string
  name: string
}

async function chatBegins(
  stage: Stage,
  { customer, name, to, text }: Person & { to: string; text: string },
) {
  await stage.writes(customer, to, { type: 'text', text: { body: text } })
  const contact = await stage.until(`a contact for ${name} waits in the queue`, async () =>
    (await stage.contacts()).find(
      ({ state, customer: who }) =>
        state === 'queued' && (who.number === customer || who.name === name),
    ),
  )
  await stage.control('POST', `/contacts/${contact.contactId}/accept`, { agent: 'maria' })
  await stage.say(name, text)
  await stage.writes(customer, to, photo())
  await stage.until('the chat shows the text and the photo', async () => {
    const items = await stage.transcript(contact.contactId)
    const hasText = items.some(
      ({ Content, ParticipantRole }) => Content === text && ParticipantRole === 'CUSTOMER',
    )
    return (
      hasText &&
      items.some(({ Attachments }) => Attachments?.some(({ Status }) => Status === 'APPROVED'))
    )
  })
  await stage.say(name, '[a photo from the camera]')
  await stage.say('Maria', 'accepts the chat and sees both', { withCalls: false })
  return contact
}

const shows = (messages: Awaited<ReturnType<Stage['screen']>>, text: string) =>
  messages.find((message) => message.text === text)

async function templateArrives(
  stage: Stage,
  contactId: string,
  { customer, name }: Person,
  chosen: Template,
) {
  const photo = cameraPhoto()
  const header = await stage.upload('maria', contactId, {
    name: 'view.jpg',
    mimeType: 'image/jpeg',
    bytes: photo,
  })
  const sent = await stage.reply('maria', contactId, template(chosen, header))
  must(sent.status === 202, 'the template is accepted', sent)
  const shown = await stage.until('the phone shows the template', async () =>
    lastTemplate(await stage.screen(customer)),
  )
  must(shown.template?.body?.includes(name), 'the template shows the customer’s name', shown)
  await stage.fate('maria', contactId, sent.requestId, 'read')
  await stage.say('Maria', `(in the widget) picks the template “${chosen.name}” and fills it in`)
  await stage.say(
    'phone',
    `${name} sees a picture, “${shown.template!.body!.split('\n')[0]}”, and the buttons ${shown.template!.buttons.map(({ text }) => `[${text}]`).join(' ')}`,
  )
}

async function afterTheEnd(
  stage: Stage,
  contactId: string,
  { customer }: Person,
  chosen: Template,
) {
  await stage.advance('1h')
  const contact = (await stage.contacts()).find((each) => each.contactId === contactId)
  must(contact?.state === 'ended', 'the chat has expired after 25 hours', contact)
  await stage.say('clock', 'the chat has expired', { withCalls: false })
  const before = templates(await stage.screen(customer)).length
  const photo = { name: 'view.jpg', mimeType: 'image/jpeg', bytes: cameraPhoto() }
  const again = await stage.reply(
    'maria',
    contactId,
    template(chosen, await stage.upload('maria', contactId, photo)),
  )
  must(again.status === 202, 'the same agent may still send a template', again)
  await stage.until(
    'the second template arrives',
    async () => templates(await stage.screen(customer)).length === before + 1,
  )
  await stage.say('Maria', 'still sends a template from her chat; it arrives')
  const other = await stage.reply('jonas', contactId, template(chosen, 'none'))
  must(other.status === 403, 'another agent may not', other)
  await stage.say('widget', `to Jonas: ${other.body.problems[0].message}`)
}

/** The template each business reaches for outside the window, filled in. */
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

const templates = (messages: Awaited<ReturnType<Stage['screen']>>) =>
  messages.filter(({ type }) => type === 'template')
const lastTemplate = (messages: Awaited<ReturnType<Stage['screen']>>) => templates(messages).at(-1)
