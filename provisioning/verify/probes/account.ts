// The probes that need no chat.
import {
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import {
  DescribeContactCommand,
  DescribePhoneNumberCommand,
  paginateListSecurityProfileApplications,
  SearchUsersCommand,
} from '@aws-sdk/client-connect'
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import { ListTagsForResourceCommand } from '@aws-sdk/client-socialmessaging'
import { isNativeSubtype } from '#whatsapp/capabilities'
import { wrapped } from '../../../lambdas/aws/client.ts'
import { foundUser } from '../../../lambdas/aws/connect.ts'
import { roleArnOf } from '../../channel/channel.ts'
import { importedNumbers } from '../../channel/instance.ts'
import { IMPORTED_BY, IMPORTERS } from '../../channel/tags.ts'
import { parsedInstance } from '../../config/config.ts'
import { asking } from '../../doctor/ask.ts'
import { alarmName, FAILED_REPLIES_ALARM, WIDGET_APP } from '../../stack/names.ts'
import { chatsSince, describedContact } from '../contacts.ts'
import {
  answered,
  type Observation,
  observed,
  type Probe,
  type Stage,
  type TestNumber,
  unobserved,
  type Verification,
} from '../probe.ts'
import { templatesOfAccount } from './templates.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How far back the probe searches for expired chats, and how many of the chats it describes. */
const LOOK_BACK_MS = 14 * DAY_MS
const LOOKED_AT = 20

type AccountProbe = Probe<undefined>

const numberImport: AccountProbe = {
  title: 'The import of the number',
  guesses: ['importByDestination', 'connectEnabledTag'],
  async run(_, { aws, native, person }) {
    if (!native) return unobserved(this.guesses, 'the configuration has no native number')
    const { tags = [] } = await aws.socialMessaging.send(
      new ListTagsForResourceCommand({ resourceArn: native.arn }),
    )
    const isTagged = tags.some(({ key }) => key === 'AmazonConnectEnabled')
    return [
      await importObservation(native, { aws, person }),
      isTagged
        ? observed('connectEnabledTag', 'the-import', 'the number has the tag')
        : observed('connectEnabledTag', 'none', 'the number does not have the tag'),
    ]
  },
}

/**
 * Finds out who imported the number, which `apply` records in a tag. A number that was in Connect
 * before connect-whatsapp does not have this tag.
 */
async function importObservation(
  { arn }: TestNumber,
  { aws, person }: Pick<Verification, 'aws' | 'person'>,
): Promise<Observation> {
  const numbers = await importedNumbers(aws.connect)()
  const number = numbers.find(({ SourcePhoneNumberArn }) => SourcePhoneNumberArn === arn)
  if (!number) return { guess: 'importByDestination', evidence: 'Connect does not have the number' }
  const { ClaimedPhoneNumberSummary } = await aws.connect.send(
    new DescribePhoneNumberCommand({ PhoneNumberId: number.PhoneNumberId }),
  )
  const importer = ClaimedPhoneNumberSummary?.Tags?.[IMPORTED_BY]
  if (importer === IMPORTERS.aws)
    return observed(
      'importByDestination',
      'yes',
      'the number was in Connect within a minute after apply had set the destination',
    )
  if (importer === IMPORTERS.us)
    return observed(
      'importByDestination',
      'no',
      'the number was not in Connect a minute after apply had set the destination',
    )
  const byItself = await person.sees(
    'In CloudTrail > Event history, look at the event ImportPhoneNumber of the native number. Is its user the channel role, and not you?',
  )
  return answered('importByDestination', byItself, ['yes', 'no'])
}

const TEST_ALARM = alarmName(FAILED_REPLIES_ALARM)

const alarms: AccountProbe = {
  title: 'The notice of an alarm',
  guesses: ['alarmNotice'],
  async run(_, { aws, recorder }) {
    const { MetricAlarms = [] } = await aws.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [TEST_ALARM] }),
    )
    const [alarm] = MetricAlarms
    if (!alarm) return unobserved(this.guesses, 'the stack with its alarms is not deployed')
    const { AlarmActions: topics = [], StateValue: before = 'OK' } = alarm
    if (topics.length === 0)
      return unobserved(this.guesses, 'the configuration has neither alarmEmail nor alarmTopic')
    if (before === 'ALARM') return unobserved(this.guesses, `${TEST_ALARM} is raised already`)
    recorder.follow(TEST_ALARM)
    for (const topic of topics) await recorder.watch(topic)
    const set = (StateValue: StateValue) => {
      const StateReason = 'connect-whatsapp verify finds out whether alarms notify anybody'
      const AlarmName = TEST_ALARM
      return aws.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))
    }
    await set('ALARM')
    const notice = await recorder.until((recorded) =>
      recorded.find(({ body }) => body.AlarmName === TEST_ALARM && body.NewStateValue === 'ALARM'),
    )
    await set(before)
    return [
      notice
        ? observed('alarmNotice', 'yes', 'the topic was notified of an alarm that was raised')
        : observed('alarmNotice', 'no', 'the topic was not notified within a minute'),
    ]
  },
}

const preflight: AccountProbe = {
  title: 'A CORS preflight of the API',
  guesses: ['preflight'],
  async run(_, { aws, host, apiUrl }) {
    if (!apiUrl) return unobserved(this.guesses, 'the stack is not deployed')
    const response = await asking(aws, host)(`${apiUrl.replace(/\/$/, '')}/conversation`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.com',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    })
    if (typeof response === 'string')
      return unobserved(this.guesses, `the API cannot be reached (${response})`)
    return [
      observed('preflight', response.ok ? 'yes' : 'no', `the API answered ${response.status}`),
    ]
  },
}

const workspace: AccountProbe = {
  title: 'The application in the agent workspace',
  guesses: ['workspaceApplication'],
  async run(_, verification) {
    const { person, agent } = verification
    if (!(await isGranted(verification)))
      return unobserved(
        this.guesses,
        'no security profile of the test agent grants the application; see stack.securityProfiles',
      )
    // No AWS operation returns what the workspace shows, so a person has to look.
    const isListed = await person.sees(
      `Open the agent workspace as ${agent}. Do its apps contain the widget?`,
    )
    return [answered('workspaceApplication', isListed, ['yes', 'no'])]
  },
}

/** Returns whether a security profile of the test agent gives access to the application. */
async function isGranted({ aws, config, agent }: Verification): Promise<boolean> {
  const InstanceId = parsedInstance(config.instance).id
  const user = await foundUser(wrapped(aws.connect), InstanceId, { username: agent })
  for (const SecurityProfileId of user?.SecurityProfileIds ?? [])
    for await (const { Applications = [] } of paginateListSecurityProfileApplications(
      { client: aws.connect },
      { InstanceId, SecurityProfileId },
    ))
      if (Applications.some(({ Namespace }) => Namespace === WIDGET_APP)) return true
  return false
}

const unknownContact: AccountProbe = {
  title: 'An id that cannot belong to a contact',
  guesses: ['unknownContact'],
  async run(_, { aws, config }) {
    const request = new DescribeContactCommand({
      InstanceId: parsedInstance(config.instance).id,
      ContactId: 'connect-whatsapp-verify',
    })
    const name = await aws.connect.send(request).then(
      () => 'no exception',
      (error: Error) => error.name,
    )
    const known = [
      'InvalidParameterException',
      'InvalidRequestException',
      'ResourceNotFoundException',
    ] as const
    const value = known.find((each) => each === name)
    return value
      ? [observed('unknownContact', value, `DescribeContact answered with ${value}`)]
      : unobserved(this.guesses, `DescribeContact answered with ${name}`)
  },
}

const userSearch: AccountProbe = {
  title: 'The letter case of user names',
  guesses: ['userSearch'],
  async run(_, { aws, config, agent }) {
    const search = async (Value: string) => {
      const { Users = [] } = await aws.connect.send(
        new SearchUsersCommand({
          InstanceId: parsedInstance(config.instance).id,
          SearchCriteria: {
            StringCondition: { FieldName: 'Username', Value, ComparisonType: 'EXACT' },
          },
        }),
      )
      return Users.length
    }
    const other = agent === agent.toUpperCase() ? agent.toLowerCase() : agent.toUpperCase()
    if (other === agent || (await search(agent)) === 0)
      return unobserved(
        this.guesses,
        'no user has the name of the test agent, or the name has no letters',
      )
    return [
      (await search(other)) === 0
        ? observed('userSearch', 'yes', 'a search for the name in other letter case finds no user')
        : observed('userSearch', 'no', 'a search for the name in other letter case finds a user'),
    ]
  },
}

const simulator: AccountProbe = {
  title: 'The policy simulator',
  guesses: ['simulatorAnswer'],
  async run(_, { aws, native }) {
    if (!native) return unobserved(this.guesses, 'the configuration has no native number')
    const ResourceArns = [native.instance, native.arn]
    const ActionNames = ['connect:ImportPhoneNumber', 'connect:SendIntegrationEvent']
    const { EvaluationResults = [] } = await aws.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArnOf(native.destination, native.instance),
        ActionNames,
        ResourceArns,
      }),
    )
    const count = EvaluationResults.length
    const isEach = count === ResourceArns.length * ActionNames.length
    return [
      observed(
        'simulatorAnswer',
        isEach ? 'one-result-each' : 'resource-specific-results',
        `the policy simulator, asked about two actions on two resources, returned ${count} results`,
      ),
    ]
  },
}

const duration: AccountProbe = {
  title: 'The end of native chats',
  guesses: ['nativeDuration'],
  async run(_, verification) {
    const { native, host } = verification
    if (!native) return unobserved(this.guesses, 'the configuration has no native number')
    const since = new Date(host.now().getTime() - LOOK_BACK_MS)
    const chats = await chatsSince(native.instance, since, verification)
    const first = chats.filter(
      (chat) => isNativeSubtype(chat.subtype) && chat.contactId === chat.initialContactId,
    )
    for (const { contactId } of first.slice(0, LOOKED_AT)) {
      const contact = await describedContact(native.instance, contactId, verification)
      const { InitiationTimestamp, DisconnectTimestamp, DisconnectReason = '' } = contact
      if (!DisconnectTimestamp || !/EXPIRED/i.test(DisconnectReason)) continue
      const hours = (DisconnectTimestamp.getTime() - InitiationTimestamp!.getTime()) / HOUR_MS
      const evidence = `a chat that expired lasted ${hours.toFixed(1)} hours`
      if (Math.abs(hours - 25) < 0.4) return [observed('nativeDuration', '25-hours', evidence)]
      if (Math.abs(hours - 24) < 0.4) return [observed('nativeDuration', '24-hours', evidence)]
    }
    return unobserved(
      this.guesses,
      'no native chat of the last two weeks has expired; leave a native chat open for a day and verify again',
    )
  },
}

export const accountStage: Stage<undefined> = {
  title: 'The account',
  messages: 0,
  open: async (_: Verification) => undefined,
  probes: [
    ...[numberImport, alarms, preflight, workspace],
    ...[unknownContact, userSearch, simulator, duration, templatesOfAccount],
  ],
  async close() {},
}
