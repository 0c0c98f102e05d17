// What an agent is told where something is out of the ordinary. How every state looks is the gallery's (gallery.test.ts).
import { expect, it } from 'vitest'
import { aCustomer, bridged, closed, field, flaws, overflow, SOON, search, sendButton, widgetOf } from './desk.ts'
import { startDesk } from './start-desk.ts'

const HOUR = 3_600_000
const desk = await startDesk()

it('what Maria types into the panel after the window closed is said not to arrive', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await page.getByText('You can write freely').waitFor()
  await desk.sandbox.clock.advance(24.5 * HOUR)
  await closed(page)

  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  await panel.getByRole('textbox', { name: 'Message' }).fill('Are you still there?')
  await panel.getByRole('button', { name: 'Send' }).click()

  await widgetOf(page).getByText('What you wrote in the chat will not arrive').waitFor(SOON)
  expect(await flaws(page)).toEqual([])
})

it('a template that cannot be sent is shown with the reason, and without a way to send it', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await search(page).fill('summer_survey')
  await page.getByRole('option', { name: /Paused by Meta/ }).click()

  await page.getByRole('heading', { name: 'summer_survey' }).waitFor()
  await page.getByText('Cannot be sent').waitFor()
  expect(await sendButton(page).count()).toBe(0)
})

it('why a message was not sent is told in the language of whoever looks, with its numbers', async () => {
  await desk.chatWith(aCustomer(), bridged)
  desk.sandbox.faults.add({ kind: 'throttle', operation: 'SendWhatsAppMessage' })
  const page = await desk.open({ locale: 'es-MX' })
  await page.getByRole('option', { name: 'hello_again' }).click()
  await widgetOf(page).getByRole('button', { name: 'Enviar', exact: true }).click()
  await widgetOf(page).locator('.aw-latest').waitFor(SOON)

  await desk.sandbox.clock.advance(12 * 60_000)

  await widgetOf(page).getByText('El mensaje no se pudo enviar en 10 minutos y no se envió.').first().waitFor(SOON)
  expect(await widgetOf(page).getByText('could not').count()).toBe(0)
})

it('speaks the agent’s language, and reads from right to left where the page does', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open({ locale: 'pt-BR' })
  await page.getByText('Você pode escrever livremente').waitFor(SOON)

  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  await page.getByRole('option').first().click()
  await field(page, 'Texto {{1}}').waitFor()

  expect(await overflow(page)).toBe(0)
  expect(await flaws(page)).toEqual([])
})
