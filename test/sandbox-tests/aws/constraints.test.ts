// The sandbox's constraints for requests are generated from another package than the SDK. This test
// checks that both know the same structures and members.
import * as connectSdk from '@aws-sdk/client-connect'
import * as participantSdk from '@aws-sdk/client-connectparticipant'
import * as iamSdk from '@aws-sdk/client-iam'
import * as socialMessagingSdk from '@aws-sdk/client-socialmessaging'
import * as stsSdk from '@aws-sdk/client-sts'
import { expect, it } from 'vitest'
import { constraints as iam } from '../../sandbox/aws/iam-constraints.ts'
import { constraints as sts } from '../../sandbox/aws/sts-constraints.ts'
import { constraints as connect } from '../../sandbox/connect/constraints.ts'
import { constraints as participant } from '../../sandbox/participant/constraints.ts'
import { constraints as socialMessaging } from '../../sandbox/social-messaging/constraints.ts'

/**
 * Returns the members of each structure, by the structure's name. In the SDK's schemas, a structure
 * is an array whose first element is 3.
 */
const structuresOf = (sdk: object): Map<string, readonly string[]> =>
  new Map(
    Object.values(sdk).flatMap((schema) =>
      Array.isArray(schema) && schema[0] === 3 ? [[schema[2], schema[4]]] : [],
    ),
  )

it.each([
  ['Connect', connectSdk, connect],
  ['the participant service', participantSdk, participant],
  ['social messaging', socialMessagingSdk, socialMessaging],
  ['IAM', iamSdk, iam],
  ['STS', stsSdk, sts],
] as const)(
  'the constraints of %s name only members that the SDK has, and only listed shapes',
  (_, sdk, limits) => {
    const structures = structuresOf(sdk)
    const members = Object.entries(limits.members).flatMap(([structure, named]) =>
      Object.entries(named).map(([member, shape]) => ({ structure, member, shape })),
    )

    expect(members.length).toBeGreaterThan(5)
    expect(
      members.filter(({ structure, member }) => !structures.get(structure)?.includes(member)),
    ).toEqual([])
    expect(members.filter(({ shape }) => !(shape in limits.shapes))).toEqual([])
  },
)
