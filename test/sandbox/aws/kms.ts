// Emulates KMS as far as an encrypted topic needs it: keys with policies. No data is encrypted.
import { randomUUID } from 'node:crypto'
import * as sdk from '@aws-sdk/client-kms'
import type { Clock } from '../clock.ts'
import { AwsError, type Operation, type Service } from '../service.ts'

interface Key {
  id: string
  arn: string
  spec: string
  usage: string
  policy: string
  enabled: boolean
  createdAt: Date
  deletionAt?: Date
}

export function kms({
  account,
  region,
  clock,
}: {
  account: string
  region: string
  clock: Clock
}): Service {
  const keys = new Map<string, Key>()
  const owner = {
    Sid: 'Owner',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  }

  const arnOf = (id: string) =>
    id.startsWith('arn:') ? id : `arn:aws:kms:${region}:${account}:key/${id}`

  function existing(id: string): Key {
    const key = [...keys.values()].find((one) => one.id === id || one.arn === id)
    if (key) return key
    const looksLikeOne = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    throw new AwsError(
      'NotFoundException',
      looksLikeOne ? `Key '${arnOf(id)}' does not exist` : `Invalid keyId '${id}'`,
    )
  }

  const shown = ({ id, arn, spec, usage, enabled, createdAt, deletionAt }: Key) => ({
    AWSAccountId: account,
    KeyId: id,
    Arn: arn,
    CreationDate: createdAt,
    Enabled: enabled,
    KeyUsage: usage,
    KeyState: deletionAt ? 'PendingDeletion' : enabled ? 'Enabled' : 'Disabled',
    ...(deletionAt && { DeletionDate: deletionAt }),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: spec,
  })

  const operations: Record<string, Operation> = {
    CreateKey({ KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT', Policy }) {
      const id = randomUUID()
      const policy =
        Policy ?? JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [owner] })
      const arn = arnOf(id)
      keys.set(id, {
        id,
        arn,
        spec: KeySpec,
        usage: KeyUsage,
        policy,
        enabled: true,
        createdAt: new Date(clock.now()),
      })
      return { KeyMetadata: shown(keys.get(id)!) }
    },
    DescribeKey: ({ KeyId }) => ({ KeyMetadata: shown(existing(KeyId)) }),
    DisableKey({ KeyId }) {
      existing(KeyId).enabled = false
      return {}
    },
    EnableKey({ KeyId }) {
      const key = existing(KeyId)
      if (key.deletionAt)
        throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`)
      key.enabled = true
      return {}
    },
    ScheduleKeyDeletion({ KeyId, PendingWindowInDays = 30 }) {
      const key = existing(KeyId)
      key.enabled = false
      key.deletionAt = new Date(clock.now() + PendingWindowInDays * 24 * 60 * 60 * 1000)
      return { KeyId: key.arn, DeletionDate: key.deletionAt, KeyState: 'PendingDeletion' }
    },
    // A key whose deletion was canceled is disabled, as in KMS.
    CancelKeyDeletion({ KeyId }) {
      const key = existing(KeyId)
      delete key.deletionAt
      return { KeyId: key.arn }
    },
    GetKeyPolicy: ({ KeyId }) => ({ Policy: existing(KeyId).policy, PolicyName: 'default' }),
    PutKeyPolicy({ KeyId, Policy }) {
      const { Statement } = JSON.parse(Policy)
      // As KMS does, refuses a policy that would let nobody change the key's policy.
      if (
        ![Statement]
          .flat()
          .some(({ Action }) =>
            [Action]
              .flat()
              .some((action: string) => action === 'kms:*' || action === 'kms:PutKeyPolicy'),
          )
      )
        throw new AwsError(
          'MalformedPolicyDocumentException',
          'The new key policy will not allow you to update the key policy in the future.',
        )
      existing(KeyId).policy = Policy
      return {}
    },
  }
  return { signingName: 'kms', sdk, operations }
}
