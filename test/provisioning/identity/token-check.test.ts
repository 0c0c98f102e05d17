// Checks whether API Gateway and the widget's API would accept the tokens of each identity
// provider, in the form that the provider documents.
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { checkedConfig, type IdentityProvider } from '../../../provisioning/config/config.ts'
import type { ProviderName } from '../../../provisioning/identity/providers.ts'
import { checkTokens } from '../../../provisioning/identity/token-check.ts'
import { settings as stack } from '../stack/settings.ts'
import { recorded } from './recorded.ts'

const { privateKey, publicKey } = await generateKeyPair('RS256')
const { privateKey: elliptic } = await generateKeyPair('ES256')
const { privateKey: foreign } = await generateKeyPair('RS256')
const jwk = await exportJWK(publicKey)
/**
 * There are two keys, because Cognito and other providers sign access tokens and ID tokens with
 * different keys.
 */
const keys = {
  keys: ['access-key', 'id-key'].map((kid) => ({ ...jwk, kty: 'RSA', kid, use: 'sig' })),
}
const now = new Date(1796040060_000)

interface Token {
  header: Readonly<Record<string, unknown>>
  payload: Readonly<Record<string, unknown>>
}

const signed = ({ header, payload }: Token, key = privateKey) =>
  new SignJWT({ ...payload }).setProtectedHeader({ alg: 'RS256', ...header }).sign(key)

const settingsOf = (provider: ProviderName, changes: object = {}): IdentityProvider =>
  checkedConfig({
    region: stack.region,
    instance: stack.instanceArn,
    identityProvider: { ...recorded[provider].configuration, ...changes },
    channels: [{ waba: 'waba-1', mode: 'bridged' }],
  }).identityProvider!

interface Case {
  claims?: object
  header?: object
  settings?: object
  key?: typeof privateKey
}

/** Checks an access token of the provider with these changes. */
async function check(provider: ProviderName, { claims, header, settings, key }: Case = {}) {
  const { accessToken } = recorded[provider]
  const token = {
    header: { ...accessToken.header, ...header },
    payload: { ...accessToken.payload, ...claims },
  }
  return checkTokens(
    { accessToken: await signed(token, key) },
    settingsOf(provider, settings),
    keys,
    now,
  )
}

const failures = ({ findings }: Awaited<ReturnType<typeof check>>) =>
  findings
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ message, remedy }) => `${message} → ${remedy}`)

const names = Object.keys(recorded) as ProviderName[]

describe('the recorded tokens of each provider', () => {
  it.each(names)(
    '%s: the access token is accepted, and names the user by the immutable claim',
    async (name) => {
      const found = await check(name)
      expect(failures(found)).toEqual([])
      const { configuration, accessToken } = recorded[name]
      expect(found.user).toBe(accessToken.payload[configuration.userClaim])
    },
  )

  it.each(names)('%s: the ID token is refused', async (name) => {
    const { accessToken, idToken } = recorded[name]
    const tokens = { accessToken: await signed(accessToken), idToken: await signed(idToken) }
    const { findings } = await checkTokens(tokens, settingsOf(name), keys, now)
    expect(findings).toContainEqual({
      about: 'ID token',
      verdict: 'ok',
      message: 'the API refuses it, as it should',
    })

    const used = await checkTokens({ accessToken: tokens.idToken }, settingsOf(name), keys, now)
    expect(used.user).toBeUndefined()
  })

  it.each(names)('%s: a token of another client is refused', async (name) => {
    const client = ['azp', 'client_id', 'cid'].find(
      (claim) => claim in recorded[name].accessToken.payload,
    )!
    const found = await check(name, { claims: { [client]: 'another-client' } })
    expect(found.user).toBeUndefined()
    expect(failures(found).join()).toMatch(/another-client|audience/)
  })
})

describe('the reason why API Gateway would refuse a token', () => {
  it.each<[string, ProviderName, Case, RegExp]>([
    [
      'an issuer that differs only in a slash',
      'auth0',
      { claims: { iss: 'https://lighthouse.eu.auth0.com' } },
      /issuer is "https:\/\/lighthouse\.eu\.auth0\.com", .*slash at the end/,
    ],
    [
      'a token of version 1',
      'entra-id',
      { claims: { iss: 'https://sts.windows.net/11112222/' } },
      /requestedAccessTokenVersion to 2/,
    ],
    [
      'a token for Microsoft Graph',
      'entra-id',
      { claims: { aud: '00000003-0000-0000-c000-000000000000' } },
      /audience is "00000003.*Expose an API/,
    ],
    [
      'a token without our audience',
      'keycloak',
      { claims: { aud: 'account' } },
      /audience is "account".*Audience mapper/,
    ],
    ['no audience at all', 'okta', { claims: { aud: undefined } }, /audience is missing/],
    [
      'a missing scope',
      'okta',
      { claims: { scp: ['openid'] } },
      /it has the scopes openid, and the API requires agent/,
    ],
    [
      'a signature of another algorithm',
      'auth0',
      { header: { alg: 'ES256' }, key: elliptic },
      /signed with ES256.*RS256/,
    ],
    [
      'a key that is not published',
      'okta',
      { header: { kid: 'secret' } },
      /key "secret", which the provider does not publish/,
    ],
    ['a forged signature', 'okta', { key: foreign }, /signature cannot be verified/],
    ['an expired token', 'okta', { claims: { exp: 1796040000 } }, /expired already/],
    [
      'a missing claim',
      'okta',
      { settings: { userClaim: 'employee' } },
      /no claim employee \(it has .*uid/,
    ],
    [
      'a missing prefix',
      'cognito',
      { settings: { userClaim: 'username', userClaimPrefix: 'Company_' } },
      /does not begin with "Company_"/,
    ],
    [
      'a token full of groups',
      'okta',
      {
        claims: {
          groups: Array.from(
            { length: 200 },
            (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
          ),
        },
      },
      /Leave groups and roles out/,
    ],
  ])('is named for %s (%s)', async (_, provider, change, message) => {
    const found = await check(provider, change)
    expect(found.user).toBeUndefined()
    expect(failures(found).join('\n')).toMatch(message)
  })

  it.each([
    ['opaque-token', /not a JWT but an opaque text.*|extraParameters/],
    ['a.b.c.d.e', /encrypted/],
  ])('is named for %s, which is not a signed JWT', async (accessToken, message) => {
    const { findings, user } = await checkTokens({ accessToken }, settingsOf('auth0'), keys, now)
    expect(user).toBeUndefined()
    expect(findings).toMatchObject([
      {
        verdict: 'bad',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/extraParameters/),
      },
    ])
  })
})

describe('a token that is accepted', () => {
  it('is checked by its client_id if it has no audience, like a token of Amazon Cognito', async () => {
    const found = await check('cognito', { claims: { client_id: 'another-client' } })
    expect(failures(found)[0]).toMatch(/audience is "another-client"/)
  })

  it('identifies the user without the prefix of the claim', async () => {
    const found = await check('cognito', {
      claims: { username: 'Company_maria' },
      settings: { userClaim: 'username', userClaimPrefix: 'Company_' },
    })
    expect(found.user).toBe('maria')
  })

  it('causes a warning if the provider’s clock is fast or the token is valid for too long', async () => {
    expect(failures(await check('okta', { claims: { iat: 1796040090 } }))).toEqual([
      expect.stringMatching(/valid only in 30 seconds/),
    ])
    expect(failures(await check('auth0', { claims: { exp: 1796126460 } }))).toEqual([
      expect.stringMatching(/valid for 24 hours/),
    ])
  })

  it('causes a warning if no scope is required, because API Gateway would then accept ID tokens too', async () => {
    const { accessToken, idToken } = recorded['entra-id']
    const { findings } = await checkTokens(
      { accessToken: await signed(accessToken), idToken: await signed(idToken) },
      settingsOf('entra-id', { audience: idToken.payload.aud, apiScopes: [] }),
      keys,
      now,
    )
    expect(findings).toContainEqual(expect.objectContaining({ about: 'ID token', verdict: 'bad' }))
  })
})
