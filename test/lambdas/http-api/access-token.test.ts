// Which tokens the API accepts, and which user each token identifies.
import { expect, it } from 'vitest'
import type { AgentIdentity } from '#deployment/resources'
import type { Agent, Connect } from '#model/ports'
import type { Claims } from '../../../lambdas/http-api/access-token.ts'
import { agents } from '../../../lambdas/http-api/agents.ts'

const maria: Agent = { userId: 'user-1', name: 'Maria', routingProfileId: undefined }

/**
 * Returns the Connect user whom a token with these claims identifies, or the code of the refusal.
 * `asked` contains the queries with which the user was looked up in Connect.
 */
async function callerOf(claims: Claims, identity: Partial<AgentIdentity> = {}) {
  const asked: Parameters<Connect['user']>[0][] = []
  const user: Connect['user'] = async (by) => {
    asked.push(by)
    return maria
  }
  const agentOf = agents(
    { user },
    { claim: 'sub', clientId: 'widget', ...identity },
    { user: async () => undefined, rememberUser: async () => {} },
  )
  const answer = await agentOf(claims).then(
    ({ name }) => name,
    ({ problems }) => problems[0].code,
  )
  return { answer, asked }
}

it.each<[string, Claims]>([
  ['the claim token_use of Amazon Cognito', { sub: '1', token_use: 'id' }],
  ['typ of Keycloak', { sub: '1', typ: 'ID', azp: 'widget' }],
  ['the hash of an access token', { sub: '1', at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }],
])('refuses an ID token, recognized by %s', async (_, claims) => {
  expect(await callerOf(claims)).toEqual({ answer: 'token_refused', asked: [] })
})

it.each(['azp', 'client_id', 'cid', 'appid'])(
  'refuses a token whose claim %s names another client, and accepts a token whose claim names the widget',
  async (name) => {
    expect((await callerOf({ sub: '1', [name]: 'another' })).answer).toBe('token_refused')
    expect((await callerOf({ sub: '1', [name]: 'widget' })).answer).toBe('Maria')
  },
)

it('accepts a token that names no client, because API Gateway has already checked its audience', async () => {
  expect((await callerOf({ sub: '1' })).answer).toBe('Maria')
})

it('returns the identifier by which to find the user: a configured tag, or the name without its prefix', async () => {
  const claims = { sub: '7f1c', username: 'Company_maria' }

  expect((await callerOf(claims, { tag: 'whatsapp:agent' })).asked).toEqual([
    { tag: 'whatsapp:agent', value: '7f1c' },
  ])
  expect((await callerOf(claims, { claim: 'username', prefix: 'Company_' })).asked).toEqual([
    { username: 'maria' },
  ])
})

it.each<[string, Claims]>([
  ['is missing', { sub: '1' }],
  ['lacks the prefix', { username: 'maria' }],
  ['has nothing after the prefix', { username: 'Company_' }],
  ['is empty', { username: '' }],
])('refuses a token whose configured claim %s', async (_, claims) => {
  const { answer, asked } = await callerOf(claims, { claim: 'username', prefix: 'Company_' })
  expect([answer, asked]).toEqual(['no_user_claim', []])
})
