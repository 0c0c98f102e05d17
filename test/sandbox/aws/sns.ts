// Emulates SNS with the library fauxqs. The library's topics all belong to account 000000000000.
// The sandbox's account and the library's account are exchanged only in fields that are ARNs (see
// sqs.ts), never in a message or a policy.
import { AwsError } from '../service.ts'
import type { Fauxqs } from './fauxqs.ts'
import type { Backend } from './http.ts'
import { refuseInXml } from './query.ts'
import { resourcesOf } from './resource-arns.ts'
import { passedOn, withoutLength } from './sqs.ts'

const NOBODY = '000000000000'

export type Published = (topicArn: string, message: string) => void

/**
 * `published` is called for every message that an administrator publishes, and `count` for every
 * message.
 */
export function sns(
  library: Fauxqs,
  place: { account: string; region: string },
  published: Published,
  count: (topicName: string) => void,
): Backend {
  const inward = (name: string, value: string) =>
    /^(TopicArn|TargetArn|SubscriptionArn|ResourceArn|Endpoint|NextToken)$/.test(name)
      ? value.replace(`:${place.account}:`, `:${NOBODY}:`)
      : value

  return {
    read({ body }) {
      const input = Object.fromEntries(new URLSearchParams(body.toString()))
      const operation = input.Action ?? ''
      return {
        operation,
        input,
        action: `sns:${operation.replace(/Batch$/, '')}`,
        resources: resourcesOf('sns', operation, input, place),
      }
    },

    async answer({ headers }, { operation, input }, { caller }) {
      if (operation === 'Publish' && caller.is === 'admin' && caller.name !== 'aws')
        published(input.TopicArn, input.Message)
      if (operation === 'Publish') count(String(input.TopicArn).split(':').at(-1)!)
      const form = new URLSearchParams(
        Object.entries(input as Record<string, string>).map(([name, value]): [string, string] => [
          name,
          inward(name, value),
        ]),
      )
      const answer = await library.request('POST', '/', passedOn(headers), form.toString())
      const body = answer.body
        .toString()
        .replaceAll(`:${NOBODY}:`, `:${place.account}:`)
        .replaceAll(`>${NOBODY}<`, `>${place.account}<`)
      return { ...answer, headers: withoutLength(answer.headers), body }
    },

    refuse: ({ code, message, status }) =>
      refuseInXml()(
        new AwsError(
          code === 'AccessDeniedException' ? 'AuthorizationError' : code,
          message,
          status,
        ),
      ),
  }
}
