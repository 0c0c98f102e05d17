// The common part of the debug commands. Each command reads JSON from files or standard input,
// prints its result as JSON, and sets an exit code: 0 for no problems, 1 for problems, and 2 for
// input that cannot be read.
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { type Problem, refusals, Unreadable } from '#whatsapp/errors/problems'
import { parsedJsonWithBigIds } from '#whatsapp/json/loose'
import type { Context } from '../cli/command.ts'

const STANDARD_INPUT = '-'

/** Parses the JSON in a file, or in standard input for `-`. Throws Unreadable. */
export async function readJson(file: string): Promise<unknown> {
  const content = await contentOf(file)
  try {
    // Some editors on Windows write a byte order mark at the start of a file.
    return parsedJsonWithBigIds(content.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    const source = file === STANDARD_INPUT ? 'standard input' : file
    throw new Unreadable(
      'not_json',
      `${source} is not JSON${reason}. Correct the input and run this again.`,
      cause,
    )
  }
}

async function contentOf(file: string): Promise<string> {
  if (file === STANDARD_INPUT) return text(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Unreadable(
      'no_file',
      `${file} cannot be read: ${code}. Check the name of the file.`,
      cause,
    )
  }
}

/**
 * Runs a debug command. Prints its result, or the reason why its input cannot be read, and sets the
 * exit code. `files` are the command's inputs, of which at most one can be standard input.
 */
export async function printResult<Result extends object>(
  { process, host }: Context,
  files: readonly (string | undefined)[],
  resultOf: () => Promise<Result>,
  problemsOf: (result: Result) => readonly Problem[],
): Promise<void> {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    host.log('Only one input can be standard input (-). Name a file for the others.')
    process.exitCode = 2
    return
  }
  try {
    const result = await resultOf()
    host.print(JSON.stringify(result, undefined, 2))
    process.exitCode = refusals(problemsOf(result)).length > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    host.print(JSON.stringify({ problems: error.problems }, undefined, 2))
    process.exitCode = 2
  }
}
