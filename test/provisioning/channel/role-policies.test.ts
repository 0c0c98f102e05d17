import { GetRoleCommand } from '@aws-sdk/client-iam'
import { afterEach, expect, it } from 'vitest'
import { provisionChannel } from '../../../provisioning/channel/channel.ts'
import { channelRole } from '../../../provisioning/channel/channel-role.ts'
import { rolePolicies } from '../../../provisioning/channel/role-policies.ts'
import type { Config } from '../../../provisioning/config/config.ts'
import { applier, planner } from '../../../provisioning/engine/reconcile.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, instanceArn, nativeWaba, startAccount } from '../account.ts'

let account: Account | undefined
afterEach(() => account?.close())

const numberId = world.wabas[0]!.numbers[0]!.id
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [
    {
      waba: nativeWaba,
      mode: 'native' as const,
      numbers: { [numberId]: { flow: 'WhatsApp inbound' } },
    },
  ],
} satisfies Config

it('uses AWS’s documented policies by default, with any resource and no condition', () => {
  const { trust, permissions } = rolePolicies({})

  expect(JSON.stringify(trust)).not.toContain('Condition')
  expect([permissions.Statement].flat().map(({ Resource }) => Resource)).toEqual(['*', '*'])
})

it('sets up a channel with a narrowed role, which names the instances and numbers', async () => {
  account = await startAccount()
  const narrowed = {
    ...config,
    notDocumentedByAws: { roleSourceConditions: true, roleResources: true },
  }

  await provisionChannel(narrowed, account.aws, applier(), { wait: account.wait })

  const summaries: string[] = []
  await provisionChannel(
    narrowed,
    account.aws,
    planner((_, { summary }) => void summaries.push(summary)),
  )
  expect(summaries).toEqual([])
  const { Role } = await account.aws.iam.send(
    new GetRoleCommand({ RoleName: 'ConnectWhatsAppChannel' }),
  )
  expect(
    JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement[0].Condition,
  ).toEqual({
    StringEquals: { 'aws:SourceAccount': '111122223333' },
    ArnLike: { 'aws:SourceArn': 'arn:aws:social-messaging:us-east-1:111122223333:*' },
  })
})

it('restores the documented policies when the narrowing is switched off', async () => {
  account = await startAccount()
  await provisionChannel(
    { ...config, notDocumentedByAws: { roleResources: true } },
    account.aws,
    applier(),
    { wait: account.wait },
  )

  const summaries: string[] = []
  await provisionChannel(
    config,
    account.aws,
    applier((_, { summary }) => void summaries.push(summary)),
    { wait: account.wait },
  )

  expect(summaries).toEqual([
    'allow it to send events to Connect and to import numbers, as AWS documents it',
  ])
})

it('restores a tag that somebody removed', async () => {
  account = await startAccount()
  const { iam } = account.aws
  await applier()(channelRole('R', iam, account.wait))

  const summaries: string[] = []
  await applier((_, { summary }) => void summaries.push(summary))(
    channelRole('R', iam, account.wait, { tags: { team: 'travel' } }),
  )

  expect(summaries).toEqual(['tag it (team)'])
})
