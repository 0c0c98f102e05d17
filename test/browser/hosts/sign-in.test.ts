// An agent signs in on the built pages, with the content security policy and the config.json that
// provisioning writes. The identity provider has the peculiarities of providers that companies use.
// Its endpoints are on another origin than its issuer. Its access tokens have an audience but no
// user name, and they are opaque unless the request names an API.
import { TagResourceCommand } from '@aws-sdk/client-connect'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { discover, isDiscovered } from '../../../provisioning/identity/discovery.ts'
import { contentSecurityPolicy } from '../../../provisioning/stack/hosting.ts'
import type { StackSettings } from '../../../provisioning/stack/settings.ts'
import { stackSettings } from '../../../provisioning/stack/settings-of-config.ts'
import { widgetConfiguration } from '../../../provisioning/stack/widget-configuration.ts'
import { channelsOf, type Sandbox } from '../../sandbox/sandbox.ts'
import { openTab, SOON, sharedBrowser, startWithPages, type Tab } from '../harness.ts'

const WIDGET = 'https://d111111abcdef8.cloudfront.net'
const ISSUER = 'https://id.example.com/tenant'
const PAGES = 'https://lighthouse.auth.example.com'
const AUDIENCE = 'https://whatsapp.example.com'
const CLIENT = 'widget-client'
const SCOPE = 'agent'
const SUBJECT = '7f1c0000-0000-4000-8000-000000000001'
const TAG = 'whatsapp:agent'

const identityProvider = {
  issuer: ISSUER,
  audience: AUDIENCE,
  clientId: CLIENT,
  scope: `openid ${SCOPE}`,
  extraParameters: { audience: AUDIENCE },
  apiScopes: [SCOPE],
  userClaim: 'sub',
  userLookup: `tag:${TAG}`,
}

const discovery = {
  issuer: ISSUER,
  authorization_endpoint: `${PAGES}/oauth2/authorize`,
  token_endpoint: `${PAGES}/oauth2/token`,
  jwks_uri: `${ISSUER}/keys`,
}

let sandbox: Sandbox
let settings: StackSettings

beforeAll(async () => {
  sandbox = await startWithPages({
    identity: {
      userClaim: 'sub',
      userLookup: `tag:${TAG}`,
      jwt: identityProvider,
      apiScopes: [SCOPE],
    },
    tokens: {
      issuer: ISSUER,
      accessToken: (_, scope) => ({
        sub: SUBJECT,
        aud: [AUDIENCE, `${ISSUER}/userinfo`],
        azp: CLIENT,
        scope,
      }),
      idToken: () => ({ sub: SUBJECT }),
      isOpaque: (parameters) => !parameters.has('audience'),
    },
  })
  const maria = sandbox.world.agents.find(({ username }) => username === 'maria')!
  await sandbox.clients.connect.send(
    new TagResourceCommand({
      resourceArn: `${sandbox.place.instanceArn}/agent/${maria.id}`,
      tags: { [TAG]: SUBJECT },
    }),
  )
  const config = checkedConfig({
    ...channelsOf(sandbox.world),
    stack: { chatFlow: sandbox.world.flows[1]!.name },
    identityProvider,
  })
  settings = await stackSettings(config, sandbox.clients, async ({ issuer }) => {
    const keys = sandbox.functions.identityProvider.keys()
    const found = await discover(issuer, {
      acceptsLoopback: false,
      fetch: async (url) => Response.json(url === discovery.jwks_uri ? keys : discovery),
    })
    if (!isDiscovered(found)) throw new Error(found.problems.join())
    return found
  })
}, 120_000)
afterAll(() => sandbox?.stop())

/** An answer that the browser got from the identity provider's token endpoint. */
interface Answered {
  access_token: string
  id_token: string
}

/** Answers the browser's requests to the public URLs of the pages and of the identity provider. */
async function publish(
  context: BrowserContext,
  { policy = contentSecurityPolicy(settings), configuration = {} } = {},
) {
  const answers: Answered[] = []
  const asked: URL[] = []
  const { url: provider } = sandbox.functions.identityProvider

  const at = (origin: string) => (url: URL) => url.origin === origin
  await context.route(at(WIDGET), async (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/config.json')
      return route.fulfill({
        json: { ...widgetConfiguration(settings, { apiUrl: sandbox.urls.api }), ...configuration },
      })
    const response = await route.fetch({ url: `${sandbox.urls.page}widget${pathname}` })
    const headers = { ...response.headers(), 'content-security-policy': policy }
    return route.fulfill({ response, headers })
  })
  await context.route(at(new URL(ISSUER).origin), (route) => route.fulfill({ json: discovery }))
  await context.route(at(PAGES), async (route) => {
    const url = new URL(route.request().url())
    if (url.pathname === '/oauth2/token') return token(route)
    asked.push(url)
    const answer = await fetch(`${provider}/authorize${url.search}`, { redirect: 'manual' })
    return route.fulfill({
      contentType: 'text/html',
      body: `<script>location.replace(${JSON.stringify(answer.headers.get('location'))})</script>`,
    })
  })
  // Blocks the CCP, which these tests do not need.
  await context.route(/my\.connect\.aws/, (route) => route.abort())

  async function token(route: Route) {
    const response = await route.fetch({ url: `${provider}/token` })
    answers.push(await response.json())
    return route.fulfill({
      response,
      headers: { ...response.headers(), 'access-control-allow-origin': WIDGET },
    })
  }
  return { answers, asked }
}

async function open(
  options: Parameters<typeof publish>[1] = {},
  { hasSession = false }: { hasSession?: boolean } = {},
) {
  sandbox.functions.identityProvider.become('maria')
  if (!hasSession) sandbox.functions.identityProvider.endSession()
  const tab: Tab = await openTab(await sharedBrowser(), 'about:blank')
  const published = await publish(tab.page.context(), options)
  await tab.page.goto(`${WIDGET}/ccp.html`)
  return { ...tab, ...published }
}

const button = (page: Page) => page.getByRole('button', { name: 'Sign in' })

async function signInWithWindow(page: Page) {
  await button(page).waitFor(SOON)
  const [popup] = await Promise.all([page.waitForEvent('popup'), button(page).click()])
  if (!popup.isClosed()) await popup.waitForEvent('close')
}

async function signedIn(page: Page, answers: readonly Answered[]) {
  await expect.poll(() => answers.length, SOON).toBeGreaterThan(0)
  await expect.poll(() => page.getByRole('button', { name: /sign/i }).count(), SOON).toBe(0)
}

const conversationWith = (token: string, contactId: string) =>
  fetch(`${sandbox.urls.api}/contacts/${contactId}/conversation`, {
    headers: { authorization: `Bearer ${token}` },
  })

async function chat(): Promise<string> {
  sandbox.whatsapp.customerSends('+15550142', '+15550100', { type: 'text', text: { body: 'Hi' } })
  for (let second = 0; second < 60; second++) {
    await sandbox.clock.advance(1000)
    const queued = sandbox.agentConsole.contacts().find(({ state }) => state === 'queued')
    if (!queued) continue
    sandbox.agentConsole.accept(queued.contactId, 'maria')
    return queued.contactId
  }
  throw new Error('no chat')
}

it('signs in under the content security policy, with a token that the API accepts for the right agent', {
  timeout: 120_000,
}, async () => {
  const { page, errors, answers, asked, requested } = await open()

  await signInWithWindow(page)
  await signedIn(page, answers)

  expect(errors).toEqual([])
  expect(asked.map(({ searchParams }) => searchParams.get('audience'))).toEqual(
    asked.map(() => AUDIENCE),
  )
  // The widget does not read the identity provider's discovery document, because config.json
  // contains the endpoints.
  expect(requested.filter((url) => url.startsWith(ISSUER))).toEqual([])
  const { access_token, id_token } = answers.at(-1)!
  const contactId = await chat()
  expect((await conversationWith(access_token, contactId)).status).toBe(200)
  expect((await conversationWith(id_token, contactId)).status).toBe(401)
  await page.context().close()
})

it('signs in without a click if the agent has a session', { timeout: 120_000 }, async () => {
  const { page, errors, answers, asked } = await open({}, { hasSession: true })

  await signedIn(page, answers)

  expect(errors).toEqual([])
  expect(asked.map(({ searchParams }) => searchParams.get('prompt'))).toEqual(['none'])
  await page.context().close()
})

it('receives a token that the API refuses if the sign-in request does not name the API', {
  timeout: 120_000,
}, async () => {
  const { page, answers } = await open({ configuration: { extraParameters: {} } })

  await signInWithWindow(page)

  await expect.poll(() => answers.length, SOON).toBeGreaterThan(0)
  expect(answers.at(-1)!.access_token).toMatch(/^opaque-/)
  expect((await conversationWith(answers.at(-1)!.access_token, 'any')).status).toBe(401)
  await page.context().close()
})

it('cannot sign in if the content security policy allows only the issuer’s origin', {
  timeout: 120_000,
}, async () => {
  const { signIn: _, ...without } = settings
  const { page, errors, answers } = await open({ policy: contentSecurityPolicy(without) })

  await signInWithWindow(page)

  await page.getByText('received no answer from your company’s identity provider').waitFor(SOON)
  expect(answers).toEqual([])
  expect(errors.join()).toContain(`${PAGES}/oauth2/token`)
  await page.context().close()
})
