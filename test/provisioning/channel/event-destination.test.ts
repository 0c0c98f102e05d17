import {
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Aws } from '../../../provisioning/account/clients.ts'
import { channelRole } from '../../../provisioning/channel/channel-role.ts'
import { eventDestination } from '../../../provisioning/channel/event-destination.ts'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import { applier } from '../../../provisioning/engine/reconcile.ts'
import { type Account, instanceArn, nativeWaba, startAccount } from '../account.ts'

const roleArn = 'arn:aws:iam::111122223333:role/ConnectWhatsAppChannel'
const theirs = 'arn:aws:sns:us-east-1:111122223333:orders'
let account: Account

beforeEach(async () => {
  account = await startAccount()
})
afterEach(() => account.close())

function setDestination({
  replace = false,
  arn = instanceArn,
  aws = account.aws,
}: {
  replace?: boolean
  arn?: string
  aws?: Aws
} = {}) {
  const destination = arn === instanceArn ? { arn, roleArn } : { arn }
  const wanted = { waba: nativeWaba, destination, title: arn.split(':').pop()!, replace }
  return applier()(eventDestination(wanted, aws.socialMessaging, account.wait))
}

const makeRole = () =>
  applier()(channelRole('ConnectWhatsAppChannel', account.aws.iam, account.wait))
const live = () => linkedAccount(nativeWaba, account.aws.socialMessaging)

const put = (eventDestinationArn: string) =>
  account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({
      id: nativeWaba,
      eventDestinations: [{ eventDestinationArn }],
    }),
  )

it('waits until AWS can assume a new role', async () => {
  await makeRole()

  const { destination } = (await setDestination())!

  expect(destination).toEqual({ arn: instanceArn, roleArn })
  expect(
    account.calls().filter(({ operation, status }) => operation.startsWith('Put') && status !== 200)
      .length,
  ).toBeGreaterThan(1)
})

it('names the role if AWS still cannot assume it after a minute', async () => {
  const started = account.clock.now()

  await expect(setDestination()).rejects.toThrow(`could not use ${roleArn} within a minute`)
  expect(account.clock.now() - started).toBeLessThan(2 * 60_000)
})

it('replaces another program’s destination only with the option --replace-destination', async () => {
  await makeRole()
  await account.topic('orders')
  await put(theirs)
  const before = account.writes().length

  await expect(setDestination()).rejects.toThrow(`sends its events to ${theirs}`)
  expect(account.writes().slice(before)).toEqual([])
  expect((await live()).destination).toEqual({ arn: theirs })
})

it('stores a replaced destination in tags of the WABA', async () => {
  await makeRole()
  await account.topic('orders')
  await put(theirs)

  await setDestination({ replace: true })

  expect(await live()).toMatchObject({
    destination: { arn: instanceArn, roleArn },
    tags: {
      'connect-whatsapp:replaced-destination': theirs,
      'connect-whatsapp:replaced-role': '',
      'connect-whatsapp:destination': instanceArn,
    },
  })
})

it('refuses to replace a destination that does not fit into a tag, and changes nothing', async () => {
  await makeRole()
  const long = `arn:aws:sns:us-east-1:111122223333:${'o'.repeat(230)}`
  await account.topic(long.split(':').pop()!)
  await put(long)
  const before = account.writes().length

  await expect(setDestination({ replace: true })).rejects.toThrow(
    'cannot be stored in a tag (at most 256',
  )
  expect(account.writes().slice(before)).toEqual([])
})

it('replaces its own destination without an option, and keeps the tag with the original destination', async () => {
  await makeRole()
  await account.topic('orders')
  await account.topic('events')
  await put(theirs)
  await setDestination({ replace: true })

  await setDestination({ arn: 'arn:aws:sns:us-east-1:111122223333:events' })

  expect((await live()).destination).toEqual({ arn: 'arn:aws:sns:us-east-1:111122223333:events' })
  expect((await live()).tags).toMatchObject({ 'connect-whatsapp:replaced-destination': theirs })
})

it.each([1, 2, 3, 4, 5, 6])(
  'recognizes its own destination if an earlier run was killed at call %i of the change',
  async (calls) => {
    const events = 'arn:aws:sns:us-east-1:111122223333:events'
    await makeRole()
    await account.topic('events')
    await setDestination()
    await expect(setDestination({ arn: events, aws: account.dyingClients(calls) })).rejects.toThrow(
      'killed',
    )

    await setDestination({ arn: events })

    expect(await live()).toMatchObject({
      destination: { arn: events },
      tags: { 'connect-whatsapp:destination': events },
    })
  },
)

it('sets the WABA’s destination again after somebody removed the destination', async () => {
  await makeRole()
  await setDestination()
  await account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({
      id: nativeWaba,
      eventDestinations: [],
    }),
  )

  await setDestination()

  expect((await live()).destination).toEqual({ arn: instanceArn, roleArn })
})

it('does not change other tags of the WABA', async () => {
  await makeRole()
  const { arn } = await live()
  await account.aws.socialMessaging.send(
    new TagResourceCommand({ resourceArn: arn, tags: [{ key: 'cost-center', value: '42' }] }),
  )

  await setDestination()

  expect((await live()).tags).toMatchObject({ 'cost-center': '42' })
})
