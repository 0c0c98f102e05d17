// Configures Stricli, the library that provides the routing, help, suggestions and exit codes of
// the command line.
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import {
  buildApplication,
  ExitCode,
  help,
  type RouteMap,
  run,
  type StricliIntegration,
  version,
} from '@stricli/core'
import type { Command, Context } from './command.ts'
import { failureJson, maskedNumbers } from './failure.ts'
import { textWith } from './usage-errors.ts'

const NAME = 'connect-whatsapp'

const packageFile = new URL('../../package.json', import.meta.url)
const versionOfPackage = async () => JSON.parse(readFileSync(packageFile, 'utf8')).version as string

const helpOption = (onlyRequiredInUsageLine: boolean) =>
  help<Context>({
    brief: 'Print this help',
    defaultForRouteMap: true,
    formatting: {
      caseStyle: 'original',
      onlyRequiredInUsageLine,
      useAliasInUsageLine: false,
    },
  }).flag!

const HELP_OF_COMMAND = helpOption(false)
/**
 * The help of a group contains one usage line for each of its commands. The usage lines show no
 * options, because with options they would be too long.
 */
const HELP_OF_GROUP = helpOption(true)

const integrations: Readonly<Record<string, StricliIntegration<Context>>> = {
  help: {
    flag: {
      ...HELP_OF_COMMAND,
      run(application, args) {
        const { run } = isGroup(args.result.target) ? HELP_OF_GROUP : HELP_OF_COMMAND
        return run.call(this, application, args)
      },
    },
  },
  version: version({ brief: 'Print the version', info: { getCurrentVersion: versionOfPackage } }),
}

const isGroup = (target: object): target is RouteMap<Context> => 'getAllEntries' in target

/**
 * Returns the group that contains a command of this name, so that "template" suggests "debug
 * template".
 */
function groupWith(root: RouteMap<Context> | Command, name: string): string | undefined {
  if (!isGroup(root)) return undefined
  const group = root
    .getAllEntries()
    .find(({ target }) => isGroup(target) && target.getRoutingTargetForInput(name))
  return group?.name.original
}

/**
 * Runs the command in `args` and returns its exit code. The exit code for a command line that
 * cannot be understood is 1. In the debug group it is 2, because its commands document 2 for
 * unreadable input. With --json, the error is printed on standard output, as for other failures.
 */
export async function runCommandLine(
  root: RouteMap<Context> | Command,
  args: readonly string[],
  { process, host }: Context,
): Promise<number> {
  const settings = {
    name: NAME,
    scanner: {
      // With Stricli's default of 7, Stricli would suggest words that have little in common with
      // the mistyped one.
      distanceOptions: {
        threshold: 3,
        weights: { insertion: 1, deletion: 3, substitution: 2, transposition: 0 },
      },
    },
    localization: { text: textWith((name) => groupWith(root, name)) },
  }
  const application = isGroup(root)
    ? buildApplication(root, settings, integrations)
    : buildApplication(root, settings, integrations)
  const { stdout, env = {} } = process
  const complaints: string[] = []
  const stderr = {
    write(text: string) {
      complaints.push(text)
      process.stderr.write(text)
    },
    getColorDepth: (env?: Readonly<Partial<Record<string, string>>>) =>
      process.stderr.getColorDepth?.(env) ?? 1,
  }
  const streams: Context['process'] = { stdout, stderr, env }
  await run(application, withHelpOption(args), { process: streams, host })
  const exitCode = Number(streams.exitCode ?? 0)
  if (exitCode !== ExitCode.UnknownCommand && exitCode !== ExitCode.InvalidArgument)
    return exitCode < 0 ? 1 : exitCode
  stderr.write(`Run "${[NAME, ...knownWords(root, args)].join(' ')} --help" for usage.\n`)
  if (args.some((word) => /^--json(=|$)/.test(word)))
    stdout.write(`${failureJson('refused', sentencesIn(complaints))}\n`)
  return args[0] === 'debug' ? 2 : 1
}

const sentencesIn = (texts: readonly string[]) =>
  stripVTControlCharacters(texts.join(''))
    .split('\n')
    .filter((line) => line !== '')
    .map(maskedNumbers)

/** Returns the first words of a command line: the names of groups and of a command. */
function knownWords(root: RouteMap<Context> | Command, args: readonly string[]): string[] {
  const [word, ...rest] = args
  const next = isGroup(root) && word ? root.getRoutingTargetForInput(word) : undefined
  return word && next ? [word, ...knownWords(next, rest)] : []
}

/** Converts "help plan" to "plan --help". */
const withHelpOption = (args: readonly string[]) =>
  args[0] === 'help' ? [...args.slice(1), '--help'] : args
