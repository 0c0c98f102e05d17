// Tests what doctor reports if a URL of a deployed stack answers wrongly. That the sandbox's URLs
// answer correctly is tested in test/provisioning/links/links.test.ts.
import { expect, it } from 'vitest'
import { addressFindings } from '../../../provisioning/doctor/addresses.ts'

const widget = 'https://d1example.cloudfront.net/'
const api = 'https://abc.execute-api.us-east-1.amazonaws.com'
const issuer = 'https://id.example.com/'
const config: any = {
  identityProvider: { issuer },
  stack: { widgetOrigins: ['https://ccp.example.com'] },
}

const page = () =>
  new Response('', { headers: { 'content-security-policy': "default-src 'none'" } })
const allowed = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-headers': 'authorization,content-type',
})

/**
 * Returns doctor's findings. Requests are answered as after `apply`, unless `others` contains
 * another answer for their method and URL.
 */
async function findings(others: Record<string, () => Response | string> = {}) {
  const found = await addressFindings(
    { WidgetUrl: widget, ApiUrl: api },
    config,
    async (url, { method = 'GET', headers } = {}) => {
      const other = others[`${method} ${url}`]
      if (other) return other()
      if (url === `${widget}config.json`) return Response.json({ apiUrl: api, issuer })
      if (url.startsWith(widget)) return page()
      if (method === 'OPTIONS')
        return new Response(null, { headers: allowed(new Headers(headers).get('origin')!) })
      return new Response('{"message":"Unauthorized"}', { status: 401 })
    },
  )
  return found.map(({ about, verdict, message }) => `${verdict} ${about}: ${message}`)
}

it('finds no problem with the pages, the settings and the API after apply', async () => {
  expect(await findings()).toEqual([
    `ok widget: ${widget} serves its pages, with this API and this identity provider`,
    `ok API: ${api} refuses requests without a token, and pages of the widget may use it`,
  ])
})

it.each<[string, string, () => Response | string, RegExp]>([
  [
    'a page of the widget that CloudFront does not serve',
    `GET ${widget}sign-in.html`,
    () => new Response('', { status: 403 }),
    /^bad widget: .* does not serve sign-in\.html, so agents see an empty page/,
  ],
  [
    'an address that cannot be reached',
    `GET ${widget}agent-workspace.html`,
    () => 'ENOTFOUND',
    /^bad widget: .*agent-workspace\.html cannot be reached from here \(ENOTFOUND\)/,
  ],
  [
    'a page without its Content-Security-Policy',
    `GET ${widget}agent-workspace.html`,
    () => new Response(''),
    /^bad widget: the Content-Security-Policy is missing from agent-workspace\.html/,
  ],
  [
    'settings that name another API',
    `GET ${widget}config.json`,
    () => Response.json({ apiUrl: 'https://old.example.com', issuer }),
    /^bad widget: its config\.json names the API https:\/\/old\.example\.com instead of/,
  ],
  [
    'settings that name another identity provider',
    `GET ${widget}config.json`,
    () => Response.json({ apiUrl: api, issuer: 'https://other.example.com' }),
    /^bad widget: its config\.json names the identity provider .*cannot sign in/,
  ],
  [
    'settings that are not JSON',
    `GET ${widget}config.json`,
    () => new Response('<html>'),
    /^bad widget: its config\.json is not JSON/,
  ],
  [
    'an API without an authorizer',
    `GET ${api}/conversation`,
    () => Response.json({}),
    /^bad API: .* answers a request without a token \(200\), so it does not check the sign-in/,
  ],
  [
    'an API without its route',
    `GET ${api}/conversation`,
    () => new Response('', { status: 404 }),
    /^bad API: .* answers 404 .* its route or its stage is missing/,
  ],
  [
    'an API that fails',
    `GET ${api}/conversation`,
    () => new Response('', { status: 503 }),
    /^bad API: .* answers 503 .* it fails/,
  ],
  [
    'an API that pages of the widget may not use',
    `OPTIONS ${api}/conversation`,
    () => new Response(null, { status: 204, headers: allowed('https://ccp.example.com') }),
    /^bad API: CORS does not allow pages of https:\/\/d1example\.cloudfront\.net to call it/,
  ],
])('reports %s', async (_, address, answer, message) => {
  const found = await findings({ [address]: answer })

  expect(found).toContainEqual(expect.stringMatching(message))
})
