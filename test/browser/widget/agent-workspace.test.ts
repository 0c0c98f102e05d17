// The widget as a third-party app in the agent workspace. `npm run bench` measures its cost and
// speed there.
import { expect, it } from 'vitest'
import { answersBeforeTemplates } from '../../bench/in-page.ts'
import { smallPhoto } from '../../files/sample-files.ts'
import { SOON } from '../harness.ts'
import { aCustomer, bridged, closed, search } from './harness.ts'
import { MANY, serveManyTemplates } from './many-templates.ts'
import { startHarness } from './start-harness.ts'

const harness = await startHarness()

it('sends a template from the agent workspace, where the customer’s number comes from the API', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const { app } = await harness.openApp()

  await app.getByRole('combobox', { name: 'Search templates' }).fill('flight_changed')
  await app.getByRole('option').first().click()
  for (const [label, value] of Object.entries({
    'Your flight blank': 'LH 1166',
    'Dear blank': 'Ana',
    'leaves at blank': '18:40',
    'flight blank leaves': 'LH 1166',
    'from gate blank': 'B12',
  }))
    await app.getByRole('textbox', { name: label }).fill(value)
  await app.getByRole('button', { name: 'Send', exact: true }).click()

  await expect
    .poll(() => JSON.stringify(harness.phoneOf(customer)), SOON)
    .toContain('Dear Ana, flight LH 1166 leaves at 18:40 now, from gate B12.')
  expect(harness.tab.errors).toEqual([])
})

it('sends a bridged customer’s photo in a template, and keeps the search when the agent goes back', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const data = smallPhoto()
  const photo = { type: 'image', image: {}, mime_type: 'image/jpeg', data: data.toString('base64') }
  harness.sandbox.whatsapp.customerSends(customer, bridged, photo)
  await harness.sandbox.clock.advance(2000)
  const { page, app } = await harness.openApp()
  const uploads: string[] = []
  page.on('request', (request) => request.method() === 'PUT' && uploads.push(request.url()))

  const searching = app.getByRole('combobox', { name: 'Search templates' })
  await searching.fill('repair')
  await searching.press('Enter')
  await expect
    .poll(() => app.evaluate(() => document.activeElement?.textContent), SOON)
    .toBe('Choose a file')
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

  await expect.poll(() => harness.phoneOf(customer), SOON).toMatchObject([{ type: 'template' }])
  expect(JSON.stringify(harness.phoneOf(customer))).toContain(
    'Good news, Ben: your dishwasher is repaired.',
  )
  await expect.poll(() => searching.inputValue(), SOON).toBe('')
  expect(uploads).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('offers every kind of message except text in the agent workspace, because text is written in the chat itself', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const { app } = await harness.openApp()

  await app.getByRole('button', { name: 'Text', exact: true }).click()
  await app
    .getByText('Text is sent in the chat of the Contact Control Panel. Write it there.')
    .waitFor()
  await app.getByRole('button', { name: 'Back', exact: true }).click()
  await app.getByRole('button', { name: 'Location', exact: true }).click()
  await app.getByRole('button', { name: 'Use our address: Lighthouse Travel' }).click()
  await app.getByRole('button', { name: 'Send', exact: true }).click()

  await expect
    .poll(() => harness.phoneOf(customer), SOON)
    .toMatchObject([{ type: 'location', location: { name: 'Lighthouse Travel' } }])
  expect(harness.tab.errors).toEqual([])
})

it('shows the window as open after a message that only the widget beside the CCP has reported', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const { faults, clock } = harness.sandbox
  for (const service of ['sns', 'events']) faults.add({ kind: 'lose', service })
  const page = await harness.open()
  await page.getByText('You can write freely', { exact: true }).waitFor(SOON)
  await clock.advance(24.5 * 3_600_000)
  await closed(page)

  // The widget's first report of the customer's message does not reach the API, so the widget
  // repeats the report.
  await page.route('**/evidence', (route) => route.abort(), { times: 1 })
  const reported = page.waitForResponse('**/evidence', SOON)
  harness.writes(customer, 'Are you still there?')
  await page.getByText('You can write freely', { exact: true }).waitFor(SOON)
  await reported
  const { app } = await harness.openApp()

  await app.getByText('You can write freely', { exact: true }).waitFor(SOON)
})

it('receives only a few bytes from a poll if nothing in the conversation changed', async () => {
  await harness.chatWith(aCustomer())
  const { page, app } = await harness.openApp()
  await app.getByRole('option').first().waitFor()

  const response = await page.waitForResponse((response) =>
    response.url().startsWith(harness.sandbox.urls.api),
  )

  expect(new URL(response.url()).pathname).toMatch(/\/conversation$/)
  expect(response.status()).toBe(304)
})

it(`loads ${MANY} templates in one request, draws one screen of them, and finds each by a few letters`, async () => {
  await harness.chatWith(aCustomer())
  let requests = { asked: 0 }
  const page = await harness.open({}, undefined, async (page) => {
    requests = await serveManyTemplates(page)
  })
  await page.getByRole('option').first().waitFor(SOON)
  const drawn = await page.getByRole('option').count()

  await search(page).fill('order 4210')
  await page.getByRole('option', { name: 'Order 4210' }).waitFor()

  expect(requests.asked).toBe(1)
  expect(await page.evaluate(answersBeforeTemplates)).toBe(0)
  expect(drawn).toBeLessThan(40)
  expect(await page.getByRole('option').count()).toBe(1)
})
