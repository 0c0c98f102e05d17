import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { resourcesIn } from '../../sandbox/cloudformation/resources.ts'
import { cloudFormation } from '../../sandbox/cloudformation/service.ts'
import { account, region, started } from '../aws/support.ts'

const { client, clock, door, aws } = await started()
const formation = cloudFormation({
  account,
  region,
  clock,
  api: aws.api,
  effects: resourcesIn({ door }),
})
door.serve(formation.service)
const cloud = new CloudFormationClient(client)
const s3 = new S3Client({ ...client, forcePathStyle: true })

const queue = (QueueName: string, more = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...more },
})
const body = (Resources: object, more = {}) => JSON.stringify({ Resources, ...more })

async function changeSet(
  StackName: string,
  TemplateBody: string,
  ChangeSetType: 'CREATE' | 'UPDATE' = 'CREATE',
  ChangeSetName = 'first',
) {
  await cloud.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName,
      ChangeSetType,
      TemplateBody,
      Capabilities: ['CAPABILITY_IAM'],
    }),
  )
  await clock.advance(3_000)
  return cloud.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }))
}

async function deployed(StackName: string, template: string, type: 'CREATE' | 'UPDATE' = 'CREATE') {
  const { ChangeSetId } = await changeSet(StackName, template, type)
  await cloud.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId! }))
  await clock.advance(60_000)
  return described(StackName)
}

const described = async (StackName: string) =>
  (await cloud.send(new DescribeStacksCommand({ StackName }))).Stacks![0]!

it('reports an unknown stack with AWS’s error message', async () => {
  const refusal = { name: 'ValidationError', message: 'Stack with id nowhere does not exist' }

  await expect(
    cloud.send(new DescribeStacksCommand({ StackName: 'nowhere' })),
  ).rejects.toMatchObject(refusal)
  await expect(cloud.send(new GetTemplateCommand({ StackName: 'nowhere' }))).rejects.toMatchObject(
    refusal,
  )
  await expect(
    cloud.send(new DescribeStackEventsCommand({ StackName: 'nowhere' })),
  ).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack [nowhere] does not exist',
  })
  await expect(changeSet('nowhere', body({ Q: queue('q') }), 'UPDATE')).rejects.toMatchObject({
    name: 'ValidationError',
  })
  await cloud.send(new DeleteStackCommand({ StackName: 'nowhere' }))
})

it('creates the resources of a stack one after the other when the change set is executed, and not before', async () => {
  const { Changes, ExecutionStatus } = await changeSet(
    'made',
    body({ One: queue('one'), Two: queue('two') }),
  )
  const { StackStatus } = await described('made')

  expect(
    Changes!.map(
      ({ ResourceChange }) => `${ResourceChange!.Action} ${ResourceChange!.LogicalResourceId}`,
    ),
  ).toEqual(['Add One', 'Add Two'])
  expect([ExecutionStatus, StackStatus]).toEqual(['AVAILABLE', 'REVIEW_IN_PROGRESS'])

  await cloud.send(new ExecuteChangeSetCommand({ StackName: 'made', ChangeSetName: 'first' }))
  expect((await described('made')).StackStatus).toBe('CREATE_IN_PROGRESS')
  await clock.advance(10_000)

  expect((await described('made')).StackStatus).toBe('CREATE_COMPLETE')
  const { StackEvents } = await cloud.send(new DescribeStackEventsCommand({ StackName: 'made' }))
  expect(
    StackEvents!.map(
      ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
    ),
  ).toEqual([
    'made CREATE_COMPLETE',
    'Two CREATE_COMPLETE',
    'Two CREATE_IN_PROGRESS',
    'One CREATE_COMPLETE',
    'One CREATE_IN_PROGRESS',
    'made CREATE_IN_PROGRESS',
    'made REVIEW_IN_PROGRESS',
  ])
})

it('returns the template unchanged, and resolves its outputs', async () => {
  const template = body(
    {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'runs' } },
    },
    {
      Outputs: {
        Topic: { Value: { Ref: 'Topic' } },
        Function: { Value: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
        Joined: { Value: { 'Fn::Join': ['/', ['https:/', { Ref: 'AWS::Region' }]] } },
      },
    },
  )
  const { Outputs } = await deployed('outputs', template)

  expect(
    Object.fromEntries(Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  ).toEqual({
    Topic: `arn:aws:sns:${region}:${account}:notices`,
    Function: `arn:aws:lambda:${region}:${account}:function:runs`,
    Joined: `https://${region}`,
  })
  expect((await cloud.send(new GetTemplateCommand({ StackName: 'outputs' }))).TemplateBody).toBe(
    template,
  )
})

it('lists the resources that an update adds, modifies, replaces and removes', async () => {
  await deployed(
    'updated',
    body({
      Stays: queue('stays'),
      Changes: queue('changes'),
      Renamed: queue('before'),
      Goes: queue('goes'),
    }),
  )

  const { Changes } = await changeSet(
    'updated',
    body({
      Stays: queue('stays'),
      Changes: queue('changes', { VisibilityTimeout: 90 }),
      Renamed: queue('after'),
      Comes: queue('comes'),
    }),
    'UPDATE',
  )

  const summaries = Changes!.map(({ ResourceChange: change }) => [
    change!.Action,
    change!.LogicalResourceId,
    change!.Replacement,
    change!.Details?.[0]?.Target?.Name,
  ])
  expect(summaries).toEqual([
    ['Modify', 'Changes', 'False', 'VisibilityTimeout'],
    ['Modify', 'Renamed', 'True', 'QueueName'],
    ['Add', 'Comes', undefined, undefined],
    ['Remove', 'Goes', undefined, undefined],
  ])
})

it('fails an empty change set with the message that CloudFormation’s clients expect', async () => {
  const template = body({ One: queue('same') })
  await deployed('same', template)

  expect(await changeSet('same', template, 'UPDATE')).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  })
  await expect(
    cloud.send(new ExecuteChangeSetCommand({ StackName: 'same', ChangeSetName: 'first' })),
  ).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
  })
  await expect(changeSet('same', template, 'UPDATE')).rejects.toMatchObject({
    name: 'AlreadyExistsException',
  })
  await cloud.send(new DeleteChangeSetCommand({ StackName: 'same', ChangeSetName: 'first' }))
  await expect(
    cloud.send(new DescribeChangeSetCommand({ StackName: 'same', ChangeSetName: 'first' })),
  ).rejects.toMatchObject({
    name: 'ChangeSetNotFoundException',
  })
})

it('rolls back if a resource fails, so that an existing stack is unchanged', async () => {
  formation.fail({ resource: 'broken', reason: 'Queue quota exceeded' })
  const made = await deployed('fails', body({ Good: queue('good'), Bad: queue('broken') }))
  await deployed('survives', body({ One: queue('one') }, { Outputs: { Version: { Value: '1' } } }))
  formation.fail({ resource: 'Two', reason: 'Queue quota exceeded' })
  const updated = await deployed(
    'survives',
    body({ One: queue('one'), Two: queue('two') }, { Outputs: { Version: { Value: '2' } } }),
    'UPDATE',
  )

  expect(made.StackStatus).toBe('ROLLBACK_COMPLETE')
  expect(updated).toMatchObject({
    StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
    Outputs: [{ OutputKey: 'Version', OutputValue: '1' }],
  })
  const { StackEvents } = await cloud.send(new DescribeStackEventsCommand({ StackName: 'fails' }))
  expect(
    StackEvents!.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED'),
  ).toMatchObject({
    LogicalResourceId: 'Bad',
    ResourceStatusReason: 'Queue quota exceeded',
  })
})

it('creates real buckets, reads templates from them, and removes only empty buckets', async () => {
  const bucket = (BucketName: string, more = {}) => ({
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName },
    ...more,
  })
  await deployed(
    'buckets',
    body({
      Retained: bucket('kept-bucket', { DeletionPolicy: 'Retain' }),
      Gone: bucket('gone-bucket'),
    }),
  )
  const template = body({ One: queue('one') })
  await s3.send(
    new PutObjectCommand({ Bucket: 'kept-bucket', Key: 'a template.json', Body: template }),
  )
  await s3.send(
    new PutObjectCommand({ Bucket: 'gone-bucket', Key: 'something', Body: 'something' }),
  )

  const TemplateURL = `https://kept-bucket.s3.${region}.amazonaws.com/a%20template.json`
  await cloud.send(
    new CreateChangeSetCommand({
      StackName: 'from-s3',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateURL,
    }),
  )
  await cloud.send(new DeleteStackCommand({ StackName: 'buckets' }))
  await clock.advance(10_000)

  expect(await described('buckets')).toMatchObject({ StackStatus: 'DELETE_FAILED' })
  await s3.send(new HeadBucketCommand({ Bucket: 'kept-bucket' }))
  expect(
    (
      await cloud.send(
        new DescribeChangeSetCommand({ StackName: 'from-s3', ChangeSetName: 'first' }),
      )
    ).Changes,
  ).toHaveLength(1)
})

it('finds a deleted stack only by its id', async () => {
  const { StackId } = await deployed('deleted', body({ One: queue('one') }))
  await cloud.send(new DeleteStackCommand({ StackName: 'deleted' }))
  await clock.advance(10_000)

  await expect(described('deleted')).rejects.toMatchObject({ name: 'ValidationError' })
  expect((await described(StackId!)).StackStatus).toBe('DELETE_COMPLETE')
  const { StackSummaries } = await cloud.send(
    new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
  )
  expect(StackSummaries!.map(({ StackName }) => StackName)).toEqual(['deleted'])
})

it('requires CAPABILITY_IAM for templates with roles', async () => {
  const TemplateBody = body({ Role: { Type: 'AWS::IAM::Role', Properties: {} } })

  await expect(
    cloud.send(
      new CreateChangeSetCommand({
        StackName: 'roles',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody,
      }),
    ),
  ).rejects.toMatchObject({ name: 'InsufficientCapabilitiesException' })
})
