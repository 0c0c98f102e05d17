// Runs verify in a scenario as an operator with exactly the permissions that it needs.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { DEFAULT_TABLE, verifiedKey } from '#deployment/table'
import { awsClients } from '../../provisioning/account/clients.ts'
import { proxiedFetch } from '../../provisioning/account/fetch.ts'
import type { Stacks } from '../../provisioning/cli/host.ts'
import { apply } from '../../provisioning/commands/apply.ts'
import { permissions } from '../../provisioning/commands/permissions.ts'
import { verify } from '../../provisioning/commands/verify.ts'
import { type Report, reportOf } from '../../provisioning/verify/report.ts'
import { configFile, startTerminal } from '../provisioning/host.ts'
import type { GuessValues } from '../sandbox/guesses.ts'
import { channelsOf } from '../sandbox/sandbox.ts'
import { type World, world } from '../sandbox/world.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { personWith } from './person.ts'

interface Options {
  args?: readonly string[]
  /** Without a person, the command does not run in a terminal. */
  person?: ReturnType<typeof personWith> | undefined
}

const NOTHING = { at: new Date(0), account: '', region: '' }
export const PHONE = '+15550190'
/** The test phone has a number and a user id. */
export const withPhone: World = {
  ...world,
  customers: [...world.customers, { number: PHONE, userId: 'US.4242424242', name: 'Test phone' }],
}

/** The number gets the flow that apply makes, which copies the customer's number into an attribute. */
export async function prepared({ sandbox }: Scenario): Promise<void> {
  const { clients, clock, world } = sandbox
  const usual = channelsOf(world)
  const [native, ...others] = usual.channels
  const numbers = Object.fromEntries(
    world.wabas[0]!.numbers.map(({ id }) => [
      id,
      { flow: 'WhatsApp inbound (ours)', queue: world.queues[0]!.name },
    ]),
  )
  const config = configFile({ ...usual, channels: [{ ...native, numbers }, ...others] })
  const terminal = startTerminal({
    aws: clients,
    wait: (ms) => clock.advance(ms),
    now: clock.now,
  })
  const { errors } = await terminal.run(apply, ['--config', config, '--only', 'channel', '--yes'])
  if (errors) throw new Error(errors)
}

/** The sandbox gets these values, nothing is known of earlier runs, and a native chat has expired. */
export async function underValues(scenario: Scenario, values: GuessValues): Promise<void> {
  Object.assign(scenario.guesses, values)
  await scenario.db.send(new DeleteCommand({ TableName: DEFAULT_TABLE, Key: verifiedKey }))
  await scenario.nativeChat()
  await scenario.advance('26h')
}

/**
 * Returns the guesses for which verify has found another value than the sandbox has. Guesses that
 * could not be probed are left out.
 */
export const mistakes = (
  { confirmed, different }: Report,
  values: GuessValues,
): { guess: string; found: string; isSet: string }[] =>
  [...confirmed, ...different].flatMap(({ guess, found = '' }) => {
    const isSet = values[guess as keyof GuessValues] ?? found
    return isSet === found ? [] : [{ guess, found, isSet }]
  })

export async function verifying(scenario: Scenario, options: Options = {}) {
  const { args = [] } = options
  const { sandbox, clock } = scenario
  const config = configFile(channelsOf(sandbox.world))
  const terminal = (aws: typeof sandbox.clients) =>
    startTerminal({ aws, wait: (ms) => clock.advance(ms), now: clock.now })
  const policy = await terminal(sandbox.clients).run(permissions, [
    'verify',
    ...['--config', config, '--only', 'channel'],
  ])
  const credentials = sandbox.identities.create({
    caller: { is: 'role', name: 'operator' },
    arn: `arn:aws:iam::${sandbox.place.account}:role/operator`,
    policies: () => [JSON.parse(policy.output)],
    crash: undefined,
  })
  const aws = awsClients(sandbox.place.region, { endpoint: sandbox.urls.aws, credentials })
  const folder = mkdtempSync(join(tmpdir(), 'verify-'))
  const file = join(folder, 'report')
  const stacks = async () =>
    ({
      stackOutputs: async () => ({
        apiUrl: sandbox.urls.api,
        chatFlow: sandbox.world.flows[1]!.id,
      }),
    }) as unknown as Stacks
  const result = await terminal(aws).run(
    verify,
    ['--config', config, '--phone', PHONE, '--agent', 'maria', '--report', file, ...args],
    {
      stacks,
      fetch: proxiedFetch(),
      ...('person' in options && !options.person
        ? {}
        : { person: options.person ?? personWith(scenario, PHONE) }),
    },
  )
  for (const client of Object.values(aws)) client.destroy()
  if (!existsSync(`${file}.json`)) return { ...result, report: reportOf([], NOTHING), page: '' }
  const page = readFileSync(`${file}.html`, 'utf8')
  const report: Report = JSON.parse(readFileSync(`${file}.json`, 'utf8'))
  return { ...result, report, page }
}
