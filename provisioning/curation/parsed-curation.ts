import { type CuratedAccount, curationProblems } from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { curationShape } from '#whatsapp/templates/curation-file-schema'
import { ConfigError } from '../config/error.ts'
import { schemaProblems } from '../config/problems.ts'

/**
 * Returns the curation in a file. Throws ConfigError with one line for each problem of its format.
 */
export function parsedCuration(data: unknown): CurationFile {
  const { data: file, error } = curationShape.safeParse(data)
  if (file) return file
  throw new ConfigError(schemaProblems(error.issues, data, curationShape, 'the file').join('\n'))
}

/** Returns one line for each problem: the position in the file, then what is wrong. */
export const curationProblemLines = (file: CurationFile, account: CuratedAccount): string[] =>
  curationProblems(file, account).map(({ path, message }) => `${path}: ${message}`)
