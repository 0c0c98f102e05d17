// What an agent is told where something is out of the ordinary. How every state looks is the gallery's (gallery.test.ts).
import { expect, it } from 'vitest'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  bridged,
  choose,
  closed,
  field,
  flaws,
  overflow,
  search,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startDesk } from './start-harness.ts'

const desk = await startDesk()

it('a customer without a number is known by the name they chose, and is offered no one-time code', async () => {
  const dana = desk.sandbox.world.customers.find(({ username }) => username === 'dana.travels')!
  await desk.chatWith(dana.userId!, bridged)
  const page = await desk.open()
  await widgetOf(page).getByText('@dana.travels', { exact: true }).waitFor()

  await search(page).fill('login_code')
  await page.getByRole('option', { name: /this customer writes without one/ }).click()

  await page.getByText('Cannot be sent').waitFor()
  expect(await sendButton(page).count()).toBe(0)
  expect(await widgetOf(page).getByText(dana.userId!).count()).toBe(0)
})

it('once a chat has ended nothing promises that one may write freely', async () => {
  const contactId = await desk.chatWith(aCustomer())
  const page = await desk.open()
  await page.getByText('You can write freely').waitFor()

  desk.sandbox.desk.end(contactId, 'maria')

  await page.getByText('This chat has ended here.').first().waitFor(SOON)
  await closed(page)
  expect(await page.getByText('You can write freely').count()).toBe(0)
  expect(await page.getByRole('timer').count()).toBe(0)
})

it('signed out of Connect, the agent is told until they are back, and what they typed stays', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await field(page, 'Destination').fill('Lisbon')
  const panel = page.frame({ name: 'Amazon Connect CCP' })!
  // The panel goes on giving signs of life, each second.
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
  await page.getByText('You are signed out of Connect.').waitFor()
  await alive
  expect(await page.getByText('You are signed out of Connect.').count()).toBe(1)
  await panel.evaluate('simulatedCcp.signedIn()')

  await page.getByText('You are signed out of Connect.').waitFor({ state: 'detached' })
  expect(await field(page, 'Destination').inputValue()).toBe('Lisbon')
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

  await widgetOf(page)
    .getByText('El mensaje no se pudo enviar en 10 minutos y no se envió.')
    .first()
    .waitFor(SOON)
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
