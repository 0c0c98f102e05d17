// The same widget as a third-party app in the agent workspace. What it costs there, and how fast it is, `npm run bench` measures.
import { expect, it } from 'vitest'
import { smallPhoto } from '../../files/sample-files.ts'
import { SOON } from '../harness.ts'
import { aCustomer, bridged, search } from './harness.ts'
import { MANY, serveManyTemplates } from './many-templates.ts'
import { startDesk } from './start-harness.ts'

const desk = await startDesk()

it('sends a template from the agent workspace, where the customer is known to the API alone', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const { app } = await desk.openApp()

  await app.getByRole('combobox', { name: 'Search templates' }).fill('flight_changed')
  await app.getByRole('option').first().click()
  for (const [label, value] of Object.entries({
    'Header {{1}}': 'LH 1166',
    'Text {{1}}': 'Ana',
    'Text {{2}}': '18:40',
    'Text {{3}}': 'LH 1166',
    'Text {{4}}': 'B12',
  }))
    await app.getByRole('textbox', { name: label }).fill(value)
  await app.getByRole('button', { name: 'Send', exact: true }).click()

  await expect
    .poll(() => JSON.stringify(desk.phoneOf(customer)), SOON)
    .toContain('Dear Ana, flight LH 1166 leaves at 18:40 now, from gate B12.')
  expect(desk.tab.errors).toEqual([])
})

it('a bridged chat in the agent workspace: the customer’s photo goes back in a template, and whoever goes back finds what they looked for', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged)
  const data = smallPhoto()
  const photo = { type: 'image', image: {}, mime_type: 'image/jpeg', data: data.toString('base64') }
  desk.sandbox.whatsapp.customerSends(customer, bridged, photo)
  await desk.sandbox.clock.advance(2000)
  const { page, app } = await desk.openApp()
  const uploads: string[] = []
  page.on('request', (request) => request.method() === 'PUT' && uploads.push(request.url()))

  const searching = app.getByRole('combobox', { name: 'Search templates' })
  await searching.fill('repair')
  await searching.press('Enter')
  await expect
    .poll(() => app.evaluate(() => document.activeElement?.textContent), SOON)
    .toBe('repair_ready')
  await app.getByRole('button', { name: 'All templates' }).press('Enter')
  await expect.poll(() => searching.inputValue(), SOON).toBe('repair')
  expect(await searching.evaluate((input) => input === document.activeElement)).toBe(true)
  await searching.press('Enter')
  await app
    .getByRole('list', { name: 'Recently used' })
    .getByRole('button', { name: /from the customer/ })
    .click()
  await app.getByRole('textbox', { name: 'First name' }).fill('Ben')
  await app.getByRole('textbox', { name: 'Device' }).fill('dishwasher')
  await app.getByRole('textbox', { name: 'Deadline' }).fill('Saturday')
  await app.getByRole('textbox', { name: 'End of the link' }).fill('7731')
  await app.getByRole('button', { name: 'Send', exact: true }).click()

  await expect.poll(() => desk.phoneOf(customer), SOON).toMatchObject([{ type: 'template' }])
  expect(JSON.stringify(desk.phoneOf(customer))).toContain(
    'Good news, Ben: your dishwasher is repaired.',
  )
  await expect.poll(() => searching.inputValue(), SOON).toBe('')
  expect(uploads).toEqual([])
  expect(desk.tab.errors).toEqual([])
})

it('composes in the agent workspace too, where only the chat itself can take text', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const { app } = await desk.openApp()

  await app.getByRole('button', { name: 'Text', exact: true }).click()
  await app
    .getByText('Text goes through the chat in the Contact Control Panel: write it there.')
    .waitFor()
  await app.getByRole('button', { name: 'Back', exact: true }).click()
  await app.getByRole('button', { name: 'Location', exact: true }).click()
  await app.getByRole('button', { name: 'Use our place: Lighthouse Travel' }).click()
  await app.getByRole('button', { name: 'Send', exact: true }).click()

  await expect
    .poll(() => desk.phoneOf(customer), SOON)
    .toMatchObject([{ type: 'location', location: { name: 'Lighthouse Travel' } }])
  expect(desk.tab.errors).toEqual([])
})

it('asks next for the conversation, which is answered in a few bytes while nothing happens in it', async () => {
  await desk.chatWith(aCustomer())
  const { page, app } = await desk.openApp()
  await app.getByRole('option').first().waitFor()

  const response = await page.waitForResponse((response) =>
    response.url().startsWith(desk.sandbox.urls.api),
  )

  expect(new URL(response.url()).pathname).toMatch(/\/conversation$/)
  expect(response.status()).toBe(304)
})

it(`${MANY} templates come in one request, a screen of them is drawn, and any is found by a few letters`, async () => {
  await desk.chatWith(aCustomer())
  let requests = { asked: 0 }
  const page = await desk.open({}, undefined, async (page) => {
    requests = await serveManyTemplates(page)
  })
  await page.getByRole('option').first().waitFor(SOON)
  const drawn = await page.getByRole('option').count()

  await search(page).fill('order 4210')
  await page.getByRole('option', { name: 'order_4210' }).waitFor()

  expect(requests.asked).toBe(1)
  expect(drawn).toBeLessThan(40)
  expect(await page.getByRole('option').count()).toBe(1)
})
