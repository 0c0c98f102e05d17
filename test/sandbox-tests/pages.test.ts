// What the sandbox serves to browsers.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'

let sandbox: Sandbox
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-whatsapp-pages-'))
  for (const part of ['widget', 'sandbox'])
    await mkdir(join(folder, part, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'not for browsers')
  await writeFile(join(folder, 'sandbox/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'widget/ccp.html'), '<!doctype html>')
  sandbox = await startSandbox({ pages: folder })
})
afterAll(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

/** Sends a raw request, because fetch would normalize the path and set the origin itself. */
function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(sandbox.urls.page)
    request({ hostname, port, path, headers }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      done({ status: response.statusCode!, headers: response.headers, body })
    })
      .on('error', failed)
      .end()
  })
}

it('serves the page with the agent’s console and the phone at /', async () => {
  expect(await get('/')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html>',
  })
})

it.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/widget/..%2f..%2fsecret.txt',
  '/widget/%2e%2e/secret.txt',
])('serves nothing outside its folders: %s', async (path) => {
  const { status, body } = await get(path)

  expect(body).not.toContain('not for browsers')
  expect(status).toBe(404)
})

it('allows the widget’s pages to run only their own scripts', async () => {
  const { headers } = await get('/widget/ccp.html')

  expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/)
})

it('the widget’s configuration points to a CCP on a different site', async () => {
  const at = new URL(sandbox.urls.page)
  const ccpFor = async (host: string) =>
    JSON.parse((await get('/widget/config.json', { host })).body).ccpUrl

  expect(await ccpFor(at.host)).toBe(`http://localhost:${at.port}/ccp.html`)
  expect(await ccpFor(`localhost:${at.port}`)).toBe(`http://127.0.0.1:${at.port}/ccp.html`)
  expect(await ccpFor('sandbox.example.com')).toBe('http://sandbox.example.com/ccp.html')
})

it('displays a customer’s file, but never runs scripts in the file', async () => {
  const data = Buffer.from('<script>alert(1)</script>').toString('base64')
  sandbox.whatsapp.customerSends('+15550142', '+15550100', {
    type: 'document',
    mime_type: 'text/html',
    document: {},
    data,
  })
  const { media } = sandbox.whatsapp.screen('+15550142').messages.at(-1)!

  const { status, headers } = await get(`/control/media/${media!.id}`)

  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  })
})

it('refuses requests from pages of other sites', async () => {
  const asked = await get('/control/contacts', { 'sec-fetch-site': 'cross-site' })

  expect(asked.status).toBe(403)
  expect((await get('/control/contacts', { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
})

it('offers no opening scene if the sandbox’s world lacks the people in the scene', async () => {
  const other = await startSandbox({
    world: { ...sandbox.world, wabas: sandbox.world.wabas.slice(0, 1), customers: [] },
  })
  try {
    expect(await (await fetch(`${other.urls.control}/story`)).json()).toEqual({
      steps: [],
      next: 0,
      playing: false,
    })
    expect((await fetch(`${other.urls.control}/story/next`, { method: 'POST' })).status).toBe(400)
  } finally {
    await other.stop()
  }
})
