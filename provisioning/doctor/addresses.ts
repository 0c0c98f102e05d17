// Sends requests to the addresses of the deployed stack, as a browser does: to the widget's pages,
// and to the API without a token.
import type { Checked } from '../config/config.ts'
import { type Ask, REACH } from './ask.ts'
import { APPLY, bad, check, type Finding, ok } from './finding.ts'

/** The files at the widget's address that doctor requests. */
const PAGES = ['agent-workspace.html', 'sign-in.html', 'config.json'] as const

const DRIFT =
  'Somebody changed it outside of connect-whatsapp. "connect-whatsapp plan --drift" prints the change. Undo it.'

type Outputs = Readonly<Record<string, string>>

/** `outputs` are the outputs of the deployed stack. */
export async function addressFindings(
  { WidgetUrl, ApiUrl }: Outputs,
  config: Pick<Checked, 'identityProvider' | 'stack'>,
  ask: Ask,
): Promise<readonly Finding[]> {
  if (!WidgetUrl || !ApiUrl) return []
  const found = await Promise.all([
    check('widget', () => widgetFindings(WidgetUrl, ApiUrl, config, ask)),
    check('API', () => apiFindings(ApiUrl, WidgetUrl, config, ask)),
  ])
  return found.flat()
}

const unreachable = (about: string, url: string, reason: string) =>
  bad(
    about,
    `${url} cannot be reached from here (${reason})`,
    `${REACH} The address of a new stack is known everywhere only after some minutes.`,
  )

async function widgetFindings(
  widgetUrl: string,
  apiUrl: string,
  { identityProvider }: Pick<Checked, 'identityProvider'>,
  ask: Ask,
): Promise<Finding[]> {
  const pages = await Promise.all(
    PAGES.map(async (page) => {
      const url = new URL(page, widgetUrl).href
      return { page, url, response: await ask(url) }
    }),
  )
  const [first] = pages
  if (typeof first!.response === 'string')
    return [unreachable('widget', first!.url, first!.response)]
  const lost = pages.flatMap(({ page, response }) =>
    typeof response !== 'string' && response.ok ? [] : [page],
  )
  if (lost.length > 0)
    return [
      bad(
        'widget',
        `${widgetUrl} does not serve ${lost.join(', ')}, so agents see an empty page`,
        `${APPLY} If that changes nothing, somebody changed the distribution: "connect-whatsapp plan --drift" says how.`,
      ),
    ]
  const unprotected = pages.flatMap(({ page, response }) =>
    page.endsWith('.html') && !(response as Response).headers.get('content-security-policy')
      ? [page]
      : [],
  )
  const settings = await settingsFindings(pages[2]!.response as Response, {
    apiUrl,
    issuer: identityProvider?.issuer,
  })
  const found = [
    ...(unprotected.length > 0
      ? [
          bad(
            'widget',
            `the Content-Security-Policy is missing from ${unprotected.join(', ')}, so any website can frame the widget`,
            `The response headers policy is missing in the distribution. ${DRIFT}`,
          ),
        ]
      : []),
    ...settings,
  ]
  return found.length > 0
    ? found
    : [ok('widget', `${widgetUrl} serves its pages, with this API and this identity provider`)]
}

/** Checks that config.json, which the widget reads first, contains the expected settings. */
async function settingsFindings(
  response: Response,
  wanted: { apiUrl: string; issuer: string | undefined },
): Promise<Finding[]> {
  const broken = (message: string) => [bad('widget', `its config.json ${message}`, APPLY)]
  let settings: { apiUrl?: unknown; issuer?: unknown }
  try {
    settings = await response.json()
  } catch {
    return broken('is not JSON, so it does not start')
  }
  if (settings.apiUrl !== wanted.apiUrl)
    return broken(
      `names the API ${settings.apiUrl} instead of ${wanted.apiUrl}, so agents read and send nothing`,
    )
  if (settings.issuer !== wanted.issuer)
    return broken(
      `names the identity provider ${settings.issuer} instead of ${wanted.issuer}, so agents cannot sign in`,
    )
  return []
}

async function apiFindings(
  apiUrl: string,
  widgetUrl: string,
  { stack: { widgetOrigins } }: Pick<Checked, 'stack'>,
  ask: Ask,
): Promise<Finding[]> {
  const url = new URL('conversation', `${apiUrl.replace(/\/$/, '')}/`).href
  const response = await ask(url)
  if (typeof response === 'string') return [unreachable('API', apiUrl, response)]
  if (response.status !== 401) return [unlocked(url, response.status)]
  const origins = [new URL(widgetUrl).origin, ...widgetOrigins]
  const refused = await Promise.all(
    origins.map(async (origin) => ((await isLetIn(origin, url, ask)) ? [] : [origin])),
  )
  if (refused.flat().length > 0)
    return [
      bad(
        'API',
        `CORS does not allow pages of ${refused.flat().join(', ')} to call it, so the widget on these pages reads and sends nothing`,
        `${APPLY} If that changes nothing: ${DRIFT}`,
      ),
    ]
  return [
    ok('API', `${apiUrl} refuses requests without a token, and pages of the widget may use it`),
  ]
}

const unlocked = (url: string, status: number) => {
  if (status < 400)
    return bad(
      'API',
      `${url} answers a request without a token (${status}), so it does not check the sign-in`,
      `The authorizer is missing in API Gateway. ${DRIFT}`,
    )
  const why = status >= 500 ? 'it fails' : 'its route or its stage is missing'
  return bad(
    'API',
    `${url} answers ${status} to a request without a token instead of 401: ${why}, so agents read and send nothing`,
    status >= 500
      ? 'Run this again in a minute. If the problem remains, look at the API in the API Gateway console.'
      : DRIFT,
  )
}

/**
 * Returns whether CORS allows the origin. Sends the preflight request that a browser sends before
 * the widget's first request.
 */
async function isLetIn(origin: string, url: string, ask: Ask): Promise<boolean> {
  const response = await ask(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  if (typeof response === 'string') return false
  const allowed = response.headers.get('access-control-allow-origin')
  const headers = (response.headers.get('access-control-allow-headers') ?? '').toLowerCase()
  return (allowed === '*' || allowed === origin) && /authorization|\*/.test(headers)
}
