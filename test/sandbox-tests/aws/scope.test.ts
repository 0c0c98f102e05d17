// A signature contains a Region and a service. AWS refuses a request that arrives at another Region
// or service.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { CreateRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import {
  ListLinkedWhatsAppBusinessAccountsCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, it } from 'vitest'
import { createAws } from '../../sandbox/aws/api.ts'
import { startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'

async function anAccount() {
  const door = await startFrontDoor({
    port: 0,
    clock: createClock(),
    account: '111122223333',
    region: 'us-east-1',
  })
  createAws(door)
  const options = (region: string) => ({
    endpoint: door.url,
    region,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    maxAttempts: 1,
  })
  return { options, [Symbol.asyncDispose]: () => door.close() }
}

const elsewhere = 'eu-west-1'

it.each([
  [
    'DynamoDB',
    'InvalidSignatureException',
    (o: object) => new DynamoDBClient(o).send(new ListTablesCommand()),
  ],
  [
    'S3',
    'AuthorizationHeaderMalformed',
    (o: object) => new S3Client({ ...o, forcePathStyle: true }).send(new ListBucketsCommand()),
  ],
  [
    'STS',
    'InvalidSignatureException',
    (o: object) => new STSClient(o).send(new GetCallerIdentityCommand()),
  ],
])('%s refuses a signature for another Region', async (_, name, call) => {
  await using aws = await anAccount()
  await expect(call(aws.options(elsewhere))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(/region/),
  })
  await expect(call(aws.options('us-east-1'))).resolves.toBeTruthy()
})

it('IAM answers the same in every Region', async () => {
  await using aws = await anAccount()
  await expect(
    new IAMClient(aws.options(elsewhere)).send(new ListRolesCommand()),
  ).resolves.toMatchObject({ Roles: [] })
})

it('a service refuses a signature for another service', async () => {
  await using aws = await anAccount()
  const scope = 'admin/20260301/us-east-1/sqs/aws4_request'
  const answer = await fetch(aws.options('us-east-1').endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: '{}',
  })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({
    __type: 'com.amazonaws.sqs#InvalidSignatureException',
    message: "Credential should be scoped to correct service: 'dynamodb'. ",
  })
})

it('an unsigned request is refused', async () => {
  await using aws = await anAccount()
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  }
  const answer = await fetch(aws.options('us-east-1').endpoint, {
    method: 'POST',
    headers,
    body: '{}',
  })
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('Missing Authentication Token')
})

it('a request to a service that the sandbox lacks is refused with the name of the service', async () => {
  await using aws = await anAccount()
  const client = new SocialMessagingClient(aws.options('us-east-1'))
  await expect(client.send(new ListLinkedWhatsAppBusinessAccountsCommand())).rejects.toMatchObject({
    message: expect.stringContaining('social-messaging'),
  })
})

it('the marker from a list of roles is refused in any other request', async () => {
  await using aws = await anAccount()
  const iam = new IAMClient(aws.options('us-east-1'))
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'connect.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  for (const RoleName of ['one', 'two', 'three'])
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const first = await iam.send(new ListRolesCommand({ MaxItems: 2 }))
  expect([first.Roles?.length, first.IsTruncated]).toEqual([2, true])
  const second = await iam.send(new ListRolesCommand({ MaxItems: 2, Marker: first.Marker }))
  expect([second.Roles?.map(({ RoleName }) => RoleName), second.IsTruncated]).toEqual([
    ['three'],
    false,
  ])
  await expect(
    iam.send(new ListRolesCommand({ PathPrefix: '/service/', Marker: first.Marker })),
  ).rejects.toMatchObject({
    name: 'ValidationError',
  })
})
