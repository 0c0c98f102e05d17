// One stack in CloudFormation: what is there, a change set for what should be, and carrying it out.
import {
  AlreadyExistsException,
  type Change,
  ChangeSetNotFoundException,
  type CloudFormationClient,
  CloudFormationServiceException,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { ConfigError } from '../config/error.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { thing } from './changes.ts'
import { reasonOf } from './failure-reasons.ts'
import type { Template } from './synthesise.ts'

export interface LiveStack {
  name: string
  id: string
  status: string
  outputs: Readonly<Record<string, string>>
}

export interface ChangeSet {
  id: string
  changes: readonly Change[]
}

export interface Progress {
  report: (line: string) => void
  wait: Wait
}

/** CloudFront takes minutes; an hour is a stack that hangs. */
const CHANGING = { everyMs: 5_000, atMostMs: 60 * 60_000 }
const CHANGE_SET = { everyMs: 2_000, atMostMs: 5 * 60_000 }

export async function describe(
  client: CloudFormationClient,
  name: string,
): Promise<LiveStack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }))
    const [stack] = Stacks
    if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined
    const outputs = Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]),
    )
    return { name: stack.StackName!, id: stack.StackId!, status: stack.StackStatus!, outputs }
  } catch (error) {
    if (
      error instanceof CloudFormationServiceException &&
      error.name === 'ValidationError' &&
      error.message.includes('does not exist')
    )
      return undefined
    throw error
  }
}

export async function liveTemplate(client: CloudFormationClient, name: string): Promise<Template> {
  const { TemplateBody } = await client.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  )
  return JSON.parse(TemplateBody!)
}

/** Only announced, or rolled back from being made: there is nothing of it, whatever it is called. */
export const isEmpty = (live: LiveStack | undefined) =>
  !live ||
  ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'].includes(
    live.status,
  )

/**
 * The change set that makes the stack what the template says, not carried out; undefined when there is nothing to change.
 * One that an interrupted run left is used again.
 */
export async function propose(
  client: CloudFormationClient,
  stack: { name: string; exists: boolean; changeSet: string },
  template: { TemplateBody: string } | { TemplateURL: string },
  wait: Wait,
): Promise<ChangeSet | undefined> {
  const which = { StackName: stack.name, ChangeSetName: stack.changeSet }
  const create = () =>
    client.send(
      new CreateChangeSetCommand({
        ...which,
        ...template,
        ChangeSetType: stack.exists ? 'UPDATE' : 'CREATE',
        Capabilities: ['CAPABILITY_IAM'],
      }),
    )
  try {
    await create()
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error
  }
  const look = () => client.send(new DescribeChangeSetCommand(which))
  const seen = await poll(
    look,
    ({ Status }) => !/PENDING|IN_PROGRESS/.test(Status ?? ''),
    CHANGE_SET,
    wait,
  )
  if (seen.Status === 'CREATE_COMPLETE') {
    const changes = [...(seen.Changes ?? [])]
    for (let token = seen.NextToken; token; ) {
      const page = await client.send(new DescribeChangeSetCommand({ ...which, NextToken: token }))
      changes.push(...(page.Changes ?? []))
      token = page.NextToken
    }
    return { id: seen.ChangeSetId!, changes }
  }
  await withdraw(client, which.StackName, which.ChangeSetName)
  if (/didn't contain changes|No updates are to be performed/.test(seen.StatusReason ?? ''))
    return undefined
  throw new ConfigError(
    `${stack.name}: CloudFormation does not accept this version: ${seen.StatusReason ?? seen.Status}`,
  )
}

export async function withdraw(
  client: CloudFormationClient,
  StackName: string,
  ChangeSetName: string,
) {
  try {
    await client.send(new DeleteChangeSetCommand({ StackName, ChangeSetName }))
  } catch (error) {
    if (!(error instanceof ChangeSetNotFoundException)) throw error
  }
}

/** Carries it out to its end. Throws ConfigError with AWS's reasons when the stack does not get there. */
export async function execute(
  client: CloudFormationClient,
  name: string,
  { id }: ChangeSet,
  template: Template,
  progress: Progress,
) {
  const before = await latestEvent(client, name)
  await client.send(new ExecuteChangeSetCommand({ StackName: name, ChangeSetName: id }))
  const live = await settled(client, name, progress, { since: before, template })
  if (live?.status === 'CREATE_COMPLETE' || live?.status === 'UPDATE_COMPLETE') return live
  throw new ConfigError(await whyNot(client, name, live?.status, before, template))
}

/** Waits until nothing is under way in the stack, telling what happens. */
export async function settled(
  client: CloudFormationClient,
  name: string,
  { report, wait }: Progress,
  telling?: { since: string | undefined; template: Template | undefined },
) {
  let since = telling?.since
  const look = async () => {
    const live = await describe(client, name)
    if (telling && live) {
      const events = await eventsSince(client, live.id, since)
      for (const event of events)
        if (isWorthTelling(event, name)) report(sentence(event, telling.template))
      since = events.at(-1)?.EventId ?? since
    }
    return live
  }
  const done = (live: LiveStack | undefined) =>
    !live || live.status === 'REVIEW_IN_PROGRESS' || !live.status.endsWith('_IN_PROGRESS')
  const live = await poll(look, done, CHANGING, wait)
  if (!done(live))
    throw new ConfigError(
      `${name} is still ${live?.status} after an hour. CloudFormation goes on by itself: run this again later.`,
    )
  return live
}

/** Removes the stack; safe to repeat. Throws ConfigError with AWS's reasons. */
export async function remove(client: CloudFormationClient, live: LiveStack, progress: Progress) {
  const before = await latestEvent(client, live.id)
  await client.send(new DeleteStackCommand({ StackName: live.name }))
  const left = await settled(client, live.id, progress, { since: before, template: undefined })
  if (left) throw new ConfigError(await whyNot(client, live.id, left.status, before, undefined))
}

async function whyNot(
  client: CloudFormationClient,
  name: string,
  status: string | undefined,
  since: string | undefined,
  template: Template | undefined,
) {
  const failed = (await eventsSince(client, name, since)).filter(
    ({ ResourceStatus, ResourceStatusReason }) =>
      /_FAILED$/.test(ResourceStatus ?? '') && !/[Cc]ancelled/.test(ResourceStatusReason ?? ''),
  )
  const reasons = failed.map((event) =>
    reasonOf(subject(event, template), event.ResourceStatusReason ?? 'no reason given'),
  )
  const ended = `${name} did not get there (${status ?? 'it is gone'}); CloudFormation has taken back what it could. Running this again is safe.`
  return [...new Set(reasons), ended].join('\n')
}

const latestEvent = async (client: CloudFormationClient, name: string) => {
  try {
    const { StackEvents = [] } = await client.send(
      new DescribeStackEventsCommand({ StackName: name }),
    )
    return StackEvents[0]?.EventId
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError')
      return undefined
    throw error
  }
}

/** Oldest first. CloudFormation gives the newest first, a hundred at a time. */
async function eventsSince(client: CloudFormationClient, name: string, since: string | undefined) {
  const events: StackEvent[] = []
  for (let NextToken: string | undefined; ; ) {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: name, ...(NextToken && { NextToken }) }),
    )
    const all = page.StackEvents ?? []
    const known = all.findIndex(({ EventId }) => EventId === since)
    events.push(...(known < 0 ? all : all.slice(0, known)))
    NextToken = page.NextToken
    if (known >= 0 || !NextToken) return events.reverse()
  }
}

const isWorthTelling = ({ ResourceStatus, LogicalResourceId }: StackEvent, name: string) =>
  /_(COMPLETE|FAILED)$/.test(ResourceStatus ?? '') && LogicalResourceId !== name

const subject = (
  { LogicalResourceId = '', ResourceType = '' }: StackEvent,
  template: Template | undefined,
) => thing(LogicalResourceId, ResourceType, template?.Resources[LogicalResourceId]?.Properties)

const sentence = (event: StackEvent, template: Template | undefined) =>
  `${subject(event, template)}: ${(event.ResourceStatus ?? '').toLowerCase().replaceAll('_', ' ')}`
