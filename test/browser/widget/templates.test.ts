// An agent's day with templates, in the custom CCP page as it is shipped, on the genuine Connect libraries.
import { expect, it } from 'vitest'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  ana,
  arrived,
  ben,
  bridged,
  choose,
  closed,
  field,
  fillTrip,
  flaws,
  native,
  search,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startDesk } from './start-harness.ts'

const HOUR = 3_600_000

const desk = await startDesk()

it('a native chat’s window closes before the agent’s eyes: what is typed into the panel will not arrive, a template does', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const page = await desk.open()
  await page.getByText('You can write freely', { exact: true }).waitFor()

  await desk.sandbox.clock.advance(24.5 * 3_600_000)
  await closed(page)
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  await panel.getByRole('textbox', { name: 'Message' }).fill('Are you still there?')
  await panel.getByRole('button', { name: 'Send' }).click()
  await widgetOf(page).getByText('What you wrote in the chat will not arrive').waitFor(SOON)
  expect(await flaws(page)).toEqual([])
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  await sendButton(page).click()

  await arrived(page)
  expect(desk.phoneOf(customer).at(-1)).toMatchObject({ type: 'template' })
  expect(JSON.stringify(desk.phoneOf(customer).at(-1))).toContain(
    'Hello Ana, your documents for *Lisbon* are ready.',
  )

  expect(desk.tab.errors).toEqual([])
  // The agent workspace has no transcript: there Connect's stream tells what was typed, and the chat's beginning all that is known.
  const { app } = await desk.openApp()
  await app.getByText('What you wrote in the chat may not arrive').waitFor(SOON)
  expect(desk.tab.errors).toEqual([])

  desk.writes(customer, 'Thank you!')
  await app.getByText('You can write freely', { exact: true }).waitFor(SOON)
})

it('a bridged chat’s customer gets a one-time code, which is kept nowhere, and a template with nothing to fill', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged)
  const page = await desk.open()

  await choose(page, 'login_code')
  await field(page, 'One-time code').fill('402913')
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('402913')
  await sendButton(page).click()
  await arrived(page)
  await choose(page, 'hello_again')
  await sendButton(page).click()

  await expect.poll(() => desk.phoneOf(customer).length, SOON).toBe(2)
  expect(JSON.stringify(desk.phoneOf(customer)[0])).toContain('*402913* is your verification code.')
  expect(desk.tab.errors).toEqual([])
})

it('a picture pasted while a template is filled in becomes its header', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await choose(page, 'trip_documents_ready')
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(200, 100)
    canvas.getContext('2d')!.fillRect(0, 0, 200, 100)
    await navigator.clipboard.write([
      new ClipboardItem({ 'image/png': await canvas.convertToBlob({ type: 'image/png' }) }),
    ])
  })

  await field(page, 'First name').press('ControlOrMeta+v')

  await page.locator('.aw-uploaded').getByText('image.png').waitFor()
  expect(await widgetOf(page).getByRole('heading', { name: 'trip_documents_ready' }).count()).toBe(
    1,
  )
})

it('says every problem at its field, sends nothing, and goes to the first', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  const before = desk.sends().length

  await field(page, 'First name').fill('a'.repeat(500))
  await field(page, 'Destination').fill('Lisbon\nPorto')
  await field(page, 'Deadline').fill('b'.repeat(527))
  await sendButton(page).click()

  await page.getByText('WhatsApp accepts no line break here.').waitFor()
  await page.getByText('The whole text has 1106 characters; WhatsApp accepts 1024.').waitFor()
  // Either of the long ones may be shortened.
  expect(await page.getByText('82 characters too many').count()).toBe(2)
  await page.getByText('4 fields need attention').waitFor()
  expect(await field(page, 'Destination').inputValue()).toBe('Lisbon\nPorto')
  expect(desk.sends().length).toBe(before)
})

it('shows what the phone will show as it is typed, with marks as marks and markup as text', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')

  await field(page, 'First name').fill('<img src=x onerror="document.title=1">')
  await field(page, 'Destination').fill('Lisbon')

  const phone = widgetOf(page).locator('.aw-phone')
  expect(await phone.textContent()).toContain(
    'Hello <img src=x onerror="document.title=1">, your documents for Lisbon',
  )
  expect(await phone.locator('strong').textContent()).toBe('Lisbon')
  expect(await phone.locator('img').count()).toBe(0)
})

it('a reload loses nothing that was typed or uploaded', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page, 'Porto')

  await page.reload()
  await choose(page, 'trip_documents_ready')

  expect(await field(page, 'Destination').inputValue()).toBe('Porto')
  await page.getByText('trip.jpg').first().waitFor()
})

it('however often it is pressed, and in however many tabs, a draft is sent once', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const beside = await desk.openBeside()
  await choose(beside, 'trip_documents_ready')
  const before = desk.sends().length

  await Promise.all([sendButton(page).dblclick(), sendButton(beside).dblclick()])
  await arrived(page)
  await arrived(beside)

  expect(desk.sends().length - before).toBe(1)
})

it('an answer that was lost is asked for again as the same request', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const before = desk.sends().length
  // The API gets it; the answer never comes back.
  await page.route('**/replies', async (route) => {
    await route.fetch()
    await route.abort()
  })

  await sendButton(page).click()
  await page.getByText('No answer came.').waitFor(SOON)
  await page.unroute('**/replies')
  await sendButton(page).click()

  await arrived(page)
  expect(desk.sends().length - before).toBe(1)
})

it('a reload in the middle of sending finds what became of it: nothing is sent twice, and nothing is left to be sent', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const before = desk.sends().length
  const { promise: taken, resolve: take } = Promise.withResolvers<void>()
  // The API has it; before it answers, the page is gone.
  await page.route('**/replies', async (route) => {
    await route.fetch()
    take()
  })

  await sendButton(page).click()
  await taken
  await page.unroute('**/replies')
  await page.reload()

  await arrived(page)
  await choose(page, 'trip_documents_ready')
  expect(await field(page, 'Destination').inputValue()).toBe('')
  expect(desk.sends().length - before).toBe(1)
})

it('transferred in the middle of sending, nothing is sent and nothing lost; the next agent sees what was sent before, and by whom', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer, bridged)
  const page = await desk.open()
  await choose(page, 'hello_again')
  await sendButton(page).click()
  await arrived(page)
  await choose(page, 'estimate')
  for (const [i, value] of ['Ben', '$45', '3'].entries())
    await field(page, `Text {{${i + 1}}}`).fill(value)
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/replies', async (route) => {
    await held
    await route.continue()
  })

  await sendButton(page).click()
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  await panel.getByRole('button', { name: 'Transfer to Jonas' }).click()
  release()
  await widgetOf(page).getByText('This chat was transferred.').first().waitFor(SOON)
  expect(await field(page, 'Text {{1}}').inputValue()).toBe('Ben')

  const [offered] = desk.sandbox.connect.panel.view('jonas').contacts
  desk.sandbox.desk.accept(offered!.contactId, 'jonas')
  await desk.become('jonas')
  const next = await desk.open()
  await next.getByRole('tab', { name: 'Sent (1)' }).click()
  await widgetOf(next).getByText('hello_again').first().waitFor()
  await widgetOf(next).getByText('by Maria').first().waitFor()
  expect(desk.phoneOf(customer)).toHaveLength(1)
})

it('offline nothing is lost, and it goes on by itself', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)

  await page.context().setOffline(true)
  await page.getByText('No connection.').waitFor(SOON)
  await sendButton(page).click()
  await page.getByText('No answer came.').waitFor(SOON)
  await page.context().setOffline(false)
  await sendButton(page).click()

  await arrived(page)
})

it('a sign-in that ran out is renewed unseen, in the middle of sending, and the template is sent once', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const before = desk.sends().length
  await desk.sandbox.clock.advance(2 * HOUR)

  await sendButton(page).click()

  await arrived(page)
  expect(desk.sends().length - before).toBe(1)
  expect(page.context().pages()).toHaveLength(1)
  expect(await page.getByText('Your sign-in has expired').count()).toBe(0)
})

it('where the session has ended too, nothing typed is lost: the agent signs in with a window and sends it, once', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page, 'Porto')
  const before = desk.sends().length
  desk.sandbox.functions.identityProvider.endSession()
  await desk.sandbox.clock.advance(2 * HOUR)

  await sendButton(page).click()
  const signIn = widgetOf(page).getByRole('button', { name: 'Sign in' })
  await signIn.waitFor(SOON)
  expect(await field(page, 'Destination').inputValue()).toBe('Porto')
  expect(desk.sends().length).toBe(before)
  const [popup] = await Promise.all([page.waitForEvent('popup'), signIn.click()])
  // A session begins without a word here: it may be closed already.
  if (!popup.isClosed()) await popup.waitForEvent('close')
  await signIn.waitFor({ state: 'detached', ...SOON })
  await expect.poll(() => page.getByText('Your sign-in has expired').count(), SOON).toBe(0)
  await sendButton(page).click()

  await arrived(page)
  expect(desk.sends().length - before).toBe(1)
  expect(JSON.stringify(desk.phoneOf(customer).at(-1))).toContain('Porto')
})

it('a provider that may not be framed signs the agent in with a window, and a window that is closed with the button again', async () => {
  await desk.chatWith(aCustomer())
  const { issuer } = desk.sandbox.urls
  const page = await desk.open({}, undefined, async (page) => {
    await page.context().route(`${issuer}/authorize?*prompt=none*`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'x-frame-options': 'DENY' },
        body: 'Sign in',
      }),
    )
  })

  const signIn = widgetOf(page).getByRole('button', { name: 'Sign in' })
  await signIn.waitFor(SOON)
  // The first window is closed, which a provider's isolation may hide; the second is used.
  await page.context().route(`${issuer}/authorize?*display=popup*`, () => {})
  const [abandoned] = await Promise.all([page.waitForEvent('popup'), signIn.click()])
  await abandoned.close()
  await page.context().unroute(`${issuer}/authorize?*display=popup*`)
  await widgetOf(page).getByRole('button', { name: 'Open the window again' }).click()

  await search(page).waitFor(SOON)
})

it('an answer of one chat never shows in another', async () => {
  const first = await desk.chatWith(ana)
  await desk.chatWith(ben, native, 'Hi')
  const page = await desk.open()
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  await panel.getByRole('button', { name: /^Ana/ }).click()
  await widgetOf(page).getByRole('heading', { name: 'Ana' }).waitFor()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page, 'Madrid')
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route(`**/${first}/replies`, async (route) => {
    await held
    await route.continue()
  })

  await sendButton(page).click()
  await panel.getByRole('button', { name: /^Ben/ }).click()
  await widgetOf(page).getByRole('heading', { name: 'Ben' }).waitFor()
  release()
  await expect.poll(() => desk.phoneOf(ana).length, SOON).toBeGreaterThan(0)

  expect(await widgetOf(page).locator('.aw-latest').count()).toBe(0)
  await panel.getByRole('button', { name: /^Ana/ }).click()
  await arrived(page)
})

it('the whole job can be done by keyboard', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await search(page).focus()

  await page.keyboard.type('flight')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'flight_changed' }).waitFor()
  await field(page, 'Header {{1}}').focus()
  for (const value of ['LH 1166', 'Ana', '18:40', 'LH 1166', 'B12']) {
    await page.keyboard.type(value)
    await page.keyboard.press('Enter')
  }
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Send')
  await page.keyboard.press('Enter')

  await arrived(page)
})
