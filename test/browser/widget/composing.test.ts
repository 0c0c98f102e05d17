// What an agent writes and sends beside templates, in both modes, in the custom CCP page as it is shipped.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { bookingPdf, cameraPhoto, smallPhoto } from '../../files/sample-files.ts'
import { webp } from '../../sandbox-tests/whatsapp/fixtures.ts'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  arrived,
  bridged,
  choose,
  closed,
  field,
  native,
  search,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startDesk } from './start-harness.ts'

const desk = await startDesk()

const compose = async (page: Page, kind: string) => {
  await widgetOf(page).getByRole('button', { name: kind, exact: true }).click()
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).waitFor()
}

/** Sent, and back at the templates. */
const send = async (page: Page) => {
  await sendButton(page).click()
  await search(page).waitFor()
}

/** Another chat, in the panel. */
const lookAt = async (page: Page, customer: string) => {
  await page
    .frameLocator('iframe[name="Amazon Connect CCP"]')
    .getByRole('button', { name: new RegExp(`^\\${customer}`) })
    .click()
  await widgetOf(page).getByRole('heading', { name: customer }).waitFor()
}

/** Prepared for the customer's answer, and back at the templates. */
const hold = async (page: Page, text: string) => {
  await compose(page, 'Text')
  await field(page, 'Message').fill(text)
  await widgetOf(page).getByRole('button', { name: 'Send when the customer answers' }).click()
  await search(page).waitFor(SOON)
}

/** A bridged chat whose window has closed before the agent's eyes. */
const outsideTheWindow = async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged)
  const page = await desk.open()
  await page.getByText('You can write freely', { exact: true }).waitFor()
  await desk.sandbox.clock.advance(24.5 * 3_600_000)
  await closed(page)
  return { customer, page }
}

const waiting = (page: Page) =>
  widgetOf(page).getByRole('region', { name: 'Waiting for the customer' })

const photo = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: smallPhoto() })
const chooser = (page: Page) => widgetOf(page).locator('input[type=file]').first()
const uploaded = (page: Page) => widgetOf(page).getByText('Uploaded', { exact: true })

it('a bridged chat’s customer gets text, place, contact, buttons and a list, in the order they were sent', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged)
  const page = await desk.open()

  // Whoever wants to write a text can write, also where the form is there at once.
  const isWriting = () => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA')
  await compose(page, 'Text')
  await expect.poll(isWriting).toBe(true)
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await compose(page, 'Text')
  await expect.poll(isWriting).toBe(true)
  await page.keyboard.type('*Rua Augusta 24*, second floor.')
  await sendButton(page).press('Enter')
  await search(page).waitFor()
  // The keyboard goes on where it was.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Text')
  await compose(page, 'Location')
  await widgetOf(page).getByRole('button', { name: 'Use our place: Lighthouse Travel' }).click()
  await field(page, 'Map link or coordinates').fill(
    'https://www.google.com/maps/place/Caf%C3%A9+Central/@38.7223,-9.1393,17z',
  )
  await send(page)
  await compose(page, 'Contact')
  await field(page, 'First name').fill('Inês')
  await field(page, 'Phone').fill('+1 555 0199')
  await send(page)
  await compose(page, 'Buttons')
  await field(page, 'Message').fill('When may we call?')
  await field(page, 'Button 1').fill('This morning')
  await field(page, 'Button 2').fill('Tomorrow')
  await send(page)
  await compose(page, 'List')
  await field(page, 'Message').fill('Which trip?')
  await field(page, 'Opens the list').fill('See trips')
  await field(page, 'Choice 1').fill('Lisbon')
  await field(page, 'Choice 2').fill('Porto')
  await send(page)

  await expect
    .poll(() => desk.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['text', 'location', 'contacts', 'interactive', 'interactive'])
  const [text, place, contacts, buttons, list] = desk.phoneOf(customer)
  expect(text).toMatchObject({ text: '*Rua Augusta 24*, second floor.' })
  expect(place).toMatchObject({
    location: { latitude: 38.7223, longitude: -9.1393, name: 'Café Central' },
  })
  // Another place’s address would be a lie.
  expect(JSON.stringify(place)).not.toContain('Rua Augusta')
  expect(contacts).toMatchObject({
    contacts: [{ name: { formatted_name: 'Inês' }, phones: [{ phone: '+1 555 0199' }] }],
  })
  expect(JSON.stringify(buttons)).toMatch(/When may we call\?.*This morning.*Tomorrow/)
  expect(JSON.stringify(list)).toMatch(/Which trip\?.*See trips.*Lisbon.*Porto/)
  expect(desk.tab.errors).toEqual([])
})

it('says every problem at its field as one types, sends nothing, and goes to the first', async () => {
  await desk.chatWith(aCustomer(), bridged)
  const page = await desk.open()
  const before = desk.sends().length
  await compose(page, 'Buttons')

  await field(page, 'Button 1').fill('A title that is much too long')
  await widgetOf(page).getByText('29 characters; WhatsApp accepts 20.').waitFor()
  await sendButton(page).click()

  await widgetOf(page).getByText('3 fields need attention').waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-path')))
    .toBe('body')
  expect(desk.sends().length).toBe(before)
})

it('in a native chat text goes through Connect’s own chat, what Connect cannot carry through us, and what nobody can says why', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, native)
  const page = await desk.open()

  await widgetOf(page).getByRole('button', { name: 'Answer', exact: true }).press('Enter')
  await widgetOf(page).getByText('keeps their WhatsApp ids').waitFor()
  await compose(page, 'Text')
  await field(page, 'Message').fill('We are open until six.')
  await widgetOf(page).getByRole('button', { name: 'Send in the chat' }).click()
  await widgetOf(page).getByText('It is in the chat.').waitFor(SOON)
  const ours = desk.sends().length
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await compose(page, 'Location')
  await widgetOf(page).getByRole('button', { name: 'Use our place: Lighthouse Travel' }).click()
  await send(page)

  await arrived(page)
  expect(desk.phoneOf(customer)).toMatchObject([
    { type: 'text', text: 'We are open until six.' },
    {
      type: 'location',
      location: { name: 'Lighthouse Travel', address: 'Rua Augusta 24, Lisbon' },
    },
  ])
  expect(desk.sends().length - ours).toBe(1)
  expect(desk.tab.errors).toEqual([])
})

it('files dropped together arrive in their order with their captions; what WhatsApp does not take is told before the upload', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const page = await desk.open()
  const booking = await bookingPdf()
  const transfer = await page.evaluateHandle(
    ([jpeg, pdf]) => {
      const bytes = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes(jpeg!)], 'view.jpg', { type: 'image/jpeg' }))
      data.items.add(new File([bytes(pdf!)], 'booking.pdf', { type: 'application/pdf' }))
      data.items.add(
        new File([new Uint8Array([0, 0, 0, 24]), 'ftypheic', new Uint8Array(999)], 'IMG_2041.HEIC'),
      )
      return data
    },
    [smallPhoto().toString('base64'), booking.toString('base64')] as const,
  )

  await widgetOf(page).locator('.aw-desk').dispatchEvent('drop', { dataTransfer: transfer })
  await widgetOf(page)
    .getByText('HEIC: WhatsApp takes JPG, PNG here. Save the photo as JPEG')
    .waitFor()
  await expect.poll(() => uploaded(page).count(), SOON).toBe(2)
  await widgetOf(page)
    .getByRole('textbox', { name: 'Caption' })
    .first()
    .fill('The *view* from the room')
  await widgetOf(page).getByRole('button', { name: 'Send 3 files' }).click()
  await widgetOf(page).getByText('1 file needs attention').waitFor()
  await widgetOf(page).getByRole('button', { name: 'Remove: IMG_2041.HEIC' }).press('Enter')
  // The keyboard goes on at what stands in its place.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('.aw-files') !== null), SOON)
    .toBe(true)
  await widgetOf(page).getByRole('button', { name: 'Send 2 files' }).click()
  await search(page).waitFor(SOON)

  await expect.poll(() => desk.phoneOf(customer).length, SOON).toBe(2)
  expect(desk.phoneOf(customer)).toMatchObject([
    { type: 'image', media: { caption: 'The *view* from the room' } },
    { type: 'document', media: { bytes: booking.length } },
  ])
  expect(desk.tab.errors).toEqual([])
})

it('a picture over 5 MB is made smaller here and arrives; a WebP of 512 × 512 pixels is a sticker, another is told why not', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const page = await desk.open()
  // What follows a picture's end nobody sees.
  const large = Buffer.concat([cameraPhoto(), Buffer.alloc(5 * 1024 * 1024)])
  await compose(page, 'Files')

  await chooser(page).setInputFiles([
    { name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer: large },
    { name: 'smile.webp', mimeType: 'image/webp', buffer: webp(512) },
    { name: 'wide.webp', mimeType: 'image/webp', buffer: webp(640) },
  ])
  await widgetOf(page).getByText('640 × 640 pixels; a sticker has 512 × 512.').waitFor()
  await widgetOf(page).getByRole('button', { name: 'Remove: wide.webp' }).click()
  await widgetOf(page).getByText('WhatsApp takes at most 5 MB here.').waitFor()
  await widgetOf(page).getByRole('button', { name: 'Make it smaller' }).click()
  await expect.poll(() => uploaded(page).count(), SOON).toBe(2)
  await widgetOf(page).getByRole('button', { name: 'Send 2 files' }).click()
  await search(page).waitFor(SOON)

  await expect
    .poll(() => desk.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['image', 'sticker'])
  expect(desk.tab.errors).toEqual([])
})

it('a reload loses neither what was typed nor what was uploaded, and two tabs send a draft once', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged)
  const page = await desk.open()
  await compose(page, 'Text')
  await field(page, 'Message').fill('Is Friday all right?')
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  await widgetOf(page).getByRole('textbox', { name: 'Caption' }).fill('From the roof')

  await page.reload()
  await compose(page, 'Files')
  await uploaded(page).waitFor()
  const beside = await desk.openBeside()
  await compose(beside, 'Files')
  await uploaded(beside).waitFor()
  await Promise.all([sendButton(page).dblclick(), sendButton(beside).dblclick()])
  await Promise.all([search(page).waitFor(SOON), search(beside).waitFor(SOON)])
  await compose(page, 'Text')
  expect(await field(page, 'Message').inputValue()).toBe('Is Friday all right?')
  await send(page)

  await expect
    .poll(() => desk.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['image', 'text'])
  expect(desk.phoneOf(customer)[0]).toMatchObject({ media: { caption: 'From the roof' } })
})

it('two chats at once: each desk stays as it was left, what is sent in one closes there alone, and nobody is called from the panel', async () => {
  const [first, second] = [aCustomer(), aCustomer()]
  const contactId = await desk.chatWith(first, bridged)
  await desk.chatWith(second, bridged)
  const page = await desk.open()
  const { promise: answered, resolve: release } = Promise.withResolvers<void>()
  await page.route(`**/${contactId}/replies`, async (route) => {
    await answered
    await route.continue()
  })

  await lookAt(page, first)
  await compose(page, 'Text')
  await field(page, 'Message').fill('For the first.')
  await sendButton(page).click()
  // What is being sent cannot become something else.
  await field(page, 'Message').pressSequentially('Not this.')
  expect(await field(page, 'Message').inputValue()).toBe('For the first.')
  await lookAt(page, second)
  await compose(page, 'Location')
  await field(page, 'Map link or coordinates').fill('38.7223, -9.1393')
  release()
  await expect.poll(() => desk.phoneOf(first).length, SOON).toBe(1)
  expect(await widgetOf(page).locator('.aw-latest').count()).toBe(0)

  await lookAt(page, first)
  await search(page).waitFor()
  await arrived(page)
  await lookAt(page, second)
  expect(await field(page, 'Latitude').inputValue()).toBe('38.7223')
  // The panel has the focus: the agent may be writing there.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
  await send(page)

  await expect.poll(() => desk.phoneOf(second).map(({ type }) => type), SOON).toEqual(['location'])
  expect(desk.phoneOf(first)).toMatchObject([{ type: 'text', text: 'For the first.' }])
  expect(desk.tab.errors).toEqual([])
})

it('a file whose answer was lost is found to be accepted once its chat is looked at again, and is not sent twice', async () => {
  const [first, second] = [aCustomer(), aCustomer()]
  await desk.chatWith(first, bridged)
  await desk.chatWith(second, bridged)
  const page = await desk.open()
  await lookAt(page, first)
  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  await page.route('**/replies', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await sendButton(page).click()
  await widgetOf(page).getByText('No answer came.').waitFor(SOON)
  await page.unroute('**/replies')

  await lookAt(page, second)
  await lookAt(page, first)
  await uploaded(page).waitFor({ state: 'detached', ...SOON })

  await arrived(page)
  expect(await sendButton(page).isDisabled()).toBe(true)
  expect(desk.phoneOf(first).length).toBe(1)
})

it('a document of 100 MB whose connection is lost is uploaded anew by itself, and shows in its own chat only', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const page = await desk.open()
  const path = join(mkdtempSync(join(tmpdir(), 'upload-')), 'catalogue.pdf')
  writeFileSync(path, Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(100 * 1024 * 1024 - 8)]))
  let lost = 0
  const lose = (route: Route) => {
    if (route.request().method() !== 'PUT' || lost > 0) return route.continue()
    lost += 1
    return route.abort('connectionreset')
  }
  await page.route(/uploads\//, lose)
  await compose(page, 'Files')

  await chooser(page).setInputFiles(path)
  await widgetOf(page)
    .getByText(/^Checking, \d+ %$/)
    .first()
    .waitFor()
  await widgetOf(page).getByText('The connection is interrupted.').waitFor(SOON)
  await page.unroute(/uploads\//, lose)
  await uploaded(page).waitFor({ timeout: 60_000 })
  await sendButton(page).click()
  await search(page).waitFor(SOON)
  await expect
    .poll(() => desk.phoneOf(customer), SOON)
    .toMatchObject([{ type: 'document', media: { bytes: 100 * 1024 * 1024 } }])
  rmSync(dirname(path), { recursive: true })

  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  const other = aCustomer()
  await desk.chatWith(other)
  await lookAt(page, other)
  await compose(page, 'Files')
  expect(await widgetOf(page).getByText('view.jpg').count()).toBe(0)
})

it('what is prepared for a closed window goes out once the customer answers the template: as it was changed, and not what was withdrawn', async () => {
  const { customer, page } = await outsideTheWindow()
  await widgetOf(page).getByText('Prepare: waits until the customer answers').waitFor()
  await compose(page, 'Answer')
  await widgetOf(page)
    .getByText('No reactions now: WhatsApp accepts only templates until the customer writes again.')
    .waitFor()
  const thumb = widgetOf(page).getByRole('button', { name: 'React with 👍' }).first()
  expect(await thumb.getAttribute('aria-disabled')).toBe('true')
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()

  await hold(page, 'We close at five.')
  await hold(page, 'Ask for Inês.')
  await waiting(page).getByText('2 replies wait for the customer’s answer').waitFor()
  await waiting(page)
    .getByRole('listitem')
    .filter({ hasText: 'Ask for Inês.' })
    .getByRole('button', { name: /^Withdraw/ })
    .click()
  await waiting(page).getByText('1 reply waits').waitFor(SOON)
  // Also while the same form lies open, with nothing in it.
  await compose(page, 'Text')
  await waiting(page)
    .getByRole('button', { name: /^Change/ })
    .click()
  await expect.poll(() => field(page, 'Message').inputValue(), SOON).toBe('We close at five.')
  await field(page, 'Message').fill('We close at six.')
  await widgetOf(page).getByRole('button', { name: 'Send when the customer answers' }).click()
  await waiting(page).getByText('We close at six.').waitFor(SOON)
  await choose(page, 'hello_again')
  await sendButton(page).click()
  await arrived(page)
  expect(desk.phoneOf(customer).map(({ type }) => type)).toEqual(['template'])

  desk.writes(customer, 'Yes, please tell me.', bridged)

  await expect
    .poll(() => desk.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['template', 'text'])
  expect(desk.phoneOf(customer).at(-1)).toMatchObject({ text: 'We close at six.' })
  await waiting(page).waitFor({ state: 'detached' })
  expect(desk.tab.errors).toEqual([])
})

it('where the customer’s answer was quicker than a change, the agent is told, and it goes out once, as it was', async () => {
  const { customer, page } = await outsideTheWindow()
  await hold(page, 'We close at five.')
  await choose(page, 'hello_again')
  await sendButton(page).click()
  await arrived(page)
  // The widget does not hear of the answer.
  await page.route('**/conversation*', (route) => route.abort())

  desk.writes(customer, 'Yes, please.', bridged)
  await expect.poll(() => desk.phoneOf(customer).length, SOON).toBe(2)
  await waiting(page)
    .getByRole('button', { name: /^Change/ })
    .click()
  const told = widgetOf(page).getByText(
    'The customer answered in the meantime: it is already on its way.',
  )
  await told.waitFor(SOON)
  await page.unroute('**/conversation*')
  await waiting(page).waitFor({ state: 'detached', ...SOON })

  await widgetOf(page).getByRole('button', { name: 'Dismiss' }).click()
  expect(await told.count()).toBe(0)
  expect(desk.phoneOf(customer)).toMatchObject([
    { type: 'template' },
    { type: 'text', text: 'We close at five.' },
  ])
  expect(desk.tab.errors).toEqual([])
})

it('a file that waits can be changed without another upload; once the chat has ended it can only be taken back', async () => {
  const { customer, page } = await outsideTheWindow()
  const holdFile = () =>
    widgetOf(page).getByRole('button', { name: 'Send when the customer answers' }).click()
  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  await widgetOf(page).getByRole('textbox', { name: 'Caption' }).fill('From the roof')
  await holdFile()
  const uploads: string[] = []
  page.on('request', (request) => request.method() === 'PUT' && uploads.push(request.url()))

  await waiting(page)
    .getByRole('button', { name: /^Change/ })
    .dblclick()
  await expect
    .poll(() => widgetOf(page).getByRole('textbox', { name: 'Caption' }).inputValue(), SOON)
    .toBe('From the roof')
  expect(await uploaded(page).count()).toBe(1)
  await widgetOf(page).getByRole('textbox', { name: 'Caption' }).fill('From the terrace')
  await holdFile()
  await waiting(page).getByText('From the terrace').waitFor(SOON)
  expect(uploads).toEqual([])

  await desk.sandbox.clock.advance(3_600_000)
  await widgetOf(page).getByText('This chat has ended here.').waitFor(SOON)
  await waiting(page)
    .getByRole('button', { name: /^Withdraw/ })
    .waitFor()
  expect(
    await waiting(page)
      .getByRole('button', { name: /^Change/ })
      .count(),
  ).toBe(0)
  expect(desk.phoneOf(customer)).toEqual([])
})

it('a bridged chat’s customer is answered by the message, reacted to, and looked at; their file is sent again without an upload', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged, 'Which entrance is yours?')
  const photo = smallPhoto()
  desk.sandbox.whatsapp.customerSends(customer, bridged, {
    type: 'image',
    image: { caption: 'This one?' },
    mime_type: 'image/jpeg',
    data: photo.toString('base64'),
  })
  await desk.sandbox.clock.advance(2000)
  const page = await desk.open()
  const uploads: string[] = []
  page.on('request', (request) => request.method() === 'PUT' && uploads.push(request.url()))

  await compose(page, 'Answer')
  const messages = widgetOf(page)
    .getByRole('list', { name: 'The customer’s messages' })
    .getByRole('listitem')
  await messages.filter({ hasText: 'This one?' }).getByRole('button', { name: /^Open/ }).click()
  await widgetOf(page).locator('img.aw-looked-at').waitFor(SOON)
  await expect
    .poll(
      () =>
        widgetOf(page)
          .locator('img.aw-looked-at')
          .evaluate((img: HTMLImageElement) => img.naturalWidth),
      SOON,
    )
    .toBe(320)
  await messages
    .filter({ hasText: 'This one?' })
    .getByRole('button', { name: 'React with 👍' })
    .click()
  await messages.getByRole('button', { name: 'Take the reaction back' }).waitFor(SOON)
  await messages
    .filter({ hasText: 'Which entrance' })
    .getByRole('button', { name: /^Answer/ })
    .click()
  await field(page, 'Message').fill('The one with the blue door.')
  await send(page)
  await compose(page, 'Files')
  await widgetOf(page)
    .getByRole('button', { name: /from the customer/ })
    .click()
  await sendButton(page).click()
  await search(page).waitFor(SOON)

  await expect
    .poll(() => desk.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['text', 'image'])
  expect(desk.phoneOf(customer)).toMatchObject([
    { text: 'The one with the blue door.', quoted: { text: 'Which entrance is yours?' } },
    { media: { bytes: photo.length } },
  ])
  const theirs = desk.sandbox.whatsapp
    .screen(customer)
    .messages.filter(({ direction }) => direction === 'inbound')
  expect(theirs.at(-1)).toMatchObject({
    type: 'image',
    reactions: [{ from: 'business', emoji: '👍' }],
  })
  expect(uploads).toEqual([])
  expect(desk.tab.errors).toEqual([])
})
