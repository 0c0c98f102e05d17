import { ReleasePhoneNumberCommand } from '@aws-sdk/client-connect'
import { afterEach, expect, it } from 'vitest'
import { importedNumbers } from '../../../provisioning/channel/instance.ts'
import { phoneNumber } from '../../../provisioning/channel/phone-number.ts'
import { applier, planner } from '../../../provisioning/engine/reconcile.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, instanceArn, type Settings, startAccount } from '../account.ts'

const id = world.wabas[0]!.numbers[0]!.id
const arn = `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${id.replace('phone-number-id-', '')}`
let account: Account
afterEach(() => account.close())

async function numberIn(settings: Settings = {}) {
  account = await startAccount(settings)
  const wanted = {
    id,
    arn,
    displayName: 'Lighthouse Travel',
    instance: { id: world.instance.id, alias: 'sales' },
  }
  return phoneNumber(
    wanted,
    importedNumbers(account.aws.connect),
    account.aws.connect,
    account.wait,
  )
}

const called = (name: string) =>
  account.calls().filter(({ operation }) => operation === name).length

it('waits for the import that AWS starts, and starts no second import', async () => {
  const number = await numberIn({ connect: { importMs: 4 * 60_000 } })
  account.importByAws(arn)

  const imported = await applier()(number)

  expect(imported).toMatchObject({ status: 'CLAIMED', instanceId: world.instance.id })
  expect(called('ImportPhoneNumber')).toBe(0)
})

it('imports the number if AWS has not imported it after a minute', async () => {
  const number = await numberIn()
  const started = account.clock.now()

  const imported = await applier()(number)

  expect(imported).toMatchObject({
    status: 'CLAIMED',
    tags: { 'connect-whatsapp:imported-by': 'connect-whatsapp' },
  })
  expect(called('ImportPhoneNumber')).toBe(1)
  const imports = account.calls().find(({ operation }) => operation === 'ImportPhoneNumber')!
  expect(imports.at - started).toBeGreaterThanOrEqual(60_000)
})

it('tags a number that AWS imported while apply was waiting', async () => {
  const number = await numberIn()
  account.clock.after(20_000, () => account.importByAws(arn))

  expect(await applier()(number)).toMatchObject({
    tags: { 'connect-whatsapp:imported-by': 'event-destination' },
  })
})

it('waits for an import that began before apply was interrupted', async () => {
  const number = await numberIn({ connect: { importMs: 10 * 60_000 } })
  account.importByAws(arn)
  await account.clock.advance(60_000)
  const summaries: string[] = []

  const imported = await applier((_, { action, summary }) =>
    summaries.push(`${action}: ${summary}`),
  )(number)

  expect(summaries).toEqual(['update: import Lighthouse Travel into Connect instance sales'])
  expect(imported).toMatchObject({ status: 'CLAIMED' })
  expect(called('ImportPhoneNumber')).toBe(0)
})

it('reports, with the remedy, that the instance has no room for the number', async () => {
  const number = await numberIn({ connect: { phoneNumbersPerInstance: 0 } })

  await expect(applier()(number)).rejects.toThrow(
    /could not import it \(.*quota.*\)\. Raise the quota "Phone numbers per instance"/,
  )
})

it('stops waiting for an import after 15 minutes, and changes nothing else', async () => {
  const number = await numberIn({ connect: { importMs: 60 * 60_000 } })
  account.importByAws(arn)

  await expect(applier()(number)).rejects.toThrow('still importing it after 15 minutes')

  await account.clock.advance(60 * 60_000)
  await expect(applier()(number)).resolves.toMatchObject({ status: 'CLAIMED' })
})

it('refuses to move a number from another instance, and names that instance', async () => {
  const other = instanceArn.replace('3f1c2b4a', '0000aaaa')
  const number = await numberIn({ importedElsewhere: { [arn]: other } })

  await expect(planner()(number)).rejects.toThrow(
    `is in another Connect instance, ${other.split('/').pop()}`,
  )
})

it('imports a number again after somebody released it', async () => {
  const number = await numberIn()
  const { phoneNumberId } = (await applier()(number))!
  await account.aws.connect.send(new ReleasePhoneNumberCommand({ PhoneNumberId: phoneNumberId }))

  await expect(applier()(number)).resolves.toMatchObject({ status: 'CLAIMED' })
})
