// Tests who may use which route of the supervisors' API.
import { expect, it } from 'vitest'
import { RIGHTS, type Right, supervisorRights } from '#deployment/rights'
import { routes } from '../../../lambdas/supervisor-api/routes.ts'
import { groupsIn, supervisors } from '../../../lambdas/supervisor-api/supervisors.ts'
import { inMemoryApi, WABA } from './in-memory.ts'

const combinations: (readonly Right[])[] = [[], ...RIGHTS.map((right) => [right]), RIGHTS]
const pathOf = (at: string) => at.replace('{wabaId}', WABA).replace(/\{\w+\}/, 'unknown')

it.each(routes.map(({ at, right }) => [at, right] as const))(
  'allows %s with the right “%s”, and answers 403 without it',
  async (at, right) => {
    const [method = '', path = ''] = pathOf(at).split(' ')
    for (const rights of combinations) {
      const { world, ask } = inMemoryApi()
      world.rights = rights
      const { status, json } = await ask(method, path, method === 'POST' ? {} : undefined)

      const may = right === 'any' ? rights.length > 0 : rights.includes(right)
      expect(status === 403, `${at} with ${rights.join(', ') || 'no right'}`).toBe(!may)
      if (!may) expect((await json()).problems[0].code).toBe('no_right')
    }
  },
)

const jonas = {
  ...{ userId: 'user-1', name: 'Jonas', routingProfileId: 'agents' },
  securityProfileIds: ['profile-2'],
}
const profiles = [
  { id: 'profile-1', name: 'Agent' },
  { id: 'profile-2', name: 'CallCenterManager' },
]

function rightsOf(settings: Parameters<typeof supervisorRights>[0], claims: object = {}) {
  const supervisorOf = supervisors({
    directory: { user: async () => jonas, securityProfiles: async () => profiles },
    identity: { claim: 'username', clientId: 'widget' },
    rights: supervisorRights(settings),
    now: () => new Date(0),
  })
  return supervisorOf({ username: 'jonas', client_id: 'widget', ...claims }).then(
    ({ rights }) => rights,
  )
}
const granted = (securityProfiles: string[], groups: string[] = []) => ({
  securityProfiles,
  groups,
})

it('gives the security profiles in the settings all rights, except rights that are granted separately', async () => {
  expect(await rightsOf({})).toEqual([])
  expect(await rightsOf({ securityProfiles: ['CallCenterManager'] })).toEqual(RIGHTS)
  expect(
    await rightsOf({ securityProfiles: ['CallCenterManager'], rights: { choose: granted([]) } }),
  ).toEqual(['reports'])
  expect(await rightsOf({ rights: { choose: granted(['CallCenterManager']) } })).toEqual(['choose'])
})

it('gives a right to a group of the identity provider, although the token’s groups arrive as one text', async () => {
  const settings = { rights: { choose: granted([], ['wa-leads']), reports: granted([]) } }

  expect(await rightsOf(settings, { groups: '[agents wa-leads]' })).toEqual(['choose'])
  expect(await rightsOf(settings, { groups: 'wa-leads' })).toEqual(['choose'])
  expect(await rightsOf(settings, { groups: '[wa-leads-of-others]' })).toEqual([])
  expect(
    await rightsOf({ ...settings, groupsClaim: 'cognito:groups' }, { groups: 'wa-leads' }),
  ).toEqual([])
  expect(groupsIn('["one","two"]')).toEqual(['one', 'two'])
  expect(groupsIn(undefined)).toEqual([])
})
