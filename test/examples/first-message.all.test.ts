// Follows provisioning/README.md, the page for admins, word for word, from a clean clone to the
// first answered message.
import { execFile } from 'node:child_process'
import { mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { startSandbox } from '../sandbox/sandbox.ts'
import { environmentOf, run } from './commands.ts'
import { setUpCommands } from './pages.ts'

it('the commands on the admins’ page set up a channel on which a customer’s message is answered', {
  timeout: 900_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clone-'))
  const clone = join(folder, 'clone')
  await promisify(execFile)('git', ['clone', '--quiet', '.', clone])
  // Instead of running `npm ci`, the test links to the packages that are already installed.
  await symlink(join(process.cwd(), 'node_modules'), join(clone, 'node_modules'))
  const sandbox = await startSandbox({ unscheduled: ['sync-templates', 'watch-templates'] })
  onTestFinished(() => sandbox.stop())

  const { commands } = setUpCommands()
  for (const { line } of commands) {
    const { code, output } = await run(line, clone, environmentOf(sandbox), clone)
    expect([line, code, output]).toEqual([line, line.includes(' plan') ? 2 : 0, expect.anything()])
  }

  const [customer, business] = ['+15550142', '+15550100']
  sandbox.whatsapp.customerSends(customer, business, { type: 'text', text: { body: 'Hello!' } })
  await sandbox.clock.advance(5_000)
  const chat = sandbox.agentConsole.contacts().find(({ state }) => state === 'queued')!
  sandbox.agentConsole.accept(chat.contactId, 'maria')
  sandbox.agentConsole.message(chat.contactId, 'maria', 'Good morning, Ana.')
  await sandbox.clock.advance(5_000)

  expect(JSON.stringify(sandbox.whatsapp.screen(customer))).toContain('Good morning, Ana.')
})
