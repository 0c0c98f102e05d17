import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runCommandLine } from '../../provisioning/cli/application.ts'
import { thisHost } from '../../provisioning/cli/host.ts'
import { commands } from '../../provisioning/commands/commands.ts'

const workflow = readFileSync('provisioning/examples/github-workflow.yml', 'utf8')
const lines = [...workflow.matchAll(/npx connect-whatsapp ([a-z][\w -]*)/g)].map(([, line]) =>
  line!.trim().split(' '),
)

it('the example workflow signs in with OpenID Connect, plans and applies', () => {
  expect(workflow).toMatch(/id-token: write/)
  expect(workflow).not.toMatch(/AWS_SECRET_ACCESS_KEY|secrets\./)
  expect(lines.map(([command]) => command)).toEqual(
    expect.arrayContaining(['plan', 'apply', 'doctor', 'permissions']),
  )
})

it.each(lines)('the example workflow uses only options that exist: %s %s', async (...line) => {
  const [command, ...rest] = line.filter(Boolean)
  const out: string[] = []
  const stream = { write: (text: string) => void out.push(text) }
  const options = rest.filter((each) => each.startsWith('--'))

  await runCommandLine(commands, [command!, '--help'], {
    process: { stdout: stream, stderr: stream },
    host: thisHost,
  })

  const help = out.join('')
  expect(help).toContain(`connect-whatsapp ${command}`)
  for (const option of options) expect(help).toContain(option)
})
