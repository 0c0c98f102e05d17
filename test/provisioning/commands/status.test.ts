import { afterEach, expect, it } from 'vitest'
import { apply } from '../../../provisioning/commands/apply.ts'
import { status } from '../../../provisioning/commands/status.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
  ],
}

let account: Account
afterEach(() => account.close())

async function start() {
  account = await startAccount()
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const args = ['--config', configFile(config), '--only', 'channel']
  return {
    status: (...more: string[]) => run(status, [...args, ...more]),
    apply: () => run(apply, [...args, '--yes']),
  }
}

it('prints each linked WABA, configured or not, and its numbers in Connect', async () => {
  const { status, apply } = await start()
  await apply()

  const { code, output } = await status()

  expect(code).toBe(0)
  expect(output).toContain(`${nativeWaba} "Lighthouse Travel", native`)
  expect(output).toContain(`  Event destination: ${instanceArn}, role ConnectWhatsAppChannel`)
  expect(output).toContain(`  Number ${numberId} +15550100 "Lighthouse Travel"`)
  expect(output).toContain(
    '    Connect:         CLAIMED in instance sales, chats start in flow "WhatsApp inbound"',
  )
  expect(output).toContain(
    `${bridgedWaba} "Lighthouse Repairs", not in the configuration\n  Registration:      COMPLETE`,
  )
  expect(output).toMatch(/Templates: +\d+ APPROVED/)
})

it('prints that nothing is set up yet, and writes nothing', async () => {
  const { status } = await start()
  const before = account.writes().length

  const { output } = await status()

  expect(output).toContain('Event destination: none')
  expect(output).toContain('Connect:         not imported')
  expect(account.writes().slice(before)).toEqual([])
})

it('prints, with --json, the date on which each WABA was linked', async () => {
  const { status } = await start()

  const { output } = await status('--json')

  expect(JSON.parse(output).wabas[0]).toMatchObject({
    id: nativeWaba,
    registration: 'COMPLETE',
    linkedAt: expect.stringMatching(/^\d{4}-/),
  })
})
