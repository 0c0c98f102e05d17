// Checks the topic of a bridged WABA and the topic's key, with the same resources as `apply`.
// Anything that these resources refuse or would change is reported as a problem.
import type { Aws } from '../account/clients.ts'
import { topicKey } from '../channel/topic-key.ts'
import { whatsappTopic } from '../channel/whatsapp-topic.ts'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import type { Wait } from '../engine/wait.ts'
import { APPLY, bad, check, type Finding, ok } from './finding.ts'

export const topicOf = (arn: string, aws: Aws, wait: Wait) =>
  check(`topic ${arn.split(':').pop()}`, async () => {
    const topic = whatsappTopic(arn, aws.sns, wait)
    const live = await topic.read()
    const found = judged(topic, live)
    if (!live?.key || found.some(({ verdict }) => verdict === 'bad')) return found
    const key = topicKey({ key: live.key, topicArn: arn }, aws.kms, wait)
    return [...found, ...judged(key, await key.read())]
  })

function judged<Attributes>(
  { name, stays, diff }: Resource<Attributes>,
  live: Attributes | undefined,
): Finding[] {
  try {
    const changes = diff(live)
    if (changes.length === 0) return [ok(name, stays)]
    return [
      bad(
        name,
        `this change is missing: ${changes.map(({ summary }) => summary).join('; ')}`,
        APPLY,
      ),
    ]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [{ about: name, verdict: 'bad', message: error.message }]
  }
}
