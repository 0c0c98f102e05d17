// Pages IAM's lists. A Marker is valid only in a request with the same operation and parameters as
// the request that returned the Marker.
import { createHash } from 'node:crypto'
import { AwsError } from '../service.ts'

const DEFAULT_ITEMS = 100

export function page<Entry>(operation: string, input: any, all: readonly Entry[]) {
  const { Marker, MaxItems = DEFAULT_ITEMS, ...question } = input
  const seal = (at: number) =>
    createHash('sha256')
      .update(JSON.stringify([operation, question, at]))
      .digest('base64url')
      .slice(0, 22)
  const start = Marker === undefined ? 0 : position(Marker, seal)
  const end = start + MaxItems
  const more = end < all.length
  return {
    entries: all.slice(start, end),
    IsTruncated: more,
    ...(more && { Marker: Buffer.from(`${end}.${seal(end)}`).toString('base64url') }),
  }
}

function position(marker: string, seal: (at: number) => string) {
  const [at, sealed] = Buffer.from(marker, 'base64url').toString().split('.')
  if (sealed !== seal(Number(at))) throw new AwsError('ValidationError', 'Invalid Marker.')
  return Number(at)
}
