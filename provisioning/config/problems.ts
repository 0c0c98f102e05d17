// Turns the issues that zod finds in a file into sentences for the person who wrote the file. Each
// sentence contains the position, the value and the remedy. The messages in our schemas complete
// the sentence "Use …"; zod's own messages are never printed.
import { z } from 'zod'
import { counted } from '../engine/plan.ts'
import { nearest } from './nearest.ts'

type Issue = z.core.$ZodIssue

/**
 * Returns one line for each issue. A line about the whole file starts with `fileTitle` instead of a
 * position.
 */
export function schemaProblems(
  issues: readonly Issue[],
  data: unknown,
  schema: z.ZodType,
  fileTitle: string,
): string[] {
  const documented = z.toJSONSchema(schema, { io: 'input' })
  const names = settingNames(documented)
  const at = (path: readonly PropertyKey[]) => path.map(String).join('.') || fileTitle
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${at([...issue.path, key])}: ${unknownSetting(key, names)}`)
      : [
          `${at(issue.path)}: ${sentence(issue, valueAt(data, issue.path), description(documented, issue.path))}`,
        ],
  )
}

function unknownSetting(key: string, names: readonly string[]): string {
  const suggestion = nearest(key, names)
  return `there is no such setting. ${suggestion ? `Did you mean "${suggestion}"?` : 'Remove it.'}`
}

function sentence(issue: Issue, value: unknown, meaning: string | undefined): string {
  if (issue.code === 'invalid_key')
    return `this key is not valid. Use ${issue.issues.map(expectation).join(' and ')}.`
  if (value === undefined)
    return `this setting is missing. Add ${expectation(issue)}${issue.code === 'invalid_type' && meaning ? `: ${meaning}` : ''}.`
  return `${shortened(value)} is not valid. Use ${expectation(issue)}.`
}

/** Returns a description of the valid values that completes the sentence "Use …". */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? `a ${issue.expected}`
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return `${limited(issue.origin)} at least ${amount(issue.minimum, issue.origin)}`
    case 'too_big':
      return `${limited(issue.origin)} at most ${amount(issue.maximum, issue.origin)}`
    default:
      return issue.message
  }
}

const KINDS: Readonly<Record<string, string>> = {
  record: 'an object',
  object: 'an object',
  array: 'a list',
  int: 'a whole number',
  boolean: 'true or false',
  string: 'a text',
}

const oneOf = (values: readonly unknown[]) =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(
    values.map((each) => JSON.stringify(each)),
  )

const limited = (origin: string) =>
  origin === 'string' ? 'a text of' : origin === 'array' ? 'a list of' : 'a number of'

function amount(count: number | bigint, origin: string): string {
  if (origin === 'string') return counted(Number(count), 'character')
  return origin === 'array' ? counted(Number(count), 'entry', 'entries') : String(count)
}

const LONGEST = 80
function shortened(value: unknown): string {
  const json = JSON.stringify(value)
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json
}

const valueAt = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<any>(
    (inner, key) => (inner === null || inner === undefined ? undefined : inner[key]),
    data,
  )

/**
 * Returns a setting's description from the schema, in a form that fits into the middle of a
 * sentence.
 */
function description(schema: unknown, path: readonly PropertyKey[]): string | undefined {
  const found = path
    .reduce<JsonSchema[]>(
      (schemas, key) => schemas.flatMap((each) => memberOf(each, key)),
      [schema as JsonSchema],
    )
    .find((each) => each.description)
  return found?.description?.replace(/^[A-Z](?=[a-z]*\b)/, (letter) => letter.toLowerCase())
}

interface JsonSchema {
  readonly description?: string
  readonly properties?: Readonly<Record<PropertyKey, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly oneOf?: readonly JsonSchema[]
}

function memberOf(schema: JsonSchema, key: PropertyKey): JsonSchema[] {
  const { properties, additionalProperties, items, oneOf = [] } = schema
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined
  const own = typeof key === 'number' ? items : (properties?.[key] ?? rest)
  return [...(own ? [own] : []), ...oneOf.flatMap((each) => memberOf(each, key))]
}

function settingNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {} } = schema as { properties?: object }
  return [...Object.keys(properties), ...Object.values(schema).flatMap(settingNames)]
}
