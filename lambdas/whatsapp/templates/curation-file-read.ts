// Reads a curation file of which some texts may be too long. Such a file is checked like any other, so
// that its author learns of every problem at once.
import type * as z from 'zod'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { curationShape } from '#whatsapp/templates/curation-file-schema'
import { mostBytesOf } from '#whatsapp/templates/limited-text-schema'

type Issue = z.core.$ZodIssue

/**
 * Returns the problems of the file's format. If texts that are too long are the only problems, `file`
 * has shortened texts in their place, and must not be applied.
 */
export function readCurationFile(data: unknown): {
  file: CurationFile | undefined
  issues: readonly Issue[]
} {
  const { data: file, error } = curationShape.safeParse(data, { reportInput: true })
  if (file) return { file, issues: [] }
  const { issues } = error
  if (!issues.every((issue) => mostCharactersOf(issue) !== undefined))
    return { file: undefined, issues }
  const copy = structuredClone(data)
  for (const issue of issues) {
    const parent: any = issue.path.slice(0, -1).reduce<any>((inner, key) => inner[key], copy)
    const key = issue.path.at(-1)!
    parent[key] = String(parent[key]).slice(0, mostCharactersOf(issue))
  }
  return { file: curationShape.safeParse(copy).data, issues }
}

/** The number of characters that fit, or undefined if the problem is not a text that is too long. */
function mostCharactersOf(issue: Issue): number | undefined {
  if (issue.code === 'too_big' && issue.origin === 'string') return Number(issue.maximum)
  const bytes = mostBytesOf(issue)
  // A character takes at most 3 bytes.
  return bytes === undefined ? undefined : Math.floor(bytes / 3)
}
