// The links of a deployed stack: the settings that a message needs on its path, such as policies,
// subscriptions and triggers. Each link is a resource, and the list has the order in which a
// message passes the links.
import { type FunctionName, functions } from '#deployment/functions'
import {
  deadLetters,
  functionName,
  type Installation,
  type QueueKey,
  queueArn,
  queueName,
  queues,
  type RuleKey,
  rules,
  type TopicKey,
} from '#deployment/resources'
import type { Mode } from '#whatsapp/capabilities'
import type { Aws } from '../account/clients.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import type { Resource } from '../engine/resource.ts'
import type { Wait } from '../engine/wait.ts'
import { choicesIn, choicesOf } from '../stack/choices.ts'
import { RATES, SCHEDULE_RETRIES } from '../stack/trigger-settings.ts'
import { association } from './associations.ts'
import { FED, ownTopicLink, queueLink, topicLink } from './delivery.ts'
import { eventRule } from './event-rule.ts'
import { QUEUES, RULES, SCHEDULES, TOPICS, TRIGGERS } from './links.ts'
import { queueTrigger } from './queue-trigger.ts'
import { type LinkReads, linkReads } from './reads.ts'

interface Wanted {
  config: Checked
  /** The outputs of the deployed stack. */
  outputs: Readonly<Record<string, string>>
  /** Data that the caller has already read, so that the links need not read it again. */
  reads?: LinkReads
  /** False for commands that accept a trigger that "connect-whatsapp pause" has disabled. */
  withSending?: boolean
  /**
   * Returns whether this scheduled function has run recently. Without `hasRunLately`, the target of
   * the function's schedule rule is read instead.
   */
  hasRunLately?: (name: ScheduledFunction) => Promise<boolean>
}

type ScheduledFunction = keyof typeof SCHEDULES

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) =>
  Object.keys(record) as Key[]

/** Returns the links. Makes no calls. */
export function allLinks(
  { config, outputs, reads: shared, withSending = false, hasRunLately }: Wanted,
  aws: Aws,
  wait: Wait,
): Resource<any>[] {
  const { account, region, id, arn } = parsedInstance(config.instance)
  const place: Installation = { account, region, instanceArn: arn, attachments: '' }
  const modes = new Set<Mode>(config.channels.map(({ mode }) => mode))
  const isUsed = (link: { modes: readonly Mode[] }) => link.modes.some((mode) => modes.has(mode))
  // If every bridged WABA has a topic of the administrator, the stack's topic is not used.
  const isTopicUsed = config.channels.some(
    (channel) => channel.mode === 'bridged' && channel.topic === 'stack',
  )
  const reads = shared ?? linkReads(aws, id)
  const functionArn = (name: FunctionName) =>
    `arn:aws:lambda:${region}:${account}:function:${functionName(name)}`

  const scheduled = keysOf(SCHEDULES).map((key) => ({
    key,
    broken: SCHEDULES[key].broken,
    reactsTo: { rate: RATES[functions[key].trigger.every] },
    target: { id: 'function', arn: functionArn(key), retries: SCHEDULE_RETRIES },
    ...(hasRunLately && { isKnownToRun: () => hasRunLately(key) }),
  }))
  const events = keysOf(RULES).map((key) => {
    const queue = queueOf(key)
    return {
      key,
      broken: RULES[key].broken,
      reactsTo: { pattern: { source: rules[key].source, account: [account] } },
      target: {
        id: 'queue',
        arn: queueArn(queue, place),
        deadLetters: `arn:aws:sqs:${region}:${account}:${queueName(deadLetters(queue))}`,
      },
    }
  })
  // The administrator's topics that are both in the configuration and in the deployed stack. If the
  // queue is not subscribed to a new topic of the configuration yet, a change of the stack
  // subscribes it.
  const ownTopics = choicesIn(outputs).topics.filter((arn) =>
    choicesOf(config).topics.includes(arn),
  )
  const widget = outputs.WidgetUrl?.replace(/\/$/, '')
  const origins = [...(widget ? [widget] : []), ...config.stack.widgetOrigins]
  return [
    ...keysOf(TOPICS)
      .filter((key: TopicKey) => isUsed(TOPICS[key]))
      .filter((key) => key !== 'whatsapp-events' || isTopicUsed)
      .map((key) => topicLink(key, place, aws)),
    ...ownTopics.map((arn) => ownTopicLink(arn, place, aws)),
    ...FED.filter((key) => isUsed(QUEUES[key])).map((key) =>
      queueLink(key, place, aws, key === 'whatsapp-events' ? ownTopics : []),
    ),
    ...[...events, ...scheduled].map((wanted) => eventRule(wanted, reads, aws)),
    ...keysOf(TRIGGERS)
      .filter((key) => isUsed(TRIGGERS[key]))
      .map((name) =>
        queueTrigger(
          { name, place, mayBeOff: !withSending && name === 'send-reply' },
          reads,
          aws,
          wait,
        ),
      ),
    ...origins.map((value) => association({ kind: 'origin', value }, id, reads, aws.connect)),
    ...[outputs.ApplicationArn, outputs.SupervisorApplicationArn].flatMap((value) =>
      value ? [association({ kind: 'application', value }, id, reads, aws.connect)] : [],
    ),
    ...(modes.has('native')
      ? [
          association(
            { kind: 'function', value: functionArn('contact-started') },
            id,
            reads,
            aws.connect,
          ),
        ]
      : []),
  ]
}

function queueOf(rule: RuleKey): QueueKey {
  const reading = (key: QueueKey) => {
    const queue = queues[key]
    const from: readonly object[] = 'from' in queue ? queue.from : []
    return from.some((origin) => 'rule' in origin && origin.rule === rule)
  }
  return keysOf(queues).find(reading)!
}
