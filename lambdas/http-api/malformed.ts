// Explains why a request does not match its schema. Each sentence names the field of the request
// and what is expected there. The messages of the schema library are not used.
import type { ZodError, ZodType } from 'zod'
import { type Problem, problem } from '#whatsapp/errors/problems'
import { typeName } from '#whatsapp/json/rules'
import { RequestRefused } from '../runtime/refused.ts'

type Issue = ZodError['issues'][number]

/**
 * Returns the request with the type of the schema. Throws RequestRefused if the request does not
 * match the schema.
 */
export function parsed<Shape>(schema: ZodType<Shape>, request: unknown): Shape {
  const { success, data, error } = schema.safeParse(request, { reportInput: true })
  if (!success) throw new RequestRefused(400, error.issues.map(asProblem))
  return data
}

function asProblem(issue: Issue): Problem {
  const path = issue.path.join('.')
  return problem('malformed_request', path, describedIssue(issue), {
    details: path || 'request',
  })
}

/** Returns a sentence about the field that does not match its schema. */
export function describedIssue(issue: Issue): string {
  const path = issue.path.join('.')
  return `${path === '' ? 'The request' : `“${path}”`} ${described(issue)}`
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const FORMATS: Readonly<Record<string, string>> = { uuid: 'a UUID' }

function described(issue: Issue): string {
  if (issue.code === 'unrecognized_keys')
    return `has members that are not known here: ${issue.keys.join(', ')}. Leave them out.`
  const wanted = expected(issue) ?? 'as the API’s description states'
  if (issue.input === undefined) return `is missing. It should be ${wanted}.`
  return issue.code === 'invalid_type'
    ? `is ${typeName(issue.input)}. It should be ${wanted}.`
    : `should be ${wanted}.`
}

function expected(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1
        ? `“${String(issue.values[0])}”`
        : `one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      // Zod sets `options` for discriminated unions, although Zod's types do not declare it.
      return 'options' in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.join(', ')}`
        : 'of one of the kinds that the API’s description lists'
    case 'invalid_format':
      // Every pattern in the schemas has its own message.
      return issue.format === 'regex' ? issue.message : FORMATS[issue.format]
    case 'too_small':
      return `${count(issue.minimum, issue.origin)} or more`
    case 'too_big':
      return `at most ${count(issue.maximum, issue.origin)}`
    case 'custom':
      return issue.message
    default:
      return undefined
  }
}

const count = (limit: number | bigint, of: string) =>
  of === 'string'
    ? `${limit} ${limit === 1 ? 'character' : 'characters'}`
    : of === 'array'
      ? `${limit} ${limit === 1 ? 'entry' : 'entries'}`
      : String(limit)
