// Runs the examples in the project's pages, and compares their output with the pages. The commands
// of a page run one after the other in a temporary folder. Commands that need an account run
// against the sandbox.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startSandbox } from '../sandbox/sandbox.ts'
import { environmentOf, run } from './commands.ts'
import { type Command, matches, type Page, pageOf, pagesOfProject, setUpCommands } from './pages.ts'

const needsNoAccount = /^npx connect-whatsapp debug /

const pages = pagesOfProject()
const withExamples = pages.filter(({ blocks }) => blocks.some(({ isRun }) => isRun))
const commandsOf = ({ blocks }: Page) =>
  blocks.filter(({ isRun }) => isRun).flatMap(({ commands }) => commands)

describe('the examples in the pages', () => {
  it('all begin with "$ ", by which these tests find them', () => {
    const notFound = pages.flatMap(({ blocks }) =>
      blocks.filter(({ commands }) => !commands.length),
    )

    expect(notFound.map(({ page, lineNumber }) => `${page}:${lineNumber}`)).toEqual([])
  })

  it.each(withExamples)(
    'of $path print the output that the page contains',
    { timeout: 600_000 },
    async (page) => {
      const folder = mkdtempSync(join(tmpdir(), 'examples-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      for (const { name, content } of page.files) writeFileSync(join(folder, name), content)
      const commands = commandsOf(page)
      const environment = commands.every(({ line }) => needsNoAccount.test(line))
        ? {}
        : await environmentWithSandbox()

      for (const line of page.before)
        expect(await run(line, folder, environment)).toMatchObject({ code: 0 })

      for (const command of commands) {
        const { code, output } = await run(command.line, folder, environment)
        expect.soft(comparable(output, command), command.line).toBe(command.output.trimEnd())
        if (command.exitCode !== undefined) expect.soft(code, command.line).toBe(command.exitCode)
      }
    },
  )

  it('are marked as not run if they need a person or a real account', () => {
    const notRun = pages.flatMap(({ blocks }) => blocks.filter(({ isRun }) => !isRun))
    console.log(
      [
        'Not run:',
        ...notRun.map(
          ({ page, lineNumber, commands }) =>
            `  ${page}:${lineNumber}  ${commands.map(({ line }) => line.split('#')[0]!.trim()).join('; ')}`,
        ),
      ].join('\n'),
    )

    expect(notRun.length + withExamples.length).toBeGreaterThan(3)
  })
})

describe('the installation from a clone to the first message', () => {
  it('takes at most eight commands', () => {
    const { before, commands } = setUpCommands()

    expect(before.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'npm ci',
      'npm start',
      expect.stringMatching(/^export /),
    ])
    expect(commands.length).toBeGreaterThan(3)
    expect(before.length + commands.length).toBeLessThanOrEqual(8)
  })
})

describe('the parser of a page', () => {
  it('joins a line that ends with a backslash with the next line', () => {
    const { blocks } = pageOf(
      'a.md',
      '```\n$ npx connect-whatsapp init \\\n    --yes\nDone.\n```\n',
    )

    expect(blocks[0]!.commands).toEqual([
      { line: 'npx connect-whatsapp init \\\n    --yes', output: 'Done.\n' },
    ])
  })

  it('reads the number below "echo $?" as the exit code of the previous command', () => {
    const { blocks } = pageOf('a.md', '```\n$ npx connect-whatsapp plan\nA\n$ echo $?\n2\n```\n')

    expect(blocks[0]!.commands).toEqual([
      { line: 'npx connect-whatsapp plan', output: 'A\n', exitCode: 2 },
    ])
  })

  it.each([
    ['a\nb\nc\n', 'a\n…\nc', true],
    ['a\nc\n', 'a\n…\nc', true],
    ['a\nb\nd\n', 'a\n…\nc', false],
    ['12 changes. More\n', '… changes. More', true],
    ['12 changes. More\nand more\n', '… changes. More', false],
  ])(
    'compares the output %j with the text %j of the page, in which … stands for anything: %s',
    (output, text, expected) => {
      expect(matches(output, text)).toBe(expected)
    },
  )
})

describe('the pages', () => {
  it('include a README.md of at most 200 lines', () => {
    expect(readFileSync('README.md', 'utf8').trim().split('\n').length).toBeLessThanOrEqual(200)
  })

  it('link only to files and headings that exist', () => {
    expect(pages.flatMap(({ path }) => brokenLinks(path))).toEqual([])
  })

  it('name only files that exist', () => {
    expect(pages.flatMap(({ path }) => missingPaths(path))).toEqual([])
  })
})

async function environmentWithSandbox() {
  const sandbox = await startSandbox({ unscheduled: ['sync-templates', 'watch-templates'] })
  onTestFinished(() => sandbox.stop())
  return environmentOf(sandbox)
}

/**
 * Returns a text to compare with the output in the page: the same output if the actual output
 * matches it, and otherwise the actual output, so that the test prints the difference.
 */
const comparable = (output: string, { output: expected }: Command): string =>
  matches(output, expected) ? expected.trimEnd() : output.trimEnd()

function brokenLinks(path: string): string[] {
  const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(
    (match) => match[1]!,
  )
  return links
    .filter((link) => !link.startsWith('https://'))
    .filter((link) => {
      const [file, heading] = link.split('#')
      const target = file === '' ? path : join(dirname(path), file!)
      if (!existsSync(target)) return true
      return heading !== undefined && !headingsOf(target).includes(heading)
    })
    .map((link) => `${path}: ${link}`)
}

/** Returns the anchors that GitHub creates for a page's headings. */
const headingsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )

function missingPaths(path: string): string[] {
  const named = [
    ...readFileSync(path, 'utf8').matchAll(
      /`((?:lambdas|provisioning|agent-widget|test)\/[\w./-]*)`/g,
    ),
  ].map((match) => match[1]!)
  return [...new Set(named)]
    .filter((file) => !file.includes('NAME') && !existsSync(file))
    .map((file) => `${path}: ${file}`)
}
