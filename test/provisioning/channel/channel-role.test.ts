import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { channelRole, parsedPolicy } from '../../../provisioning/channel/channel-role.ts'
import { existingRole } from '../../../provisioning/channel/existing-role.ts'
import { applier } from '../../../provisioning/engine/reconcile.ts'
import { type Account, startAccount } from '../account.ts'

// This policy is copied word for word from "IAM policies for Amazon Connect":
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
const documentedPermissions = `{
  "Version":"2012-10-17",
  "Statement": [
    { "Sid": "AllowOperationsForEventDelivery", "Effect": "Allow", "Action": [ "connect:SendIntegrationEvent" ], "Resource": "*" },
    { "Sid": "AllowOperationsForPhoneNumberImport", "Effect": "Allow",
      "Action": [ "connect:ImportPhoneNumber", "social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber", "social-messaging:TagResource" ],
      "Resource": "*" }
  ]
}`
const documentedTrust = `{
  "Version":"2012-10-17",
  "Statement": [ { "Effect": "Allow", "Principal": { "Service": [ "social-messaging.amazonaws.com" ] }, "Action": "sts:AssumeRole" } ]
}`

const RoleName = 'ConnectWhatsAppChannel'
let account: Account

beforeEach(async () => {
  account = await startAccount()
})
afterEach(() => account.close())

const make = () => applier()(channelRole(RoleName, account.aws.iam, account.wait))
const use = (name: string) =>
  applier()(existingRole(`arn:aws:iam::111122223333:role/${name}`, account.aws.iam))

async function documents() {
  const { Role } = await account.aws.iam.send(new GetRoleCommand({ RoleName }))
  const { PolicyDocument } = await account.aws.iam.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: 'TwoWayChannel' }),
  )
  return {
    trust: parsedPolicy(Role!.AssumeRolePolicyDocument!),
    permissions: parsedPolicy(PolicyDocument!),
    path: Role!.Path,
    tags: Role!.Tags,
  }
}

it('creates the role with the two policies that AWS documents, and with the tag of its owner', async () => {
  await make()

  expect(await documents()).toEqual({
    trust: JSON.parse(documentedTrust),
    permissions: JSON.parse(documentedPermissions),
    path: '/',
    tags: [{ Key: 'ManagedBy', Value: 'connect-whatsapp' }],
  })
})

it('continues if AWS has created the role but the response was lost', async () => {
  account.faults.add({ kind: 'drop_after', service: 'iam', operation: 'CreateRole', times: 1 })

  await make()

  expect(await documents()).toMatchObject({
    trust: JSON.parse(documentedTrust),
    permissions: JSON.parse(documentedPermissions),
  })
})

it('repairs policies that somebody else changed', async () => {
  await make()
  await account.aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'TwoWayChannel' }))
  await account.aws.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: documentedTrust.replace('social-messaging', 'lambda'),
    }),
  )

  await make()

  expect(await documents()).toMatchObject({
    trust: JSON.parse(documentedTrust),
    permissions: JSON.parse(documentedPermissions),
  })
})

it('refuses a role of the same name that somebody else created', async () => {
  await account.aws.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: documentedTrust.replace('social-messaging', 'lambda'),
    }),
  )
  const before = account.writes().length

  await expect(make()).rejects.toThrow(
    `role ${RoleName} exists, was not created by connect-whatsapp`,
  )
  expect(account.writes().slice(before)).toEqual([])
})

it('accepts an existing role by its ARN if the role’s policies allow enough', async () => {
  const { iam } = account.aws
  await iam.send(
    new CreateRoleCommand({ RoleName: 'inline', AssumeRolePolicyDocument: documentedTrust }),
  )
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'inline',
      PolicyName: 'any',
      PolicyDocument: documentedPermissions,
    }),
  )
  await iam.send(
    new CreateRoleCommand({ RoleName: 'attached', AssumeRolePolicyDocument: documentedTrust }),
  )
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'channel', PolicyDocument: documentedPermissions }),
  )
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn: Policy!.Arn! }))
  const before = account.writes().length

  await expect(use('inline')).resolves.toBeDefined()
  await expect(use('attached')).resolves.toBeDefined()
  expect(account.writes().slice(before)).toEqual([])
})

it('refuses a role that is missing, is unusable or allows too little, and gives the reason', async () => {
  const { iam } = account.aws
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'bare',
      AssumeRolePolicyDocument: documentedTrust.replace('social-messaging', 'lambda'),
    }),
  )
  const tooLittle = documentedPermissions.replace('"connect:ImportPhoneNumber",', '')
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'bare', PolicyName: 'any', PolicyDocument: tooLittle }),
  )

  await expect(use('nobody')).rejects.toThrow('there is no such role')
  await expect(use('bare')).rejects.toThrow(
    /does not let social-messaging.amazonaws.com assume it; it does not allow connect:ImportPhoneNumber\./,
  )
})
