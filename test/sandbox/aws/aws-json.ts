// AWS JSON 1.1, the protocol of KMS and EventBridge. The request names the operation in a header,
// and input and output are JSON.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
import { randomUUID } from 'node:crypto'
import { AwsError, type Call, type Service } from '../service.ts'
import { type Answer, type Asked, type Backend, parseJson } from './http.ts'
import { resourcesOf } from './resource-arns.ts'
import { operationsOf } from './routes.ts'
import { fromJson, toJson } from './shapes.ts'
import { validationMessage, violations } from './validation.ts'

/**
 * The prefix of a service's actions in IAM policies, by the service's signing name. A service
 * without an entry uses its signing name as the prefix.
 */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' }

export function awsJson(
  { signingName, sdk, operations }: Service,
  place: { account: string; region: string },
  further: () => object = () => ({}),
): Backend {
  const known = operationsOf(sdk)
  const headers = () => ({
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  })

  return {
    read({ headers, body }): Asked {
      const operation = headers['x-amz-target']?.split('.').at(-1) ?? ''
      const shapes = known.get(operation)
      if (!shapes)
        throw new AwsError(
          'UnknownOperationException',
          `no ${signingName} operation ${operation}`,
          404,
        )
      const input = fromJson(shapes.input, parseJson(body)) ?? {}
      return {
        operation,
        input,
        action: `${PREFIXES[signingName] ?? signingName}:${operation}`,
        resources: resourcesOf(signingName, operation, input, place),
      }
    },

    async answer(_request, { operation, input }: Asked, call: Call): Promise<Answer> {
      const run = operations[operation]
      if (!run)
        throw new AwsError(
          'UnknownOperationException',
          `the sandbox does not implement ${signingName} ${operation}`,
          501,
        )
      const { input: given, output } = known.get(operation)!
      const found = violations(input, given)
      if (found.length > 0) throw new AwsError('ValidationException', validationMessage(found))
      return {
        status: 200,
        headers: headers(),
        body: JSON.stringify(toJson(output, await run(input, call), further()) ?? {}),
      }
    },

    refuse: ({ code, message, status }) => ({
      status,
      headers: headers(),
      body: JSON.stringify({ __type: code, message }),
    }),
  }
}
