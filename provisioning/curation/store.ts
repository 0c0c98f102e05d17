// Where the functions find a curation: one item of the table, as lambdas/aws/table.ts describes it. It carries the file it was
// made of, with names, and the rules with ids, which stay right when a queue is renamed.
import { createHash } from 'node:crypto'
import {
  ConditionalCheckFailedException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { CurationRule } from '#whatsapp/templates/curation'
import { tableName } from '../../lambdas/deployment/resources.ts'
import type { Aws } from '../account/clients.ts'
import { ConfigError } from '../config/error.ts'
import { documents } from '../replies/outbox.ts'
import { type CuratedAccount, found } from './check-curation.ts'
import type { CurationFile } from './curation-file.ts'

interface Stored {
  file: CurationFile
  rules: readonly CurationRule[]
  version: string
  appliedAt: string
  appliedBy: string
}

const keyOf = (waba: string) => ({ pk: `templates#${waba}`, sk: 'curation' })
/** An item of DynamoDB holds 400 KB, and this one is read with every list. */
const MAX_BYTES = 300_000

/** Undefined: none was ever applied. */
export async function storedCuration(
  waba: string,
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<Stored | undefined> {
  const { Item } = await deployed(
    documents(aws).send(
      new GetCommand({ TableName: tableName, Key: keyOf(waba), ConsistentRead: true }),
    ),
  )
  return Item as Stored | undefined
}

/** Writes it in the place of `before`, and of nothing else that somebody may have applied meanwhile. */
export async function storeCuration(
  file: CurationFile,
  account: Pick<CuratedAccount, 'queues' | 'routingProfiles'>,
  { before, by, at }: { before: Stored | undefined; by: string; at: Date },
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<void> {
  const { $schema: _schema, ...own } = file
  const rules = file.rules.map((rule) => withIds(rule, account))
  const text = JSON.stringify([own, rules])
  if (text.length > MAX_BYTES)
    throw new ConfigError(
      `the file: ${text.length} bytes are too many to keep; ${MAX_BYTES} are kept. Name fewer templates`,
    )
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  const Item = {
    ...keyOf(file.waba),
    file: own,
    rules,
    version,
    appliedAt: at.toISOString(),
    appliedBy: by,
  }
  try {
    await deployed(
      documents(aws).send(
        new PutCommand({
          TableName: tableName,
          Item,
          ConditionExpression: 'attribute_not_exists(pk) OR version = :before OR version = :own',
          ExpressionAttributeValues: { ':before': before?.version ?? 'none', ':own': version },
        }),
      ),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    throw new ConfigError(
      `The curation of ${file.waba} was changed by somebody else meanwhile. Run this again to see the difference.`,
      {
        cause: error,
      },
    )
  }
}

function withIds(
  { queues, routingProfiles, ...rule }: CurationFile['rules'][number],
  account: Pick<CuratedAccount, 'queues' | 'routingProfiles'>,
): CurationRule {
  const ids = (names: readonly string[], known: CuratedAccount['queues']) =>
    names.map((name) => found(name, known)!.id)
  return {
    ...rule,
    ...(queues ? { queues: ids(queues, account.queues) } : {}),
    ...(routingProfiles ? { routingProfiles: ids(routingProfiles, account.routingProfiles) } : {}),
  }
}

async function deployed<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    throw new ConfigError(
      `There is no table ${tableName}: the stack is not deployed. Run "connect-whatsapp apply" first.`,
      {
        cause: error,
      },
    )
  }
}
