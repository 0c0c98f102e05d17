// Divides lists into pages of at most 100 entries. The token of the next page is valid only in a
// repetition of the request that returned it.
import { createHash } from 'node:crypto'
import { AwsError } from '../service.ts'

interface Paging {
  nextToken?: string | undefined
  maxResults?: number | undefined
}

const MOST = 100

/** `scope` is a text that contains the operation and all parameters on which the list depends. */
export function page<T>(
  items: readonly T[],
  { nextToken, maxResults = MOST }: Paging,
  scope: string,
) {
  const start = nextToken === undefined ? 0 : positionIn(nextToken, scope)
  const end = start + maxResults
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextToken: tokenFor(end, scope) }),
  }
}

const seal = (position: number, scope: string) =>
  createHash('sha256').update(`${position} ${scope}`).digest('base64url').slice(0, 22)

const tokenFor = (position: number, scope: string) =>
  Buffer.from(`${position}.${seal(position, scope)}`).toString('base64url')

function positionIn(token: string, scope: string) {
  const [position, sealed] = Buffer.from(token, 'base64url').toString().split('.')
  if (sealed !== seal(Number(position), scope))
    throw new AwsError('ValidationException', 'The nextToken is not valid.', 400)
  return Number(position)
}
