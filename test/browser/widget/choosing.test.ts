// Choosing a template: what is offered first, found, narrowed down to, and in which language.
import { UpdateContactAttributesCommand } from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { aCustomer, ana, arrived, chen, choose, field, search, widgetOf } from './harness.ts'
import { startDesk } from './start-harness.ts'

const desk = await startDesk()

it('supervisors’ pinned template comes first with their note, begun for the contact, and is sent by keyboard as the agent changed it', async () => {
  await desk.curated()
  await desk.chatWith(chen)
  const page = await desk.open()
  await page.getByText('Pinned by your supervisors').waitFor()

  expect(await page.getByRole('option').first().textContent()).toContain('trip_documents_ready')
  expect(await page.getByRole('option', { name: 'Pinned' }).count()).toBe(2)
  await search(page).fill('weekend')
  await page.getByText('No template matches').waitFor()
  await search(page).fill('flight')
  await search(page).press('Enter')

  await page.getByText('this chat has no attribute “flightNumber”').waitFor()
  expect(await field(page, 'Text {{1}}').inputValue()).toBe('Chen')
  await page.getByText('Filled in beforehand: check it').waitFor()
  await field(page, 'Header {{1}}').focus()
  await page.keyboard.type('LH 1166')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+a')
  for (const value of ['Mr Chen', '18:40', 'LH 1166', 'B12']) {
    await page.keyboard.type(value)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Enter')

  await arrived(page)
  expect(JSON.stringify(desk.phoneOf(chen).at(-1))).toContain(
    'Dear Mr Chen, flight LH 1166 leaves at 18:40',
  )
})

it('a note stands over the fields, and a value that was filled in is said to be the agent’s once it is changed', async () => {
  await desk.curated()
  await desk.chatWith(ana)
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await page
    .getByText('From your supervisors: Only once the travel desk has checked the documents.')
    .waitFor()

  await expect.poll(() => page.getByText('Filled in beforehand').count()).toBe(2)
  await field(page, 'Deadline').fill('Monday')
  await expect.poll(() => page.getByText('Filled in beforehand').count()).toBe(1)
  await page.reload()
  await choose(page, 'trip_documents_ready')

  expect(await field(page, 'Deadline').inputValue()).toBe('Monday')
})

it('a mouse that rests on the list does not take the choice from the keyboard; one that moves points', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  const selected = page.getByRole('option', { selected: true })
  const third = page.getByRole('option').nth(2)
  // From elsewhere: what was there before does not move.
  await page.mouse.move(0, 0)
  await third.hover()
  await expect.poll(() => third.getAttribute('aria-selected')).toBe('true')

  // The rows move below the mouse: the browser tells the page that it is over another one now.
  await page.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<void>()
    document
      .querySelector('[role=listbox]')!
      .addEventListener('mouseover', () => resolve(), { once: true })
    Object.assign(window, { rowsMoved: promise })
  })
  await search(page).pressSequentially('trip')
  await page.evaluate('window.rowsMoved')
  const first = await page.getByRole('option').first().getAttribute('id')
  expect(await page.getByRole('option').count()).toBeGreaterThan(2)
  expect(await selected.getAttribute('id')).toBe(first)
  await search(page).press('Enter')

  await page.getByRole('heading', { name: 'trip_documents_ready' }).waitFor()
})

it('what the list is narrowed down to is said also when the filters are folded away, and favourites come first', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open()
  await search(page).waitFor()
  const filters = widgetOf(page).getByRole('button', { name: 'Category, Language' })
  const all = await page.getByRole('option').count()

  await filters.click()
  await widgetOf(page)
    .getByRole('button', { name: /^Language/ })
    .click()
  await page.getByRole('option', { name: 'Mexican Spanish', exact: true }).click()
  await filters.click()
  await page.getByText(/of \d+ templates · Mexican Spanish/).waitFor()
  expect(await page.getByRole('option').count()).toBeLessThan(all)
  await page.getByRole('option', { name: 'trip_documents_ready' }).click()
  await page.getByRole('button', { name: 'Language Mexican Spanish' }).waitFor()
  await widgetOf(page).getByRole('button', { name: 'Keep as favourite' }).click()
  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()
  await widgetOf(page).getByRole('button', { name: 'Clear filters' }).click()

  await page.getByText('Favourites', { exact: true }).waitFor()
  expect(await page.getByRole('option').first().textContent()).toContain('trip_documents_ready')
  const beside = await desk.openBeside()
  await beside.getByText('Favourites', { exact: true }).waitFor()
})

it('says when a language is a guess or not the customer’s, and keeps what was typed when it is changed', async () => {
  const contactId = await desk.chatWith(aCustomer())
  const page = await desk.open()
  await choose(page, 'trip_documents_ready')
  await page.getByText('The customer’s language is not known; American English is shown.').waitFor()
  await field(page, 'First name').fill('Ana')

  await widgetOf(page)
    .getByRole('button', { name: /^Language/ })
    .click()
  await page.getByRole('option', { name: 'Mexican Spanish', exact: true }).click()
  await widgetOf(page).locator('.aw-phone').getByText('Hola Ana').waitFor()
  expect(await field(page, 'First name').inputValue()).toBe('Ana')
  expect(await page.getByText('language is not known').count()).toBe(0)

  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()
  const { world, clients } = desk.sandbox
  await clients.connect.send(
    new UpdateContactAttributesCommand({
      InstanceId: world.instance.id,
      InitialContactId: contactId,
      Attributes: { language: 'pt_BR' },
    }),
  )
  await page.reload()
  await choose(page, 'trip_documents_ready')
  await page
    .getByText('Not available in Brazilian Portuguese; American English is shown.')
    .waitFor()
})

it('nothing jumps while it loads', async () => {
  await desk.chatWith(aCustomer())
  const page = await desk.open({}, undefined, async (page) => {
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          shifts.push((entry as unknown as { value: number }).value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
  })
  await page.getByRole('option').first().waitFor()

  const shifts = await page.evaluate<number[]>('window.shifts')
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.01)
})
