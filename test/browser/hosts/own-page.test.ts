// A customer's own page with a CCP, on another origin than the widget. The page embeds the widget
// as the README describes. The tests also check what the widget displays if the page lacks
// something that the widget needs.
import type { Page, Route } from 'playwright-core'
import { afterAll, afterEach, expect, it } from 'vitest'
import { atTheBrowser, openTab, SOON, type Tab } from '../harness.ts'

const { sandbox, browser } = await atTheBrowser()
const { ownPage, api, issuer, page: widgetPage } = sandbox.urls as Required<typeof sandbox.urls>
sandbox.functions.identityProvider.become('maria')
let tab: Tab | undefined

afterAll(() => tab?.page.context().close())
afterEach(async () => {
  await beginSession()
  if (tab) await tidy(tab)
  for (const { contactId, state, agent } of sandbox.agentConsole.contacts())
    if (state === 'connected') sandbox.agentConsole.end(contactId, agent!)
  for (const { contactId } of sandbox.connect.panel.view('maria').contacts)
    sandbox.connect.panel.clear(contactId, 'maria')
})

/**
 * Signs in at the identity provider as a sign-in window would. The provider then has a session for
 * every page.
 */
const beginSession = () =>
  fetch(
    `${issuer}/authorize?${new URLSearchParams({
      client_id: 'agent-widget',
      redirect_uri: `${ownPage}sign-in.html`,
      response_type: 'code',
      scope: 'openid',
      state: 'any',
    })}`,
    { redirect: 'manual' },
  )

async function tidy({ page, errors }: Tab) {
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  for (const other of page.context().pages()) if (other !== page) await other.close()
  await page.goto('about:blank')
  errors.length = 0
}

async function open(before: (page: Page) => Promise<unknown> = async () => {}, path = '') {
  tab ??= await openTab(browser, 'about:blank')
  await before(tab.page)
  await tab.page.goto(`${ownPage}${path}`)
  return tab.page
}

/** Mounts the widget in another page of the same origin, which has no CCP. */
async function mount(options: { signInPage?: string }, policy?: string) {
  const page = await open(undefined, 'empty')
  // The script is a string, because the test runner would rewrite the dynamic import in a function.
  await page.evaluate(`(async () => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'content-security-policy'
    meta.content = ${JSON.stringify(policy ?? '')}
    document.head.append(meta)
    document.body.innerHTML = '<div id="ccp"></div><div id="whatsapp"></div>'
    const { mountAgentWidget } = await import('${widgetPage}widget/embed.js')
    await mountAgentWidget(document.querySelector('#whatsapp'), ${JSON.stringify(options)})
  })()`)
  return page
}

const widgetOf = (page: Page) => page.locator('#whatsapp')

async function chat(): Promise<void> {
  sandbox.whatsapp.customerSends('+15550142', '+15550100', { type: 'text', text: { body: 'Hi' } })
  await sandbox.clock.advance(1000)
  const { contactId } = sandbox.agentConsole
    .contacts()
    .find((contact) => contact.state === 'queued')!
  sandbox.agentConsole.accept(contactId, 'maria')
}

it('signs in and shows the chat on a page that was built only as the README describes', async () => {
  await chat()
  const page = await open()

  await widgetOf(page).getByRole('heading', { name: 'Ana' }).waitFor(SOON)

  expect(new URL(ownPage).origin).not.toBe(new URL(widgetPage).origin)
  expect(tab!.requested.filter((url) => url.startsWith(`${ownPage}sign-in.html`))).toHaveLength(1)
  expect(tab!.errors).toEqual([])
})

it('signs in with a window, which returns to the page’s own origin and then closes', async () => {
  sandbox.functions.identityProvider.endSession()
  await chat()
  const page = await open()
  const opened = page.waitForEvent('popup')

  await widgetOf(page).getByRole('button', { name: 'Sign in' }).click(SOON)

  const popup = await opened
  await widgetOf(page).getByRole('heading', { name: 'Ana' }).waitFor(SOON)
  await expect.poll(() => popup.isClosed(), SOON).toBe(true)
})

it('explains in the widget’s element that the page’s origin lacks the return page of the sign-in', async () => {
  const page = await mount({})

  const { origin } = new URL(ownPage)
  await widgetOf(page)
    .getByText(`The sign-in has to return to a page at ${origin}. Add one that loads`)
    .waitFor(SOON)
})

it('explains in the widget’s element that the page’s origin is not among the configured origins', async () => {
  const page = await open((page) =>
    page.route('**/widget/config.json', async (route) => {
      const response = await route.fetch()
      const json = { ...(await response.json()), origins: ['https://other.example.com'] }
      return route.fulfill({ response, json })
    }),
  )

  await widgetOf(page)
    .getByText(`Add ${new URL(ownPage).origin} to “widgetOrigins”`)
    .waitFor(SOON)
})

it('explains in the widget’s element that config.json could not be read', async () => {
  const page = await open((page) => page.route('**/widget/config.json', (route) => route.abort()))

  await widgetOf(page)
    .getByText(`Check the network, and allow ${new URL(widgetPage).origin} in connect-src`)
    .waitFor(SOON)
})

it('explains in the widget’s element that apply has not written config.json yet', async () => {
  const page = await open((page) =>
    page.route('**/widget/config.json', (route) =>
      route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } }),
    ),
  )

  await widgetOf(page)
    .getByText('config.json answered 404. “connect-whatsapp apply” writes this file')
    .waitFor(SOON)
})

it('explains on the widget’s CCP page that the settings lack the address of the CCP', async () => {
  const { page } = await openTab(browser, 'about:blank')
  await page.route('**/widget/config.json', (route) => route.fulfill({ json: {} }))
  await page.goto(`${widgetPage}widget/ccp.html`)

  await page.getByText('config.json has no “ccpUrl”').waitFor(SOON)
  await page.context().close()
})

it.each([
  ['the sign-in', () => `connect-src 'self' ${widgetPage}`, () => issuer, 'connect-src'],
  ['the styles', () => `style-src 'self' 'unsafe-inline'`, () => widgetPage, 'style-src'],
])(
  'explains in the widget’s element that the page’s content security policy blocks %s',
  async (_, policy, blocked, directive) => {
    const page = await mount({ signInPage: `${ownPage}sign-in.html` }, policy())

    const { origin } = new URL(blocked())
    await widgetOf(page).getByText(`policy of this page blocks ${origin}.`).waitFor(SOON)
    expect(await widgetOf(page).textContent()).toContain(directive)
  },
)

it('explains in the widget’s element that the page’s content security policy blocks uploads to the bucket', async () => {
  await chat()
  const page = await open()
  await widgetOf(page).getByRole('button', { name: 'Files' }).click(SOON)
  await page.evaluate((apiOrigin) => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'content-security-policy'
    meta.content = `connect-src 'self' ${apiOrigin}`
    document.head.append(meta)
  }, new URL(api).origin)
  const target = page.waitForResponse('**/uploads', SOON)
  await page
    .locator('#whatsapp input[type=file]')
    .first()
    .setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Until six') })

  const { origin } = new URL((await (await target).json()).url)
  await widgetOf(page).getByText(`security policy of this page blocks ${origin}.`).waitFor(SOON)
})

it('shows an explanation if the sign-in would return to another origin', async () => {
  const page = await mount({ signInPage: `${widgetPage}widget/sign-in.html` })

  await widgetOf(page)
    .getByText(`“signInPage” is at ${new URL(widgetPage).origin}, but this page is at`)
    .waitFor(SOON)
})

/**
 * Replaces the identity provider's answer to a sign-in in a window. The widget first tries to sign
 * in silently, and this attempt gets the usual answer.
 */
const toWindow = (answer: (route: Route) => unknown) => async (page: Page) =>
  page
    .context()
    .route(`${issuer}/authorize*`, (route) =>
      new URL(route.request().url()).searchParams.get('prompt') === 'none'
        ? route.continue()
        : answer(route),
    )

const refuse = toWindow((route) => {
  const asked = new URL(route.request().url()).searchParams
  const back = new URL(asked.get('redirect_uri')!)
  back.searchParams.set('state', asked.get('state')!)
  back.searchParams.set('error', 'access_denied')
  back.searchParams.set('error_description', 'Maria is not assigned to this application.')
  return route.fulfill({ status: 302, headers: { location: back.href } })
})

const REFUSED = 'tell your administrator the reason: “Maria is not assigned to this application.”'

it.each([
  [
    'the browser blocks the window',
    (page: Page) => page.addInitScript(() => Object.assign(window, { open: () => null })),
    () => 'Your browser blocked the sign-in window. Allow pop-up windows for this page',
  ],
  ['the provider refuses it', (page: Page) => refuse(page), () => REFUSED],
  [
    'the provider does not allow the page’s origin',
    (page: Page) => page.route(`${issuer}/token`, (route) => route.abort()),
    () => `the identity provider has to allow requests from ${new URL(ownPage).origin} (CORS)`,
  ],
  [
    'the provider does not know the page to which it should return',
    toWindow((route) => route.fulfill({ status: 400, body: 'redirect_uri_mismatch' })),
    () => `${ownPage}sign-in.html has to be a redirect URI at the identity provider`,
  ],
])('explains why a sign-in fails if %s', async (_, before, reason) => {
  sandbox.functions.identityProvider.endSession()
  const { page } = await openTab(browser, 'about:blank')
  await before(page)
  await page.goto(ownPage)

  await widgetOf(page).getByRole('button', { name: 'Sign in' }).click(SOON)
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))

  await widgetOf(page).getByText(reason()).waitFor(SOON)
  await page.context().close()
})

it('keeps displaying why a sign-in failed when a later silent attempt fails too', async () => {
  sandbox.functions.identityProvider.endSession()
  const { page } = await openTab(browser, 'about:blank')
  await refuse(page)
  const silent: Route[] = []
  let isHeld = false
  await page.route(`${issuer}/authorize*prompt=none*`, (route) =>
    isHeld ? void silent.push(route) : route.fallback(),
  )
  await page.goto(ownPage)
  const signIn = widgetOf(page).getByRole('button', { name: 'Sign in' })
  await signIn.waitFor(SOON)
  isHeld = true

  await signIn.click()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect.poll(() => silent.length, SOON).toBe(1)
  const reason = widgetOf(page).getByText(REFUSED)
  await reason.waitFor(SOON)
  const frames = page.frames().length
  await silent[0]!.continue()
  await expect.poll(() => page.frames().length, SOON).toBe(frames - 1)

  expect(await reason.count()).toBe(1)
  await page.context().close()
})

it('waits until the page opens its CCP', async () => {
  await chat()
  const page = await mount({ signInPage: `${ownPage}sign-in.html` })
  await widgetOf(page).getByText('This page has not opened the Contact Control Panel').waitFor(SOON)

  const ccp = (await (await fetch(ownPage)).text()).match(/connect\.core\.initCCP\(.*\)/)![0]
  await page.addScriptTag({ url: 'streams.js' })
  await page.evaluate(ccp)

  await widgetOf(page).getByRole('heading', { name: 'Ana' }).waitFor(SOON)
})

it('reports after 15 seconds that the CCP does not answer', async () => {
  const page = await open(async (page) => {
    await page.clock.install()
    await page.route('**/ccp.html*', (route) => route.abort())
  })
  await page.waitForRequest(`${issuer}/token`, SOON)
  const reason = widgetOf(page).getByText('has to be an approved origin of the Connect instance')

  await page.clock.runFor(5_000)
  expect(await reason.count()).toBe(0)
  await page.clock.runFor(15_000)

  await reason.waitFor(SOON)
})

it('reports that the API does not accept the sign-in', async () => {
  await chat()
  const page = await open(async (page) => {
    await page.route(`${api}/**`, (route) =>
      route.request().method() === 'OPTIONS'
        ? route.continue()
        : route.fulfill({
            status: 401,
            headers: { 'access-control-allow-origin': '*' },
            json: { message: 'Unauthorized' },
          }),
    )
  })
  await widgetOf(page).getByText('does not accept your sign-in').first().waitFor(SOON)
})

it('reports that a service fails, and recovers without a click when the service works again', async () => {
  await chat()
  let isDown = true
  const page = await open((page) =>
    page.route(`${api}/**`, (route) =>
      isDown && route.request().method() !== 'OPTIONS'
        ? route.fulfill({ status: 502, headers: { 'access-control-allow-origin': '*' }, body: '' })
        : route.continue(),
    ),
  )
  await widgetOf(page).getByText('The WhatsApp service has a problem').waitFor(SOON)
  expect(await widgetOf(page).getByText('You are offline').count()).toBe(0)

  isDown = false

  await widgetOf(page).getByRole('heading', { name: 'Ana' }).waitFor(SOON)
  expect(await widgetOf(page).getByText('The WhatsApp service has a problem').count()).toBe(0)
})
