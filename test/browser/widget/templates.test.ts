// How an agent works with templates on the custom CCP page as we ship it, with the genuine Connect
// libraries.
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  ana,
  arrived,
  ben,
  bridged,
  chen,
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
import { startHarness } from './start-harness.ts'

const HOUR = 3_600_000

const harness = await startHarness()

it('warns that text typed into the CCP will not arrive after the window closed, but delivers a template', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  await page.getByText('You can write freely', { exact: true }).waitFor()

  await harness.sandbox.clock.advance(24.5 * 3_600_000)
  await closed(page)
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  await panel.getByRole('textbox', { name: 'Message' }).fill('Are you still there?')
  await panel.getByRole('button', { name: 'Send' }).click()
  await widgetOf(page).getByText('The message you wrote in the chat will not arrive').waitFor(SOON)
  expect(await flaws(page)).toEqual([])
  await widgetOf(page).getByRole('button', { name: 'Send it when the customer answers' }).click()
  expect(await field(page, 'Message').inputValue()).toBe('Are you still there?')
  await widgetOf(page)
    .getByRole('button', { name: 'Send when the customer answers', exact: true })
    .waitFor()
  await widgetOf(page).getByRole('button', { name: 'Back', exact: true }).click()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  await sendButton(page).click()

  await arrived(page)
  expect(harness.phoneOf(customer).at(-1)).toMatchObject({ type: 'template' })
  expect(JSON.stringify(harness.phoneOf(customer).at(-1))).toContain(
    'Hello Ana, your documents for *Lisbon* are ready.',
  )

  expect(harness.tab.errors).toEqual([])
  // In the agent workspace, the widget cannot read the chat's transcript. The API knows from the
  // chat items that Connect streams when the agent wrote, and from the widget's report on the CCP
  // page when the customer last wrote.
  const { app } = await harness.openApp()
  await app.getByText('The message you wrote in the chat will not arrive').waitFor(SOON)
  expect(harness.tab.errors).toEqual([])

  harness.writes(customer, 'Thank you!')
  await app.getByText('You can write freely', { exact: true }).waitFor(SOON)
})

it('sends a bridged customer a one-time code without storing it, and a template without fields', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()

  await choose(page, 'login_code')
  await field(page, 'One-time code').fill('402913')
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('402913')
  await sendButton(page).click()
  await arrived(page)
  await choose(page, 'hello_again')
  await sendButton(page).click()

  await expect.poll(() => harness.phoneOf(customer).length, SOON).toBe(2)
  expect(JSON.stringify(harness.phoneOf(customer)[0])).toContain(
    '*402913* is your verification code.',
  )
  expect(harness.tab.errors).toEqual([])
})

it('uses a pasted picture as the header of the open template, or reports that the template has no picture', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await choose(page, 'trip_documents_ready')
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(200, 100)
    canvas.getContext('2d')!.fillRect(0, 0, 200, 100)
    await navigator.clipboard.write([
      new ClipboardItem({ 'image/png': await canvas.convertToBlob({ type: 'image/png' }) }),
    ])
  })

  // After a click on the preview, no element has the focus.
  await widgetOf(page).locator('.aw-phone').click()
  await page.keyboard.press('ControlOrMeta+v')
  await page.locator('.aw-uploaded').getByText('image.png').waitFor()
  await page.keyboard.press('ControlOrMeta+v')

  await widgetOf(page).getByText('This form has no empty place for a file.').waitFor()
  expect(await widgetOf(page).getByRole('heading', { name: 'Trip documents ready' }).count()).toBe(
    1,
  )
})

it('reports each problem at its field, and moves to the first problem instead of sending', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  const before = harness.sends().length

  await field(page, 'First name').fill('a'.repeat(500))
  await field(page, 'Destination').fill('Lisbon\nPorto')
  await field(page, 'Deadline').fill('b'.repeat(527))
  await sendButton(page).click()

  await page.getByText('WhatsApp doesn’t accept line breaks here.').waitFor()
  await page
    .getByText('The whole message has 1106 characters, but WhatsApp accepts only 1024.')
    .waitFor()
  // The two values are too long together. The agent may shorten either of them, so both fields show
  // the problem.
  expect(await page.getByText('82 characters too many').count()).toBe(2)
  await page.getByText('4 fields need your attention').waitFor()
  expect(await field(page, 'Destination').inputValue()).toBe('Lisbon\nPorto')
  expect(harness.sends().length).toBe(before)
})

it('previews the message while the agent types, with WhatsApp’s formatting, and shows HTML as plain text', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')

  await field(page, 'First name').fill('<img src=x onerror="document.title=1">')
  await field(page, 'Destination').fill('Lisbon')

  const phone = widgetOf(page).locator('.aw-phone')
  expect(await phone.locator('mark').textContent()).toBe('Lisbon')
  expect(await phone.textContent()).toContain(
    'Hello <img src=x onerror="document.title=1">, your documents for Lisbon',
  )
  expect(await phone.locator('strong').textContent()).toBe('Lisbon')
  await phone.getByText('<img src=x').click()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-field'))).toBe(
    'body.first_name',
  )
  expect(await phone.locator('img').count()).toBe(0)
})

it('reopens the form with its values and files after a reload, and lists it as a draft until it is discarded', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page, 'Porto')

  await page.reload()
  await page.getByRole('heading', { name: 'Trip documents ready' }).waitFor()
  expect(await field(page, 'Destination').inputValue()).toBe('Porto')
  await page.getByText('trip.jpg').first().waitFor()
  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()
  await page.getByRole('option', { name: 'Draft' }).waitFor()
  await widgetOf(page).getByRole('button', { name: 'Continue: Trip documents ready' }).click()
  expect(await field(page, 'Destination').inputValue()).toBe('Porto')

  await widgetOf(page).getByRole('button', { name: 'Discard' }).click()
  await expect.poll(() => field(page, 'Destination').inputValue()).toBe('')
  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()
  await search(page).waitFor()
  expect(await page.getByText('Continue:').count()).toBe(0)
})

it('sends a draft once, even if Send is pressed several times and in two tabs', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const beside = await harness.openBeside()
  await choose(beside, 'trip_documents_ready')
  const before = harness.sends().length

  await Promise.all([sendButton(page).dblclick(), sendButton(beside).dblclick()])
  await arrived(page)
  await arrived(beside)

  expect(harness.sends().length - before).toBe(1)
})

it('repeats the same request if the API’s response was lost', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const before = harness.sends().length
  // The API receives the request, but the API's answer does not reach the widget.
  await page.route('**/replies', async (route) => {
    await route.fetch()
    await route.abort()
  })

  await sendButton(page).click()
  await page.getByText('We received no answer.').waitFor(SOON)
  await page.unroute('**/replies')
  await sendButton(page).click()

  await arrived(page)
  expect(harness.sends().length - before).toBe(1)
})

it('sends the template once and shows its result if the page is reloaded during the request', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const before = harness.sends().length
  const { promise: taken, resolve: take } = Promise.withResolvers<void>()
  // The API receives the request, but no answer arrives before the page is reloaded.
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
  expect(harness.sends().length - before).toBe(1)
})

it('sends a template once if the chat is transferred meanwhile, and shows the next agent who sent it', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()
  await choose(page, 'hello_again')
  await sendButton(page).click()
  await arrived(page)
  await choose(page, 'estimate')
  for (const [label, value] of [
    ['Hola blank', 'Ben'],
    ['costaría blank', '$45'],
    ['lista en blank días', '3'],
  ] as const)
    await field(page, label).fill(value)
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
  expect(await field(page, 'Hola blank').inputValue()).toBe('Ben')

  const [offered] = harness.sandbox.connect.panel.view('jonas').contacts
  harness.sandbox.agentConsole.accept(offered!.contactId, 'jonas')
  await harness.become('jonas')
  const next = await harness.open()
  await next.getByRole('tab', { name: 'Sent (1)' }).click()
  await widgetOf(next).getByText('Hello again').first().waitFor()
  await widgetOf(next).getByText('by Maria').first().waitFor()
  expect(harness.phoneOf(customer)).toHaveLength(1)
})

it('keeps the draft while offline, and sends it without a click when the connection returns', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)

  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor(SOON)
  await sendButton(page).click()
  await page.getByText('We received no answer.').waitFor(SOON)
  await page.context().setOffline(false)
  await sendButton(page).click()

  await arrived(page)
})

it('renews an expired sign-in silently in the middle of sending, and sends the template once', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  const before = harness.sends().length
  await harness.sandbox.clock.advance(2 * HOUR)

  await sendButton(page).click()

  await arrived(page)
  expect(harness.sends().length - before).toBe(1)
  expect(page.context().pages()).toHaveLength(1)
  expect(await page.getByText('Your sign-in has expired').count()).toBe(0)
})

it('keeps typed values if the session has ended, and sends them once after a sign-in with a window', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page, 'Porto')
  const before = harness.sends().length
  harness.sandbox.functions.identityProvider.endSession()
  await harness.sandbox.clock.advance(2 * HOUR)

  await sendButton(page).click()
  const signIn = widgetOf(page).getByRole('button', { name: 'Sign in' })
  await signIn.waitFor(SOON)
  expect(await field(page, 'Destination').inputValue()).toBe('Porto')
  expect(harness.sends().length).toBe(before)
  const [popup] = await Promise.all([page.waitForEvent('popup'), signIn.click()])
  // The identity provider signs the agent in without showing a page, so the sign-in window may
  // close before the test sees it.
  if (!popup.isClosed()) await popup.waitForEvent('close')
  await signIn.waitFor({ state: 'detached', ...SOON })
  await expect.poll(() => page.getByText('Your sign-in has expired').count(), SOON).toBe(0)
  await sendButton(page).click()

  await arrived(page)
  expect(harness.sends().length - before).toBe(1)
  expect(JSON.stringify(harness.phoneOf(customer).at(-1))).toContain('Porto')
})

it('signs in with a window if the provider refuses frames, even if the first window was closed', async () => {
  await harness.chatWith(aCustomer())
  const { issuer } = harness.sandbox.urls
  const page = await harness.open({}, undefined, async (page) => {
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
  // The agent closes the first sign-in window. If the identity provider isolates its windows, the
  // widget cannot notice this, so it offers to open the window again.
  await page.context().route(`${issuer}/authorize?*display=popup*`, () => {})
  const [abandoned] = await Promise.all([page.waitForEvent('popup'), signIn.click()])
  await abandoned.close()
  await page.context().unroute(`${issuer}/authorize?*display=popup*`)
  await widgetOf(page).getByRole('button', { name: 'Open the sign-in window again' }).click()

  await search(page).waitFor(SOON)
})

it('never displays the API’s response for one chat in another chat', async () => {
  const first = await harness.chatWith(ana)
  await harness.chatWith(ben, native, 'Hi')
  const page = await harness.open()
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
  await expect.poll(() => harness.phoneOf(ana).length, SOON).toBeGreaterThan(0)

  expect(await widgetOf(page).locator('.aw-latest').count()).toBe(0)
  await panel.getByRole('button', { name: /^Ana/ }).click()
  await arrived(page)
})

it('sends a template with five values after at most 28 key presses', async () => {
  await harness.curated()
  await harness.chatWith(chen)
  const page = await harness.open()
  await search(page).waitFor()
  let keys = 0
  const press = async (key: string) => {
    keys += 1
    await page.keyboard.press(key)
  }
  const type = async (text: string) => {
    keys += text.length
    await page.keyboard.type(text)
  }
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-field'))

  await press('Alt+t')
  await type('fl')
  await press('Enter')
  await page.getByRole('heading', { name: 'Flight changed' }).waitFor()
  // The first empty field has the focus.
  await expect.poll(focused).toBe('header')
  await type('LH12')
  await press('Enter')
  expect(await field(page, 'Dear blank').inputValue()).toBe('Chen')
  await press('Enter')
  await type('18:40')
  await press('Enter')
  await type('LH12')
  await press('Enter')
  await type('B12')
  await press('Control+Enter')

  await arrived(page)
  // Of these keystrokes, 16 type values.
  expect(keys).toBeLessThanOrEqual(28)
  // The Tab key stops only once in the row of buttons for the kinds of message. The arrow keys move
  // between the buttons.
  await widgetOf(page).getByRole('button', { name: 'Text', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Ask for location')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab')
})

it('sends a template with a picture from an earlier message in three clicks', async () => {
  await harness.curated()
  await harness.chatWith(chen)
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await fillTrip(page)
  await sendButton(page).click()
  await arrived(page)
  await search(page).waitFor()
  const before = harness.phoneOf(chen).length
  let clicks = 0
  const click = async (target: Locator) => {
    clicks += 1
    await target.click()
  }

  await click(page.getByRole('option', { name: 'Trip documents ready' }))
  await click(
    widgetOf(page).getByRole('list', { name: 'Recently used' }).getByRole('button').first(),
  )
  // The next empty field has the focus.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-field')))
    .toBe('body.destination')
  await page.keyboard.type('Porto')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('LT-2042')
  await click(sendButton(page))

  await expect.poll(() => harness.phoneOf(chen).length, SOON).toBe(before + 1)
  expect(JSON.stringify(harness.phoneOf(chen).at(-1))).toContain('Porto')
  expect(clicks).toBe(3)
})
