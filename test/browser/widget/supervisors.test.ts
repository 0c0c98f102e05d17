// Supervisors choose on their page which templates agents are offered.
import { randomUUID } from 'node:crypto'
import { UpdateContactAttributesCommand } from '@aws-sdk/client-connect'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { tableName } from '#deployment/resources'
import { missedByAgents } from '../../../lambdas/aws/missed.ts'
import { tableOf } from '../../../provisioning/account/table.ts'
import type { Waba } from '../../sandbox/world.ts'
import { SOON } from '../harness.ts'
import {
  aCustomer,
  ana,
  arrived,
  bridged,
  choose,
  closed,
  field,
  native,
  search,
  sendButton,
  widgetOf,
} from './harness.ts'
import { startHarness } from './start-harness.ts'

const harness = await startHarness()

/** Shows a tab of the supervisors' page, for the account with this name. */
async function showTab(page: Page, account: string, tab: string) {
  await page.goto(`${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: account }).click()
  await page.getByRole('tab', { name: tab }).press('Enter')
}

/** Sends a reply to the API without the widget. */
const reply = async (contactId: string, message: object, beside: object = {}) =>
  fetch(`${harness.sandbox.urls.api}/contacts/${contactId}/replies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await harness.sandbox.signIn('maria')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ requestId: randomUUID(), message, ...beside }),
  })

it('a supervisor’s change updates an agent’s open list and form, and can be undone with one press', async () => {
  await harness.chatWith(aCustomer(), bridged)
  const agent = await harness.open({})
  const offered = agent.getByRole('option', { name: 'Hello again' })
  await search(agent).fill('hello')
  await offered.waitFor(SOON)

  /**
   * Lets the widget read the list of templates again, which it does every minute and when its page
   * becomes visible. Returns whether the widget offers the template.
   */
  async function offeredAfterReading(): Promise<number> {
    await agent.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    return offered.count()
  }
  /**
   * The interval is long enough for the widget to read the list before the test lets it read the
   * list again.
   */
  const slowly = { ...SOON, interval: 1_000 }

  await harness.become('jonas')
  const page = await agent.context().newPage()
  await page.goto(`${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'Templates' }).click()
  const toggle = page.getByRole('checkbox', { name: 'Offer hello_again to agents' })
  await toggle.press('Space')
  await page.getByText('hello_again: not offered').waitFor(SOON)
  const onPage = await violationsOn(page)
  await expect.poll(() => offeredAfterReading(), slowly).toBe(0)

  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await page.getByText('Undone.', { exact: true }).waitFor(SOON)
  await expect.poll(() => offeredAfterReading(), slowly).toBe(1)

  await page.getByRole('button', { name: 'More actions for repair_ready' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Edit…' }).click(SOON)
  const deadline = page.getByRole('group', { name: 'Deadline' })
  await deadline.getByLabel('Label').fill('Collect by')
  await deadline.getByLabel('Default value', { exact: true }).last().fill('2027-03-12')
  await deadline.getByRole('button', { name: /^What agents enter/ }).press('Enter')
  await page.getByRole('option', { name: 'Date' }).click(SOON)
  await deadline.getByRole('checkbox', { name: 'Agents can’t change it' }).press('Space')
  const device = page.getByRole('group', { name: 'Device' })
  await device.getByRole('button', { name: /^What agents enter/ }).press('Enter')
  await page.getByRole('option', { name: 'One of a list' }).click(SOON)
  await device.getByRole('textbox', { name: 'List' }).fill('bicycle\nscooter')
  const inDialog = await violationsOn(page)
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('repair_ready: field labels changed').waitFor(SOON)

  const trial = await trialOf(page, 'repair_ready')
  await trial
    .getByRole('button', { name: /everything fits/ })
    .first()
    .press('Enter', SOON)
  await trial.getByText('You can collect it until March 12, 2027').first().waitFor(SOON)
  const inTrial = await violationsOn(page)
  await trial.getByRole('button', { name: 'Close' }).press('Enter')

  await page.getByRole('button', { name: 'More actions for old_discount' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Edit…' }).click(SOON)
  await page.getByRole('button', { name: /^Replacement template/ }).press('Enter')
  await page.getByRole('option', { name: 'hello_again' }).click(SOON)
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('old_discount: replacement template changed').waitFor(SOON)
  await offeredAfterReading()
  await search(agent).fill('old discount')
  await agent.getByText('Use “Hello again” instead.').waitFor(SOON)

  await search(agent).fill('repair ready')
  await agent.getByRole('option', { name: 'Repair ready' }).click(SOON)
  await expect
    .poll(() => agent.getByLabel('Collect by').inputValue(), slowly)
    .toBe('March 12, 2027')
  expect(await agent.getByLabel('Collect by').getAttribute('readonly')).not.toBeNull()
  await agent.getByLabel('Device').selectOption('scooter')
  await agent
    .getByText('your scooter is repaired. You can collect it until March 12, 2027')
    .waitFor()

  await agent.getByRole('button', { name: 'All templates' }).click()
  await search(agent).clear()
  await page.getByRole('checkbox', { name: 'Select hello_again' }).press('Space')
  await page.getByRole('button', { name: 'Actions', exact: true }).press('Enter')
  await page.getByRole('menuitem', { name: 'Set topic…' }).click(SOON)
  await page.getByRole('combobox', { name: 'Topic' }).fill('Greetings')
  const inTopic = await violationsOn(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('hello_again: topic changed').waitFor(SOON)
  await page.getByRole('button', { name: 'Topics…' }).press('Enter')
  await page.getByLabel('Name of Greetings').fill('First words')
  const inTopics = await violationsOn(page)
  await page.getByLabel('Name of Greetings').press('Enter')
  await expect
    .poll(async () => {
      await offeredAfterReading()
      return agent.locator('.aw-section').allTextContents()
    }, slowly)
    .toEqual(['First words', 'Other templates'])

  await page.getByRole('button', { name: 'Export or import…' }).press('Enter')
  const file = page.getByRole('textbox', { name: 'Settings as a file' })
  await expect.poll(() => file.inputValue(), slowly).toContain('First words')
  await file.fill((await file.inputValue()).replaceAll('First words', 'Greetings'))
  await page.getByRole('button', { name: 'Check' }).press('Enter')
  await page.getByText('If you apply the file, this changes:').waitFor(SOON)
  const inFile = await violationsOn(page)
  await page.getByRole('button', { name: 'Apply' }).press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden', ...SOON })
  await page.getByText('Topic: Greetings').waitFor(SOON)

  await page.getByRole('button', { name: 'Filters' }).press('Enter')
  await page.getByRole('button', { name: /^Topic Greetings|^Topic All/ }).press('Enter')
  await page.getByRole('option', { name: 'Greetings' }).click(SOON)
  await page.getByRole('button', { name: 'Save this filter…' }).press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('First words')
  await page.getByLabel('Name', { exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Remove filter “First words”' }).waitFor(SOON)
  const filtered = await violationsOn(page)
  await page.getByRole('button', { name: /^Saved filter/ }).press('Enter')
  await page.getByRole('option', { name: 'None' }).click(SOON)
  await page.getByRole('checkbox', { name: 'Select repair_ready' }).waitFor(SOON)
  await page.getByRole('button', { name: /^Saved filter/ }).press('Enter')
  await page.getByRole('option', { name: 'First words' }).click(SOON)
  await page.getByRole('checkbox', { name: 'Select repair_ready' }).waitFor({ state: 'hidden' })
  expect(await page.getByRole('checkbox', { name: /^Select/ }).count()).toBe(1)

  await page.getByRole('tab', { name: 'Changes' }).click()
  await page.getByText('Undid an earlier change').waitFor(SOON)

  expect([
    ...onPage,
    ...inDialog,
    ...inTrial,
    ...inTopic,
    ...inTopics,
    ...inFile,
    ...filtered,
  ]).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('the widget and the API refuse values that do not match the inputs that a supervisor chose', async () => {
  await harness.curated()
  const contactId = await harness.chatWith(aCustomer(), native)
  const agent = await harness.open({})
  await search(agent).waitFor(SOON)
  await harness.become('jonas')
  const page = await agent.context().newPage()
  await showTab(page, 'Lighthouse Travel', 'Templates')
  await page.getByRole('button', { name: 'More actions for flight_changed' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Edit…' }).click(SOON)
  const editors = page.locator('.sp-field')
  const [length, amount, number] = [editors.nth(0), editors.nth(1), editors.nth(2)]
  await length.getByLabel('Maximum number of characters').fill('5', SOON)
  for (const [at, input] of [
    '',
    'Amount with currency',
    'Number',
    'Link',
    'Phone number',
  ].entries()) {
    if (!input) continue
    await editors
      .nth(at)
      .getByRole('button', { name: /^What agents enter/ })
      .press('Enter')
    await page.getByRole('option', { name: input, exact: true }).click(SOON)
  }
  await amount.getByRole('textbox', { name: 'Currency' }).fill('eu')
  await amount.getByText('Enter the three letters of a currency, such as EUR.').waitFor(SOON)
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await amount.getByRole('textbox', { name: 'Currency' }).fill('eur')
  await number.getByLabel('Largest number').fill('9')
  const flawed = await violationsOn(page)
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText(/^flight_changed: /).waitFor(SOON)

  await agent.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await choose(agent, 'flight_changed')
  const enter = async (values: Record<string, string>) => {
    for (const [key, value] of Object.entries(values))
      await widgetOf(agent).locator(`[data-field="${key}"]`).fill(value, SOON)
  }
  await enter({ header: 'LH 1166', 'body.1': '-3', 'body.2': '12' })
  await enter({ 'body.3': 'example.com', 'body.4': '555 0100' })
  await sendButton(agent).click()
  await widgetOf(agent).getByText('5 fields need your attention').waitFor(SOON)
  const shown = await widgetOf(agent).locator('.aw-fill').innerText()
  for (const sentence of [
    'This text has 7 characters, but your supervisors allow at most 5. Shorten it.',
    'This is not an amount in EUR. Enter an amount, such as €1,234.50.',
    'This number is too large. Your supervisors allow at most 9.',
    'This is not a link. Enter a whole link that begins with https://.',
    'This is not a phone number. Enter it with + and the country code',
  ])
    expect(shown).toContain(sentence)
  // The examples of the template are a time, a flight and a gate, which do not match the inputs.
  expect(shown).not.toContain('For example')

  const refused = await reply(contactId, {
    ...{ type: 'template', name: 'flight_changed', language: 'en_US' },
    values: {
      ...{ header: 'LH 1166', 'body.1': '-€3.00', 'body.2': '12' },
      ...{ 'body.3': 'example.com', 'body.4': '555 0100' },
    },
  })
  const { problems } = (await refused.json()) as { problems: { code: string }[] }
  expect([refused.status, ...problems.map(({ code }) => code)]).toEqual([
    ...[422, 'longer_than_set', 'not_an_amount', 'larger_than_set'],
    ...['not_a_link', 'not_a_phone_number'],
  ])

  await enter({ header: 'LH 11', 'body.1': '1234.5', 'body.2': '9' })
  await enter({ 'body.3': 'https://example.com', 'body.4': '+1 555 0100' })
  await sendButton(agent).click()
  await widgetOf(agent)
    .getByText('Dear €1,234.50, flight https://example.com')
    .first()
    .waitFor(SOON)
  await arrived(agent)
  expect(flawed).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('a trial shows what is empty, too long or in another language in recent chats, and stores nothing', async () => {
  const { clients, place, world } = harness.sandbox
  await harness.curated([
    {
      templates: [
        {
          name: 'repair_ready',
          defaults: {
            'body.first_name': { attribute: 'first_name' },
            'body.device': { attribute: 'device' },
          },
          inputs: { 'body.device': { type: 'text', maxLength: 10 } },
        },
      ],
    },
  ])
  const attributes: Record<string, string>[] = [
    { first_name: 'Ana' },
    { first_name: 'Ben', device: 'mountain bicycle' },
    { first_name: 'Chen', device: 'scooter', language: 'es' },
    { first_name: 'Ana', device: 'scooter', language: 'pt_BR' },
  ]
  for (const Attributes of attributes) {
    const InitialContactId = await harness.chatWith(aCustomer(), bridged)
    const InstanceId = world.instance.id
    await clients.connect.send(
      new UpdateContactAttributesCommand({ InstanceId, InitialContactId, Attributes }),
    )
  }
  const stored = async () => {
    const { Items = [] } = await clients.dynamoDb.send(
      new ScanCommand({ TableName: tableName(place), ConsistentRead: true }),
    )
    return Items.map((item) => JSON.stringify(item)).sort()
  }
  await harness.become('jonas')
  const page = await harness.open({})
  await showTab(page, 'Lighthouse Repairs', 'Templates')
  await page.getByRole('button', { name: 'More actions for repair_ready' }).waitFor(SOON)
  const before = await stored()

  const trial = await trialOf(page, 'repair_ready')
  await trial
    .getByText(/^In \d+ of the last \d+ chats, something would need attention/)
    .waitFor(SOON)
  for (const row of await trial.getByRole('button', { name: /to check$/ }).all())
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.press('Enter')
  for (const finding of [
    '“Device” would be empty, because the chat has no attribute “device”.',
    '“Device” would contain “mountain bicycle”. This text has 16 characters, but your supervisors allow at most 10.',
    'The customer’s language is Spanish, but the template would be sent in American English.',
    'Good news, Ben: your mountain bicycle is repaired.',
  ])
    await trial.getByText(finding).first().waitFor(SOON)

  expect(await stored()).toEqual(before)
  expect(harness.tab.errors).toEqual([])
})

it('“See as” shows the list of an agent with a given queue and routing profile, even after settings were copied to the queue', async () => {
  await harness.curated([
    {
      templates: [
        { name: 'estimate', topic: 'Prices', title: 'What it costs', note: 'Only after a check.' },
        { name: 'repair_ready', topic: 'Repairs', pinned: true },
        { name: 'repair_ready', language: 'pt_BR', offered: false },
        { name: 'how_to_reach_you', topic: 'Repairs' },
        { name: 'hello_again', until: '2020-01-01T00:00:00Z' },
        {
          name: 'book_an_appointment',
          from: '2020-01-01T00:00:00Z',
          until: '2099-01-01T00:00:00Z',
        },
        { name: 'login_code', from: '2099-01-01T00:00:00Z' },
        { name: 'old_discount', successor: 'estimate' },
        { name: 'parts_arrived', offered: false },
      ],
    },
    { queues: ['Repairs'], others: 'not_offered', templates: [{ name: 'estimate' }] },
    {
      routingProfiles: ['WhatsApp agents'],
      templates: [{ name: 'conta_do_conserto', pinned: true }],
    },
  ])
  await harness.chatWith(aCustomer(), bridged)
  const agent = await harness.open({})
  await agent.getByRole('option', { name: /^What it costs/ }).waitFor(SOON)
  await search(agent).clear()
  const inWidget = await listedOn(agent)
  expect(inWidget).toContain('Prices')
  expect(inWidget.length).toBeGreaterThan(10)

  await harness.become('jonas')
  const page = await agent.context().newPage()
  await page.goto(`${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'See as' }).click()
  const chosen = async (label: RegExp, option: string) => {
    await page.getByRole('button', { name: label }).press('Enter')
    await page.getByRole('option', { name: option, exact: true }).click(SOON)
  }
  await chosen(/^Queue/, 'WhatsApp')
  await chosen(/^Routing profile/, 'WhatsApp agents')
  const seen = await listedOn(page)
  const violations = await violationsOn(page)
  await chosen(/^Queue/, 'Repairs')
  const ofRepairs = await listedOn(page)

  await page.getByRole('tab', { name: 'Templates' }).press('Enter')
  await chosenByKeyboard(page, 'More actions for hello_again', 'Move to top')
  await page.getByText('hello_again: moved in the list').waitFor(SOON)
  await chosen(/^For/, 'WhatsApp')
  await chosenByKeyboard(page, 'Copy settings from', 'Repairs')
  await page.getByRole('button', { name: 'Undo' }).waitFor(SOON)
  await page.getByRole('tab', { name: 'See as' }).press('Enter')
  await chosen(/^Queue/, 'WhatsApp')
  await chosen(/^Routing profile/, 'WhatsApp agents')
  const copied = await listedOn(page)

  expect(seen).toEqual(inWidget)
  expect(ofRepairs).not.toEqual(inWidget)
  expect(copied).toEqual(ofRepairs)
  expect(violations).toEqual([])
})

/** Opens the trial of a template for the chats of the queue WhatsApp, and returns its dialog. */
async function trialOf(page: Page, template: string): Promise<Locator> {
  await page.getByRole('button', { name: `More actions for ${template}` }).press('Enter')
  await page.getByRole('menuitem', { name: 'Try on recent chats…' }).click(SOON)
  const trial = page.getByRole('dialog')
  await trial.getByRole('button', { name: /^Queue of the chat/ }).press('Enter')
  await page.getByRole('option', { name: 'WhatsApp', exact: true }).click(SOON)
  return trial
}

/**
 * Chooses an item of a button's menu by keyboard: opens the menu with Enter, moves to the item with
 * the arrow keys, and presses Enter.
 */
async function chosenByKeyboard(page: Page, button: string, item: string) {
  await page.getByRole('button', { name: button, exact: true }).press('Enter')
  await page.getByRole('menuitem', { name: item, exact: true }).waitFor(SOON)
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
  for (let pressed = 0; pressed < 20 && (await focused()) !== item; pressed++)
    await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

/**
 * Scrolls through a list of templates, and returns the texts of its headings and rows, in order.
 */
const listedOn = (page: Page): Promise<string[]> =>
  page.locator('.aw-list').evaluate(async (list) => {
    const rows = new Map<number, string>()
    const drawn = () =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    for (let top = 0; ; top += list.clientHeight) {
      list.scrollTop = top
      await drawn()
      for (const row of list.querySelectorAll<HTMLElement>('.aw-section, .aw-row'))
        rows.set(Number.parseInt(row.style.insetBlockStart, 10), row.innerText)
      if (top + list.clientHeight >= list.scrollHeight) break
    }
    return [...rows].sort(([a], [b]) => a - b).map(([, words]) => words)
  })

it('an agent sends a form that a supervisor offers, and sees the customer’s answers', async () => {
  await harness.curated([])
  const contactId = await harness.chatWith(ana, bridged)
  await harness.become('jonas')
  const page = await harness.open({}, `${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'Forms' }).click()
  await page.getByRole('checkbox', { name: 'Offer Appointment to agents' }).press('Space')
  await page.getByRole('textbox', { name: 'Text of the message' }).fill('Which day suits you?')
  await page.getByRole('textbox', { name: 'Label of the button' }).fill('Choose a day')
  await page.getByRole('textbox', { name: 'Title' }).fill('Book an appointment')
  await page.getByRole('button', { name: 'Add a label' }).press('Enter')
  await page.getByRole('textbox', { name: 'Name in the form' }).fill('day')
  await page.getByRole('textbox', { name: 'Label', exact: true }).fill('Preferred day')
  const inDialog = await violationsOn(page)
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Appointment: offered').waitFor(SOON)
  const onPage = await violationsOn(page)
  await page.getByRole('tab', { name: 'See as' }).click()
  await page.getByRole('region', { name: 'Forms' }).getByText('Book an appointment').waitFor(SOON)
  await page.getByRole('tab', { name: 'Changes' }).click()
  await page.getByText('Appointment: text, button or start of the form changed').waitFor(SOON)

  await harness.become('maria')
  const agent = await harness.open({})
  await widgetOf(agent).getByRole('button', { name: 'Form', exact: true }).click(SOON)
  await widgetOf(agent).getByRole('radio', { name: 'Book an appointment' }).waitFor(SOON)
  const link = widgetOf(agent).getByRole('link', { name: /^See the form/ })
  const preview = await link.getAttribute('href')
  await expect.poll(() => field(agent, 'Message').inputValue()).toBe('Which day suits you?')
  await field(agent, 'Message').fill('Hello Ana, which day suits you?')
  await sendButton(agent).click()
  await arrived(agent)

  const phone = await agent.context().newPage()
  await phone.goto(harness.sandbox.urls.page)
  const screen = phone.getByRole('region', { name: 'The customer’s phone' })
  await screen.getByText('Hello Ana, which day suits you?').waitFor(SOON)
  await screen.getByRole('button', { name: 'Choose a day' }).last().click()
  const dialog = phone.getByRole('dialog', { name: 'Appointment' })
  await dialog.getByLabel('Day', { exact: true }).selectOption('Friday')
  await dialog.getByLabel('Time of day').selectOption('Morning')
  await dialog.getByLabel('What is broken?').fill('The boiler')
  await dialog.getByRole('button', { name: 'Send the form' }).press('Enter')

  const answer =
    /an answer to the form “Book an appointment”[\s\S]*Preferred day: Friday[\s\S]*The boiler/
  await expect
    .poll(() => {
      const transcript = harness.sandbox.agentConsole.transcript(contactId)
      return transcript.map(({ Content = '' }) => Content).join('\n')
    }, SOON)
    .toMatch(answer)
  await widgetOf(agent).getByRole('button', { name: 'Reply', exact: true }).click()
  await widgetOf(agent).getByText(answer).waitFor(SOON)
  expect(preview).toMatch(/^https:\/\/business\.facebook\.com\//)
  expect([...inDialog, ...onPage]).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

async function violationsOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

it('a supervisor sees a word that three agents searched without a result, and offers a template for it', async () => {
  const [, { numbers }] = harness.sandbox.world.wabas as [Waba, Waba]
  const missed = missedByAgents(tableOf(harness.sandbox.clients))
  const misses = [
    { kind: 'not_found', word: 'refund' },
    { kind: 'withheld', word: 'workshop_in_motion' },
  ] as const
  for (const colleague of ['colleague-1', 'colleague-2'])
    for (const each of misses)
      await missed.note(numbers[0]!.id, each, colleague, new Date(harness.sandbox.clock.now()))
  await harness.curated()
  await harness.chatWith(aCustomer(), bridged)
  const agent = await harness.open({})
  const linesSeen = async () =>
    (await missed.list([numbers[0]!.id], new Date(harness.sandbox.clock.now()))).length
  await search(agent).fill('refund')
  await expect.poll(linesSeen, { timeout: 15_000 }).toBe(1)
  await search(agent).fill('workshop')
  await expect.poll(linesSeen, { timeout: 15_000 }).toBe(2)

  await harness.become('jonas')
  const page = await agent.context().newPage()
  await page.goto(`${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'Missed by agents' }).press('Enter')
  await page.getByRole('button', { name: 'Offer workshop_in_motion to agents' }).waitFor(SOON)
  const onPage = await violationsOn(page)
  await page.getByRole('button', { name: 'Offer workshop_in_motion to agents' }).press('Enter')
  await page.getByText('workshop_in_motion: offered').waitFor(SOON)
  await page
    .getByRole('button', { name: 'Note a wish for a template about “refund”' })
    .press('Enter')
  const about = page.getByLabel('What should the template be about?')
  await about.fill('refund of a repair')
  const inDialog = await violationsOn(page)
  await about.press('Enter')
  await page.getByRole('button', { name: 'Remove the wish “refund of a repair”' }).waitFor(SOON)

  await expect
    .poll(async () => {
      await agent.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      return agent.getByRole('option', { name: 'Workshop in motion' }).count()
    }, SOON)
    .toBe(1)
  expect([...onPage, ...inDialog]).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('lists words of texts that did not reach the customer, and reports no word if the setting is off', async () => {
  const { agentConsole, clients, clock, world } = harness.sandbox
  const { id } = world.wabas[0]!.numbers[0]!
  const missed = missedByAgents(tableOf(clients))
  const words = async () =>
    (await missed.list([id], new Date(clock.now()))).map(({ kind, word }) => `${kind} ${word}`)
  const contactId = await harness.chatWith(aCustomer(), native)
  const agent = await harness.open({})
  await clock.advance(24.5 * 3_600_000)
  await closed(agent)
  for (const colleague of ['colleague-1', 'colleague-2'])
    for (const each of [
      { kind: 'after_window', word: 'invoice' },
      { kind: 'never_answered', word: 'voucher' },
    ] as const)
      await missed.note(id, each, colleague, new Date(clock.now()))

  agentConsole.message(contactId, 'maria', 'Your invoice is ready.')
  await expect.poll(words, SOON).toContain('after_window invoice')
  await widgetOf(agent).getByRole('button', { name: 'Text', exact: true }).click()
  await field(agent, 'Message').fill('Here is your voucher.')
  await widgetOf(agent).getByRole('button', { name: 'Send when the customer answers' }).click()
  await search(agent).waitFor(SOON)
  await clock.advance(24.5 * 3_600_000)
  await expect.poll(words, SOON).toContain('never_answered voucher')

  await harness.become('jonas')
  const page = await agent.context().newPage()
  await showTab(page, 'Lighthouse Travel', 'Missed by agents')
  for (const [list, word] of [
    ['Written after the window had closed', 'invoice'],
    ['Never answered', 'voucher'],
  ] as const)
    await page.getByRole('list', { name: list }).getByText(word, { exact: true }).waitFor(SOON)

  await harness.become('maria')
  await harness.chatWith(aCustomer(), native)
  const reported: string[] = []
  const silent = await harness.open({}, undefined, async (tab) => {
    tab.on('request', (request) => {
      if (request.url().endsWith('/missed')) reported.push(request.postData() ?? '')
    })
    await tab.route('**/config.json', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), missed: false } })
    })
    // The page's clock passes the time after which the widget reports a search.
    await tab.clock.install({ time: clock.now() })
  })
  await search(silent).fill('zeppelin', SOON)
  await silent.getByText('No template', { exact: false }).first().waitFor(SOON)
  await silent.clock.runFor(10_000)
  // A request that the page makes after the time for reports has passed.
  const later = silent.waitForResponse(/\/templates$/, SOON)
  await silent.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await later
  expect(reported).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('Home lists problems of numbers, categories, attributes and the sync, each with its button', async () => {
  const { clock, functions, whatsapp, world } = harness.sandbox
  const [, { metaId, numbers }] = world.wabas as [Waba, Waba]
  const template = { name: 'how_to_reach_you', language: 'en_US' }
  await harness.curated([
    { templates: [{ name: template.name, defaults: { 'body.1': { attribute: 'deviceName' } } }] },
  ])
  await functions.invoke('watch-templates', {})
  const contactId = await harness.chatWith(aCustomer(), bridged)
  for (let n = 0; n < 20; n++) {
    const message = { type: 'template', ...template, values: { 'body.1': 'scooter' } }
    const { status } = await reply(contactId, message, { missingAttributes: ['deviceName'] })
    expect(status).toBe(202)
    await clock.advance(7_000)
  }
  whatsapp.templates.announceCategory(metaId, template, 'MARKETING')
  numbers[0]!.quality = 'YELLOW'
  await functions.invoke('sync-templates', {})
  await clock.advance(61 * 60_000)
  await functions.invoke('watch-templates', {})

  await harness.become('jonas')
  const page = await harness.open({})
  await page.clock.setFixedTime(clock.now())
  await showTab(page, 'Lighthouse Repairs', 'Home')
  const line = (title: string | RegExp) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) })
  const number = numbers[0]!.number
  await line(`${number}: medium quality`)
    .getByRole('link', { name: 'WhatsApp Manager' })
    .waitFor(SOON)
  await line(/^how_to_reach_you: becomes marketing on \w+, \w+ \d+, \d+, .* UTC/)
    .getByRole('link', { name: 'Meta Business Support' })
    .waitFor(SOON)
  await line('Attribute deviceName: never filled').getByText('None of the 20 messages').waitFor()

  numbers[0]!.quality = 'RED'
  await clock.advance(6 * 60_000)
  await functions.invoke('watch-templates', {})
  await page.clock.setFixedTime(clock.now())
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await line(`${number}: low quality`).getByRole('link', { name: 'WhatsApp Manager' }).waitFor(SOON)
  const flawed = await violationsOn(page)

  await functions.invoke('sync-templates', {})
  const isOld = line('The list of templates is out of date')
  await isOld.getByRole('button', { name: 'Check again' }).press('Enter')
  await isOld.waitFor({ state: 'hidden', ...SOON })
  await page.getByRole('button', { name: 'Show template how_to_reach_you' }).press('Enter')
  await page.getByRole('checkbox', { name: 'Select how_to_reach_you' }).waitFor(SOON)
  expect(await page.getByRole('checkbox', { name: /^Select/ }).count()).toBe(1)

  numbers[0]!.quality = 'GREEN'
  await clock.advance(6 * 60_000)
  await functions.invoke('watch-templates', {})
  expect(flawed).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('a supervisor displays older changes by keyboard, and undoes one of them', async () => {
  const { sandbox } = harness
  await harness.curated([])
  const authorization = `Bearer ${await sandbox.signIn('jonas')}`
  const url = `${sandbox.urls.api}/supervisor/wabas/${sandbox.world.wabas[1]!.id}`
  const read = async (path: string, body?: object) =>
    (
      await fetch(`${url}/${path}`, {
        headers: { authorization },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      })
    ).json()
  let { version: before } = (await read('catalogue')).curation
  const change = async (edit: object) => {
    before = (await read('changes', { before, team: {}, edits: [edit] })).version
  }
  await change({ edit: 'offer', names: ['hello_again'], offered: false })
  for (let n = 0; n < 100; n++)
    await change({ edit: 'pin', names: ['repair_ready'], pinned: n % 2 === 0 })

  await harness.become('jonas')
  const page = await harness.open({})
  await showTab(page, 'Lighthouse Repairs', 'Changes')
  const undo = page.getByRole('button', { name: 'Undo: hello_again: not offered' })
  const older = page.getByRole('button', { name: 'Show older changes' })
  await older.waitFor(SOON)
  expect(await undo.count()).toBe(0)
  await older.press('Enter')
  await undo.first().waitFor(SOON)
  const focused = () => page.locator('li:focus').allTextContents()
  await expect.poll(focused, SOON).toEqual([expect.stringContaining('hello_again: not offered')])
  await undo.first().press('Enter')

  await page.getByText('Undone.', { exact: true }).waitFor(SOON)
  const items = page.getByRole('list', { name: 'Changes' }).getByRole('listitem')
  await items.filter({ hasText: 'hello_again: offered' }).first().waitFor(SOON)
  // The older changes remain displayed.
  await items
    .filter({ hasText: 'hello_again: not offered' })
    .filter({ hasText: 'Undone' })
    .first()
    .waitFor(SOON)
  expect(harness.tab.errors).toEqual([])
})

it('the circuit breaker replaces a template until a supervisor undoes the change or the quality rises', async () => {
  const [, { metaId }] = harness.sandbox.world.wabas as [Waba, Waba]
  const { functions, whatsapp } = harness.sandbox
  const hello = { name: 'hello_again', language: 'en_US' }
  const replacement = 'workshop_in_motion'
  /**
   * Returns which of the two templates the agent can choose after the widget has read the list
   * again.
   */
  const listed = async () => {
    await agent.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    const count = (name: string) => agent.getByRole('option', { name }).count()
    return { hello: await count('Hello again'), workshop: await count('Workshop in motion') }
  }
  const usual = { hello: 1, workshop: 0 }
  const replaced = { hello: 0, workshop: 1 }
  const slowly = { ...SOON, interval: 1_000 }
  async function quality(score: 'RED' | 'GREEN') {
    whatsapp.templates.setQuality(metaId, hello, score)
    await functions.invoke('sync-templates', {})
    await functions.invoke('watch-templates', {})
  }
  await harness.curated([
    {
      templates: [
        { name: hello.name, successor: replacement },
        { name: replacement, offered: false },
      ],
    },
  ])
  await harness.chatWith(aCustomer(), bridged)
  const agent = await harness.open({})
  await expect.poll(listed, slowly).toEqual(usual)
  await harness.become('jonas')
  const page = await agent.context().newPage()
  await page.goto(`${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'Templates' }).press('Enter')

  await page.getByRole('button', { name: 'Set up… (circuit breaker)' }).press('Enter')
  await page.getByRole('checkbox', { name: 'Withhold a template when' }).press('Space')
  const percent = page.getByLabel('Failed messages in an hour, in percent')
  await percent.fill('101')
  await page.getByText('Enter a number from 1 to 100.').waitFor(SOON)
  const inDialog = await violationsOn(page)
  await percent.fill('30')
  await percent.press('Enter')
  await page.getByText('at least 30% of its messages in an hour fail').waitFor(SOON)
  await quality('RED')
  await expect.poll(listed, slowly).toEqual(replaced)
  await search(agent).fill('hello again')
  await agent.getByText('Use “Workshop in motion” instead.').waitFor(SOON)
  await search(agent).clear()

  await page.getByRole('tab', { name: 'Home' }).press('Enter')
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.getByText('hello_again: withheld by the circuit breaker').waitFor(SOON)
  const atHome = await violationsOn(page)
  await page.getByRole('button', { name: 'Undo: hello_again' }).press('Enter')
  await page.getByText('Undone.', { exact: true }).waitFor(SOON)
  await expect.poll(listed, slowly).toEqual(usual)

  await page.getByRole('tab', { name: 'Changes' }).press('Enter')
  await page.getByText('The quality of this template became low.').waitFor(SOON)
  await quality('GREEN')
  await quality('RED')
  await expect.poll(listed, slowly).toEqual(replaced)
  await quality('GREEN')
  await expect.poll(listed, slowly).toEqual(usual)
  expect([...inDialog, ...atHome]).toEqual([])
  expect(harness.tab.errors).toEqual([])
})

it('the supervisor’s page and agents’ lists show what WhatsApp reports about templates and numbers', async () => {
  const [, { metaId, numbers }] = harness.sandbox.world.wabas as [Waba, Waba]
  const { functions, whatsapp, clock } = harness.sandbox
  const hello = { name: 'hello_again', language: 'en_US' }
  await harness.chatWith(aCustomer(), bridged)
  const agent = await harness.open({})
  await choose(agent, hello.name)
  await sendButton(agent).click()
  await arrived(agent)
  // AWS sends events about the templates of the bridged number's WABA, so sync-templates does not
  // have to run.
  whatsapp.templates.setQuality(metaId, hello, 'YELLOW')
  await clock.advance(60_000)
  whatsapp.templates.setStatus(metaId, hello, 'REJECTED', 'INVALID_FORMAT')
  await clock.advance(5_000)
  await functions.invoke('watch-templates', {})
  await search(agent).fill('hello')
  await expect
    .poll(
      async () => {
        await agent.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
        return agent.getByText('rejected', { exact: false }).count()
      },
      { ...SOON, interval: 1_000 },
    )
    .toBeGreaterThan(0)

  await harness.become('jonas')
  const page = await agent.context().newPage()
  await page.goto(`${harness.sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'Watch' }).press('Enter')
  await page.getByLabel('Search templates').fill('hello again')
  const first = page.getByRole('list', { name: 'Templates' }).getByRole('listitem').first()
  await first.getByText('Rejected', { exact: true }).waitFor(SOON)
  const seen = (await first.textContent())!
  await first.getByText('Earlier states of hello_again').press('Enter')
  await first.getByText(/From .*: Active · Medium quality · Utility/).waitFor(SOON)
  const number = page.getByRole('list', { name: 'Numbers' }).getByRole('listitem')
  const ofNumber = (await number.first().textContent())!
  const links = page.getByRole('region', { name: 'Only in WhatsApp Manager' }).getByRole('link')
  const addresses = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')))
  const flawed = await violationsOn(page)

  for (const part of [/Since /, /English/, /Utility/, /Last sent /, /As of /])
    expect(seen).toMatch(part)
  // The reason comes from the event, because the template's definition does not contain it.
  expect(seen).toMatch(/Reason: Its format is not accepted.*What to do: /)
  expect(ofNumber).toMatch(new RegExp(`${numbers[0]!.displayName}.*High quality`))
  await page.getByText('WhatsApp has not reported with how many customers').waitFor()
  await page.getByText('AWS does not report whether marketing messages are signed up.').waitFor()
  const manager = 'https://business.facebook.com/wa/manage'
  expect(addresses).toEqual([
    `${manager}/message-templates/?waba_id=${metaId}`,
    'https://business.facebook.com/business-support-home',
    `${manager}/insights/?waba_id=${metaId}`,
    `${manager}/phone-numbers/?waba_id=${metaId}`,
  ])
  expect(flawed).toEqual([])
  expect(harness.tab.errors).toEqual([])

  whatsapp.templates.setStatus(metaId, hello, 'APPROVED')
  whatsapp.templates.setQuality(metaId, hello, 'GREEN')
  await functions.invoke('sync-templates', {})
})

it('a supervisor resolves a conflict with a colleague’s change, keeping either or both, by keyboard', async () => {
  const { sandbox } = harness
  const authorization = `Bearer ${await sandbox.signIn('jonas')}`
  const url = `${sandbox.urls.api}/supervisor/wabas/${sandbox.world.wabas[1]!.id}`
  const curation = async () =>
    (await (await fetch(`${url}/catalogue`, { headers: { authorization } })).json()).curation
  const hidden = async () =>
    (await curation()).rules.flatMap(({ templates }: { templates: Entry[] }) =>
      templates.flatMap(({ name, offered }) => (offered === false ? [name] : [])),
    )
  await harness.curated([])
  await harness.become('jonas')
  const page = await (await harness.open({})).context().newPage()
  await page.setViewportSize({ width: 320, height: 700 })
  await page.goto(`${sandbox.urls.page}widget/supervisor.html`)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  await page.getByRole('tab', { name: 'Templates' }).click()
  await page.getByRole('checkbox', { name: 'Offer hello_again to agents' }).waitFor(SOON)

  const dialog = page.getByRole('dialog', { name: 'Somebody else changed the templates' })
  /**
   * A colleague changes the template repair_ready, and then the supervisor changes hello_again on a
   * page that does not show the colleague's change yet.
   */
  async function collide(change: 'offered' | 'not offered') {
    const edits = [{ edit: 'offer', names: ['repair_ready'], offered: change === 'offered' }]
    const body = JSON.stringify({ before: (await curation()).version, team: {}, edits })
    await fetch(`${url}/changes`, { method: 'POST', headers: { authorization }, body })
    await page.getByRole('checkbox', { name: 'Offer hello_again to agents' }).press('Space')
    await dialog.getByText(`repair_ready: ${change}`).waitFor(SOON)
    await dialog.getByText(/^hello_again: (not )?offered/).waitFor(SOON)
  }
  async function keep(choice: string) {
    await dialog.getByRole('button', { name: choice }).press('Enter')
    await dialog.waitFor({ state: 'hidden' })
  }

  await collide('not offered')
  const flawed = await violationsOn(page)
  await keep('Keep only my change')
  await page.getByText('hello_again: not offered').waitFor(SOON)
  expect(await hidden()).toEqual(['hello_again'])

  await collide('not offered')
  await keep('Keep both')
  await expect.poll(hidden, SOON).toEqual(['repair_ready'])

  await collide('offered')
  await keep('Keep only the other person’s change')
  await expect.poll(hidden, SOON).toEqual([])
  await page
    .getByRole('checkbox', { name: 'Offer hello_again to agents', checked: true })
    .waitFor(SOON)
  expect(flawed).toEqual([])
})

interface Entry {
  name: string
  offered?: boolean
}

it('the page explains to an agent who has no right that it is for supervisors', async () => {
  const page = await harness.open({}, `${harness.sandbox.urls.page}widget/supervisor.html`)

  await page.getByText('This page is for supervisors').waitFor(SOON)
  expect(harness.tab.errors).toEqual([])
})
