import {
  CreateRoleCommand,
  DeleteConflictException,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { endpoint, newName, writes } from './endpoint.ts'

const iam = new IAMClient({ region: 'us-east-1', ...(await endpoint()) })
const document = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)
const AssumeRolePolicyDocument = document({
  Effect: 'Allow',
  Principal: { Service: ['connect.amazonaws.com'] },
  Action: 'sts:AssumeRole',
})
const PolicyDocument = document({ Effect: 'Allow', Action: 'connect:*', Resource: '*' })

async function aRole(undo: (work: () => Promise<unknown>) => void, further = {}) {
  const RoleName = newName('role')
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...further }))
  undo(() => iam.send(new DeleteRoleCommand({ RoleName })))
  return RoleName
}

async function aPolicy(undo: (work: () => Promise<unknown>) => void, RoleName: string) {
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'P', PolicyDocument }))
  undo(() => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'P' })))
}

it('refuses a role that does not exist', async () => {
  const RoleName = newName('none')
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toThrow(NoSuchEntityException)
  await expect(iam.send(new ListRoleTagsCommand({ RoleName }))).rejects.toThrow(
    NoSuchEntityException,
  )
})

writes(
  'answers with URL-encoded documents, and with dates and tags in the SDK’s form',
  async (undo) => {
    const RoleName = await aRole(undo, { Tags: [{ Key: 'owner', Value: 'us' }] })
    await aPolicy(undo, RoleName)

    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    const { PolicyDocument: read } = await iam.send(
      new GetRolePolicyCommand({ RoleName, PolicyName: 'P' }),
    )
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))

    expect(Role).toMatchObject({
      Arn: expect.stringMatching(new RegExp(`^arn:aws:iam::\\d{12}:role/${RoleName}$`)),
      Path: '/',
      CreateDate: expect.any(Date),
      Tags: [{ Key: 'owner', Value: 'us' }],
    })
    expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!))).toEqual(
      JSON.parse(AssumeRolePolicyDocument),
    )
    expect(JSON.parse(decodeURIComponent(read!))).toEqual(JSON.parse(PolicyDocument))
    expect([PolicyNames, AttachedPolicies]).toEqual([['P'], []])
  },
)

writes(
  'refuses a second role of the same name, and to delete a role that has a policy',
  async (undo) => {
    const RoleName = await aRole(undo)
    await aPolicy(undo, RoleName)

    await expect(
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })),
    ).rejects.toThrow(EntityAlreadyExistsException)
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toThrow(
      DeleteConflictException,
    )
  },
)

writes('refuses a document that is not JSON', async (undo) => {
  const RoleName = await aRole(undo)

  await expect(
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'P', PolicyDocument: '{' })),
  ).rejects.toThrow(MalformedPolicyDocumentException)
})

writes('tags and untags a role', async (undo) => {
  const RoleName = await aRole(undo)
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '' },
  ]

  await iam.send(new TagRoleCommand({ RoleName, Tags }))
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['a'] }))

  expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([
    { Key: 'b', Value: '' },
  ])
})
