// Answers that have a version: whoever has it already is told so in a few bytes.
import type { Context } from 'hono'

/** The version the caller has, from If-None-Match; undefined when it has none. */
export const versionOf = (c: Context): string | undefined =>
  /^(?:W\/)?"([^"]*)"$/.exec(c.req.header('if-none-match')?.trim() ?? '')?.[1]

export const notModified = (c: Context, version: string) =>
  c.body(null, 304, { etag: `"${version}"`, 'cache-control': 'private, no-cache' })
