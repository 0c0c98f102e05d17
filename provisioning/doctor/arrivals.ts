// Compares the number of events that were published to the topics of bridged WABAs with the number
// that reached our queue. Settings do not show everything that can stop a message, for example a
// filter policy of the subscription.
import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { queueName } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { topicArnOf } from '../channel/channel.ts'
import type { Checked } from '../config/config.ts'
import { counted } from '../engine/plan.ts'
import { bad, check, type Finding, ok } from './finding.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/**
 * The metrics of the last ten minutes may still be incomplete in CloudWatch, so they are not
 * compared.
 */
const LAG_MS = 10 * MINUTE_MS
/**
 * The share of the published events that must have reached the queue. A small difference is not
 * reported, because the counts of SNS and SQS are never exactly equal.
 */
const MOST_ARRIVE = 0.9
const QUEUE = queueName('whatsapp-events')

export const arrivalFindings = (config: Checked, aws: Pick<Aws, 'cloudWatch'>, now: Date) =>
  check('events', async () => {
    const topics = config.channels.flatMap((channel) =>
      channel.mode === 'bridged'
        ? [
            topicArnOf(channel.topic, channel.instance ?? config.instance)
              .split(':')
              .pop()!,
          ]
        : [],
    )
    if (topics.length === 0) return []
    const distinct = [...new Set(topics)]
    const [arrived = 0, ...published] = await sums(
      [
        { Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent', name: 'QueueName', of: QUEUE },
        ...distinct.map((of) => ({
          ...{ Namespace: 'AWS/SNS', MetricName: 'NumberOfMessagesPublished' },
          ...{ name: 'TopicName', of },
        })),
      ],
      aws,
      new Date(now.getTime() - LAG_MS),
    )
    return [judged(distinct, published, arrived)]
  })

function judged(topics: readonly string[], published: readonly number[], arrived: number): Finding {
  const total = published.reduce((sum, count) => sum + count, 0)
  const names = topics.map((topic, i) => `${published[i]} to ${topic}`).join(', ')
  if (total === 0)
    return ok(
      'events',
      `WhatsApp published no event to ${topics.join(', ')} in the last 24 hours, so only the settings were checked. A message to one of the numbers shows whether events arrive`,
    )
  if (arrived < total * MOST_ARRIVE)
    return bad(
      'events',
      `of ${counted(total, 'event')} in the last 24 hours (${names}), ${arrived} reached queue ${QUEUE}, so messages from customers are missing`,
      `Look at the topic's subscription of this queue in the SNS console: it must be confirmed, and have no filter policy and no raw message delivery. Then look at the policies of the queue and of the keys.`,
    )
  return ok(
    'events',
    `the events that WhatsApp published in the last 24 hours (${names}) reached the queue`,
  )
}

interface Counted {
  Namespace: string
  MetricName: string
  /** The name of the metric's dimension. `of` contains the dimension's value. */
  name: string
  of: string
}

/** Returns, for each metric, the sum over the 24 hours before `EndTime`. */
async function sums(
  metrics: readonly Counted[],
  { cloudWatch }: Pick<Aws, 'cloudWatch'>,
  EndTime: Date,
): Promise<number[]> {
  const MetricDataQueries = metrics.map(
    ({ Namespace, MetricName, name, of }, i): MetricDataQuery => ({
      Id: `m${i}`,
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions: [{ Name: name, Value: of }] },
        Period: 3600,
        Stat: 'Sum',
      },
    }),
  )
  const StartTime = new Date(EndTime.getTime() - DAY_MS)
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime }),
  )
  return metrics.map((_, i) => {
    const values = MetricDataResults.find(({ Id }) => Id === `m${i}`)?.Values ?? []
    return values.reduce((sum, value) => sum + value, 0)
  })
}
