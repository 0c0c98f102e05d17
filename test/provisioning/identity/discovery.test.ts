// Tests what the CLI reads from the documents that an identity provider publishes, and which
// problems it reports before anything depends on the provider.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import {
  discover,
  discoveryUrl,
  type Fetch,
  isDiscovered,
  signInOrigins,
} from '../../../provisioning/identity/discovery.ts'
import {
  doubtAbout,
  type ProviderName,
  providers as pages,
  providerOf,
} from '../../../provisioning/identity/providers.ts'
import { contentSecurityPolicy } from '../../../provisioning/stack/hosting.ts'
import { settings } from '../stack/settings.ts'
import { recorded, recordedKeys, recordedProviders } from './recorded.ts'

const providers = Object.entries(recorded)
const options = { fetch: recordedProviders as Fetch, acceptsLoopback: false }

const issuer = 'https://login.example.com'
const usual = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
}
const rsa = recordedKeys.keys[0]!

interface Published {
  document?: unknown
  keys?: unknown
  /** How long each answer takes, in milliseconds. */
  ms?: number
}

/** Returns the problems of a provider that publishes this document. */
async function problemsOf({ document = usual, keys = { keys: [rsa] }, ms = 10 }: Published = {}) {
  let clock = 0
  const found = await discover(issuer, {
    acceptsLoopback: false,
    now: () => clock,
    async fetch(url) {
      clock += ms
      const content = url === discoveryUrl(issuer) ? document : keys
      return typeof content === 'string' ? new Response(content) : Response.json(content)
    },
  })
  return isDiscovered(found) ? { remarks: found.remarks } : { problems: found.problems }
}

describe('each supported provider', () => {
  it.each(providers)(
    '%s is recognized by its issuer, and its recorded discovery document causes no remark',
    async (name, { configuration, discovery }) => {
      expect(providerOf(configuration.issuer)).toBe(name)
      const found = await discover(configuration.issuer, options)
      expect(found).toMatchObject({ remarks: [], metadata: { issuer: discovery.issuer } })
    },
  )

  it.each(providers)('%s works with the configuration on its page', (_, { configuration }) => {
    const config = checkedConfig({
      region: settings.region,
      instance: settings.instanceArn,
      identityProvider: configuration,
      channels: [{ waba: 'waba-1', mode: 'bridged' }],
    })
    expect(doubtAbout(config.identityProvider!)).toBeUndefined()
  })

  it.each(providers)(
    '%s has a page with the settings that its tokens need',
    (name, { configuration }) => {
      const page = readFileSync(pages[name as ProviderName].page, 'utf8')
      const [, json] = /```json\n"identityProvider": ([\s\S]*?)```/.exec(page)!
      const shown = JSON.parse(json!)

      expect(Object.keys(shown).sort()).toEqual(Object.keys(configuration).sort())
      for (const key of ['apiScopes', 'userClaim', 'userLookup'] as const)
        expect(shown[key]).toEqual(configuration[key])
      expect(providerOf(shown.issuer.replace('DOMAIN', 'lighthouse.okta.com'))).toBe(name)
      expect(shown.issuer.endsWith('/')).toBe(configuration.issuer.endsWith('/'))
    },
  )

  it.each(providers)(
    '%s has only endpoints that the widget’s content security policy allows',
    async (_, { configuration, discovery }) => {
      const found = await discover(configuration.issuer, options)
      if (!isDiscovered(found)) throw new Error('not discovered')
      const origins = signInOrigins(found, ['https://sso.example.com'])
      const policy = contentSecurityPolicy({ ...settings, signIn: { origins } })
      const allowed = (directive: string) =>
        policy
          .split('; ')
          .find((each) => each.startsWith(`${directive} `))!
          .split(' ')

      expect(allowed('connect-src')).toContain(new URL(discovery.token_endpoint).origin)
      expect(allowed('frame-src')).toContain(new URL(discovery.authorization_endpoint).origin)
      expect(allowed('frame-src')).toContain('https://sso.example.com')
    },
  )
})

describe('an unusual issuer', () => {
  it.each([
    ['https://accounts.google.com', /Google’s access tokens are not JWTs.*Cognito user pool/],
    ['https://identitycenter.amazonaws.com/ssoins-1', /IAM Identity Center.*Cognito user pool/],
    ['https://d-1234567890.awsapps.com/start', /IAM Identity Center.*Cognito user pool/],
    ['https://lighthouse.okta.com', /org authorization server.*\/oauth2\/default/],
    ['https://lighthouse.okta.com/oauth2', /org authorization server/],
    ['https://login.microsoftonline.com/common/v2.0', /TENANT-ID\/v2\.0/],
    ['https://login.microsoftonline.com/organizations/v2.0', /TENANT-ID\/v2\.0/],
    ['http://localhost:4610', /API Gateway cannot reach this machine/],
    ['https://nowhere.example.com', /discovery document cannot be read.*ENOTFOUND/],
  ])('%s is refused with the reason', async (url, reason) => {
    const found = await discover(url, options)
    expect(found).toEqual({ problems: [expect.stringMatching(reason)] })
    expect(found).toEqual({
      problems: [expect.stringContaining(`identityProvider.issuer: ${url}`)],
    })
  })

  it('is refused when it is an Okta org server behind a domain of the company', async () => {
    const document = { ...usual, authorization_endpoint: `${issuer}/oauth2/v1/authorize` }
    expect((await problemsOf({ document })).problems).toEqual([
      expect.stringContaining(`${issuer}/oauth2/default`),
    ])
  })

  it.each<[string, Published, RegExp]>([
    [
      'differs in the last slash',
      { document: { ...usual, issuer: `${issuer}/` } },
      /with a slash.*character by character\. Use "https:\/\/login\.example\.com\/"/,
    ],
    [
      'is a template for every tenant',
      { document: { ...usual, issuer: 'https://login.example.com/{tenantid}' } },
      /Use the issuer of one tenant/,
    ],
    [
      'is of version 1 of Microsoft’s tokens',
      { document: { ...usual, issuer: 'https://sts.windows.net/1/' } },
      /Use https:\/\/login\.example\.com\/v2\.0/,
    ],
    ['publishes no JSON', { document: '<html>' }, /but not with JSON/],
    [
      'publishes no endpoints',
      { document: { issuer } },
      /check authorization_endpoint, token_endpoint, jwks_uri/,
    ],
    [
      'cannot use PKCE with S256',
      { document: { ...usual, code_challenge_methods_supported: ['plain'] } },
      /PKCE with S256/,
    ],
    [
      'has no RSA key',
      { keys: { keys: [{ kty: 'EC', kid: '1', alg: 'ES256' }] } },
      /no RSA key.*it has EC ES256.*RS256/,
    ],
    ['has no RSA key for signatures', { keys: { keys: [{ ...rsa, use: 'enc' }] } }, /no RSA key/],
    ['has no key id', { keys: { keys: [{ kty: 'RSA' }] } }, /no RSA key with a "kid"/],
    [
      'has too many keys',
      { keys: { keys: [{ ...rsa, x5c: 'A'.repeat(150_000) }] } },
      /reads at most 150000/,
    ],
  ])('is explained: %s', async (_, published, reason) => {
    expect((await problemsOf(published)).problems).toEqual([expect.stringMatching(reason)])
  })

  it('is called too slow only if API Gateway would give up', async () => {
    expect(await problemsOf({ ms: 1_400 })).toEqual({ remarks: [] })
    expect((await problemsOf({ ms: 1_600 })).remarks).toEqual([
      expect.stringMatching(/openid-configuration took 1600 ms.*waits 1500 ms/),
      expect.stringMatching(/keys took 1600 ms/),
    ])
  })

  it('is accepted with a warning if it has other keys besides RSA keys', async () => {
    const ec = { kty: 'EC', kid: '1', alg: 'ES256' }
    expect((await problemsOf({ keys: { keys: [ec, rsa] } })).remarks).toEqual([
      expect.stringMatching(/EC ES256.*refuses tokens that are signed with them/),
    ])
  })
})

it('requests the discovery document at the address that API Gateway uses, without a double slash', () => {
  expect(discoveryUrl('https://lighthouse.eu.auth0.com/')).toBe(
    'https://lighthouse.eu.auth0.com/.well-known/openid-configuration',
  )
})

it.each([
  ['email', 'https://login.example.com/realms/support'],
  ['preferred_username', 'https://login.example.com'],
  ['sub', 'https://lighthouse.okta.com/oauth2/default'],
])('warns about the claim %s of %s, because users can change it', (userClaim, url) => {
  expect(doubtAbout({ issuer: url, userClaim })).toBeDefined()
})
