// Runs the commands of a section of the runbook in the sandbox.
import { readFileSync } from 'node:fs'
import { PurgeQueueCommand, type SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'
import type { LogLine } from '../sandbox/functions/pool.ts'

export const runbook = readFileSync('provisioning/RUNBOOK.md', 'utf8')

interface Sandbox {
  sqs: SQSClient
  logs(): readonly LogLine[]
  /** Runs a command of connect-whatsapp, and returns its output. */
  cli(args: readonly string[]): Promise<string>
  /**
   * The values with which words in capital letters in the commands, such as FUNCTION, are replaced.
   */
  values?: Readonly<Record<string, string>>
}

/**
 * Returns the runbook's section about an alarm. The alarm's row in the table of alarms links to it.
 */
export function sectionOf(alarm: string): string {
  const row = runbook
    .split('\n')
    .find((line) => line.startsWith('| `') && names(line).includes(alarm))
  return sectionAt(row?.match(/\]\(#([\w-]+)\)/)?.[1] ?? `a link of the row of ${alarm}`)
}

/** Returns the section with this anchor. */
export function sectionAt(anchor: string): string {
  const section = runbook
    .split(/^(?=##+ )/m)
    .find((text) => slug(text.split('\n')[0]!.replace(/^#+ /, '')) === anchor)
  if (!section) throw new Error(`the runbook has no section ${anchor}`)
  return section
}

const names = (row: string): readonly string[] => row.split('|')[1]!.match(/[\w-]+/g) ?? []
const slug = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

/** Runs every command of a section, in order. Returns the output of each command. */
export async function runSection(section: string, sandbox: Sandbox): Promise<string[]> {
  const blocks = [...section.matchAll(/```console runbook\n([\s\S]*?)```/g)]
  const lines = blocks.flatMap(([, block]) => block!.match(/(?<=^\$ ).*/gm)!)
  const printed: string[] = []
  for (const line of lines) printed.push(await runLine(line, sandbox))
  return printed
}

async function runLine(line: string, { sqs, logs, cli, values = {} }: Sandbox): Promise<string> {
  const [program, ...words] = wordsOf(
    line.replace(/\b[A-Z]{3,}\b/g, (name) => values[name] ?? name),
  )
  if (program === 'npx' && words[0] === 'connect-whatsapp') return cli(words.slice(1))
  const [service, operation] = words
  const option = (name: string) => {
    const at = words.indexOf(`--${name}`)
    if (at < 0) throw new Error(`${line}: has no --${name}`)
    return words[at + 1]!
  }
  switch (`${program} ${service} ${operation}`) {
    case 'aws logs tail':
      return tail(logs(), words[2]!, option('filter-pattern'))
    case 'aws sqs purge-queue':
      await sqs.send(new PurgeQueueCommand({ QueueUrl: option('queue-url') }))
      return ''
    case 'aws sqs start-message-move-task':
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: option('source-arn') }))
      return ''
    default:
      throw new Error(`the runbook has a command that this test cannot run: ${line}`)
  }
}

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)

/**
 * Returns the log lines that match a pattern such as `{ $.level = "ERROR" }` or `"Task timed out"`.
 */
function tail(lines: readonly LogLine[], group: string, pattern: string): string {
  const [, field, value] = pattern.match(/^\{ \$\.(\w+) = "(.*)" \}$/) ?? []
  const text = pattern.match(/^"(.*)"$/)?.[1]
  if (!field && !text) throw new Error(`an unknown filter pattern: ${pattern}`)
  return lines
    .filter(({ function: name }) => `/aws/lambda/connect-whatsapp-${name}` === group)
    .filter(({ line }) =>
      field ? (JSON.parse(line) as Record<string, unknown>)[field] === value : line.includes(text!),
    )
    .map(({ line }) => line)
    .join('\n')
}
