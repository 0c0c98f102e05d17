import { expect, it } from 'vitest'
import { startedFunctions } from './functions-support.ts'

const { clock, functions } = await startedFunctions()

const ask = (token?: string, path = '/', init: RequestInit = {}) =>
  fetch(functions.apiUrl + path, {
    ...init,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...init.headers },
  })

it('requires a valid token of the identity provider with the API’s audience', async () => {
  const good = await functions.signIn('maria')
  const [header, payload, signature] = good.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = [
    header,
    Buffer.from(JSON.stringify({ ...claims, connect_user: 'jonas' })).toString('base64url'),
    signature,
  ].join('.')
  const foreign = await functions.signIn('maria', { aud: 'another-app' })
  const elsewhere = await functions.signIn('maria', { iss: 'https://idp.example.com' })

  const statuses = await Promise.all(
    [good, undefined, 'nonsense', forged, foreign, elsewhere].map(
      async (token) => (await ask(token)).status,
    ),
  )
  await clock.advance(3_601_000)

  expect(statuses).toEqual([200, 401, 401, 401, 401, 401])
  expect((await ask(good)).status).toBe(401)
})

it('passes the function an event of payload format 2.0 with the token’s claims', async () => {
  const token = await functions.signIn('maria', { groups: ['agents', 'leads'] })

  const event = (await (
    await ask(token, '/contacts/a%20b?x=1&x=2&y', { headers: { cookie: 'one=1; two=2' } })
  ).json()) as any

  expect(event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/contacts/a b',
    rawQueryString: 'x=1&x=2&y',
    cookies: ['one=1', 'two=2'],
    queryStringParameters: { x: '1,2', y: '' },
    isBase64Encoded: false,
    requestContext: {
      http: { method: 'GET', path: '/contacts/a b' },
      authorizer: {
        jwt: { claims: { sub: 'maria', connect_user: 'maria', groups: '[agents leads]' } },
      },
    },
  })
  expect(event.headers.cookie).toBeUndefined()
})

it('returns the function’s response to pages of any origin, and returns 500 if the function fails', async () => {
  const token = await functions.signIn('maria')
  const post = (body: object, headers = {}) =>
    ask(token, '/', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })

  const teapot = await post(
    { answer: { statusCode: 418, headers: { 'x-kind': 'tea' }, body: 'short' } },
    { origin: 'https://ccp.example.com' },
  )
  const preflight = await fetch(functions.apiUrl, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://ccp.example.com',
      'access-control-request-headers': 'authorization',
    },
  })

  expect([teapot.status, teapot.headers.get('x-kind'), await teapot.text()]).toEqual([
    418,
    'tea',
    'short',
  ])
  expect(teapot.headers.get('access-control-allow-origin')).toBe('https://ccp.example.com')
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'authorization',
  ])
  expect((await post({ throw: 'no' })).status).toBe(500)
})

it('signs a browser in as the user who is selected in the sandbox', async () => {
  functions.identityProvider.become('jonas')
  const { issuer } = functions.identityProvider

  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'openid' })
  const authorization = `Basic ${Buffer.from('agent-widget:secret').toString('base64')}`
  const { access_token } = (await (
    await fetch(`${issuer}/token`, { method: 'POST', body: form, headers: { authorization } })
  ).json()) as any

  const event = (await (await ask(access_token)).json()) as any
  expect(event.requestContext.authorizer.jwt.claims.connect_user).toBe('jonas')
})
