// In each of Connect's workspaces, the widget must load only the Connect libraries for this
// workspace. The test examines the scripts that a page loads over the network.
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { atTheBrowser } from '../harness.ts'
import { librariesIn } from '../libraries.ts'

const { sandbox, browser } = await atTheBrowser()

/**
 * Opens a page, and waits until its scripts contain all expected libraries. Returns all libraries
 * that the page has loaded.
 */
async function librariesOf(
  expected: readonly string[],
  open: (page: Page) => Promise<unknown>,
): Promise<string[]> {
  const page = await (await browser.newContext()).newPage()
  const scripts: string[] = []
  page.on('response', async (response) => {
    // If the page is closed while a script is loading, the script was not needed, so the error is
    // ignored.
    if (/\/widget\/.*\.js$/.test(new URL(response.url()).pathname))
      scripts.push(await response.text().catch(() => ''))
  })
  const found = () => librariesIn(scripts)
  await open(page)
  await expect.poll(found, { timeout: 15_000 }).toEqual(expect.arrayContaining([...expected]))
  await page.context().close()
  expect(scripts.length).toBeGreaterThan(1)
  // The core module of the Amazon Connect SDK must be loaded only once: a second copy would not
  // find the provider object that the first copy has created.
  expect(
    scripts.join('\n').split('Attempted to get Global AmazonConnectProvider').length - 1,
  ).toBeLessThanOrEqual(1)
  return found()
}

it('loads only Streams and ChatJS in the custom CCP page', async () => {
  // "contact" is the contact client of the Amazon Connect SDK, which Streams contains.
  const expected = ['streams', 'chatjs', 'contact']
  const libraries = await librariesOf(expected, async (page) => {
    await page.goto(`${sandbox.urls.page}widget/ccp.html`)
    await page.frameLocator('iframe[name="Amazon Connect CCP"]').getByText('Maria').waitFor()
  })

  expect(libraries).toEqual(expected)
})

it('embed.js adds the widget to a page that already has a CCP, and does not load Streams again', async () => {
  const libraries = await librariesOf([], async (page) => {
    await page.goto(`${sandbox.urls.page}probe.html?host=own-ccp`)
    await page.frameLocator('iframe[name="Amazon Connect CCP"]').getByText('Maria').waitFor()
    await page.evaluate(`
      const place = document.body.appendChild(document.createElement('div'))
      place.id = 'beside'
      import('/widget/embed.js').then(({ mountAgentWidget }) => mountAgentWidget(place))
    `)
    await page.locator('#beside > *').first().waitFor()
  })

  expect(libraries).toEqual([])
})

it('loads only the Connect SDK in the third-party app', async () => {
  sandbox.whatsapp.customerSends('+15550142', '+15550100', {
    type: 'text',
    text: { body: 'Hello!' },
  })
  await sandbox.clock.advance(1000)
  sandbox.agentConsole.accept(sandbox.agentConsole.contacts()[0]!.contactId, 'maria')

  const expected = ['app', 'contact']
  const libraries = await librariesOf(expected, async (page) => {
    await page.goto(`${sandbox.urls.page.replace('127.0.0.1', 'localhost')}workspace.html`)
    await page
      .frameLocator('iframe[title="WhatsApp, Ana"]')
      .locator('#widget > *')
      .first()
      .waitFor()
  })

  expect(libraries).toEqual(expected)
})
