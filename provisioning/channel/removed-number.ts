// Detaches the flow from a number. With --release-numbers, also releases the number from Connect.
import {
  type ConnectClient,
  DisassociateFlowCommand,
  type ListPhoneNumbersSummary,
  ReleasePhoneNumberCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'
import type { Change, Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { type Instance, RESOURCE_TYPE } from './instance.ts'

interface Unwanted {
  number: { id: string; arn: string; displayName: string }
  instance: Pick<Instance, 'id' | 'alias' | 'freshAssociations'>
  release: boolean
}

interface LiveNumber {
  hasFlow: boolean
  phoneNumberId: string | undefined
}

const SETTLING = { everyMs: 2_000, atMostMs: 60_000 }

export function removedNumber(
  { number, instance, release }: Unwanted,
  listNumbers: () => Promise<readonly ListPhoneNumbersSummary[]>,
  connect: ConnectClient,
  wait: Wait,
): Resource<LiveNumber> {
  async function read() {
    const [associations, numbers] = await Promise.all([instance.freshAssociations(), listNumbers()])
    const here = numbers.find(
      ({ SourcePhoneNumberArn, InstanceId }) =>
        SourcePhoneNumberArn === number.arn && InstanceId === instance.id,
    )
    return { hasFlow: associations.has(number.arn), phoneNumberId: here?.PhoneNumberId }
  }

  function diff(live: LiveNumber | undefined) {
    const changes: Change[] = []
    if (live!.hasFlow)
      changes.push({
        action: 'delete',
        summary: 'detach its flow, so that it starts no more chats',
      })
    if (live!.phoneNumberId && release)
      changes.push({
        action: 'delete',
        summary: `release ${number.displayName} from Connect instance ${instance.alias}`,
      })
    return changes
  }

  return {
    name: number.id,
    stays: 'has no flow',
    iam: [
      'connect:ListFlowAssociations',
      'connect:ListPhoneNumbersV2',
      'connect:DisassociateFlow',
      'connect:ReleasePhoneNumber',
    ],
    read,
    diff,
    async apply(live) {
      if (live!.hasFlow) {
        const target = {
          InstanceId: instance.id,
          ResourceId: number.arn,
          ResourceType: RESOURCE_TYPE,
        } as const
        await unlessGone(connect.send(new DisassociateFlowCommand(target)))
      }
      if (live!.phoneNumberId && release)
        await unlessGone(
          connect.send(new ReleasePhoneNumberCommand({ PhoneNumberId: live!.phoneNumberId })),
        )
      return poll(read, (now) => diff(now).length === 0, SETTLING, wait)
    },
  }
}

async function unlessGone(call: Promise<unknown>) {
  try {
    await call
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
  }
}
