// What the widget shows in unusual states. gallery.test.ts checks how every state looks.
import { expect, it } from 'vitest'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  bridged,
  choose,
  closed,
  field,
  flaws,
  native,
  overflow,
  search,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startHarness } from './start-harness.ts'

const harness = await startHarness()

it('displays the username of a customer without a number, and offers no one-time code', async () => {
  const dana = harness.sandbox.world.customers.find(({ username }) => username === 'dana.travels')!
  await harness.chatWith(dana.userId!, bridged)
  const page = await harness.open()
  await widgetOf(page).getByText('@dana.travels', { exact: true }).waitFor()

  await search(page).fill('login_code')
  await page.getByRole('option', { name: /this customer writes without one/ }).click()

  await page.getByText('This template can’t be sent').waitFor()
  expect(await sendButton(page).count()).toBe(0)
  expect(await widgetOf(page).getByText(dana.userId!).count()).toBe(0)
})

it('offers no free text after a chat has ended, and notifies the API when the agent clears the contact', async () => {
  const contactId = await harness.chatWith(aCustomer())
  const page = await harness.open()
  await page.getByText('You can write freely').waitFor()

  harness.sandbox.agentConsole.end(contactId, 'maria')

  await page.getByText('This chat has ended.').first().waitFor(SOON)
  await closed(page)
  expect(await page.getByText('You can write freely').count()).toBe(0)
  expect(await page.getByRole('timer').count()).toBe(0)

  const reported = page.waitForResponse(`**/contacts/${contactId}/cleared`)
  harness.sandbox.connect.panel.clear(contactId, 'maria')
  expect((await reported).status()).toBe(200)
})

it('keeps typed values while the session has expired, and deletes them when the agent logs out', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await field(page, 'Destination').fill('Lisbon')
  const panel = page.frame({ name: 'Amazon Connect CCP' })!
  // Resolves when the panel has reported twice that it is running, which it does every second.
  const alive = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let left = 2
        window.addEventListener(
          'message',
          ({ data }) => data?.event === 'acknowledge' && --left === 0 && resolve(),
        )
      }),
  )

  await panel.evaluate('simulatedCcp.signedOut()')
  await page.getByText('You are signed out of Amazon Connect.').waitFor()
  await alive
  expect(await page.getByText('You are signed out of Amazon Connect.').count()).toBe(1)
  await panel.evaluate('simulatedCcp.signedIn()')

  await page.getByText('You are signed out of Amazon Connect.').waitFor({ state: 'detached' })
  expect(await field(page, 'Destination').inputValue()).toBe('Lisbon')

  await panel.evaluate('simulatedCcp.loggedOut()')
  await field(page, 'Destination').waitFor({ state: 'detached' })
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(
    'Lisbon',
  )
  await panel.evaluate('simulatedCcp.signedIn()')
  await choose(page, 'trip_documents_ready')
  expect(await field(page, 'Destination').inputValue()).toBe('')
})

it('shows the reason instead of the Send button if a template cannot be sent', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  await search(page).fill('summer_survey')
  await page.getByRole('option', { name: /WhatsApp paused it/ }).click()

  await page.getByRole('heading', { name: 'Summer survey' }).waitFor()
  await page.getByText('This template can’t be sent').waitFor()
  expect(await sendButton(page).count()).toBe(0)
})

it('explains in the agent’s language why a message was not sent', async () => {
  await harness.chatWith(aCustomer(), bridged)
  harness.sandbox.faults.add({ kind: 'throttle', operation: 'SendWhatsAppMessage' })
  const page = await harness.open({ locale: 'es-MX' })
  await page.getByRole('option', { name: 'Hello again' }).click()
  await widgetOf(page).getByRole('button', { name: 'Enviar', exact: true }).click()
  await widgetOf(page).locator('.aw-latest').waitFor(SOON)

  await harness.sandbox.clock.advance(12 * 60_000)

  await widgetOf(page)
    .getByText('El mensaje no se pudo enviar en 10 minutos, así que se canceló el envío.')
    .first()
    .waitFor(SOON)
  expect(await widgetOf(page).getByText('could not').count()).toBe(0)
})

it('uses the agent’s language, and is laid out from right to left on a right-to-left page', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open({ locale: 'pt-BR' })
  await page.getByText('Você pode escrever livremente').waitFor(SOON)

  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  await page.getByRole('option').first().click()
  await widgetOf(page).locator('.aw-fill [data-field]').first().waitFor()

  expect(await overflow(page)).toBe(0)
  expect(await flaws(page)).toEqual([])
})

it('offers templates for a customer who is not on WhatsApp only after the agent has chosen to try again', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  harness.sandbox.whatsapp.setCustomer(customer, { registered: false })
  const page = await harness.open()
  const inputOf = (key: string) => widgetOf(page).locator(`[data-field="${key}"]`)
  await choose(page, 'estimate')
  await inputOf('body.1').fill('Ben')
  await inputOf('body.2').fill('$45')
  await inputOf('body.3').fill('3')
  await sendButton(page).click()
  await page.getByText('This customer is probably not on WhatsApp').waitFor(SOON)
  await page.getByRole('option', { name: /Estimate.*could not be delivered/ }).waitFor()
  expect(await flaws(page)).toEqual([])
  const latest = widgetOf(page).locator('.aw-latest')
  expect(await latest.innerText()).toMatch(/Last sent:.*\d:\d\d [AP]M · by Maria/s)
  await page.getByRole('button', { name: 'Edit and resend: Estimate' }).click()
  await page.getByText('This template can’t be sent').waitFor()
  // The line with the status of the latest message is hidden while a form is open, because it would
  // look like the status of the form.
  expect(await latest.count()).toBe(0)
  expect(await sendButton(page).count()).toBe(0)

  harness.sandbox.whatsapp.setCustomer(customer, { registered: true })
  await widgetOf(page).getByRole('button', { name: 'Try again' }).click()
  expect(await inputOf('body.1').inputValue()).toBe('Ben')
  await inputOf('body.2').fill('$40')
  await sendButton(page).click()

  await expect.poll(() => JSON.stringify(harness.phoneOf(customer)), SOON).toContain('$40')
  await page
    .getByText('This customer is probably not on WhatsApp')
    .waitFor({ state: 'detached', ...SOON })
})

it('cancels a held text as soon as Connect reports that the chat has delivered the same text', async () => {
  const customer = aCustomer()
  await harness.chatWith(customer)
  const page = await harness.open()
  const { whatsapp, clock } = harness.sandbox
  await page.getByText('You can write freely', { exact: true }).waitFor(SOON)
  await clock.advance(24.5 * 3_600_000)
  await closed(page)
  // The customer's call opens WhatsApp's service window, but neither Connect nor the widget learns
  // of the call.
  whatsapp.customerCalls(customer, native)
  whatsapp.setCustomer(customer, { online: false })
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  await panel.getByRole('textbox', { name: 'Message' }).fill('Thank you for calling')
  await panel.getByRole('button', { name: 'Send' }).click()
  await widgetOf(page).getByRole('button', { name: 'Send it when the customer answers' }).click()
  await widgetOf(page)
    .getByRole('button', { name: 'Send when the customer answers', exact: true })
    .click()
  const cancel = widgetOf(page).getByRole('button', { name: 'Cancel: Text' })
  await cancel.waitFor(SOON)

  // The agent looks at another chat while the report about the text in the first chat arrives.
  const other = aCustomer()
  const lookAt = (number: string) =>
    panel.getByRole('button', { name: new RegExp(`^\\${number}`) }).click()
  await harness.chatWith(other)
  await lookAt(other)
  await widgetOf(page).getByRole('heading', { name: other }).waitFor(SOON)
  const withdrawn = page.waitForResponse('**/withdraw', SOON)
  whatsapp.setCustomer(customer, { online: true })
  await withdrawn
  await lookAt(customer)

  await page.getByText('Connect has delivered this text after all').waitFor(SOON)
  await cancel.waitFor({ state: 'detached', ...SOON })
  expect(await flaws(page)).toEqual([])
  expect(harness.phoneOf(customer)).toHaveLength(1)
})
