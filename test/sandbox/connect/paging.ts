// Divides lists into pages. The token of the next page is opaque, and is valid only for the same
// operation with the same input.
import { createHash } from 'node:crypto'
import { type ErrorCode, refusal } from './errors.ts'

const DEFAULT_RESULTS = 100
const MAX_RESULTS = 1000

interface Page<Entry> {
  entries: Entry[]
  NextToken?: string
}

/**
 * Returns one page of a list. A token contains an index, so a page repeats or omits entries if the
 * list changes between two calls.
 */
export function page<Entry>(
  operation: string,
  input: any,
  all: readonly Entry[],
  code: ErrorCode = 'InvalidParameterException',
): Page<Entry> {
  const { MaxResults: size = DEFAULT_RESULTS } = input
  if (size < 1 || size > MAX_RESULTS)
    throw refusal(code, `MaxResults is ${size}; between 1 and ${MAX_RESULTS}`)
  const start = Number(cursor(operation, input, code) ?? 0)
  const end = start + size
  const entries = all.slice(start, end)
  return end < all.length
    ? { entries, NextToken: nextToken(operation, input, String(end)) }
    : { entries }
}

/**
 * Returns the position that the input's NextToken contains, or undefined if the request is for the
 * first page.
 */
export function cursor(operation: string, input: any, code: ErrorCode): string | undefined {
  if (input.NextToken === undefined) return undefined
  const [asked, at] = Buffer.from(input.NextToken, 'base64url').toString().split(' ')
  if (asked !== fingerprint(operation, input) || at === undefined)
    throw refusal(code, 'The NextToken is not valid for this request')
  return at
}

export const nextToken = (operation: string, input: any, at: string) =>
  Buffer.from(`${fingerprint(operation, input)} ${at}`).toString('base64url')

function fingerprint(
  operation: string,
  { NextToken: _, MaxResults: __, ConnectionToken: ___, ...question }: any,
) {
  return createHash('sha256')
    .update(JSON.stringify([operation, question]))
    .digest('base64url')
}
