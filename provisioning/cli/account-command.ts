// What the commands that work on an account have in common: the configuration file, the clients, and one clear sentence when
// something is wrong (exit code 1).
import { readFile } from 'node:fs/promises'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Aws } from '../account/clients.ts'
import { type Checked, checkedConfig } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import type { Command } from './command.ts'
import { failureSentences, maskedNumbers } from './failure.ts'
import { type Host, thisHost } from './host.ts'

export const CONFIG_FILE = 'connect-whatsapp.config.json'

export const COMMON_OPTIONS = `  --config FILE       the configuration; ${CONFIG_FILE} in this folder when left out
  --only channel      leave the stack (functions, table, queues, widget) alone
  --json              the answer as JSON on standard output
  --help              this text

Credentials, Region endpoint and proxies come from the AWS SDK's own settings: AWS_PROFILE, AWS_ENDPOINT_URL, ….`

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export interface Given {
  readonly values: Values
  readonly positionals: readonly string[]
}

interface AccountCommand {
  usage: string
  summary: string
  help: string
  options: ParseArgsOptionsConfig
  positionals?: number
  /** It may have changed something when it fails. */
  changes?: boolean
  run(given: Given, host: Host): Promise<number>
}

export function accountCommand({
  usage,
  summary,
  help,
  options,
  positionals = 0,
  changes = false,
  run,
}: AccountCommand): Command {
  return {
    usage,
    summary,
    help,
    async run(args, host = thisHost) {
      try {
        return await run(parsed(args, options, positionals), host)
      } catch (error) {
        const sentences = failureSentences(error, { changes })
        if (!sentences) throw error
        for (const sentence of sentences) host.tell(maskedNumbers(sentence))
        return 1
      }
    },
  }
}

function parsed(args: readonly string[], options: ParseArgsOptionsConfig, most: number): Given {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (positionals.length > most) throw new Error(`"${positionals[most]}" is one too many`)
    if (values.only !== undefined && values.only !== 'channel')
      throw new Error(`--only ${values.only}: there is only --only channel`)
    return { values: values as Values, positionals }
  } catch (error) {
    // Node adds advice that is of no use here.
    const [what] = (error as Error).message.split('. ')
    throw new ConfigError(`${what!.replace(/\.$/, '')}. --help lists what can be given.`)
  }
}

export interface Work {
  config: Checked
  aws: Aws
  withStack: boolean
  json: boolean
}

/** Reads the configuration and opens the clients. No call is made yet. */
export async function workOf({ values }: Given, host: Host): Promise<Work> {
  const config = await readConfig(typeof values.config === 'string' ? values.config : CONFIG_FILE)
  return {
    config,
    aws: host.clients(config.region),
    withStack: values.only !== 'channel',
    json: values.json === true,
  }
}

async function readConfig(file: string): Promise<Checked> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message
    throw new ConfigError(
      `${file}: ${why}. "connect-whatsapp init" writes one; --config names another.`,
      { cause },
    )
  })
  try {
    // Windows tools put a byte order mark in front.
    return checkedConfig(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(error.message.replace(/^/gm, `${file}: `))
    throw new ConfigError(`${file} is not JSON: ${(error as Error).message}.`)
  }
}
