// How the commands use the identity provider. plan, status and doctor read its published documents.
// With `doctor --sign-in`, a person signs in, and doctor checks every step until the Connect user
// is found.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TagResourceCommand } from '@aws-sdk/client-connect'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import {
  API_SCOPE,
  type IdentityProvider,
  startIdentityProvider,
  type TokenShape,
  usualShape,
} from '../../sandbox/functions/identity-provider.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { type Answers, configFile, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const maria = world.agents.find(({ username }) => username === 'maria')!

let account: Account
let provider: IdentityProvider | undefined
beforeEach(async () => {
  account = await startAccount()
})
afterEach(async () => {
  await provider?.close()
  provider = undefined
  await account.close()
})

const configOf = (identityProvider: object) =>
  configFile({
    region: 'us-east-1',
    instance: instanceArn,
    identityProvider,
    channels: [
      { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    ],
  })

const terminal = () =>
  startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })

/** Returns a port that is free at the moment. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** Runs `doctor --sign-in`, and signs in as Maria. */
async function signIn(
  {
    shape = usualShape('connect_user', 'agent-widget'),
    settings = {},
  }: {
    shape?: TokenShape
    settings?: object
  } = {},
  { fetch: read = fetch, visit = (url) => void fetch(url) }: Pick<Answers, 'fetch' | 'visit'> = {},
) {
  provider = await startIdentityProvider(0, shape)
  provider.become('maria')
  const port = await freePort()
  const config = configOf({
    issuer: provider.issuer,
    audience: 'agent-widget',
    scope: `openid ${API_SCOPE}`,
    apiScopes: [API_SCOPE],
    userClaim: 'connect_user',
    ...settings,
  })
  const options = ['--config', config, '--sign-in', '--sign-in-port', String(port)]
  const { out, errors } = await terminal().run(doctor, options, { fetch: read, visit })
  const from = out.findIndex((line) => line.includes('dead-letter queues'))
  return { findings: out.slice(from + 1).join('\n'), all: out.join('\n'), errors, port }
}

it('follows a sign-in from the browser to the Connect user', async () => {
  const { findings, errors, port } = await signIn()

  expect(errors).toContain(`http://localhost:${port}/sign-in has to be registered`)
  expect(findings).toMatch(
    /✓ access token: API Gateway accepts it for 60 minutes, and connect_user identifies the agent as "maria"\n✓ ID token: the API refuses it, as it should\n✓ Connect user: the user name maria identifies Maria\n✓ refresh token: the widget gets no refresh token/,
  )
})

it('finds the Connect user by a tag only if exactly one user has the tag', async () => {
  const subject = '7f1c0000-0000-4000-8000-000000000001'
  const shape: TokenShape = {
    accessToken: (_, scope) => ({ sub: subject, aud: 'agent-widget', azp: 'agent-widget', scope }),
  }
  const settings = { userClaim: 'sub', userLookup: 'tag:whatsapp:agent' }
  const tag = async (id: string) =>
    account.aws.connect.send(
      new TagResourceCommand({
        resourceArn: `${instanceArn}/agent/${id}`,
        tags: { 'whatsapp:agent': subject },
      }),
    )

  const before = await signIn({ shape, settings })
  expect(before.findings).toContain('✗ Connect user: no user of the Connect instance has the tag')
  expect(before.findings).toContain('connect-whatsapp users link USERNAME=')
  await provider!.close()

  await tag(maria.id)
  expect((await signIn({ shape, settings })).findings).toContain(
    `✓ Connect user: the tag whatsapp:agent = ${subject} identifies Maria`,
  )
  await provider!.close()

  await tag(world.agents[1]!.id)
  expect((await signIn({ shape, settings })).findings).toContain('✗ Connect user')
})

it('requests a refresh token, and sends extra parameters, if the configuration says so', async () => {
  const visited: URL[] = []
  const visit = (url: string) => {
    visited.push(new URL(url))
    void fetch(url)
  }
  const settings = {
    scope: `openid offline_access ${API_SCOPE}`,
    extraParameters: { audience: 'https://whatsapp.example.com' },
  }

  const { findings } = await signIn({ settings }, { visit })

  expect(findings).toContain('✓ refresh token: the widget gets a refresh token')
  expect(Object.fromEntries(visited[0]!.searchParams)).toMatchObject({
    audience: 'https://whatsapp.example.com',
    code_challenge_method: 'S256',
    client_id: 'agent-widget',
  })
})

it('explains that an opaque access token cannot be checked', async () => {
  const shape = { ...usualShape('connect_user', 'agent-widget'), isOpaque: () => true }

  const { findings } = await signIn({ shape })

  expect(findings).toContain('✗ access token: it is not a JWT but an opaque text')
  expect(findings).not.toContain('Connect user')
})

it.each([
  [
    'access_denied',
    'Policy evaluation failed for this request',
    /Add an access policy with a rule/,
  ],
  ['invalid_scope', 'One or more scopes are not configured', /each scope must exist/],
  ['unauthorized_client', 'AADSTS65001: not consented', /Grant admin consent/],
])('explains the provider’s error: %s (%s)', async (error, description, remedy) => {
  const visit = (url: string) => {
    const { searchParams } = new URL(url)
    const back = new URL(searchParams.get('redirect_uri')!)
    back.search = String(
      new URLSearchParams({
        error,
        error_description: description,
        state: searchParams.get('state')!,
      }),
    )
    void fetch(back)
  }

  const { findings } = await signIn({}, { visit })

  expect(findings).toMatch(/✗ sign-in: The sign-in failed\. The provider answered/)
  expect(findings).toMatch(remedy)
})

it('reports a token endpoint that does not allow the widget’s page to read its response (CORS)', async () => {
  const read = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init)
    if (!url.endsWith('/token')) return response
    return new Response(response.body, {
      status: response.status,
      headers: { 'content-type': 'application/json' },
    })
  }

  const { findings } = await signIn({}, { fetch: read })

  expect(findings).toMatch(
    /✗ identity provider: its token endpoint does not let pages of .* \(CORS\)/,
  )
})

it('warns about a claim that users can change, and about a missing scope', async () => {
  const config = configOf({
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'email',
  })

  const { output } = await terminal().run(doctor, ['--config', config])

  expect(output).toContain('✓ identity provider: https://id.example.com/ publishes its endpoints')
  expect(output).toMatch(/! identity provider: the claim email may let one agent act as another/)
  expect(output).toMatch(/! identity provider: no scope is required/)
})

it.each([
  ['https://accounts.google.com', /Google’s access tokens are not JWTs/],
  ['https://id.example.com', /without a slash at the end.*Use "https:\/\/id\.example\.com\/"/],
])('refuses the issuer %s in plan and doctor, before it is deployed', async (issuer, reason) => {
  const config = configOf({ issuer, audience: 'agent-widget', userClaim: 'sub' })
  const { run } = terminal()

  const planned = await run(plan, ['--config', config])
  const examined = await run(doctor, ['--config', config])

  expect(planned.code).toBe(1)
  expect(planned.errors).toMatch(/^identityProvider\.issuer: /)
  expect(planned.errors).toMatch(reason)
  expect(examined.output).toMatch(/✗ identity provider: identityProvider\.issuer: /)
})
