import {
  CreateKeyCommand,
  GetKeyPolicyCommand,
  type KeySpec,
  type KeyUsageType,
} from '@aws-sdk/client-kms'
import { afterEach, expect, it } from 'vitest'
import { topicKey } from '../../../provisioning/channel/topic-key.ts'
import { applier } from '../../../provisioning/engine/reconcile.ts'
import { type Account, startAccount } from '../account.ts'

const topicArn = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
let account: Account
afterEach(() => account.close())

async function keyOf(spec?: { KeySpec: KeySpec; KeyUsage: KeyUsageType }) {
  account = await startAccount()
  const { KeyMetadata } = await account.aws.kms.send(new CreateKeyCommand(spec ?? {}))
  const key = KeyMetadata!.Arn!
  const policy = async () =>
    JSON.parse((await account.aws.kms.send(new GetKeyPolicyCommand({ KeyId: key }))).Policy!)
  return { resource: topicKey({ key, topicArn }, account.aws.kms, account.wait), policy }
}

it('adds only the documented statement, limited to this account, to the key’s policy', async () => {
  const { resource, policy } = await keyOf()
  const [before] = (await policy()).Statement

  await applier()(resource)

  expect((await policy()).Statement).toEqual([
    before,
    {
      Sid: 'AllowWhatsAppEvents',
      Effect: 'Allow',
      Principal: { Service: 'social-messaging.amazonaws.com' },
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:social-messaging:us-east-1:111122223333:*' },
      },
    },
  ])
})

it('changes nothing when it is applied a second time', async () => {
  const { resource } = await keyOf()
  await applier()(resource)
  const before = account.writes().length

  await applier()(resource)

  expect(account.writes().slice(before)).toEqual([])
})

it.each<[KeySpec, KeyUsageType]>([
  ['RSA_2048', 'ENCRYPT_DECRYPT'],
  ['ECC_NIST_P256', 'SIGN_VERIFY'],
  ['HMAC_256', 'GENERATE_VERIFY_MAC'],
])(
  'refuses a key that does not encrypt symmetrically (%s), and changes nothing',
  async (KeySpec, KeyUsage) => {
    const { resource } = await keyOf({ KeySpec, KeyUsage })
    const before = account.writes().length

    await expect(applier()(resource)).rejects.toThrow(
      /which is not a symmetric key .*Encrypt the topic with another key/,
    )
    expect(account.writes().slice(before)).toEqual([])
  },
)

it('refuses a key that does not exist', async () => {
  await keyOf()
  const resource = topicKey(
    { key: 'arn:aws:kms:us-east-1:111122223333:key/none', topicArn },
    account.aws.kms,
    account.wait,
  )

  await expect(applier()(resource)).rejects.toThrow(/which does not exist/)
})
