// What zod finds in a configuration, in the words of this program: where, what it is, what it should be.
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** `names`: of every setting there is, for what may have been meant. */
export function configProblems(
  issues: readonly Issue[],
  given: unknown,
  names: readonly string[],
): string[] {
  return issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[]) => path.map(String).join('.') || 'the configuration'
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${at([...issue.path, key])}: ${unknown(key, names)}`)
    return [`${at(issue.path)}: ${said(issue, valueAt(given, issue.path))}`]
  })
}

function unknown(key: string, names: readonly string[]): string {
  const meant = names.find((name) => distance(key.toLowerCase(), name.toLowerCase()) <= 2)
  return `there is no such setting${meant ? `; is "${meant}" meant?` : ''}`
}

function said(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_union') return issue.message
  if (value === undefined) return 'is missing'
  if (issue.code === 'invalid_union')
    return `${JSON.stringify(value)} is not one of those there are: ${issue.message}`
  return `${JSON.stringify(value)} is not ${article(issue.expected)}`
}

const KINDS: Readonly<Record<string, string>> = {
  record: 'an object',
  object: 'an object',
  array: 'a list',
  int: 'a whole number',
}
const article = (expected: string) => KINDS[expected] ?? `a ${expected}`

const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<any>(
    (inner, key) => (inner === null || inner === undefined ? undefined : inner[key]),
    given,
  )

/** How many letters have to be changed, added or taken away (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, wanted] of [...other].entries())
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === wanted ? 0 : 1)))
    row = next
  }
  return row.at(-1)!
}
