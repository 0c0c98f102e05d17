// A fake terminal in which tests run commands. It collects the output, and answers the commands'
// questions as the test has determined.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Aws } from '../../provisioning/account/clients.ts'
import { proxiedFetch } from '../../provisioning/account/fetch.ts'
import { runCommandLine } from '../../provisioning/cli/application.ts'
import type { Command } from '../../provisioning/cli/command.ts'
import type { Host } from '../../provisioning/cli/host.ts'
import { ConfigError } from '../../provisioning/config/error.ts'
import { recordedProviders } from './identity/recorded.ts'

interface Settings {
  aws: Aws
  wait: Host['wait']
  now: () => number
}

/** An answer for `answers`: the person presses Enter, and so accepts the suggested answer. */
export const ENTER = Symbol('Enter')
/** An answer for `answers`: the person presses Ctrl-C, and so cancels the command. */
export const INTERRUPT = Symbol('Ctrl-C')

export interface Answers {
  /**
   * The answers to the command's questions, in order, including ENTER and INTERRUPT. The terminal
   * is interactive only if answers are given.
   */
  answers?: readonly (string | boolean | string[] | symbol)[]
  /**
   * Answers every question, after doing what the question asks the person to do. Replaces
   * `answers`.
   */
  person?: (question: string) => Promise<string | boolean>
  stacks?: Host['stacks']
  fetch?: Host['fetch']
  /** Does what a person would do who opens the URL in a browser. */
  visit?: Host['visit']
}

/**
 * Returns whether the sandbox answers requests to this URL, such as the URLs of the deployed stack
 * and of buckets.
 */
const isHere = (url: string) => url.startsWith('http://127.0.0.1:')
const here = proxiedFetch()

export function startTerminal({ aws, wait, now }: Settings) {
  async function run(
    command: Command,
    args: readonly string[],
    { answers, person, stacks, fetch, visit }: Answers = {},
  ) {
    const out: string[] = []
    const err: string[] = []
    const asked: string[] = []
    const left = [...(answers ?? [])]
    async function answer<Answer>(question: string, offered?: Answer): Promise<Answer> {
      asked.push(question)
      if (person) return (await person(question)) as Answer
      if (left.length === 0) throw new Error(`no answer to "${question}"`)
      const next = left.shift()
      if (next === INTERRUPT) throw new ConfigError('Stopped. Nothing was changed.')
      return (next === ENTER ? offered : next) as Answer
    }
    const host: Host = {
      interactive: answers !== undefined || person !== undefined,
      print: (line) => void out.push(line),
      log: (line) => void err.push(line),
      ask: {
        yes: (question) => answer(question),
        text: (question, initial = '') => answer(question, initial),
        one: (question, choices, initial = choices[0]?.value) => answer(question, initial),
        several: (question, _choices, { initial = [] } = {}) => answer(question, [...initial]),
      },
      clients: async () => aws,
      fetch: fetch ?? ((url, init) => (isHere(url) ? here(url, init) : recordedProviders(url))),
      visit: visit ?? ((url) => void err.push(url)),
      region: async () => undefined,
      wait,
      now: () => new Date(now()),
      onInterrupt: () => () => {},
      stacks: stacks ?? (() => import('../../provisioning/stack/deploy.ts')),
    }
    const streams = {
      stdout: { write: (text: string) => void out.push(text.trimEnd()) },
      stderr: { write: (text: string) => void err.push(text.trimEnd()) },
    }
    const code = await runCommandLine(command, args, { process: streams, host })
    return { code, out, err, asked, output: out.join('\n'), errors: err.join('\n') }
  }
  return { run }
}

export function configFile(config: unknown): string {
  const file = join(
    mkdtempSync(join(tmpdir(), 'connect-whatsapp-')),
    'connect-whatsapp.config.json',
  )
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config))
  return file
}
