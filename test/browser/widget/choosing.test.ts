// How an agent chooses a template: the order of the list, the search, the filters and the language.
import { UpdateContactAttributesCommand } from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  ana,
  arrived,
  bridged,
  chen,
  choose,
  field,
  flaws,
  search,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startHarness } from './start-harness.ts'

const harness = await startHarness()

it('lists pinned templates first, and sends a prefilled template with the agent’s changes by keyboard', async () => {
  await harness.curated()
  await harness.chatWith(chen)
  const page = await harness.open()
  await page.getByText('Pinned by your supervisors').waitFor()

  expect(await page.getByRole('option').first().textContent()).toContain('Trip documents ready')
  expect(await page.getByRole('option', { name: 'Pinned' }).count()).toBe(2)
  await search(page).fill('weekend')
  await page.getByText('No templates match your search').waitFor()
  await page
    .getByText('Weekend getaways exists, but your supervisors don’t offer it in this chat.')
    .waitFor()
  await search(page).fill('flight')
  await search(page).press('Enter')

  await page.getByText('this chat has no attribute “flightNumber”').waitFor()
  expect(await field(page, 'Dear blank').inputValue()).toBe('Chen')
  await page.getByText('Filled in for you. Please check it.').waitFor()
  await field(page, 'Your flight blank').focus()
  await page.keyboard.type('LH 1166')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+a')
  for (const value of ['Mr Chen', '18:40', 'LH 1166', 'B12']) {
    await page.keyboard.type(value)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Enter')

  await arrived(page)
  expect(JSON.stringify(harness.phoneOf(chen).at(-1))).toContain(
    'Dear Mr Chen, flight LH 1166 leaves at 18:40',
  )
})

it('shows the supervisors’ note, and shows the source of a prefilled value until the agent changes the value', async () => {
  await harness.curated()
  await harness.chatWith(ana)
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await page
    .getByText('From your supervisors: Only once the travel desk has checked the documents.')
    .waitFor()

  await expect.poll(() => page.getByText('Filled in for you').count()).toBe(2)
  await field(page, 'Deadline').fill('Monday')
  await expect.poll(() => page.getByText('Filled in for you').count()).toBe(1)
  await page.reload()

  await expect.poll(() => field(page, 'Deadline').count()).toBe(1)
  expect(await field(page, 'Deadline').inputValue()).toBe('Monday')
})

it('sends an order if an attribute of the contact has its amounts, and otherwise explains what is missing', async () => {
  await harness.curated([
    {
      templates: [
        { name: 'conta_do_conserto', defaults: { 'button.0': { attribute: 'repairOrder' } } },
      ],
    },
  ])
  const customer = aCustomer()
  const contactId = await harness.chatWith(customer, bridged)
  const page = await harness.open()
  await search(page).fill('conta_do_conserto')
  await page.getByText('The amounts of an order come from the contact’s attributes').waitFor()
  const charge = async (value: number) => {
    const order = { reference_id: 'R-2041', currency: 'BRL', total_amount: { value, offset: 100 } }
    await harness.sandbox.clients.connect.send(
      new UpdateContactAttributesCommand({
        InstanceId: harness.sandbox.world.instance.id,
        InitialContactId: contactId,
        Attributes: { repairOrder: JSON.stringify(order) },
      }),
    )
    await page.reload()
    return order
  }
  await charge(9900)
  await choose(page, 'conta_do_conserto')
  await page.getByText('The order R-2041 for R$99.00 is sent').waitFor()
  await field(page, 'Olá blank').fill('Ben')

  // The draft still contains the text that the agent typed, but the amounts are those of the new
  // order.
  const order = await charge(12_000)
  await page.getByText('The order R-2041 for R$120.00 is sent').waitFor()
  await field(page, 'conserto do seu blank').fill('relógio')
  await sendButton(page).click()

  await arrived(page)
  expect(harness.phoneOf(customer)).toMatchObject([
    {
      template: {
        body: expect.stringContaining('relógio'),
        buttons: [{ opens: { order_details: order } }],
      },
    },
  ])
  expect(harness.tab.errors).toEqual([])
})

it('moves the typed values into the replacement of a template that is paused while the agent types', async () => {
  const { whatsapp, world, functions } = harness.sandbox
  const { metaId } = world.wabas[1]!
  const paused = { name: 'repair_quoted', language: 'en_US' }
  const example = [
    { param_name: 'first_name', example: 'Ana' },
    { param_name: 'device', example: 'watch' },
    { param_name: 'deadline', example: 'six' },
    { param_name: 'price', example: '$99' },
  ]
  const templates = [
    [
      paused.name,
      'Dear {{first_name}}, the repair of your {{device}} is done by {{deadline}} and costs {{price}} in all.',
    ],
    [
      'repair_done',
      'Hello {{first_name}}, your {{device}} is ready. We are open until {{deadline}}. Please pay {{price}} then.',
    ],
  ] as const
  for (const [name, text] of templates)
    whatsapp.templates.create(metaId, {
      ...{ name, language: 'en_US', category: 'UTILITY', parameter_format: 'NAMED' },
      components: [{ type: 'BODY', text, example: { body_text_named_params: example } }],
    })
  await harness.sandbox.clock.advance(61_000)
  await functions.invoke('sync-templates', {})
  await harness.curated([
    {
      templates: [
        // This rule offers the two new templates, which agents would otherwise not see. repair_done
        // is the replacement for the paused template.
        { name: paused.name, successor: 'repair_done', title: 'Price of a repair' },
        { name: 'repair_done' },
      ],
    },
  ])
  const customer = aCustomer()
  await harness.chatWith(customer, bridged)
  const page = await harness.open()
  await search(page).fill('repair')
  await page.getByRole('option', { name: 'Price of a repair' }).click()
  await field(page, 'First name').fill('Ana')
  await field(page, 'Device').fill('radio')
  await field(page, 'Deadline').focus()
  await page.keyboard.type('eig')

  whatsapp.templates.setStatus(metaId, paused, 'PAUSED')
  await functions.invoke('sync-templates', {})
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.getByText('This template can’t be sent').waitFor(SOON)
  // The notice neither takes the focus nor interrupts the typing.
  await page.keyboard.type('ht')
  expect(await field(page, 'Device').inputValue()).toBe('radio')
  expect(await field(page, 'Deadline').inputValue()).toBe('eight')
  expect(await sendButton(page).count()).toBe(0)
  expect(await flaws(page)).toEqual([])
  await widgetOf(page).getByRole('button', { name: 'Use “Repair done” instead' }).click()
  await page.getByRole('heading', { name: 'Repair done' }).waitFor()
  const moved = page.getByText('Copied from “Price of a repair”. Please check it.')
  await expect.poll(() => moved.count()).toBe(3)
  await page.reload()
  await expect.poll(() => moved.count(), SOON).toBe(3)
  await field(page, 'Price').fill('$120')
  await sendButton(page).click()

  await arrived(page)
  expect(JSON.stringify(harness.phoneOf(customer))).toContain(
    'Hello Ana, your radio is ready. We are open until eight. Please pay $120 then.',
  )
  for (const [name] of templates) whatsapp.templates.remove(metaId, name)
  await functions.invoke('sync-templates', {})
})

it('selects rows by keyboard while the mouse rests on the list, and by mouse when the mouse moves', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
  const selected = page.getByRole('option', { selected: true })
  const third = page.getByRole('option').nth(2)
  // First, the mouse moves onto the list, and the list does not scroll.
  await page.mouse.move(0, 0)
  await third.hover()
  await expect.poll(() => third.getAttribute('aria-selected')).toBe('true')

  // Then the list scrolls under the mouse, and the browser reports that the mouse is over another
  // row.
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

  await page.getByRole('heading', { name: 'Trip documents ready' }).waitFor()
})

it('names the active filters while the filters are collapsed, and lists favorites first', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open()
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
  await page.getByRole('option', { name: 'Trip documents ready' }).click()
  await page.getByRole('button', { name: 'Language Mexican Spanish' }).waitFor()
  await widgetOf(page).getByRole('button', { name: 'Add to favorites' }).click()
  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()
  await widgetOf(page).getByRole('button', { name: 'Clear filters' }).click()

  await page.getByText('Favorites', { exact: true }).waitFor()
  expect(await page.getByRole('option').first().textContent()).toContain('Trip documents ready')
  const beside = await harness.openBeside()
  await beside.getByText('Favorites', { exact: true }).waitFor()
})

it('warns if the language may not be the customer’s, and keeps typed values when the language changes', async () => {
  const contactId = await harness.chatWith(aCustomer())
  const page = await harness.open()
  await choose(page, 'trip_documents_ready')
  await page
    .getByText('We don’t know the customer’s language. You see the template in American English.')
    .waitFor()
  await field(page, 'First name').fill('Ana')

  await widgetOf(page)
    .getByRole('button', { name: /^Language/ })
    .click()
  await page.getByRole('option', { name: 'Mexican Spanish', exact: true }).click()
  await widgetOf(page).locator('.aw-phone').getByText('Hola Ana').waitFor()
  expect(await field(page, 'First name').inputValue()).toBe('Ana')
  expect(await page.getByText('We don’t know the customer’s language').count()).toBe(0)
  await widgetOf(page).getByText('Read it in your language (American English)').click()
  await widgetOf(page).locator('.aw-sent-more').getByText('Hello Ana').waitFor()
  expect(await flaws(page)).toEqual([])

  await widgetOf(page).getByRole('button', { name: 'All templates' }).click()
  const { world, clients } = harness.sandbox
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
    .getByText(
      'This template is not available in Brazilian Portuguese. You see it in American English.',
    )
    .waitFor()
})

it('does not shift the layout while the page loads', async () => {
  await harness.chatWith(aCustomer())
  const page = await harness.open({}, undefined, async (page) => {
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
