// A terminal for a command under test: what it prints is kept, what it asks is answered as the test says.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Aws } from '../../provisioning/account/clients.ts'
import type { Command } from '../../provisioning/cli/command.ts'
import type { Host } from '../../provisioning/cli/host.ts'

interface Settings {
  aws: Aws
  wait: Host['wait']
  now: () => number
}

export interface Answers {
  /** Given to questions in the order they are asked; with any, somebody is at the terminal. */
  answers?: readonly (string | boolean | string[])[]
  stacks?: Host['stacks']
}

export function startTerminal({ aws, wait, now }: Settings) {
  async function run(command: Command, args: readonly string[], { answers, stacks }: Answers = {}) {
    const out: string[] = []
    const err: string[] = []
    const asked: string[] = []
    const left = [...(answers ?? [])]
    async function answer<Answer>(question: string): Promise<Answer> {
      asked.push(question)
      if (left.length === 0) throw new Error(`no answer to "${question}"`)
      return left.shift() as Answer
    }
    const host: Host = {
      interactive: answers !== undefined,
      print: (line) => void out.push(line),
      tell: (line) => void err.push(line),
      ask: { yes: answer, text: answer, one: answer, several: answer },
      clients: () => aws,
      region: async () => undefined,
      wait,
      now: () => new Date(now()),
      onInterrupt: () => () => {},
      stacks: stacks ?? (() => import('../../provisioning/stack/deploy.ts')),
    }
    const code = await command.run(args, host)
    return { code, out, err, asked, said: out.join('\n'), complained: err.join('\n') }
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
