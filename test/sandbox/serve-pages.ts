// Serves the sandbox's pages and the widget's pages on the port of the control API.
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { type Context, Hono } from 'hono'
import { API_SCOPE } from './functions/identity-provider.ts'
import type { SandboxUrls } from './sandbox.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** `folder` resolves with the result of `buildPages`. Requests wait until the folder is built. */
export function servePages(
  folder: string | Promise<string>,
  urls: SandboxUrls,
  region: string,
): Hono {
  const app = new Hono()

  app.get('/widget/config.json', (c) =>
    c.json(configFor(ccpOrigin(c), urls, region), 200, { 'access-control-allow-origin': '*' }),
  )
  app.get('/widget/*', async (c) => {
    const headers = { 'content-security-policy': contentSecurityPolicy(urls, ccpOrigin(c)) }
    return fileIn(join(await folder, 'widget'), c.req.path.slice('/widget/'.length), headers)
  })
  app.get('/*', async (c) =>
    fileIn(join(await folder, 'sandbox'), c.req.path.slice(1) || 'index.html'),
  )
  return app
}

/**
 * Returns the origin from which the CCP is loaded. For a page on localhost it is 127.0.0.1, and the
 * reverse, so that the CCP and the embedding page are on different sites, as in production. For any
 * other host name, the origin is that of the page itself.
 */
function ccpOrigin(c: Context): string {
  const { protocol, hostname, port } = new URL(c.req.url)
  const other = { '127.0.0.1': 'localhost', localhost: '127.0.0.1' }[hostname] ?? hostname
  return `${protocol}//${other}${port && `:${port}`}`
}

/** Returns the widget's configuration file, as provisioning writes it for an account. */
const configFor = (ccp: string, { api, issuer, aws, ownPage }: SandboxUrls, region: string) => ({
  apiUrl: api,
  issuer,
  clientId: 'agent-widget',
  scope: `openid ${API_SCOPE}`,
  region,
  origins: ownPage ? [new URL(ownPage).origin] : [],
  ccpUrl: `${ccp}/ccp.html`,
  participantEndpoint: aws,
  place: {
    latitude: 38.7107,
    longitude: -9.1366,
    name: 'Lighthouse Travel',
    address: 'Rua Augusta 24, Lisbon',
  },
  places: {
    '+15550101': {
      latitude: 41.1496,
      longitude: -8.611,
      name: 'Lighthouse Repairs',
      address: 'Rua das Flores 9, Porto',
    },
  },
})

/**
 * Returns a content security policy that is as strict as the stack's
 * (provisioning/stack/hosting.ts), with the sandbox's URLs.
 */
function contentSecurityPolicy({ api, issuer, aws }: SandboxUrls, ccp: string): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', aws],
    'media-src': ["'self'", 'blob:', aws],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", api, issuer, aws],
    // Frames may show the CCP, the identity provider during silent sign-in, the widget's own page,
    // and the customer's documents.
    'frame-src': ["'self'", ccp, issuer, aws],
    'frame-ancestors': ["'self'", ccp],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'object-src': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ')
}

async function fileIn(
  folder: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const file = normalize(join(folder, decodeURIComponent(path)))
  const body = file.startsWith(folder) ? await readFile(file).catch(() => undefined) : undefined
  if (!body) return new Response('not found', { status: 404 })
  const immutable = /\/assets\//.test(file)
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': immutable ? 'max-age=31536000, immutable' : 'no-cache',
      // Allows pages of every origin to import the widget's modules.
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}
