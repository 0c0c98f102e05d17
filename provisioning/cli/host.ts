// What a command has around it: a terminal, an account, time. The CLI gives it the process's own; tests give it others.
import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { type Aws, awsClients } from '../account/clients.ts'
import { sleep, type Wait } from '../engine/wait.ts'
import { clackQuestions, type Questions } from './questions.ts'

export interface Host {
  /** Somebody sits there: questions can be asked, lines may move. */
  readonly interactive: boolean
  /** What was asked for: standard output. */
  print(line: string): void
  /** What goes on, and what went wrong: standard error. */
  tell(line: string): void
  readonly ask: Questions
  clients(region: string): Aws
  /** The Region of the SDK's own configuration (AWS_REGION, the profile's), for when nothing else names one. */
  region(): Promise<string | undefined>
  readonly wait: Wait
  now(): Date
  /** On Ctrl-C says the sentence and ends with exit code 1. Answers how to take that back. */
  onInterrupt(sentence: string): () => void
  stacks(): Promise<Stacks>
}

/** The part of an installation that CloudFormation makes. */
export type Stacks = Pick<
  typeof import('../stack/deploy.ts'),
  | 'planStacks'
  | 'deployStacks'
  | 'stackOutputs'
  | 'planDestroy'
  | 'destroyStacks'
  | 'stackPermissions'
>

const SHOW_CURSOR = '\u001b[?25h'
// What is written into the outbox is judged by the functions' clock: AWS's time counts, also where this machine's is wrong.
let aheadMs = 0
const heard = (now: Date) => {
  aheadMs = now.getTime() - Date.now()
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export const thisHost: Host = {
  interactive: isatty(0) && isatty(1) && !process.env.CI,
  print: (line) => void process.stdout.write(`${line}\n`),
  tell: (line) => void process.stderr.write(`${line}\n`),
  ask: clackQuestions,
  clients: (region) => awsClients(region, {}, heard),
  async region() {
    try {
      // A client without a Region asks the SDK's configuration for it.
      const { STSClient } = await import('@aws-sdk/client-sts')
      return await new STSClient({}).config.region()
    } catch {
      return undefined
    }
  },
  wait: sleep,
  now: () => new Date(Date.now() + aheadMs),
  onInterrupt(sentence) {
    const end = () => {
      // Past what moves the lines, which holds back what others write, and has hidden the cursor.
      if (process.stdout.isTTY) writeSync(1, SHOW_CURSOR)
      writeSync(2, `\n${sentence}\n`)
      process.exit(1)
    }
    for (const signal of SIGNALS) process.once(signal, end)
    return () => {
      for (const signal of SIGNALS) process.off(signal, end)
    }
  },
  stacks: () => import('../stack/deploy.ts'),
}
