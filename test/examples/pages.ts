// The examples in the project's pages: fenced blocks that run `npx connect-whatsapp`.
import { readdirSync, readFileSync } from 'node:fs'

export interface Command {
  /** The command line to run in a shell. */
  readonly line: string
  /** The output that the page shows below the command line. */
  readonly output: string
  /** The exit code, if the page shows it after the output. */
  readonly exitCode?: number
}

export interface Block {
  readonly page: string
  readonly lineNumber: number
  readonly isRun: boolean
  readonly commands: readonly Command[]
}

export interface Page {
  readonly path: string
  readonly blocks: readonly Block[]
  /**
   * The configuration files in the page. Each file is a block of JSON after a line that ends with
   * the file's name and a colon (`name.json`:).
   */
  readonly files: readonly { readonly name: string; readonly content: string }[]
  /**
   * The commands to run before the examples, from comments of the form `<!-- before the examples:
   * COMMAND -->`.
   */
  readonly before: readonly string[]
}

const NOT_RUN = 'console not-run'
/**
 * Marks blocks with commands of the runbook. They are not examples: other tests run them
 * (test/provisioning/runbook-commands.ts).
 */
const OF_RUNBOOK = 'console runbook'

export function pagesOfProject(): Page[] {
  return readdirSync('.', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist|cdk\.out)\//.test(path))
    .sort()
    .map((path) => pageOf(path, readFileSync(path, 'utf8')))
}

export function pageOf(path: string, text: string): Page {
  const blocks = [...text.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^ *```$/gm)].flatMap(
    ({ index, 2: language, 3: body }) =>
      language !== OF_RUNBOOK && /^ *(\$ )?npx connect-whatsapp/m.test(body!)
        ? [
            {
              page: path,
              lineNumber: text.slice(0, index).split('\n').length,
              isRun: language !== NOT_RUN,
              commands: commandsOf(body!),
            },
          ]
        : [],
  )
  const files = [...text.matchAll(/`([\w.-]+\.json)`:\n\n```json\n([\s\S]*?)```/g)].map(
    ([, name, content]) => ({ name: name!, content: content! }),
  )
  const before = [...text.matchAll(/^<!-- before the examples: (.*) -->$/gm)].map(
    (match) => match[1]!,
  )
  return { path, blocks, files, before }
}

/**
 * Returns the commands in a block. A command begins with `$ `, and continues on the next line if
 * the line ends with `\`.
 */
function commandsOf(body: string): Command[] {
  const commands: { line: string; output: string; exitCode?: number }[] = []
  for (const part of body.split(/^\$ /m).slice(1)) {
    const [, line, output] = /^((?:[^\n]*\\\n)*[^\n]*)\n?([\s\S]*)$/.exec(part)!
    const previous = commands.at(-1)
    if (line === 'echo $?' && previous) previous.exitCode = Number(output)
    else commands.push({ line: line!, output: output! })
  }
  return commands
}

/**
 * Returns whether the output matches the output in a page. In the page, `…` alone on a line stands
 * for any number of lines, and within a line for any text.
 */
export function matches(output: string, shown: string): boolean {
  const lines = shown.trimEnd().split('\n')
  const pattern = lines
    .map((line) =>
      line === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(escaped).join('[^\\n]*')}\\n`,
    )
    .join('')
  return new RegExp(`^${pattern}$`).test(`${output.trimEnd()}\n`)
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Returns the commands with which the page for admins sets up a channel in the sandbox. */
export function setUpCommands() {
  const path = 'provisioning/README.md'
  const text = readFileSync(path, 'utf8')
  const part = text.slice(
    text.indexOf('## Try it without an account'),
    text.indexOf('**6. Write to the number**'),
  )
  const [, first = ''] = /```\n((?!\$)[\s\S]*?)```/.exec(part)!
  return {
    before: first.trim().split('\n'),
    commands: pageOf(path, part).blocks.flatMap(({ commands }) => commands),
  }
}
