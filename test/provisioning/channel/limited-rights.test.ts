import { expect, it } from 'vitest'
import { supervisorRights } from '#deployment/rights'
import { rightsFor, supervisors } from '../../../lambdas/supervisor-api/supervisors.ts'
import { limitedRights } from '../../../provisioning/channel/limited-rights.ts'
import { checkedConfig } from '../../../provisioning/config/config.ts'
import { rightsFindings } from '../../../provisioning/doctor/rights.ts'
import { notesOf } from '../../../provisioning/engine/notes.ts'
import { instanceArn } from '../account.ts'

const [TRAVEL, REPAIRS, RENTALS] = ['+15550100', '+15550101', '+15550102'] as const

/** A WhatsApp Business account with the numbers of two brands. */
const SHARED = accountOf('waba-1', 'Lighthouse', TRAVEL, REPAIRS)
const WABAS = [SHARED, accountOf('waba-2', 'Lighthouse Rentals', RENTALS)]

function accountOf(id: string, name: string, ...numbers: string[]) {
  return {
    ...{ id, name, arn: id, metaId: id, registered: true, linkedAt: undefined },
    ...{ tags: {}, destination: undefined },
    numbers: numbers.map((number) => ({
      ...{ id: number, arn: number, displayName: number, number, metaId: number },
      ...{ quality: 'GREEN', dataLocalizationRegion: undefined },
    })),
  }
}

type Grant = { securityProfiles?: string[]; groups?: string[]; numbers?: string[] }

const configOf = (choose: Grant[], reports: Grant[] = []) =>
  checkedConfig({
    region: 'us-east-1',
    instance: instanceArn,
    channels: WABAS.map(({ id: waba }) => ({ waba, mode: 'bridged' })),
    stack: {
      chatFlow: 'Bridged chats',
      supervisors: {
        rights: {
          ...(choose.length > 0 && { choose }),
          ...(reports.length > 0 && { reports }),
        },
      },
    },
  })

it.each<[string, Grant[], string[]]>([
  ['without limits', [{ securityProfiles: ['Leads'] }], []],
  ['for a whole account', [{ securityProfiles: ['Leads'], numbers: [TRAVEL, REPAIRS] }], []],
  ['for another account', [{ securityProfiles: ['Leads'], numbers: [RENTALS] }], []],
  ['for one of two numbers', [{ securityProfiles: ['Leads'], numbers: [TRAVEL] }], ['Leads']],
  [
    'for one number and another account',
    [{ groups: ['leads'], numbers: [REPAIRS, RENTALS] }],
    ['leads'],
  ],
  [
    'for both numbers in two grants',
    [
      { securityProfiles: ['Leads'], numbers: [TRAVEL] },
      { securityProfiles: ['Leads'], numbers: [REPAIRS] },
    ],
    [],
  ],
  [
    'for one number, and in another grant without limits',
    [{ groups: ['leads'], numbers: [TRAVEL] }, { groups: ['leads'] }],
    [],
  ],
  [
    'for one number each',
    [
      { securityProfiles: ['Leads'], numbers: [TRAVEL] },
      { groups: ['leads'], numbers: [REPAIRS] },
    ],
    ['Leads', 'leads'],
  ],
])(
  'agrees with the supervisors’ API on who cannot use a right that is granted %s',
  async (_, choose, names) => {
    const config = configOf(choose)

    const found = limitedRights(config, WABAS)

    expect(found).toHaveLength(names.length > 0 ? 1 : 0)
    for (const name of ['Leads', 'leads']) {
      expect(found.some(({ problem }) => problem.includes(`"${name}"`))).toBe(names.includes(name))
      const supervisor = await supervisorNamed(name, config)
      const isGranted = supervisor.rights.includes('choose')
      const mentions = supervisor.numbers.choose ?? [TRAVEL]
      const lacksIt =
        isGranted &&
        mentions.some((number) => number === TRAVEL || number === REPAIRS) &&
        !rightsFor(supervisor, { numbers: [TRAVEL, REPAIRS] }).includes('choose')
      expect(lacksIt, name).toBe(names.includes(name))
    }
  },
)

/** Returns a supervisor whose security profile and group both have this name. */
const supervisorNamed = (name: string, { stack }: ReturnType<typeof configOf>) =>
  supervisors({
    directory: {
      user: async () => ({
        ...{ userId: 'user-1', name: 'Jonas', routingProfileId: 'agents' },
        securityProfileIds: ['profile-1'],
      }),
      securityProfiles: async () => [{ id: 'profile-1', name }],
    },
    identity: { claim: 'username', clientId: 'widget' },
    rights: supervisorRights(stack.supervisors),
    now: () => new Date(0),
  })({ username: 'jonas', client_id: 'widget', groups: `[${name}]` })

it('reports, in plan and doctor, the setting, account and numbers of each right that cannot be used', () => {
  const config = configOf([{ securityProfiles: ['Leads'], numbers: [TRAVEL] }])
  const sentence =
    '"Leads" has this right for only some of the 2 numbers of waba-1 (Lighthouse): +15550100, +15550101.'

  const channels = WABAS.map((waba) => ({ waba, mode: 'bridged' as const, numbers: {} }))
  expect(notesOf({ config, withStack: true }, channels).join('\n')).toContain(
    `stack.supervisors.rights.choose: ${sentence}`,
  )
  expect(notesOf({ config, withStack: false }, channels).join('\n')).not.toContain('"Leads"')
  expect(rightsFindings(config, WABAS)).toMatchObject([
    { about: 'right choose', verdict: 'warning', message: expect.stringContaining(sentence) },
  ])
  // One of the accounts could not be read. Its numbers may be the ones that the right names, so
  // nothing is reported.
  expect(rightsFindings(config, [SHARED, undefined])).toEqual([])
})

it('accepts a right to the reports of some numbers of an account, and names unknown numbers', () => {
  const reports = (numbers: string[]) =>
    limitedRights(configOf([], [{ groups: ['leads'], numbers }]), WABAS)

  expect(reports([TRAVEL])).toEqual([])
  expect(reports([TRAVEL, '+15550177'])).toMatchObject([
    { right: 'reports', problem: expect.stringContaining('+15550177, which belongs to no WABA') },
  ])
})
