// The page that `npm start` names: the agent's console with the widget, the customer's phone, and
// the opening scene. The test finds every control by its visible name, as a newcomer would.
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { launchBrowser, openTab, startWithPages, type Tab } from '../harness.ts'

let sandbox: Sandbox
let browser: Browser
let tab: Tab
let page: Page
let panel: FrameLocator

beforeAll(async () => {
  ;[sandbox, browser] = await Promise.all([startWithPages(), launchBrowser()])
  await sandbox.functions.invoke('sync-templates', {})
  tab = await openTab(browser, sandbox.urls.page, { viewport: { width: 1440, height: 900 } })
  page = tab.page
  panel = page
    .frameLocator('iframe[title="The agent’s console"]')
    .frameLocator('iframe[name="Amazon Connect CCP"]')
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await sandbox?.stop()
})

const PATIENT = { timeout: 30_000, interval: 100 }
const phone = () => page.getByRole('log', { name: 'Messages on the phone' })
const scene = () => page.getByRole('region', { name: 'The opening scene' })
const next = () => scene().getByRole('button')
/** Returns the text of the opening scene, without its button. */
const narration = async () => (await scene().getByRole('paragraph').allTextContents()).join(' ')

/**
 * Returns the example below a field, from the description that a screen reader reads with the
 * field.
 */
const exampleOf = (box: Locator) =>
  box.evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => input.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' ')
      .replace('For example: ', ''),
  )

it('plays the opening scene step by step until the phone shows the agent’s answer', async () => {
  await next().click()
  await panel.getByRole('button', { name: 'Accept chat' }).waitFor()
  await page.getByText('Ana writes.').waitFor()
  await next().click()
  await panel.getByRole('textbox', { name: 'Message' }).waitFor()
  await page.getByText('The agent accepts.').waitFor()
  await next().click()

  await phone().getByText('Hello Ana, of course. One moment.').waitFor()
  await panel.getByRole('log').getByText('Hello Ana, of course. One moment.').waitFor()
  expect(tab.errors).toEqual([])
})

it('delivers to the agent a text and a photo that a newcomer sends from the phone', async () => {
  await page.getByRole('textbox', { name: 'Write as the customer' }).fill('Is this *real*?')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Send a photo' }).click()

  await panel.getByRole('log').getByText('Is this *real*?').waitFor()
  await phone().locator('b', { hasText: 'real' }).waitFor()
  // The opening scene has sent a photo too. The two photos may arrive in any order.
  const photos = panel.getByRole('log').locator('img')
  const widths = async () => {
    // Advances the clock, because Connect scans the photo for some seconds.
    await sandbox.clock.advance(1000)
    return photos.evaluateAll((images) =>
      images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
  }
  await expect.poll(widths, { timeout: 20_000 }).toContain(960)
})

it('delivers to the phone a text that a newcomer types into the panel', async () => {
  await panel
    .getByRole('textbox', { name: 'Message' })
    .fill('It is. Nothing of it leaves this machine.')
  await panel.getByRole('button', { name: 'Send' }).click()

  await phone().getByText('Nothing of it leaves this machine.').waitFor()
})

it('sends a template that a newcomer fills in with the examples on the screen', async () => {
  const widget = page
    .frameLocator('iframe[title="The agent’s console"]')
    .getByRole('region', { name: 'WhatsApp' })
  await widget.getByText('You can write freely').waitFor()
  await widget.getByRole('combobox', { name: 'Search templates' }).fill('flight')
  await widget.getByRole('option', { name: 'Flight changed' }).click()
  const form = widget.getByRole('form', { name: 'Flight changed' })
  await form.getByRole('button', { name: 'Dear blank, flight…: Ana' }).click()
  for (const name of [
    'Your flight blank has changed',
    '…flight blank leaves at…',
    '…leaves at blank now, from…',
    '…now, from gate blank .',
  ]) {
    const box = form.getByRole('textbox', { name })
    await box.fill(await exampleOf(box))
  }
  await form.getByRole('button', { name: 'Send', exact: true }).click()

  await phone().getByText('Dear Ana, flight LH 1166 leaves at 18:40 now, from gate B12.').waitFor()
  await widget.getByRole('tab', { name: 'Sent' }).click()
  await widget.getByText('Flight changed').first().waitFor()
  expect(tab.errors).toEqual([])
})

it('plays the opening scene to its end, while the agent’s open list follows a supervisor’s changes', {
  timeout: 120_000,
}, async () => {
  const widget = page
    .frameLocator('iframe[title="The agent’s console"]')
    .getByRole('region', { name: 'WhatsApp' })
  const listed = widget.getByRole('option', { name: 'Repair ready' })
  for (let step = 4; !/^Begin again/.test((await next().textContent()) ?? ''); step++) {
    const before = await narration()
    await next().click()
    // The text of the scene changes when its step has been played.
    await expect
      .poll(async () => (await narration()) !== before && !(await next().isDisabled()), PATIENT)
      .toBe(true)
    expect(await scene().getByRole('alert').count()).toBe(0)
    const story = await narration()
    if ((await next().textContent())?.includes('A supervisor hides')) {
      await widget.getByRole('tab', { name: 'Templates' }).click()
      await widget.getByRole('combobox', { name: 'Search templates' }).fill('repair ready')
      await listed.waitFor({ timeout: 10_000 })
    }
    if (story.includes('A supervisor hides a template.'))
      await listed.waitFor({ state: 'detached', timeout: 10_000 })
    if (story.includes('The supervisor undoes the change.'))
      await listed.waitFor({ timeout: 10_000 })
    expect(step).toBeLessThan(20)
  }

  const shown = ['+15550142', '+15550143'].map((number) =>
    sandbox.whatsapp.screen(number).messages.filter(({ type }) => type === 'template'),
  )
  // The first customer has also received the template that the newcomer sent.
  expect(shown.map(({ length }) => length)).toEqual([2, 1])
  expect(await narration()).toContain('can be undone for 30 days')
  expect(tab.errors).toEqual([])
})

it('advances the clock, and switches faults on and off', async () => {
  const before = sandbox.clock.now()
  await page.getByRole('button', { name: '+10m' }).click()
  await expect
    .poll(() => sandbox.clock.now() - before, { timeout: 15_000 })
    .toBeGreaterThan(600_000)

  await page.getByText('Make something go wrong').click()
  const twice = page.getByLabel('SNS delivers everything twice')
  await twice.click()
  await expect
    .poll(() => sandbox.faults.list())
    .toMatchObject([{ kind: 'duplicate', service: 'sns' }])
  await expect.poll(() => twice.isChecked()).toBe(true)
  await twice.click()
  await expect.poll(() => sandbox.faults.list()).toEqual([])
})

it('displays its texts, the scene and the panel in the chosen language', async () => {
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Español')

  await page.getByRole('heading', { name: 'WhatsApp para Amazon Connect' }).waitFor()
  await page.getByRole('region', { name: 'La escena inicial' }).waitFor()
  await page
    .frameLocator('iframe[title="La consola del agente"]')
    .frameLocator('iframe[name="Amazon Connect CCP"]')
    .getByText('Disponible')
    .waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('es')
})
