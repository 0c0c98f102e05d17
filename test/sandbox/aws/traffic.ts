// Counts the messages published to topics and sent to queues, for CloudWatch's metrics.
import type { Clock } from '../clock.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
const METRICS = {
  'AWS/SNS NumberOfMessagesPublished': 'TopicName',
  'AWS/SQS NumberOfMessagesSent': 'QueueName',
} as const

export type Traffic = ReturnType<typeof createTraffic>

export function createTraffic(clock: Clock) {
  const times = new Map<string, number[]>()
  const count = (metric: keyof typeof METRICS) => (name: string) => {
    const key = `${metric} ${METRICS[metric]}=${name}`
    const known = times.get(key)
    if (known) known.push(clock.now())
    else times.set(key, [clock.now()])
  }
  return {
    published: count('AWS/SNS NumberOfMessagesPublished'),
    sent: count('AWS/SQS NumberOfMessagesSent'),
    /**
     * Returns the times at which messages were counted for this metric and this value of the
     * dimension.
     */
    of: (namespace: string, metric: string, dimension: string, value: string): readonly number[] =>
      times.get(`${namespace} ${metric} ${dimension}=${value}`) ?? [],
  }
}
