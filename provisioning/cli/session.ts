// Opens the session of a command that works on an AWS account: reads the configuration and creates
// the AWS clients.
import { readFile } from 'node:fs/promises'
import type { Aws } from '../account/clients.ts'
import { type Checked, checkedConfig } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { parsedJson } from '../config/json-file.ts'
import type { Host } from './host.ts'
import { type AccountFlags, CONFIG_FILE } from './options.ts'

/** The configuration, the AWS clients of its Region, and the options that many commands share. */
export interface Session {
  config: Checked
  aws: Aws
  /** True if the command also works on the stack: false with `--only channel` and with `--waba`. */
  withStack: boolean
  /** True unless the option --waba limits `config.channels` to some WABAs. */
  isWhole: boolean
  json: boolean
}

/** Reads the configuration and creates the clients. Does not call AWS. */
export async function openSession(
  { config: file = CONFIG_FILE, only, waba, json = false }: AccountFlags,
  host: Host,
): Promise<Session> {
  const whole = await readConfig(file)
  const config = waba ? limitedTo(waba, whole) : whole
  const aws = { ...(await host.clients(config.region)), tableName: config.stack.table }
  return { config, aws, withStack: only !== 'channel' && !waba, isWhole: !waba, json }
}

/**
 * Returns the configuration with only these WABAs. Throws ConfigError if the configuration does not
 * contain all of these WABAs.
 */
export function limitedTo(wabas: readonly string[], config: Checked): Checked {
  const known = config.channels.map(({ waba }) => waba)
  const unknown = wabas.filter((waba) => !known.includes(waba))
  if (unknown.length > 0)
    throw new ConfigError(
      `--waba does not accept ${unknown.join(', ')}. The configuration contains ${known.join(', ')}.`,
    )
  return { ...config, channels: config.channels.filter(({ waba }) => wabas.includes(waba)) }
}

async function readConfig(file: string): Promise<Checked> {
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(
      cause.code === 'ENOENT'
        ? `The configuration file ${file} does not exist. Create it with "connect-whatsapp init", or name another file with --config.`
        : `The configuration file ${file} cannot be read: ${cause.message}. Check the file, or name another file with --config.`,
      { cause },
    )
  })
  const data = parsedJson(content, file)
  try {
    return checkedConfig(data)
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(error.message.replace(/^/gm, `${file}: `))
    throw error
  }
}
