// Runs the command `verify` in a sandbox, as an operator who has exactly the permissions that the
// command needs.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ListPhoneNumbersV2Command,
  ReleasePhoneNumberCommand,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { PutWhatsAppBusinessAccountEventDestinationsCommand } from '@aws-sdk/client-socialmessaging'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { DEFAULT_TABLE, verifiedKey } from '#deployment/table'
import { awsClients } from '../../provisioning/account/clients.ts'
import { proxiedFetch } from '../../provisioning/account/fetch.ts'
import type { Stacks } from '../../provisioning/cli/host.ts'
import { apply } from '../../provisioning/commands/apply.ts'
import { permissions } from '../../provisioning/commands/permissions.ts'
import { verify } from '../../provisioning/commands/verify.ts'
import { alarmName, FAILED_REPLIES_ALARM, WIDGET_APP } from '../../provisioning/stack/names.ts'
import { type Report, reportOf } from '../../provisioning/verify/report.ts'
import { configFile, startTerminal } from '../provisioning/host.ts'
import type { GuessValues } from '../sandbox/guesses.ts'
import { channelsOf } from '../sandbox/sandbox.ts'
import { type World, world } from '../sandbox/world.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { personWith } from './person.ts'

interface Options {
  args?: readonly string[]
  /** If undefined, the command runs without a terminal. */
  person?: ReturnType<typeof personWith> | undefined
}

const NOTHING = { at: new Date(0), account: '', region: '' }
export const PHONE = '+15550190'
/**
 * The sandbox's usual world, and in addition the test phone, which WhatsApp identifies both by a
 * number and by a user id.
 */
export const withPhone: World = {
  ...world,
  customers: [...world.customers, { number: PHONE, userId: 'US.4242424242', name: 'Test phone' }],
}

const ALARM_TOPIC = 'arn:aws:sns:us-east-1:111122223333:alarms'

const configOf = (world: World, numbers?: object) => {
  const usual = channelsOf(world)
  const [native, ...others] = usual.channels
  return {
    ...usual,
    channels: [{ ...native, ...(numbers && { numbers }) }, ...others],
    notDocumentedByAws: { roleSourceConditions: true },
    stack: { alarmTopic: ALARM_TOPIC },
  }
}

const ALARM_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: ALARM_TOPIC,
    },
  ],
}

/**
 * Creates what a real installation would already have: the stack's alarm, which notifies a topic,
 * and a security profile that lets the test agent use the widget's application.
 */
export async function prepared({ sandbox }: Scenario): Promise<void> {
  const { alarms, clients, world } = sandbox
  const Attributes = { Policy: JSON.stringify(ALARM_POLICY) }
  await clients.sns.send(new CreateTopicCommand({ Name: 'alarms', Attributes }))
  const name = alarmName(FAILED_REPLIES_ALARM)
  alarms.set(name, { name, actions: [ALARM_TOPIC], state: 'OK' })
  const [profile] = world.securityProfiles
  await clients.connect.send(
    new UpdateSecurityProfileCommand({
      InstanceId: world.instance.id,
      SecurityProfileId: profile!.id,
      Applications: [{ Namespace: WIDGET_APP, ApplicationPermissions: ['ACCESS'] }],
    }),
  )
}

/**
 * Removes the setup of the native WhatsApp Business account, and sets it up with the command
 * `apply`, as at the first installation. The account's number gets the flow that `apply` creates,
 * which copies the customer's number into an attribute.
 */
async function setUpAgain({ sandbox }: Scenario): Promise<void> {
  const { clients, clock, world } = sandbox
  const [waba] = world.wabas
  await clients.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: waba!.id, eventDestinations: [] }),
  )
  const { ListPhoneNumbersSummaryList: numbers = [] } = await clients.connect.send(
    new ListPhoneNumbersV2Command({}),
  )
  for (const { PhoneNumberId, SourcePhoneNumberArn } of numbers)
    if (waba!.numbers.some(({ id }) => SourcePhoneNumberArn?.endsWith(id.replace(/^.*-/, ''))))
      await clients.connect.send(new ReleasePhoneNumberCommand({ PhoneNumberId }))
  const wanted = { flow: 'WhatsApp inbound (ours)', queue: world.queues[0]!.name }
  const config = configFile(
    configOf(world, Object.fromEntries(waba!.numbers.map(({ id }) => [id, wanted]))),
  )
  const terminal = startTerminal({
    aws: clients,
    wait: (ms) => clock.advance(ms),
    now: clock.now,
  })
  const { errors } = await terminal.run(apply, ['--config', config, '--only', 'channel', '--yes'])
  if (errors) throw new Error(errors)
}

/**
 * For each sandbox, the value of the guess `importByDestination` with which its native number was
 * last imported.
 */
const imported = new WeakMap<Scenario, GuessValues['importByDestination']>()

/**
 * Sets the sandbox's undocumented details to these values, deletes the results of earlier runs of
 * `verify`, and lets a native chat expire.
 */
export async function underValues(scenario: Scenario, values: GuessValues): Promise<void> {
  // With another value of roleSourceConditions, AWS would refuse the channel's role because of its
  // conditions, and nothing could be set up.
  Object.assign(scenario.guesses, values, { roleSourceConditions: 'yes' })
  if (imported.get(scenario) !== values.importByDestination) await setUpAgain(scenario)
  imported.set(scenario, values.importByDestination)
  await scenario.db.send(new DeleteCommand({ TableName: DEFAULT_TABLE, Key: verifiedKey }))
  await scenario.nativeChat()
  await scenario.advance('26h')
  Object.assign(scenario.guesses, values)
}

/**
 * Returns the guesses for which `verify` found another value than the sandbox has. Guesses that
 * `verify` could not test are left out.
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
  const config = configFile(configOf(sandbox.world))
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
