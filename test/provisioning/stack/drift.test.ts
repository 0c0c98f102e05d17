import { afterEach, beforeEach, expect, it } from 'vitest'
import { deployStacks, stackDrift } from '../../../provisioning/stack/deploy.ts'
import { isWrite, startAccount } from './account.ts'
import { settings } from './settings.ts'

const APP = 'connect-whatsapp-app'
const SWEEP = 'connect-whatsapp-sweep'

let account: Awaited<ReturnType<typeof startAccount>>
beforeEach(async () => {
  account = await startAccount()
})
afterEach(() => account.close())

const drift = () => stackDrift(account.clients, account.options)

it('reports no drift if nothing is deployed or nothing was changed', async () => {
  expect(await drift()).toEqual([])
  await deployStacks(settings, account.clients, account.options)
  expect(await drift()).toEqual([])
}, 60_000)

it('names each property that differs from the template, and each resource that was deleted', async () => {
  await deployStacks(settings, account.clients, account.options)
  const [rule] = Object.entries(account.stack(APP)!.template!.Resources).find(
    ([, { Type, Properties }]) => Type === 'AWS::Events::Rule' && Properties!.Name === SWEEP,
  )!
  const [alarm] = Object.entries(account.stack(APP)!.template!.Resources).find(
    ([, { Type }]) => Type === 'AWS::CloudWatch::Alarm',
  )!
  account.formation.drift(APP, rule, [{ path: '/State', expected: 'ENABLED', actual: 'DISABLED' }])
  account.formation.drift(APP, alarm, 'deleted')
  const before = account.calls().length

  expect(await drift()).toEqual([
    `event rule ${SWEEP} was changed outside connect-whatsapp: State is DISABLED, not ENABLED. If the plan names no change for it, undo the change yourself.`,
    expect.stringMatching(/^alarm connect-whatsapp-\S+ was deleted outside connect-whatsapp/),
  ])
  const asked = account
    .calls()
    .slice(before)
    .map(({ operation }) => operation)
  expect(asked.filter((operation) => isWrite(operation))).toEqual([
    'DetectStackDrift',
    'DetectStackDrift',
  ])
}, 60_000)
