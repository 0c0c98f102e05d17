// Helpers for the widget's browser tests. Customers write, the agent Maria uses a browser, and the
// widget runs in that browser.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Frame, Locator, Page } from 'playwright-core'
import { readableName } from '../../../agent-widget/templates/readable-name.ts'
import { smallPhoto } from '../../files/sample-files.ts'
import { curate } from '../../sandbox/curate.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { Waba } from '../../sandbox/world.ts'
import { frameAt, launchBrowser, openTab, SOON, startWithPages, type Tab } from '../harness.ts'

export const ana = '+15550142'
export const ben = '+15550143'
export const chen = '+15550144'
export const native = '+15550100'
export const bridged = '+15550101'

let lastCustomer = 700_000

/** Returns the number of a new customer, so that every test has its own conversation. */
export const aCustomer = (): string => `+155501${++lastCustomer}`

/** Creates a harness with the given sandbox and browser, or starts both. */
export async function openHarness(given?: { sandbox: Sandbox; browser: Browser }) {
  const [sandbox, browser] = given
    ? [given.sandbox, given.browser]
    : await Promise.all([startWithPages(), launchBrowser()])
  await sandbox.functions.invoke('sync-templates', {})
  return harness(sandbox, browser)
}

export type Harness = Awaited<ReturnType<typeof openHarness>>

function harness(sandbox: Sandbox, browser: Browser) {
  let tab: Tab | undefined
  /**
   * The tab that the tests use one after the other. A page loads twice as fast in a tab that
   * already has a renderer process.
   */
  let usual: Tab | undefined
  let isCurated = false
  let present = 'maria'

  /** Changes which user the identity provider signs in at the browser. */
  async function become(username: string) {
    const body = JSON.stringify({ username })
    await fetch(`${sandbox.urls.control}/at-the-browser`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    present = username
  }

  /**
   * Opens the custom CCP page as we ship it, with the widget beside the panel. `before` runs in the
   * tab before the page is loaded. With `options`, the page opens in a new tab with these options.
   */
  async function open(
    options?: Parameters<typeof openTab>[2],
    url = `${sandbox.urls.page}widget/ccp.html`,
    before: (page: Page) => Promise<void> = async () => {},
  ): Promise<Page> {
    await left()
    usual ??= await openTab(browser, 'about:blank')
    tab = options ? await openTab(browser, 'about:blank', options) : usual
    await before(tab.page)
    await tab.page.goto(url)
    return tab.page
  }

  /** Restores the usual tab after a test, or closes the test's own tab. */
  async function left() {
    if (tab && tab === usual) await tidyTab(usual)
    else await tab?.page.context().close()
    tab = undefined
  }

  async function tidyTab({ page, requested, errors }: Tab) {
    const context = page.context()
    for (const other of context.pages()) if (other !== page) await other.close()
    await context.setOffline(false)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    // Leaves the widget's page, so that none of its scripts can write into the storage any more.
    // The other page has the same origin, so that the test can clear the storage.
    await page.goto(`${sandbox.urls.page}nothing-here`)
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await context.clearCookies()
    requested.length = 0
    errors.length = 0
  }

  return {
    sandbox,
    open,
    become,
    /**
     * Opens the widget as an app in the agent workspace. As in production, the workspace and the
     * app are on different sites.
     */
    async openApp(
      before: (page: Page) => Promise<void> = async () => {},
    ): Promise<{ page: Page; app: Frame }> {
      const workspace = sandbox.urls.page.replace('127.0.0.1', 'localhost')
      const page = await open(
        {},
        `${workspace}workspace.html?app=${encodeURIComponent('/widget/agent-workspace.html')}`,
        before,
      )
      return { page, app: await frameAt(page, /widget\/agent-workspace\.html/) }
    },

    get tab() {
      return tab!
    },

    async chatWith(customer: string, number = native, text = 'Hello!'): Promise<string> {
      sandbox.whatsapp.customerSends(customer, number, { type: 'text', text: { body: text } })
      for (let second = 0; second < 60; second++) {
        await sandbox.clock.advance(1000)
        const queued = sandbox.agentConsole.contacts().find(({ state }) => state === 'queued')
        if (!queued) continue
        sandbox.agentConsole.accept(queued.contactId, 'maria')
        return queued.contactId
      }
      throw new Error(`no chat of ${customer} came to the queue`)
    },

    writes: (customer: string, text: string, number = native) =>
      sandbox.whatsapp.customerSends(customer, number, { type: 'text', text: { body: text } }),

    async leave() {
      await usual?.page.context().close()
    },

    /** Opens a second tab in the same browser profile. */
    async openBeside(): Promise<Page> {
      const page = await tab!.page.context().newPage()
      await page.goto(tab!.page.url())
      return page
    },

    /**
     * Applies the template rules of the sandbox's world or, if `rules` is given, only these rules
     * for the bridged number's WABA. `tidy` removes them after the test.
     */
    async curated(rules?: Waba['curation']) {
      isCurated = true
      const [native, bridged] = sandbox.world.wabas
      await curate(sandbox, rules && [native!, { ...bridged!, curation: rules }])
    },

    phoneOf: (customer: string) =>
      sandbox.whatsapp
        .screen(customer)
        .messages.filter(({ direction }) => direction === 'outbound'),

    /** Returns the calls in which the functions sent messages to WhatsApp. */
    sends: () =>
      sandbox.calls
        .since(0)
        .filter(
          ({ operation, caller }) =>
            operation === 'SendWhatsAppMessage' && ['enqueue-reply', 'send-reply'].includes(caller),
        ),

    async tidy() {
      await left()
      // While the clock is held, no scheduled function runs, so none changes a curation meanwhile.
      const release = sandbox.clock.hold()
      try {
        await sandbox.dropWork()
        if (isCurated)
          await curate(
            sandbox,
            sandbox.world.wabas.map((waba) => ({ ...waba, curation: [] })),
          )
      } finally {
        release()
      }
      isCurated = false
      if (present !== 'maria') await become('maria')
      for (const agent of ['maria', 'jonas'])
        for (const { contactId } of sandbox.connect.panel.view(agent).contacts)
          sandbox.connect.panel.clear(contactId, agent)
    },

    async close() {
      await browser.close()
      await sandbox.stop()
    },
  }
}

export const closed = (page: Page): Promise<void> =>
  page.getByText('Only templates are accepted', { exact: true }).waitFor(SOON)
export const widgetOf = (page: Page): Locator => page.locator('.agent-widget')
export const search = (page: Page): Locator =>
  widgetOf(page).getByRole('combobox', { name: 'Search templates' })
export const sendButton = (page: Page): Locator =>
  widgetOf(page).getByRole('button', { name: 'Send', exact: true })
export const field = (page: Page, label: string): Locator =>
  widgetOf(page).getByRole('textbox', { name: label })

export async function choose(page: Page, name: string): Promise<void> {
  await search(page).fill(name)
  const title = readableName(name)
  await page.getByRole('option', { name: title }).first().click()
  await page.getByRole('heading', { name: title }).waitFor()
}

/**
 * Fills in the form of the template trip_documents_ready: a picture, three texts and the end of a
 * URL.
 */
export async function fillTrip(page: Page, destination = 'Lisbon'): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'trip.jpg', mimeType: 'image/jpeg', buffer: smallPhoto() })
  await field(page, 'First name').fill('Ana')
  await field(page, 'Destination').fill(destination)
  await field(page, 'Deadline').fill('Friday')
  await field(page, 'End of the link').fill('LT-2041')
  await page.locator('.aw-uploaded').waitFor()
}

/** Waits until the widget reports that the latest message was delivered to the phone or read. */
export const arrived = (page: Page): Promise<void> =>
  widgetOf(page)
    .locator('.aw-latest')
    .getByText(/^(Delivered to the phone|Read)$/)
    .waitFor(SOON)

/**
 * Returns the widget's violations of WCAG 2.1, levels A and AA. The panel beside the widget is not
 * examined, because it belongs to Connect.
 */
export async function flaws(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include('.agent-widget')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** Returns by how many pixels the content is wider than a panel of 320 px. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const panel = document.querySelector('.agent-widget')!
    return panel.scrollWidth - panel.clientWidth
  })
