// Tests templates of the rarer kinds. An agent fills in each template, the sandbox's WhatsApp
// accepts the message, and the phone shows it.
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { bookingPdf, smallPhoto, tooLargePhoto } from '../../files/sample-files.ts'
import type { ShownTemplate } from '../../sandbox/whatsapp/render.ts'
import { SOON } from '../harness.ts'
import { aCustomer, bridged, choose, field, sendButton, widgetOf } from './harness.ts'
import { startHarness } from './start-harness.ts'

/** A file that begins like a video. The widget and the sandbox read only the first bytes. */
const VIDEO = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypisom'),
  Buffer.alloc(2000),
])

const harness = await startHarness()

/** Returns the field with this label in the visible card or section. */
const shown = (page: Page, label: string) => field(page, label).filter({ visible: true })
const card = (page: Page, n: number) => widgetOf(page).getByRole('tab', { name: `Card ${n}` })
const phone = (page: Page): Locator => widgetOf(page).locator('.aw-phone')

async function sent(page: Page, customer: string): Promise<ShownTemplate> {
  const before = harness.phoneOf(customer).length
  await sendButton(page).click()
  await expect.poll(() => harness.phoneOf(customer).length, SOON).toBe(before + 1)
  return harness.phoneOf(customer).at(-1)!.template!
}

it('sends a carousel whose cards have different pictures, texts and links', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open({ colorScheme: 'dark', viewport: { width: 640, height: 900 } })
  await choose(page, 'weekend_getaways')
  await shown(page, 'next weekend, blank').fill('Ana')
  for (const [n, price, end, photo] of [
    [1, '$199', 'porto', tooLargePhoto()],
    [2, '$249', 'sintra', smallPhoto()],
  ] as const) {
    await card(page, n).click()
    const panel = widgetOf(page).locator(`[data-card="${n - 1}"]`)
    await panel
      .locator('input[type=file]')
      .setInputFiles({ name: `${end}.jpg`, mimeType: 'image/jpeg', buffer: photo })
    if (end === 'porto') await panel.getByRole('button', { name: 'Make it smaller' }).click()
    await panel.getByRole('textbox', { name: 'from blank' }).fill(price)
    await panel.getByRole('textbox', { name: 'End of the link' }).fill(end)
  }
  await expect.poll(() => phone(page).getByRole('img').count(), SOON).toBe(2)

  const template = await sent(page, customer)

  expect(template.cards).toMatchObject([
    {
      header: { media: { mimeType: 'image/jpeg' } },
      body: expect.stringContaining('$199'),
      buttons: [{}, { url: expect.stringMatching(/porto$/) }],
    },
    {
      header: { media: { mimeType: 'image/jpeg' } },
      body: expect.stringContaining('$249'),
      buttons: [{}, { url: expect.stringMatching(/sintra$/) }],
    },
  ])
  const [first, second] = template.cards!.map(({ header }) => header!.media!.sha256)
  expect(first).not.toBe(second)
  expect(harness.tab.errors).toEqual([])
})

it('fills in a product carousel by keyboard alone, and reports what a card lacks', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  await choose(page, 'travel_accessories')
  const type = async (...texts: string[]) => {
    for (const text of texts) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
  }
  // Waits until the forms of the cards are loaded, which happens when they are first needed. Unlike
  // an agent, the test would type before that.
  await shown(page, 'Product ID').waitFor()
  await shown(page, 'made for blank days').focus()
  // Enter moves from one card to the next, and from the last card to "Send".
  await type('30', '7001', 'pillow', 'adapter')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Send')
  const press = async (name: string) => {
    await widgetOf(page).getByRole('button', { name }).focus()
    await page.keyboard.press('Enter')
  }
  await press('Add a card')
  await page.keyboard.type('to be taken out')
  await press('Add a card')
  await card(page, 4).focus()
  await page.keyboard.press('ArrowLeft')
  await press('Remove card 3')

  await page.keyboard.press('Control+Enter')
  await page.getByText('1 field needs your attention').waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-field')))
    .toBe('card.2.header.product_retailer_id')
  await page.keyboard.type('bottle')
  expect(await phone(page).getByText('Product bottle').count()).toBe(1)
  await page.reload()

  const { cards } = await sent(page, customer)
  expect(cards!.map(({ header }) => header!.product)).toEqual(
    ['pillow', 'adapter', 'bottle'].map((product_retailer_id) => ({
      product_retailer_id,
      catalog_id: '7001',
    })),
  )
})

it('sends templates with a location or document as header, and the payload of a button', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  await choose(page, 'meeting_point')
  await field(page, 'Map link or coordinates').fill('https://maps.app.goo.gl/abc')
  await page.getByText('A short link doesn’t contain the place.').waitFor()
  await field(page, 'Map link or coordinates').fill(
    'https://www.google.com/maps/place/x/@38.7107,-9.1366,17z',
  )
  await field(page, 'meet here at blank').fill('9:30')
  expect((await sent(page, customer)).header).toMatchObject({
    format: 'LOCATION',
    location: { latitude: '38.7107', longitude: '-9.1366' },
  })

  await choose(page, 'boarding_pass')
  const pdf = { name: 'pass.pdf', mimeType: 'application/pdf', buffer: await bookingPdf() }
  await widgetOf(page).locator('input[type=file]').setInputFiles(pdf)
  await page.locator('.aw-uploaded').waitFor()
  await field(page, 'Olá blank').fill('Ana')
  await field(page, 'do voo blank').fill('LH 1166')
  expect((await sent(page, customer)).header).toMatchObject({
    format: 'DOCUMENT',
    media: { mimeType: 'application/pdf', fileName: 'pass.pdf' },
  })

  await choose(page, 'booking_confirmed')
  await phone(page).getByText('See all options').waitFor()
  await page
    .getByText('The customer can see this message on a phone, but not in WhatsApp on a computer.')
    .waitFor()
  for (const [label, value] of [
    ['Booking', 'LT-2041'],
    ['First name', 'Ana'],
    ['Destination', 'Salvador'],
    ['Departure', '12/03'],
    ['Travelers', '2'],
    ['End of the link', 'https://travel.example.com/trips/LT 2041'],
  ] as const)
    await field(page, label).fill(value)
  await page
    .getByText(
      'Enter only the last part of the link. The template contains the rest. A link can’t contain spaces. Write %20 instead.',
    )
    .waitFor()
  await field(page, 'End of the link').fill('LT-2041')
  await widgetOf(page).getByRole('button', { name: 'More options' }).click()
  await field(page, 'Data of the button “Preciso de ajuda”').fill('HELP')
  const posted = page.waitForRequest(/\/replies$/)
  await sent(page, customer)
  expect((await posted).postDataJSON().message.values).toMatchObject({ 'button.0': 'HELP' })
})

it('accepts a future end of an offer in the agent’s time zone, and the phone shows the countdown', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open({
    timezoneId: 'America/Sao_Paulo',
    viewport: { width: 640, height: 900 },
  })
  await choose(page, 'spring_offer')
  const ends = widgetOf(page).getByLabel('End of the offer').first()
  await page.getByText('In your own time zone: America/Sao_Paulo').waitFor()

  await ends.fill('2020-01-01T10:00')
  await page.getByText('This time has passed.').waitFor()
  await widgetOf(page).getByRole('button', { name: 'In 24 hours' }).click()
  await phone(page)
    .getByText(/^Ends in (1 day|24 hr|23 hr)/)
    .waitFor()
  await field(page, 'Offer code').fill('SOL-25')
  await page.getByText('Use only letters and digits.').waitFor()
  await field(page, 'Offer code').fill('SOL25')
  await phone(page).getByText('Code SOL25').waitFor()
  await field(page, 'Hola blank').fill('Ana')
  const typed = await ends.inputValue()
  await widgetOf(page)
    .locator('input[type=file]')
    .setInputFiles({ name: 'sun.mp4', mimeType: 'video/mp4', buffer: VIDEO })
  await page.locator('.aw-uploaded').waitFor()

  const { offer, buttons } = await sent(page, customer)
  expect(offer!.expiresAt).toBe(new Date(`${typed}:00-03:00`).toISOString())
  expect(buttons[0]).toMatchObject({ type: 'COPY_CODE', code: 'SOL25' })
})

it('sends templates with a product, product sections, a catalog picture, and a call button', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open({ colorScheme: 'dark' })
  await choose(page, 'guidebook')
  await field(page, 'Product ID').fill('guide-lisbon')
  await field(page, 'Catalog ID').fill('7001')
  await field(page, 'Hi blank').fill('Ana')
  await field(page, 'the guidebook for blank').fill('Lisbon')
  expect((await sent(page, customer)).header).toMatchObject({
    product: { product_retailer_id: 'guide-lisbon', catalog_id: '7001' },
  })
  // When the agent fills in the template again, the form contains the catalog ID that was used
  // last, and suggests the other values.
  await choose(page, 'guidebook')
  expect(await field(page, 'Catalog ID').inputValue()).toBe('7001')
  await widgetOf(page)
    .getByRole('button', { name: /the guidebook for blank.*: Lisbon$/ })
    .click()
  expect(await field(page, 'the guidebook for blank').inputValue()).toBe('Lisbon')
  await widgetOf(page).getByRole('button', { name: 'Discard' }).click()
  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()

  await choose(page, 'packing_list')
  await field(page, 'Your trip to blank').fill('Porto')
  await field(page, 'begins soon, blank').fill('Ana')
  await field(page, 'Product IDs of section 1').fill(
    Array.from({ length: 31 }, (_, i) => `sku-${i}`).join(', '),
  )
  await page.getByText('31 products, but WhatsApp accepts only 30 in total.').waitFor()
  await field(page, 'Product IDs of section 1').fill('pillow\nadapter')
  await field(page, 'Title of section 1').fill('For the journey, and then some')
  await page.getByText('6 characters too many').waitFor()
  await field(page, 'Title of section 1').fill('For the journey')
  await widgetOf(page).getByRole('button', { name: 'Add a section' }).click()
  await field(page, 'Title of section 2').fill('For the beach')
  await field(page, 'Product IDs of section 2').fill('towel')
  await phone(page).getByText('View items').click()
  await phone(page).getByText('Product towel').waitFor()
  expect((await sent(page, customer)).buttons[0]!.opens).toEqual({
    thumbnail_product_retailer_id: 'pillow',
    sections: [
      {
        title: 'For the journey',
        product_items: [{ product_retailer_id: 'pillow' }, { product_retailer_id: 'adapter' }],
      },
      { title: 'For the beach', product_items: [{ product_retailer_id: 'towel' }] },
    ],
  })

  await choose(page, 'nossa_loja')
  await field(page, 'Olá blank').fill('Ana')
  await field(page, 'Product ID of the picture').fill('pillow')
  await phone(page).getByText('Product pillow').waitFor()
  expect((await sent(page, customer)).buttons[0]!.opens).toEqual({
    thumbnail_product_retailer_id: 'pillow',
  })

  await choose(page, 'hable_con_nosotros')
  await field(page, 'Hola blank').fill('Ana')
  await page.getByRole('button', { name: 'More options' }).click()
  await field(page, 'Minutes for which').fill('a day')
  await page.getByText('Enter a whole number of minutes, from 1 to 43200').first().waitFor()
  await field(page, 'Minutes for which').fill('1440')
  await field(page, 'Data of a call from').fill('trip LT-2041')
  expect((await sent(page, customer)).buttons[0]!.opens).toEqual({
    ttl_minutes: 1440,
    payload: 'trip LT-2041',
  })

  await page.getByRole('tab', { name: /Sent/ }).click()
  const list = widgetOf(page).getByRole('listitem').filter({ hasText: 'Packing list' })
  await list.getByText('Show what the phone displays').click()
  await list.getByText('View items').click()
  await list.getByText('Product towel').waitFor()
})

it('sends a form’s token and data, and explains in the agent’s language why a template cannot be sent', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()
  await choose(page, 'book_an_appointment')
  await page.getByRole('button', { name: 'More options' }).click()
  await field(page, ': token').fill('visit-17')
  await field(page, ': data').fill('{"city":')
  await page.getByText('not valid JSON').waitFor()
  await field(page, ': data').fill('{"city": "Lisbon"}')
  await field(page, 'Hello blank').fill('Ana')
  expect((await sent(page, customer)).buttons[0]!.opens).toEqual({
    flow_token: 'visit-17',
    flow_action_data: { city: 'Lisbon' },
  })

  const spanish = await harness.open({ locale: 'es-MX' })
  await widgetOf(spanish).getByRole('combobox').fill('workshop_in_motion')
  await spanish.getByRole('option', { name: /encabezado GIF/ }).waitFor()
  await widgetOf(spanish).getByRole('combobox').fill('conta_do_conserto')
  await spanish.getByRole('option', { name: /Los importes de un pedido/ }).click()
  await spanish
    .getByText('Los importes de un pedido vienen de los atributos del contacto')
    .waitFor()
  expect(await widgetOf(spanish).getByRole('button', { name: 'Enviar' }).count()).toBe(0)
})
