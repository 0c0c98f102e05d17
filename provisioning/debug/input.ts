// Reading what the debugging commands are given, and answering as they all do: JSON in, JSON out.
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { type Problem, refusals, Unreadable } from '#whatsapp/errors/problems'
import { CommandRefused } from '../cli/command.ts'

export const EXIT_CODES = `Each input is a JSON file, or - for standard input. The answer is JSON on standard output.
Exit code: 0 nothing is wrong (warnings are told, with "severity": "warning"), 1 there are problems, 2 the input cannot be read.
A problem is {"code", "path", "message", "values"?, "severity"?}: a stable word, where (a.0.b), what to do, and the numbers and names in it.`

interface Inputs {
  readonly files: readonly string[]
  readonly options: Readonly<Record<string, string | undefined>>
}

/** Exactly `count` files, and of the options those given. */
export function readArgs(
  args: readonly string[],
  count: number,
  options: readonly string[] = [],
): Inputs {
  const known = Object.fromEntries(options.map((name) => [name, { type: 'string' as const }]))
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: known,
      allowPositionals: true,
    })
    if (positionals.length !== count)
      throw new CommandRefused(`${positionals.length} inputs given, ${count} wanted.`)
    const given = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, String(value)]),
    )
    if ([...positionals, ...Object.values(given)].filter((file) => file === '-').length > 1)
      throw new CommandRefused('Only one input can be standard input (-).')
    return { files: positionals, options: given }
  } catch (error) {
    if (error instanceof CommandRefused) throw error
    throw new CommandRefused(error instanceof Error ? error.message : String(error))
  }
}

/** The JSON in a file or from standard input. */
export async function readJson(file: string): Promise<unknown> {
  const content = await contentOf(file)
  try {
    // Windows tools put a byte order mark in front.
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const where = cause instanceof Error ? `: ${cause.message}` : ''
    throw new Unreadable(
      'not_json',
      `${file === '-' ? 'standard input' : file} is not JSON${where}`,
      cause,
    )
  }
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Unreadable(
      'no_file',
      `${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}`,
      cause,
    )
  }
}

/** Runs a command's work: prints its answer, or what made the input unreadable, and answers the exit code. */
export async function answer<T extends object>(
  work: () => Promise<T>,
  problemsOf: (result: T) => readonly Problem[],
): Promise<number> {
  try {
    const result = await work()
    printJson(result)
    return refusals(problemsOf(result)).length > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    printJson({ problems: error.problems })
    return 2
  }
}

const printJson = (value: object) =>
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
