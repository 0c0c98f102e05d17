import { type CuratedAccount, curationProblems } from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { curationShape, readCurationFile } from '#whatsapp/templates/curation-file-schema'
import { schemaProblems } from '../config/problems.ts'

/**
 * Returns the curation in a file, and one line for each problem of its format. A curation with
 * problems must not be applied. `file` is undefined if the format allows no further checks.
 */
export function checkableCuration(data: unknown): {
  file: CurationFile | undefined
  problems: readonly string[]
} {
  const { file, issues } = readCurationFile(data)
  return { file, problems: schemaProblems(issues, data, curationShape, 'the file') }
}

/** Returns one line for each problem: its position in the file, then what is wrong. */
export const curationProblemLines = (file: CurationFile, account: CuratedAccount): string[] =>
  curationProblems(file, account).map(({ path, message }) => `${path}: ${message}`)
