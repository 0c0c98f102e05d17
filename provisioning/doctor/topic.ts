// The topic of a bridged WABA: standard, open to the service, its key usable. What the reconciler refuses or would change is what is wrong.
import type { Aws } from '../account/clients.ts'
import { topicKey } from '../channel/topic-key.ts'
import { whatsappTopic } from '../channel/whatsapp-topic.ts'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import type { Wait } from '../engine/wait.ts'
import { bad, type Finding, look, ok } from './finding.ts'

export const topicOf = (arn: string, aws: Aws, wait: Wait) =>
  look(`topic ${arn.split(':').pop()}`, async () => {
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
        `it does not yet ${changes.map(({ summary }) => summary).join('; ')}`,
        'connect-whatsapp apply',
      ),
    ]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [{ about: name, verdict: 'bad', says: error.message }]
  }
}
