// The README's examples are what the commands really print.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const cli = join(process.cwd(), 'provisioning/cli.ts')

/** `name.json`: … followed by its JSON. */
const files = [...readme.matchAll(/`(\w+\.json)`:\n\n```json\n([\s\S]*?)```/g)].map(
  ([, name, json]) => ({ name: name!, json: json! }),
)
const examples = [
  ...readme.matchAll(/```\n\$ npx connect-whatsapp (.*)\n([\s\S]*?)\$ echo \$\?\n(\d)\n/g),
].map(([, command, output, code]) => ({
  command: command!,
  output: output!,
  code: Number(code),
}))

it('has the three examples for people who debug', () => {
  expect(examples.map(({ command }) => command.split(' ').slice(0, 2).join(' '))).toEqual([
    'template fields',
    'message check',
    'event explain',
  ])
})

it.each(examples)(
  '`connect-whatsapp $command` prints what the README says, and exits with $code',
  async ({ command, output, code }) => {
    const folder = mkdtempSync(join(tmpdir(), 'readme-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    for (const { name, json } of files) writeFileSync(join(folder, name), json)

    const ran = await new Promise<{ code: number; stdout: string }>((done) =>
      execFile(process.execPath, [cli, ...command.split(' ')], { cwd: folder }, (error, stdout) =>
        done({ code: Number(error?.code ?? 0), stdout }),
      ),
    )

    expect(ran).toEqual({ code, stdout: output })
  },
)
