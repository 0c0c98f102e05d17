// How an agent writes and sends messages other than templates, in both modes, on the custom CCP
// page as we ship it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { bookingPdf, smallPhoto, tooLargePhoto } from '../../files/sample-files.ts'
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
import { startHarness } from './start-harness.ts'

const harness = await startHarness()

const compose = async (page: Page, kind: string) => {
  await widgetOf(page).getByRole('button', { name: kind, exact: true }).click()
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).waitFor()
}

/** Sends the message, and waits for the list of templates. */
const send = async (page: Page) => {
  await sendButton(page).click()
  await search(page).waitFor()
}

/** Selects the chat of this customer in the agent's panel. */
const lookAt = async (page: Page, customer: string) => {
  await page
    .frameLocator('iframe[name="Amazon Connect CCP"]')
    .getByRole('button', { name: new RegExp(`^\\${customer}`) })
    .click()
  await widgetOf(page).getByRole('heading', { name: customer }).waitFor()
}

/**
 * Writes a text, and chooses to send it only when the customer answers. Then waits for the list of
 * templates.
 */
const hold = async (page: Page, text: string) => {
  await compose(page, 'Text')
  await field(page, 'Message').fill(text)
  await widgetOf(page).getByRole('button', { name: 'Send when the customer answers' }).click()
  await search(page).waitFor(SOON)
}

/** Opens a bridged chat, and waits until its service window has closed. */
const outsideTheWindow = async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()
  await page.getByText('You can write freely', { exact: true }).waitFor()
  await harness.sandbox.clock.advance(24.5 * 3_600_000)
  await closed(page)
  return { customer, page }
}

const held = (page: Page) =>
  widgetOf(page).getByRole('region', { name: 'Waiting for the customer' })

const photo = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: smallPhoto() })
const chooser = (page: Page) => widgetOf(page).locator('input[type=file]').first()
const uploaded = (page: Page) => widgetOf(page).getByText('Uploaded', { exact: true })

it('delivers messages of seven kinds, from text to location request, in the order of sending', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()

  // The text field gets the focus at once, even if its form was loaded before.
  const isWriting = () => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA')
  await compose(page, 'Text')
  await expect.poll(isWriting).toBe(true)
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await compose(page, 'Text')
  await expect.poll(isWriting).toBe(true)
  await page.keyboard.type('*Rua Augusta 24*, second floor.')
  await sendButton(page).press('Enter')
  await search(page).waitFor()
  // The focus returns to the button that opened the form.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Text')
  await compose(page, 'Location')
  // Each business number has its own address. The button offers the address of the number to which
  // the customer wrote.
  await widgetOf(page).getByRole('button', { name: 'Use our address: Lighthouse Repairs' }).click()
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
  await field(page, 'Button that opens the list').fill('See trips')
  await field(page, 'Choice 1').fill('Lisbon')
  await field(page, 'Choice 2').fill('Porto')
  await send(page)
  await compose(page, 'Link')
  await field(page, 'Message').fill('Your seats are here.')
  await field(page, 'Text on the button').fill('See seats')
  await field(page, 'Address that the button opens').fill('travel.example.com/seats')
  await widgetOf(page).getByText('that begins with https:// and has no spaces').waitFor()
  await field(page, 'Address that the button opens').fill('https://travel.example.com/seats')
  await send(page)
  // The form has a single field, which gets the focus. Ctrl+Enter then sends the message.
  await widgetOf(page).getByRole('button', { name: 'Ask for location' }).press('Enter')
  await expect.poll(isWriting).toBe(true)
  await page.keyboard.type('Where shall we pick you up?')
  await page.keyboard.press('Control+Enter')
  await search(page).waitFor()

  await expect
    .poll(() => harness.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['text', 'location', 'contacts', ...Array(4).fill('interactive')])
  const [text, place, contacts, buttons, list, link, request] = harness.phoneOf(customer)
  expect(text).toMatchObject({ text: '*Rua Augusta 24*, second floor.' })
  expect(place).toMatchObject({
    location: { latitude: 38.7223, longitude: -9.1393, name: 'Café Central' },
  })
  // The business's own address, which the button filled in first, would be wrong for the
  // coordinates of the link.
  expect(JSON.stringify(place)).not.toContain('Rua das Flores')
  expect(contacts).toMatchObject({
    contacts: [{ name: { formatted_name: 'Inês' }, phones: [{ phone: '+1 555 0199' }] }],
  })
  expect(JSON.stringify(buttons)).toMatch(/When may we call\?.*This morning.*Tomorrow/)
  expect(JSON.stringify(list)).toMatch(/Which trip\?.*See trips.*Lisbon.*Porto/)
  expect(link).toMatchObject({
    interactive: {
      type: 'cta_url',
      action: {
        parameters: { display_text: 'See seats', url: 'https://travel.example.com/seats' },
      },
    },
  })
  expect(request).toMatchObject({
    interactive: {
      type: 'location_request_message',
      body: { text: 'Where shall we pick you up?' },
    },
  })
  expect(harness.tab.errors).toEqual([])
})

it('reports each problem at its field while the agent types, and on Send moves to the first problem', async () => {
  await harness.chatWith(aCustomer(), bridged)
  const page = await harness.open()
  const before = harness.sends().length
  await compose(page, 'Buttons')

  await field(page, 'Message').focus()
  await field(page, 'Button 1').focus()
  // If the agent leaves a field before they have typed anything, the form does not report a problem
  // yet.
  expect(await widgetOf(page).getByText('Fill in this field.').count()).toBe(0)
  await field(page, 'Button 1').fill('A title that is much too long')
  await widgetOf(page).getByText('29 characters, but WhatsApp accepts only 20.').waitFor()
  await sendButton(page).click()

  await widgetOf(page).getByText('3 fields need your attention').waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-path')))
    .toBe('body')
  expect(harness.sends().length).toBe(before)
})

it('sends a native chat’s text through Connect, sends other messages through the API, and explains why quotes are missing', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, native)
  const page = await harness.open()

  await widgetOf(page).getByRole('button', { name: 'Reply', exact: true }).press('Enter')
  await widgetOf(page).getByText('does not pass the ids on').waitFor()
  await compose(page, 'Text')
  await field(page, 'Message').fill('We are open until six.')
  await widgetOf(page).getByRole('button', { name: 'Send in the chat' }).click()
  await widgetOf(page).getByText('Your message is in the chat.').waitFor(SOON)
  const ours = harness.sends().length
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await compose(page, 'Location')
  await widgetOf(page).getByRole('button', { name: 'Use our address: Lighthouse Travel' }).click()
  await send(page)

  await arrived(page)
  expect(harness.phoneOf(customer)).toMatchObject([
    { type: 'text', text: 'We are open until six.' },
    {
      type: 'location',
      location: { name: 'Lighthouse Travel', address: 'Rua Augusta 24, Lisbon' },
    },
  ])
  expect(harness.sends().length - ours).toBe(1)
  expect(harness.tab.errors).toEqual([])
})

it('delivers dropped files in order with their captions, and refuses files before the upload', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
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

  await widgetOf(page).locator('.aw-panel').dispatchEvent('drop', { dataTransfer: transfer })
  await widgetOf(page)
    .getByText('WhatsApp doesn’t accept HEIC files here, only JPG, PNG. Save the photo as JPEG')
    .waitFor()
  await expect.poll(() => uploaded(page).count(), SOON).toBe(2)
  await widgetOf(page)
    .getByRole('textbox', { name: 'Caption' })
    .first()
    .fill('The *view* from the room')
  await widgetOf(page).getByText('1 file needs your attention').waitFor()
  await widgetOf(page).getByRole('button', { name: 'Send 3 files' }).click()
  await widgetOf(page).getByRole('button', { name: 'Remove: IMG_2041.HEIC' }).press('Enter')
  // The focus moves into the element that replaces the button.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('.aw-files') !== null), SOON)
    .toBe(true)
  await widgetOf(page).getByRole('button', { name: 'Send 2 files' }).click()
  await search(page).waitFor(SOON)

  await expect.poll(() => harness.phoneOf(customer).length, SOON).toBe(2)
  expect(harness.phoneOf(customer)).toMatchObject([
    { type: 'image', media: { caption: 'The *view* from the room' } },
    { type: 'document', media: { bytes: booking.length } },
  ])
  expect(harness.tab.errors).toEqual([])
})

it('shrinks a picture over 5 MB, and sends a WebP as a sticker only if it has 512 × 512 pixels', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  await compose(page, 'Files')

  await chooser(page).setInputFiles([
    { name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer: tooLargePhoto() },
    { name: 'smile.webp', mimeType: 'image/webp', buffer: webp(512) },
    { name: 'wide.webp', mimeType: 'image/webp', buffer: webp(640) },
  ])
  await widgetOf(page).getByText('640 × 640 pixels, but a sticker must be 512 × 512.').waitFor()
  await widgetOf(page).getByRole('button', { name: 'Remove: wide.webp' }).click()
  await widgetOf(page).getByText('WhatsApp accepts at most 5 MB here.').waitFor()
  await widgetOf(page).getByRole('button', { name: 'Make it smaller' }).click()
  await expect.poll(() => uploaded(page).count(), SOON).toBe(2)
  await widgetOf(page).getByRole('button', { name: 'Send 2 files' }).click()
  await search(page).waitFor(SOON)

  await expect
    .poll(() => harness.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['image', 'sticker'])
  expect(harness.phoneOf(customer)[0]!.media!.bytes).toBeLessThan(5 * 1024 * 1024)
  expect(harness.tab.errors).toEqual([])
})

it('keeps typed text and uploaded files over a reload, and sends a draft once from two tabs', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()
  await compose(page, 'Text')
  await field(page, 'Message').fill('Is Friday all right?')
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  await widgetOf(page).getByRole('textbox', { name: 'Caption' }).fill('From the roof')

  await page.reload()
  await uploaded(page).waitFor()
  const beside = await harness.openBeside()
  await compose(beside, 'Files')
  await uploaded(beside).waitFor()
  await Promise.all([sendButton(page).dblclick(), sendButton(beside).dblclick()])
  await Promise.all([search(page).waitFor(SOON), search(beside).waitFor(SOON)])
  await compose(page, 'Text')
  expect(await field(page, 'Message').inputValue()).toBe('Is Friday all right?')
  await send(page)

  await expect
    .poll(() => harness.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['image', 'text'])
  expect(harness.phoneOf(customer)[0]).toMatchObject({ media: { caption: 'From the roof' } })
})

it('keeps separate drafts for two chats, and keeps the focus within the panel', async () => {
  const [first, second] = [aCustomer(), aCustomer()]
  const contactId = await harness.chatWith(first, bridged)
  await harness.chatWith(second, bridged)
  const page = await harness.open()
  const { promise: answered, resolve: release } = Promise.withResolvers<void>()
  await page.route(`**/${contactId}/replies`, async (route) => {
    await answered
    await route.continue()
  })

  await lookAt(page, first)
  await compose(page, 'Text')
  await field(page, 'Message').fill('For the first.')
  await sendButton(page).click()
  // While a message is being sent, the agent cannot change it.
  await field(page, 'Message').pressSequentially('Not this.')
  expect(await field(page, 'Message').inputValue()).toBe('For the first.')
  await lookAt(page, second)
  await compose(page, 'Location')
  await field(page, 'Map link or coordinates').fill('38.7223, -9.1393')
  release()
  await expect.poll(() => harness.phoneOf(first).length, SOON).toBe(1)
  expect(await widgetOf(page).locator('.aw-latest').count()).toBe(0)

  await lookAt(page, first)
  await search(page).waitFor()
  await arrived(page)
  await lookAt(page, second)
  expect(await field(page, 'Latitude').inputValue()).toBe('38.7223')
  // The focus stays in the frame of Connect's panel, where the agent may be writing.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
  await send(page)

  await expect
    .poll(() => harness.phoneOf(second).map(({ type }) => type), SOON)
    .toEqual(['location'])
  expect(harness.phoneOf(first)).toMatchObject([{ type: 'text', text: 'For the first.' }])
  expect(harness.tab.errors).toEqual([])
})

it('does not send a file twice if the API accepted the file but its response was lost', async () => {
  const [first, second] = [aCustomer(), aCustomer()]
  await harness.chatWith(first, bridged)
  await harness.chatWith(second, bridged)
  const page = await harness.open()
  await lookAt(page, first)
  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  await page.route('**/replies', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await sendButton(page).click()
  await widgetOf(page).getByText('We received no answer.').waitFor(SOON)
  await page.unroute('**/replies')

  await lookAt(page, second)
  await lookAt(page, first)
  await uploaded(page).waitFor({ state: 'detached', ...SOON })

  expect(await sendButton(page).isDisabled()).toBe(true)
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await arrived(page)
  expect(harness.phoneOf(first).length).toBe(1)
})

it('restarts the upload of a 100 MB document after a lost connection, and shows the upload only in its chat', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
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
    .getByText(/^Checking, \d+%$/)
    .first()
    .waitFor()
  await widgetOf(page).getByText('The connection was interrupted.').waitFor(SOON)
  await page.unroute(/uploads\//, lose)
  await uploaded(page).waitFor({ timeout: 60_000 })
  await sendButton(page).click()
  await search(page).waitFor(SOON)
  await expect
    .poll(() => harness.phoneOf(customer), SOON)
    .toMatchObject([{ type: 'document', media: { bytes: 100 * 1024 * 1024 } }])
  rmSync(dirname(path), { recursive: true })

  await compose(page, 'Files')
  await chooser(page).setInputFiles(photo('view.jpg'))
  await uploaded(page).waitFor(SOON)
  const other = aCustomer()
  await harness.chatWith(other)
  await lookAt(page, other)
  await compose(page, 'Files')
  expect(await widgetOf(page).getByText('view.jpg').count()).toBe(0)
})

it('sends held messages as they were last edited when the customer answers the template, and sends no canceled message', async () => {
  const { customer, page } = await outsideTheWindow()
  await widgetOf(page)
    .getByText('Prepare a message that is sent when the customer answers')
    .waitFor()
  await compose(page, 'Reply')
  await widgetOf(page)
    .getByText(
      'You can’t react now. WhatsApp accepts only templates until the customer writes again.',
    )
    .waitFor()
  const thumb = widgetOf(page).getByRole('button', { name: 'React with 👍' }).first()
  expect(await thumb.getAttribute('aria-disabled')).toBe('true')
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()

  await hold(page, 'We close at five.')
  await hold(page, 'Ask for Inês.')
  await held(page).getByText('2 messages are waiting for the customer’s answer').waitFor()
  await held(page)
    .getByRole('listitem')
    .filter({ hasText: 'Ask for Inês.' })
    .getByRole('button', { name: /^Cancel/ })
    .click()
  await held(page).getByText('1 message is waiting').waitFor(SOON)
  // "Edit" also works while the same form is already open and empty.
  await compose(page, 'Text')
  await held(page).getByRole('button', { name: /^Edit/ }).click()
  await expect.poll(() => field(page, 'Message').inputValue(), SOON).toBe('We close at five.')
  await field(page, 'Message').fill('We close at six.')
  await widgetOf(page).getByRole('button', { name: 'Send when the customer answers' }).click()
  await held(page).getByText('We close at six.').waitFor(SOON)
  await choose(page, 'hello_again')
  await sendButton(page).click()
  await arrived(page)
  await held(page)
    .getByText(/^Template sent .*: (Delivered to the phone|Read)\./)
    .waitFor(SOON)
  expect(harness.phoneOf(customer).map(({ type }) => type)).toEqual(['template'])

  harness.writes(customer, 'Yes, please tell me.', bridged)

  await expect
    .poll(() => harness.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['template', 'text'])
  expect(harness.phoneOf(customer).at(-1)).toMatchObject({ text: 'We close at six.' })
  await held(page).waitFor({ state: 'detached' })
  expect(harness.tab.errors).toEqual([])
})

it('reports that the customer answered before the edit was saved, and sends the unedited message once', async () => {
  const { customer, page } = await outsideTheWindow()
  await hold(page, 'We close at five.')
  await choose(page, 'hello_again')
  await sendButton(page).click()
  await arrived(page)
  // From now on, the widget gets no answer about the conversation.
  await page.route('**/conversation*', (route) => route.abort())

  harness.writes(customer, 'Yes, please.', bridged)
  await expect.poll(() => harness.phoneOf(customer).length, SOON).toBe(2)
  await held(page).getByRole('button', { name: /^Edit/ }).click()
  const notice = widgetOf(page).getByText(
    'The customer answered in the meantime, so this message is already being sent.',
  )
  await notice.waitFor(SOON)
  await page.unroute('**/conversation*')
  await held(page).waitFor({ state: 'detached', ...SOON })

  await widgetOf(page).getByRole('button', { name: 'Dismiss' }).click()
  expect(await notice.count()).toBe(0)
  expect(harness.phoneOf(customer)).toMatchObject([
    { type: 'template' },
    { type: 'text', text: 'We close at five.' },
  ])
  expect(harness.tab.errors).toEqual([])
})

it('edits a held file without another upload, and allows only canceling once the chat has ended', async () => {
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

  await held(page).getByRole('button', { name: /^Edit/ }).dblclick()
  await expect
    .poll(() => widgetOf(page).getByRole('textbox', { name: 'Caption' }).inputValue(), SOON)
    .toBe('From the roof')
  expect(await uploaded(page).count()).toBe(1)
  await widgetOf(page).getByRole('textbox', { name: 'Caption' }).fill('From the terrace')
  await holdFile()
  await held(page).getByText('From the terrace').waitFor(SOON)
  expect(uploads).toEqual([])

  await harness.sandbox.clock.advance(3_600_000)
  await widgetOf(page).getByText('This chat has ended.').waitFor(SOON)
  await held(page)
    .getByRole('button', { name: /^Cancel/ })
    .waitFor()
  expect(await held(page).getByRole('button', { name: /^Edit/ }).count()).toBe(0)
  expect(harness.phoneOf(customer)).toEqual([])
})

it('quotes a bridged customer’s message, reacts to it, and opens and sends back the customer’s file', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged, 'Which entrance is yours?')
  const photo = smallPhoto()
  const typo = harness.sandbox.whatsapp.customerSends(customer, bridged, {
    type: 'text',
    text: { body: 'Witch entrance?' },
  })
  harness.sandbox.whatsapp.customerSends(customer, bridged, {
    type: 'revoke',
    revoke: { original_message_id: typo.id },
  })
  harness.sandbox.whatsapp.customerSends(customer, bridged, {
    type: 'image',
    image: { caption: 'This one?' },
    context: { id: typo.id, forwarded: true },
    mime_type: 'image/jpeg',
    data: photo.toString('base64'),
  })
  await harness.sandbox.clock.advance(2000)
  const page = await harness.open()
  const uploads: string[] = []
  page.on('request', (request) => request.method() === 'PUT' && uploads.push(request.url()))

  await compose(page, 'Reply')
  const messages = widgetOf(page)
    .getByRole('list', { name: 'The customer’s messages' })
    .getByRole('listitem')
  await messages.filter({ hasText: 'Deleted in WhatsApp' }).waitFor(SOON)
  await messages
    .filter({ hasText: /Forwarded.*Answers an earlier message.*This one\?/ })
    .getByRole('button', { name: /^Open/ })
    .click()
  await widgetOf(page).locator('img.aw-viewed').waitFor(SOON)
  await expect
    .poll(
      () =>
        widgetOf(page)
          .locator('img.aw-viewed')
          .evaluate((img: HTMLImageElement) => img.naturalWidth),
      SOON,
    )
    .toBe(320)
  await messages
    .filter({ hasText: 'This one?' })
    .getByRole('button', { name: 'React with 👍' })
    .click()
  await messages.getByRole('button', { name: 'Remove your reaction' }).waitFor(SOON)
  await messages
    .filter({ hasText: 'Which entrance' })
    .getByRole('button', { name: /^Reply/ })
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
    .poll(() => harness.phoneOf(customer).map(({ type }) => type), SOON)
    .toEqual(['text', 'image'])
  expect(harness.phoneOf(customer)).toMatchObject([
    { text: 'The one with the blue door.', quoted: { text: 'Which entrance is yours?' } },
    { media: { bytes: photo.length } },
  ])
  const theirs = harness.sandbox.whatsapp
    .screen(customer)
    .messages.filter(({ direction }) => direction === 'inbound')
  expect(theirs.at(-1)).toMatchObject({
    type: 'image',
    reactions: [{ from: 'business', emoji: '👍' }],
  })
  expect(uploads).toEqual([])

  const widget = widgetOf(page)
  await widget.getByRole('tab', { name: /^Sent/ }).click()
  await widget.getByRole('button', { name: 'Conversation history' }).click()
  const history = widget.getByRole('list', { name: 'Conversation history' }).getByRole('listitem')
  await history.filter({ hasText: 'The one with the blue door.' }).waitFor(SOON)
  await history
    .filter({ hasText: /From the customer.*This one\?/ })
    .getByRole('button', { name: 'Open' })
    .click()
  await widget.locator('img.aw-viewed').waitFor(SOON)
  expect(harness.tab.errors).toEqual([])
})

it('continues a form after a reload, sends it again if it may not have arrived, shows the answers, and opens it once more', async () => {
  const { faults, signIn, urls, whatsapp, world } = harness.sandbox
  const { id: waba, forms } = world.wabas[1]!
  const name = `form:${forms![0]!.id}`
  const asSupervisor = async (path: string, body?: object) => {
    const response = await fetch(`${urls.api}/supervisor/wabas/${waba}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${await signIn('jonas')}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return (await response.json()) as { curation: { version: string } }
  }
  const edit = async (...edits: object[]) =>
    asSupervisor('/changes', {
      before: (await asSupervisor('/catalogue')).curation.version,
      team: {},
      edits,
    })
  await edit(
    {
      edit: 'form',
      name,
      text: 'Choose a day.',
      button: 'Choose',
      labels: { day: 'Preferred day' },
    },
    { edit: 'offer', names: [name], offered: true },
  )
  onTestFinished(async () => void (await edit({ edit: 'inherit', names: [name] })))
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()

  await compose(page, 'Form')
  await field(page, 'Message').fill('When shall we come?')
  await page.reload()
  await expect.poll(() => field(page, 'Message').inputValue(), SOON).toBe('When shall we come?')
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await widgetOf(page).getByRole('button', { name: 'Continue: Form' }).click()
  faults.add({ kind: 'drop_before', operation: 'SendWhatsAppMessage', times: 1 })
  await send(page)
  await widgetOf(page).getByRole('button', { name: 'Send again anyway' }).click(SOON)
  await arrived(page)

  const [shown] = harness.phoneOf(customer)
  expect(shown).toMatchObject({ interactive: { body: { text: 'When shall we come?' } } })
  whatsapp.customerSends(customer, bridged, {
    type: 'interactive',
    interactive: {
      type: 'nfm_reply',
      nfm_reply: {
        name: 'flow',
        body: 'Sent',
        response_json: JSON.stringify({ flow_token: shown!.form!.token, day: 'Friday' }),
      },
    },
    context: { id: shown!.id },
  })
  await compose(page, 'Reply')
  await widgetOf(page).getByText('Preferred day: Friday').waitFor(SOON)
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await widgetOf(page).getByRole('button', { name: 'Edit and resend: Form' }).click()
  await expect.poll(() => field(page, 'Message').inputValue(), SOON).toBe('When shall we come?')
})
