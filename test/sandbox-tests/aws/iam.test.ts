import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteConflictException,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  EntityAlreadyExistsException,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  LimitExceededException,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, it } from 'vitest'
import { account, started } from './support.ts'

const { client, clock, aws } = await started()
const iam = new IAMClient(client)
const service = 'social-messaging.amazonaws.com'
const arnOf = (name: string) => `arn:aws:iam::${account}:role/${name}`
const document = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)
const trust = (principal: string) =>
  document({ Effect: 'Allow', Principal: { Service: [principal] }, Action: 'sts:AssumeRole' })
const allow = (Action: string) => document({ Effect: 'Allow', Action, Resource: '*' })
const role = (RoleName: string, more = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service), ...more }))

it('refuses the same calls as IAM, with the SDK’s own error classes', async () => {
  await role('there')
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'there',
      PolicyName: 'P',
      PolicyDocument: allow('connect:*'),
    }),
  )
  const tags = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))

  await expect(role('there')).rejects.toThrow(EntityAlreadyExistsException)
  await expect(iam.send(new GetRoleCommand({ RoleName: 'gone' }))).rejects.toThrow(
    NoSuchEntityException,
  )
  await expect(
    iam.send(new GetRolePolicyCommand({ RoleName: 'there', PolicyName: 'Q' })),
  ).rejects.toThrow(NoSuchEntityException)
  await expect(iam.send(new DeleteRoleCommand({ RoleName: 'there' }))).rejects.toThrow(
    DeleteConflictException,
  )
  await expect(
    iam.send(new TagRoleCommand({ RoleName: 'there', Tags: tags(50) })),
  ).resolves.toBeTruthy()
  const more = iam.send(
    new TagRoleCommand({ RoleName: 'there', Tags: [{ Key: 'more', Value: 'v' }] }),
  )
  await expect(more).rejects.toThrow(LimitExceededException)
})

it.each([
  ['a text that is not JSON', 'trust', '{'],
  ['a document without statements', 'trust', '{"Version":"2012-10-17"}'],
  [
    'a trust policy that trusts nobody',
    'trust',
    allow('sts:AssumeRole').replace('"Resource": "*"', '"Sid": "x"'),
  ],
  [
    'a trust policy with a resource',
    'trust',
    document({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' }),
  ],
  [
    'permissions without a resource',
    'permissions',
    document({ Effect: 'Allow', Action: 'connect:*' }),
  ],
  [
    'permissions for a principal',
    'permissions',
    document({ Effect: 'Allow', Principal: '*', Action: 'connect:*', Resource: '*' }),
  ],
  [
    'an action of no service',
    'permissions',
    document({ Effect: 'Allow', Action: 'SendMessage', Resource: '*' }),
  ],
])('refuses %s as a malformed policy', async (_what, kind, PolicyDocument) => {
  const RoleName = 'steady'
  await role(RoleName).catch(() => {})

  const change =
    kind === 'trust'
      ? iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))
      : iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'P', PolicyDocument }))

  await expect(change).rejects.toThrow(MalformedPolicyDocumentException)
})

it('keeps five versions of a managed policy, and applies the default one', async () => {
  await role('versions')
  const document = (action: string) => ({
    PolicyDocument: allow(`connect:${action}`),
  })
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'Versions', ...document('StopContact') }),
  )
  const PolicyArn = Policy!.Arn!
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'versions', PolicyArn }))
  const add = (action: string, SetAsDefault: boolean) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, SetAsDefault, ...document(action) }))
  const allowed = async () => {
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arnOf('versions'),
        ActionNames: ['connect:StopContact', 'connect:ImportPhoneNumber'],
      }),
    )
    return EvaluationResults!.map(({ EvalDecision }) => EvalDecision === 'allowed')
  }

  await add('ImportPhoneNumber', false)
  expect(await allowed()).toEqual([true, false])
  await add('ImportPhoneNumber', true)
  expect(await allowed()).toEqual([false, true])

  await add('UpdateContact', false)
  await add('UpdateContact', false)
  await expect(add('UpdateContact', true)).rejects.toThrow(/up to 5 versions/)
  const remove = (VersionId: string) =>
    iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }))
  await expect(remove('v3')).rejects.toThrow(/default version/)
  await remove('v1')
  expect((await add('UpdateContact', true)).PolicyVersion!.VersionId).toBe('v6')
})

it('supports managed policies and service-linked roles', async () => {
  await role('managed')
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'Shared',
      PolicyDocument: allow('connect:ImportPhoneNumber'),
    }),
  )
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'managed', PolicyArn: Policy!.Arn! }))

  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: Policy!.Arn!, VersionId: Policy!.DefaultVersionId! }),
  )
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: arnOf('managed'),
      ActionNames: ['connect:ImportPhoneNumber', 'connect:StopContact'],
    }),
  )
  const linked = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }))

  expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(allow('connect:ImportPhoneNumber'))
  expect(EvaluationResults!.map(({ EvalDecision }) => EvalDecision)).toEqual([
    'allowed',
    'implicitDeny',
  ])
  expect(linked.Role!.Arn).toBe(
    `arn:aws:iam::${account}:role/aws-service-role/${service}/AWSServiceRoleForSocialMessaging`,
  )
})

it('lets a trusted service assume a role with the role’s permissions some seconds after a change of the role', async () => {
  await role('channel')
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'channel',
      PolicyName: 'P',
      PolicyDocument: allow('connect:SendIntegrationEvent'),
    }),
  )
  const refuses = (principal = service, action = 'connect:SendIntegrationEvent') =>
    aws.api.roleRefuses(arnOf('channel'), principal, [action], '*')

  expect(refuses()).toMatch(/does not exist or cannot be assumed yet/)
  await clock.advance(9_000)
  expect(refuses()).toBeUndefined()
  expect(refuses('connect.amazonaws.com')).toMatch(/not authorized to perform: sts:AssumeRole/)
  expect(refuses(service, 'connect:ImportPhoneNumber')).toMatch(
    /not authorized to perform: connect:ImportPhoneNumber/,
  )

  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: 'channel',
      PolicyDocument: trust('connect.amazonaws.com'),
    }),
  )
  expect(refuses()).toBeUndefined()
  await clock.advance(9_000)
  expect(refuses()).toMatch(/sts:AssumeRole/)
})

it('gives a session of a role only the permissions of the role', async () => {
  const sts = new STSClient(client)
  const AssumeRolePolicyDocument = document({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  })
  await role('reader', { AssumeRolePolicyDocument })
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'reader',
      PolicyName: 'P',
      PolicyDocument: allow('iam:GetRole'),
    }),
  )
  await clock.advance(9_000)

  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: arnOf('reader'), RoleSessionName: 'session' }),
  )
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  }
  const reader = new IAMClient({ ...client, credentials })

  expect((await sts.send(new GetCallerIdentityCommand())).Account).toBe(account)
  expect((await reader.send(new GetRoleCommand({ RoleName: 'reader' }))).Role!.RoleName).toBe(
    'reader',
  )
  await expect(reader.send(new DeleteRoleCommand({ RoleName: 'reader' }))).rejects.toThrow(
    /assumed-role\/reader\/session is not authorized to perform: iam:DeleteRole/,
  )
})
