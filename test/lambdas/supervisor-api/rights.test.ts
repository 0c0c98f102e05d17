// Who may use which route of the supervisors' API.
import { expect, it } from 'vitest'
import { RIGHTS, type Right, supervisorRights } from '#deployment/rights'
import type { MissedLine } from '#model/missed'
import { routes } from '../../../lambdas/supervisor-api/routes.ts'
import { groupsIn, supervisors } from '../../../lambdas/supervisor-api/supervisors.ts'
import { inMemoryApi, WABA } from './in-memory.ts'

const combinations: (readonly Right[])[] = [[], ...RIGHTS.map((right) => [right]), RIGHTS]
const pathOf = (at: string) => at.replace('{wabaId}', WABA).replace(/\{\w+\}/, 'unknown')

it.each(routes.map(({ at, right }) => [at, right] as const))(
  'allows %s with the right “%s”, and answers 403 without that right',
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

/**
 * Which rights a supervisor with limited numbers has for an account with the numbers +15550100 and
 * +15550101: a description, the supervisor's numbers, and the resulting rights.
 */
const LIMITS = [
  ['no number of the account', ['+15550102'], []],
  ['one of the account’s two numbers', ['+15550100', '+15550102'], ['reports']],
  ['all of the account’s numbers', ['+15550100', '+15550101'], ['choose', 'reports']],
] as const

it.each(
  routes
    .filter(({ at }) => at.includes('{wabaId}'))
    .flatMap(({ at, right }) => LIMITS.map((limit) => [at, right, ...limit] as const)),
)(
  'decides whether %s is allowed if the right “%s” covers %s',
  async (at, right, _, numbers, has) => {
    const { world, ask } = inMemoryApi()
    world.numbers = { choose: numbers, reports: numbers }

    const [method = '', path = ''] = pathOf(at).split(' ')
    const { status } = await ask(method, path, method === 'POST' ? {} : undefined)

    const may = right === 'any' ? has.length > 0 : (has as readonly Right[]).includes(right)
    expect(status === 403).toBe(!may)
  },
)

it('returns only the accounts and numbers that a supervisor may read', async () => {
  const { world, ask } = inMemoryApi()
  const me = async (numbers: typeof world.numbers) => {
    world.numbers = numbers
    return (await ask('GET', '/supervisor/me')).json()
  }
  const travel = { id: WABA, name: 'Lighthouse Travel' }
  const repairs = { id: 'waba-9', name: 'Lighthouse Repairs' }

  expect(await me({ choose: ['+15550100'], reports: ['+15550100'] })).toMatchObject({
    rights: ['reports'],
    wabas: [{ ...travel, numbers: ['+15550100'], rights: ['reports'] }],
  })
  expect(await me({ choose: ['+15550102'] })).toMatchObject({
    rights: ['choose', 'reports'],
    wabas: [
      { ...travel, numbers: ['+15550100', '+15550101'], rights: ['reports'] },
      { ...repairs, numbers: ['+15550102'], rights: ['choose', 'reports'] },
    ],
  })
  expect(await me({ choose: ['+15550199'], reports: ['+15550199'] })).toMatchObject({
    ...{ rights: [], wabas: [] },
  })
})

it('lists missed words only for the supervisor’s numbers', async () => {
  const { world, ask } = inMemoryApi()
  const line = (word: string): MissedLine => ({
    ...{ kind: 'not_found', word },
    ...{ agents: 3, lastDay: '2026-12-01' },
  })
  world.missed = { 'phone-number-id-1': [line('luggage')], 'phone-number-id-2': [line('bicycle')] }
  const words = async () => {
    const { lines } = await (await ask('GET', `/supervisor/wabas/${WABA}/missed`)).json()
    return lines.map(({ word }: MissedLine) => word)
  }

  expect(await words()).toEqual(['bicycle', 'luggage'])
  world.numbers = { reports: ['+15550101'] }
  expect(await words()).toEqual(['bicycle'])
})

const jonas = {
  ...{ userId: 'user-1', name: 'Jonas', routingProfileId: 'agents' },
  securityProfileIds: ['profile-2'],
}
const profiles = [
  { id: 'profile-1', name: 'Agent' },
  { id: 'profile-2', name: 'CallCenterManager' },
]

type Settings = Parameters<typeof supervisorRights>[0]

const rightsOf = async (settings: Settings, claims: object = {}) =>
  (await supervisorFor(settings, claims)).rights

function supervisorFor(settings: Settings, claims: object = {}) {
  const supervisorOf = supervisors({
    directory: { user: async () => jonas, securityProfiles: async () => profiles },
    identity: { claim: 'username', clientId: 'widget' },
    rights: supervisorRights(settings),
    now: () => new Date(0),
  })
  return supervisorOf({ username: 'jonas', client_id: 'widget', ...claims })
}
const granted = (securityProfiles: string[], groups: string[] = []) => ({
  securityProfiles,
  groups,
})

it('gives the configured security profiles every right that the settings do not grant separately', async () => {
  expect(await rightsOf({})).toEqual([])
  expect(await rightsOf({ securityProfiles: ['CallCenterManager'] })).toEqual(RIGHTS)
  expect(
    await rightsOf({ securityProfiles: ['CallCenterManager'], rights: { choose: granted([]) } }),
  ).toEqual(['reports'])
  expect(await rightsOf({ rights: { choose: granted(['CallCenterManager']) } })).toEqual(['choose'])
})

it('grants a right to a group of the identity provider, even if the token has all groups in one text', async () => {
  const settings = { rights: { choose: granted([], ['wa-leads']), reports: granted([]) } }

  expect(await rightsOf(settings, { groups: '[agents wa-leads]' })).toEqual(['choose'])
  expect(await rightsOf(settings, { groups: 'wa-leads' })).toEqual(['choose'])
  expect(await rightsOf(settings, { groups: '[wa-leads-of-others]' })).toEqual([])
  expect(
    await rightsOf({ ...settings, groupsClaim: 'cognito:groups' }, { groups: 'wa-leads' }),
  ).toEqual([])
  expect(groupsIn('["one","two"]')).toEqual(['one', 'two'])
  expect(groupsIn('one,two')).toEqual(['one', 'two'])
  expect(groupsIn(['one', 'two'])).toEqual(['one', 'two'])
  expect(groupsIn(undefined)).toEqual([])
})

it('limits a right to the numbers of all of a supervisor’s grants, or not at all if a grant has no limit', async () => {
  const travel = { ...granted(['CallCenterManager']), numbers: ['+15550100'] }
  const repairs = { ...granted([], ['wa-leads']), numbers: ['+15550102'] }
  const inGroup = { groups: '[wa-leads]' }
  const settings = (...choose: (typeof travel)[]) => ({ rights: { choose, reports: granted([]) } })
  const numbersOf = async (given: Settings, claims?: object) =>
    (await supervisorFor(given, claims)).numbers

  expect(await numbersOf(settings(travel, repairs))).toEqual({ choose: ['+15550100'] })
  expect(await numbersOf(settings(travel, repairs), inGroup)).toEqual({
    choose: ['+15550100', '+15550102'],
  })
  expect(
    await numbersOf({ rights: { choose: [travel, granted([], ['wa-leads'])] } }, inGroup),
  ).toEqual({})
})
