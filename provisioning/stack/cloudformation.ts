// The operations on one CloudFormation stack: describe it, create a change set, execute the change
// set, and delete the stack.
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
import { reasonOf } from './failure-reasons.ts'
import { observer, subject } from './observer.ts'
import type { Template } from './synthesise.ts'

export interface LiveStack {
  name: string
  id: string
  status: string
  outputs: Readonly<Record<string, string>>
  tags: Readonly<Record<string, string>>
}

export interface ChangeSet {
  id: string
  changes: readonly Change[]
}

export interface StackProgress {
  report: (line: string) => void
  wait: Wait
  /**
   * If true, reports a line for each resource. If false, reports one line for all resources that
   * CloudFormation has finished since the last poll.
   */
  details?: boolean
}

/**
 * Operations that create or change a CloudFront distribution take minutes. An operation that takes
 * more than an hour will probably never end.
 */
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
    const tags = Object.fromEntries((stack.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]))
    return { name: stack.StackName!, id: stack.StackId!, status: stack.StackStatus!, outputs, tags }
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

/**
 * True if the stack contains no resources: it was never created, or CloudFormation rolled its
 * creation back.
 */
export const isEmpty = (live: LiveStack | undefined) =>
  !live ||
  ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'].includes(
    live.status,
  )

/**
 * Creates a change set for the template, but does not execute it. Reuses the change set of an
 * interrupted run. Returns undefined if the template changes nothing.
 */
export async function propose(
  client: CloudFormationClient,
  stack: { name: string; exists: boolean; changeSet: string; takesOver?: boolean },
  template: { TemplateBody: string } | { TemplateURL: string },
  wait: Wait,
  tags: Readonly<Record<string, string>> = {},
): Promise<ChangeSet | undefined> {
  const which = { StackName: stack.name, ChangeSetName: stack.changeSet }
  const create = () =>
    client.send(
      new CreateChangeSetCommand({
        ...which,
        ...template,
        ChangeSetType: stack.exists ? 'UPDATE' : 'CREATE',
        // With `takesOver`, the stack takes over existing resources, such as a table that was
        // restored from a backup.
        ...(stack.takesOver && { ImportExistingResources: true }),
        Capabilities: ['CAPABILITY_IAM'],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
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
  if (/PENDING|IN_PROGRESS/.test(seen.Status ?? ''))
    throw new ConfigError(
      `CloudFormation has not finished the change set of stack ${stack.name} after ${CHANGE_SET.atMostMs / 60_000} minutes. Nothing was changed. Run this again: it continues with the same change set.`,
    )
  await withdraw(client, which.StackName, which.ChangeSetName)
  if (/didn't contain changes|No updates are to be performed/.test(seen.StatusReason ?? ''))
    return undefined
  throw new ConfigError(
    `CloudFormation does not accept the changes of stack ${stack.name}: ${seen.StatusReason ?? seen.Status}`,
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

/**
 * Executes the change set and waits until CloudFormation is done. If the change set fails, throws
 * ConfigError with CloudFormation's reasons.
 */
export async function execute(
  client: CloudFormationClient,
  name: string,
  { id }: ChangeSet,
  template: Template,
  progress: StackProgress,
) {
  const before = await latestEvent(client, name)
  await client.send(new ExecuteChangeSetCommand({ StackName: name, ChangeSetName: id }))
  const live = await settledStack(client, name, progress, { since: before, template })
  if (live?.status === 'CREATE_COMPLETE' || live?.status === 'UPDATE_COMPLETE') return live
  throw new ConfigError(await whyNot(client, name, live?.status, before, template))
}

/**
 * Waits until no operation is in progress in the stack. With `reporting`, reports the events of the
 * stack that happened after the event `since`.
 */
export async function settledStack(
  client: CloudFormationClient,
  name: string,
  progress: StackProgress,
  telling?: { since: string | undefined; template: Template | undefined },
) {
  let since = telling?.since
  const observe = telling && observer(name, telling.template, progress)
  const look = async () => {
    const live = await describe(client, name)
    if (observe && live) {
      const events = await eventsSince(client, live.id, since)
      observe(events)
      since = events.at(-1)?.EventId ?? since
    }
    return live
  }
  const done = (live: LiveStack | undefined) =>
    !live || live.status === 'REVIEW_IN_PROGRESS' || !live.status.endsWith('_IN_PROGRESS')
  const live = await poll(look, done, CHANGING, progress.wait)
  if (!done(live))
    throw new ConfigError(
      `Stack ${name} is still ${live?.status} after an hour. CloudFormation continues without this command. Run it again later.`,
    )
  return live
}

/**
 * Deletes the stack. An interrupted deletion can be repeated. If the deletion fails, throws
 * ConfigError with CloudFormation's reasons.
 */
export async function deleteStack(
  client: CloudFormationClient,
  live: LiveStack,
  progress: StackProgress,
) {
  const before = await latestEvent(client, live.id)
  await client.send(new DeleteStackCommand({ StackName: live.name }))
  const left = await settledStack(client, live.id, progress, { since: before, template: undefined })
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
    reasonOf(
      subject(event, template),
      event.ResourceStatusReason ?? 'CloudFormation gives no reason',
    ),
  )
  const ended = `Stack ${name} was not changed as planned; its status is ${status ?? 'DELETE_COMPLETE'}. CloudFormation has rolled back what it could. Correct the cause, then run this again.`
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

/**
 * Returns the events after `since`, oldest first. CloudFormation returns the newest first, in pages
 * of 100.
 */
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
