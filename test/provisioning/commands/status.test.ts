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

it('tells of each linked WABA, configured or not, and of its numbers in Connect', async () => {
  const { status, apply } = await start()
  await apply()

  const { code, said } = await status()

  expect(code).toBe(0)
  expect(said).toContain(`${nativeWaba} "Lighthouse Travel", native`)
  expect(said).toContain(`  events        ${instanceArn} with role ConnectWhatsAppChannel`)
  expect(said).toContain(`  ${numberId} +15550100 "Lighthouse Travel"`)
  expect(said).toContain(
    '    in Connect instance sales: CLAIMED, chats start in flow "WhatsApp inbound"',
  )
  expect(said).toContain(
    `${bridgedWaba} "Lighthouse Repairs", not in the configuration\n  registration  COMPLETE`,
  )
  expect(said).toMatch(/templates {5}\d+ APPROVED/)
})

it('before anything is provisioned it says so, and writes nothing', async () => {
  const { status } = await start()
  const before = account.writes().length

  const { said } = await status()

  expect(said).toContain('events        go nowhere')
  expect(said).toContain('not in Connect')
  expect(account.writes().slice(before)).toEqual([])
})

it('as JSON it is data, with the date the WABA was linked', async () => {
  const { status } = await start()

  const { said } = await status('--json')

  expect(JSON.parse(said).wabas[0]).toMatchObject({
    id: nativeWaba,
    registration: 'COMPLETE',
    linkedAt: expect.stringMatching(/^\d{4}-/),
  })
})
