// Recognizes a table whose keys or indexes this version cannot use. DynamoDB cannot change the keys
// and local indexes of a table, so CloudFormation would replace such a table with an empty one.
import { ConfigError } from '../config/error.ts'
import type { LiveStack } from './cloudformation.ts'
import type { Template } from './synthesise.ts'

/** Throws ConfigError if the stack's existing table has other keys or local indexes. */
export function requireSameLayout(
  live: LiveStack | undefined,
  before: Template | undefined,
  wanted: Template,
): void {
  for (const [id, { Type, Properties }] of Object.entries(wanted.Resources)) {
    if (Type !== 'AWS::DynamoDB::Table') continue
    const was = before?.Resources[id]?.Properties
    if (!was || was.TableName !== Properties?.TableName) continue
    if (layoutOf(was) === layoutOf(Properties!)) continue
    const version = live?.outputs.Version ?? '0.1.0'
    throw new ConfigError(
      `The table ${was.TableName} was created by version ${version}, whose keys and indexes this version cannot use, and DynamoDB cannot change them. Nothing was changed. To begin with a new table beside it, set "stack": {"table": "${was.TableName}-2"} in the configuration; UPGRADING.md says what that means for open chats.`,
    )
  }
}

const layoutOf = ({ KeySchema, LocalSecondaryIndexes }: Record<string, unknown>): string =>
  JSON.stringify([KeySchema, LocalSecondaryIndexes])
