// Runs the whole command `verify` in the sandbox, and expects it to find out how the sandbox
// behaves in each undocumented detail.
import { ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { ListSubscriptionsCommand } from '@aws-sdk/client-sns'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { ConfigError } from '../../provisioning/config/error.ts'
import { type Guess, guesses } from '../../provisioning/verify/guesses.ts'
import { combinations, SEED } from '../guesses/combinations.ts'
import { usualValues } from '../sandbox/guesses.ts'
import { startOwnScenario } from '../scenarios/start-scenario.ts'
import { personWith } from './person.ts'
import { mistakes, PHONE, prepared, underValues, verifying, withPhone } from './verifying.ts'

const scenario = await startOwnScenario({ world: withPhone })
beforeAll(() => prepared(scenario))
afterEach(() => scenario.asUsual())

/** Returns the names of the AWS resources whose name contains "verify". */
async function leftovers(): Promise<string[]> {
  const { sqs, eventBridge, sns } = scenario.sandbox.clients
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const { Rules = [] } = await eventBridge.send(new ListRulesCommand({}))
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}))
  const names = [
    ...QueueUrls,
    ...Rules.map(({ Name }) => Name!),
    ...Subscriptions.map(({ Endpoint }) => Endpoint!),
    ...(await scenario.media('verify/')),
  ]
  return names.filter((name) => /verify/.test(name))
}

it('finds every documented value that can be observed, and removes what it has created', async () => {
  await underValues(scenario, usualValues())
  const { code, report, page, output } = await verifying(scenario)

  expect(report.different).toEqual([])
  expect(report.notPossible).toEqual([])
  expect(code).toBe(0)
  expect(report.confirmed.length).toBeGreaterThan(50)
  expect(await leftovers()).toEqual([])
  for (const text of [JSON.stringify(report), page, output])
    expect(text).not.toMatch(new RegExp(`${PHONE.slice(1)}|US\\.4242|wamid\\.\\w`))
})

/**
 * The guesses whose values cannot be observed in the second combination of SEED, because other
 * values in the combination hide them. Whenever a guess is added, the combination changes, and this
 * list may have to change too.
 */
const HIDDEN = ['endpointAddress', 'contactWords', 'acceptedStatus', 'postedContentType']

it('finds values that differ from the documented values, and explains how the product then behaves', async () => {
  const [, values] = combinations(2, SEED)
  await underValues(scenario, values!)

  const { code, report } = await verifying(scenario)

  expect(code).toBe(2)
  expect(mistakes(report, values!)).toEqual([])
  expect(HIDDEN).toEqual(expect.arrayContaining(report.notPossible.map(({ guess }) => guess)))
  const limited = report.different.filter(({ consequence }) => !/^Nothing to do/.test(consequence))
  const limits = Object.values(guesses).flatMap((guess: Guess) => Object.values(guess.limits ?? {}))
  expect(limited.length).toBeGreaterThan(3)
  for (const { consequence } of limited) expect(limits).toContain(consequence)
})

it('continues after an interruption, and then removes everything that it has created', async () => {
  await underValues(scenario, usualValues())
  const usual = personWith(scenario, PHONE)
  const leaves = async (question: string) => {
    if (/“VERIFY 3”/.test(question)) throw new ConfigError('Stopped.')
    return usual(question)
  }
  const first = await verifying(scenario, { person: leaves })
  expect(first.code).toBe(1)
  expect(await leftovers()).toEqual([])

  const { asked, report } = await verifying(scenario, { args: ['--yes'] })

  expect(asked.filter((question) => question.includes(scenario.business.native.number))).toEqual([])
  expect(report.notPossible).toEqual([])
  expect(report.different).toEqual([])
})

it('asks before it sends or creates anything, and refuses to run if nobody can answer', async () => {
  const since = scenario.latestCall()

  const declined = await verifying(scenario, { person: async () => false })
  const alone = await verifying(scenario, { person: undefined })

  expect([declined.code, alone.code]).toEqual([1, 1])
  expect(alone.errors).toContain('needs your consent')
  const writes = scenario
    .calls(since)
    .filter(({ operation }) => /^(Create|Put|Send|Subscribe)/.test(operation))
  expect(writes).toEqual([])
})

it('skips the steps that need a person if no person takes part', async () => {
  await underValues(scenario, usualValues())

  const { code, report } = await verifying(scenario, { person: undefined, args: ['--yes'] })

  expect(code).toBe(0)
  expect(report.confirmed.map(({ guess }) => guess)).toContain('preflight')
  expect(report.notPossible.map(({ guess }) => guess)).toContain('attachmentKey')
})
