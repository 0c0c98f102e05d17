// What a command needs from its environment: a terminal, an AWS account and the time. The CLI uses
// the terminal, the account and the clock of its process. Tests pass their own.
import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Aws } from '../account/clients.ts'
import { ConfigError } from '../config/error.ts'
import { colored } from '../engine/color.ts'
import { sleep, type Wait } from '../engine/wait.ts'
import type { Fetch } from '../identity/discovery.ts'
import { clackQuestions, type Questions } from './questions.ts'

export interface Host {
  /** True if a person can answer questions, and if printed lines can be redrawn. */
  readonly interactive: boolean
  /** Writes a line of the result to standard output. */
  print(line: string): void
  /** Writes a line about progress or an error to standard error. */
  log(line: string): void
  readonly ask: Questions
  clients(region: string): Promise<Aws>
  /**
   * The Region in the SDK's own configuration (AWS_REGION or the profile), for commands whose
   * options and configuration file name no Region.
   */
  region(): Promise<string | undefined>
  /**
   * Reads documents outside AWS, such as those of the identity provider. Uses the proxy that the
   * environment defines.
   */
  readonly fetch: Fetch
  /** Prints an address that the person has to open in a browser. */
  visit(url: string): void
  readonly wait: Wait
  now(): Date
  /**
   * Prints the sentence on Ctrl-C and exits with code 1. Returns a function that removes this
   * handler.
   */
  onInterrupt(sentence: string): () => void
  stacks(): Promise<Stacks>
}

/** The operations on the CloudFormation stacks, which are imported when a command needs them. */
export type Stacks = Pick<
  typeof import('../stack/deploy.ts'),
  | 'planStacks'
  | 'deployStacks'
  | 'stackOutputs'
  | 'planDestroy'
  | 'destroyStacks'
  | 'stackDrift'
  | 'stackPermissions'
>

const SHOW_CURSOR = '\u001b[?25h'
// By how many milliseconds AWS's clock is ahead of this machine's clock. Commands write times into
// the outbox, which Lambda functions compare with AWS's clock. Commands therefore use AWS's time,
// even if this machine's clock is wrong.
let aheadMs = 0
const setClock = (now: Date) => {
  aheadMs = now.getTime() - Date.now()
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

async function askMfaCode(device: string): Promise<string> {
  if (thisHost.interactive) return thisHost.ask.text(`Six-digit code of the MFA device ${device}:`)
  throw new ConfigError(
    `The AWS profile needs a code of the MFA device ${device}, but the command does not run in a terminal. Run it in a terminal, or export the credentials of a session (aws sts get-session-token --serial-number ${device} --token-code CODE).`,
  )
}

export const thisHost: Host = {
  interactive: isatty(0) && isatty(1) && !process.env.CI,
  print: (line) => void process.stdout.write(`${colored(line)}\n`),
  log: (line) => void process.stderr.write(`${line}\n`),
  ask: clackQuestions,
  clients: async (region) =>
    (await import('../account/clients.ts')).awsClients(
      region,
      {},
      {
        onTime: setClock,
        askMfaCode,
        rateLimit: { report: (line) => thisHost.log(line) },
      },
    ),
  async region() {
    try {
      // A client without an explicit Region reads the Region from the SDK's configuration.
      const { STSClient } = await import('@aws-sdk/client-sts')
      return await new STSClient({}).config.region()
    } catch {
      return undefined
    }
  },
  fetch: async (url, init) => {
    const { proxiedFetch } = await import('../account/fetch.ts')
    return proxiedFetch()(url, init)
  },
  visit: (url) => void process.stderr.write(`\n  ${url}\n\n`),
  wait: sleep,
  now: () => new Date(Date.now() + aheadMs),
  onInterrupt(sentence) {
    const end = () => {
      // Writes directly to the terminal, because the progress display buffers process.stdout.
      // SHOW_CURSOR shows the cursor again, which the progress display has hidden.
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
