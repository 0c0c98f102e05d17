import { writeFile } from 'node:fs/promises'
import { topicArn } from '#deployment/resources'
import { findings } from '../../../lambdas/aws/findings.ts'
import { rightCaller } from '../../account/caller.ts'
import { tableOf } from '../../account/table.ts'
import { topicArnOf } from '../../channel/channel.ts'
import { linkedAccount } from '../../channel/linked-account.ts'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { type Checked, parsedInstance } from '../../config/config.ts'
import { ConfigError } from '../../config/error.ts'
import prices from '../../costs/prices.json' with { type: 'json' }
import { counted } from '../../engine/plan.ts'
import { alarmTopicsOf } from '../../stack/alarm-topics.ts'
import { alarmName, FAILED_REPLIES_ALARM } from '../../stack/names.ts'
import { type GuessName, guesses } from '../../verify/guesses.ts'
import { personAt } from '../../verify/person.ts'
import type { Observation, TestNumber, Verification } from '../../verify/probe.ts'
import { startRecorder } from '../../verify/recorder.ts'
import { pageOfReport, type Report, reportOf } from '../../verify/report.ts'
import { STAGES } from '../../verify/stages.ts'
import { merged, runStages } from '../../verify/verification.ts'
import type { VerifyFlags } from '../verify.ts'

const REPORT = 'connect-whatsapp-verify'

export const runVerify: Run<VerifyFlags> = async (host, flags) => {
  const { phone, agent, report: file = REPORT, again = false, yes = false } = flags
  if (!/^\+[1-9]\d{5,14}$/.test(phone))
    throw new ConfigError(
      `--phone does not accept "${phone}". Use + and the country code, then the number, without spaces.`,
    )
  const session = await openSession(flags, host)
  const { config, aws, json } = session
  const { account } = await rightCaller(config, aws)
  const [native, bridged] = await Promise.all([
    numberOf('native', session),
    numberOf('bridged', session),
  ])
  const say = json ? host.log : host.print
  for (const line of introduction(phone, agent, config)) say(line)
  if (!yes && !(await consent(host))) {
    host.log('Nothing was sent or changed.')
    return 1
  }

  const store = findings(tableOf(aws))
  const stored = await store.read()
  let known = stored
  const outputs = await (await host.stacks()).stackOutputs(aws)
  const recorder = await startRecorder(
    {
      account,
      region: config.region,
      topics: topicsOf(config),
      numbers: [native, bridged].flatMap((number) => (number ? [number.metaId] : [])),
    },
    aws,
    host.wait,
  )
  const verification: Verification = {
    ...{ config, aws, host, phone, agent, native, bridged, recorder },
    person: personAt(host),
    apiUrl: outputs?.apiUrl,
    chatFlowId: outputs?.chatFlow,
  }
  const found = async (observations: readonly Observation[]) => {
    for (const line of observations.flatMap(lineOf)) say(line)
    known = { ...known, ...valuesOf(observations, host.now()) }
    await store.record(known)
  }
  let observations: Observation[]
  try {
    observations = await runStages(STAGES, verification, {
      isKnown: (guess) => !again && guess in stored,
      began: (title) => say(`\n${title}`),
      found,
    })
  } finally {
    await recorder.remove()
  }

  const earlier = Object.entries(known).map(
    ([guess, { value, at }]): Observation => ({
      guess: guess as GuessName,
      value,
      evidence: `an earlier run found this on ${at.slice(0, 10)}`,
    }),
  )
  const isProbed = ({ guess }: Observation) => guess in guesses
  const report = reportOf(merged([...observations, ...earlier.filter(isProbed)]), {
    at: host.now(),
    account,
    region: config.region,
  })
  await writeFile(`${file}.json`, `${JSON.stringify(report, undefined, 2)}\n`)
  await writeFile(`${file}.html`, pageOfReport(report))
  if (json) host.print(JSON.stringify(report, undefined, 2))
  else for (const line of summary(report, file)) host.print(line)
  return report.different.length === 0 ? 0 : 2
}

async function numberOf(
  mode: 'native' | 'bridged',
  { config, aws }: Session,
): Promise<TestNumber | undefined> {
  const channel = config.channels.find((each) => each.mode === mode)
  if (!channel) return undefined
  const waba = await linkedAccount(channel.waba, aws.socialMessaging)
  const instance = channel.instance ?? config.instance
  const [first] = waba.numbers
  if (!first) return undefined
  const destination = channel.mode === 'native' ? channel.role : topicArnOf(channel.topic, instance)
  return { ...first, wabaId: waba.id, instance, destination }
}

/** Returns the ARNs of all topics that the probes of `verify` watch. */
const topicsOf = ({ instance, channels, stack }: Checked): string[] => [
  ...alarmTopicsOf({ instance, stack }),
  topicArn('chat-evidence', parsedInstance(instance)),
  topicArn('chat-replies', parsedInstance(instance)),
  ...channels.flatMap((channel) =>
    channel.mode === 'bridged' ? [topicArnOf(channel.topic, channel.instance ?? instance)] : [],
  ),
]

function introduction(phone: string, agent: string, config: Checked): string[] {
  const messages = STAGES.reduce((sum, stage) => sum + stage.messages, 0)
  const { usd } = prices.prices.whatsappMessage
  return [
    `This sends at most ${counted(messages, 'message')} to ${phone.slice(0, 5)}…${phone.slice(-2)}. AWS charges $${usd} for each (${prices.date}), and for each message that the phone sends; within 24 hours after a message of the phone, Meta charges nothing.`,
    `The agent ${agent} must be signed in to the CCP and available for chats.`,
    ...(alarmTopicsOf(config).length > 0
      ? [
          `It raises the alarm "${alarmName(FAILED_REPLIES_ALARM)}" for a moment. Everybody who is notified of alarms gets a notice, which says that this is a test.`,
        ]
      : []),
    'While the command runs, the account has a queue and a rule named "connect-whatsapp-verify", and subscriptions of this queue. They are removed at the end. The answers are stored in the table.',
  ]
}

async function consent(host: Host): Promise<boolean> {
  if (!host.interactive)
    throw new ConfigError(
      'This sends messages and needs your consent, but the command does not run in a terminal. Add --yes, or run it in a terminal.',
    )
  return host.ask.yes('Begin?')
}

const valuesOf = (observations: readonly Observation[], at: Date) =>
  Object.fromEntries(
    observations.flatMap(({ guess, value }) =>
      value === undefined ? [] : [[guess, { value, at: at.toISOString() }]],
    ),
  )

function lineOf({ guess, value, evidence }: Observation): string[] {
  const { question, values } = guesses[guess]
  if (value === undefined) return [`- ${question} Could not be tested: ${evidence}.`]
  return [`${value === values[0] ? '✓' : '!'} ${question} ${value}: ${evidence}.`]
}

const summary = (
  { confirmed, different, notPossible, notProbed }: Report,
  file: string,
): string[] => [
  '',
  `${confirmed.length} confirmed, ${different.length} different, ${notPossible.length} could not be tested; for ${counted(notProbed.length, 'question')}, this command has no test.`,
  ...different.map(({ question, found, consequence }) => `! ${question} ${found}. ${consequence}`),
  `The report is in ${file}.json and ${file}.html.`,
]
