// Stacks through their lives: events, statuses and outputs, resource after resource, in virtual time.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { attribute, type Place, physicalId } from './names.ts'
import { changesBetween, type ResourceChange, resolved, type Template } from './templates.ts'

export interface Stack {
  name: string
  id: string
  status: string
  reason?: string
  createdAt: Date
  updatedAt?: Date
  deletedAt?: Date
  description?: string
  tags: { Key: string; Value: string }[]
  /** As it was given. */
  body: string
  template: Template | undefined
  outputs: Record<string, string>
  /** The latest first. */
  events: StackEvent[]
}

interface StackEvent {
  StackId: string
  StackName: string
  EventId: string
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  Timestamp: Date
  ResourceStatus: string
  ResourceStatusReason?: string
}

/** One resource that will not be made, changed or removed, and why. */
export interface Failure {
  /** The resource's logical id, physical id or type. */
  resource: string
  reason: string
  /** How often; once when left out. */
  times?: number
}

export interface Effects {
  /** What the sandbox makes for real: throws with the reason where it cannot. */
  made(type: string, physicalId: string): Promise<void>
  removed(type: string, physicalId: string): Promise<void>
  /** An attribute that the sandbox knows better than its CloudFormation. */
  attribute?(type: string, name: string): string | undefined
}

export interface LifeOptions {
  clock: Clock
  place: Place
  effects: Effects
  failures: Failure[]
  /** Virtual milliseconds for each resource. */
  resourceMs: number
}

export function lives({ clock, place, effects, failures, resourceMs }: LifeOptions) {
  function note(
    stack: Stack,
    event: Pick<
      StackEvent,
      'LogicalResourceId' | 'PhysicalResourceId' | 'ResourceType' | 'ResourceStatus'
    >,
    reason?: string,
  ) {
    stack.events.unshift({
      StackId: stack.id,
      StackName: stack.name,
      EventId: randomUUID(),
      Timestamp: new Date(clock.now()),
      ...event,
      ...(reason && { ResourceStatusReason: reason }),
    })
  }

  function is(stack: Stack, status: string, reason?: string) {
    stack.status = status
    if (reason) stack.reason = reason
    else delete stack.reason
    note(
      stack,
      {
        LogicalResourceId: stack.name,
        PhysicalResourceId: stack.id,
        ResourceType: 'AWS::CloudFormation::Stack',
        ResourceStatus: status,
      },
      reason,
    )
  }

  const wait = () => new Promise<void>((done) => void clock.after(resourceMs, done))

  // What is made for real takes real time, and so does getting to the next timer: an advance of the clock waits for both.
  const underway = new Set<Promise<unknown>>()
  let busy = 0
  clock.onRest(async () => {
    if (busy === 0) return
    await Promise.allSettled(underway)
    await new Promise((turn) => setImmediate(turn))
  })

  async function effect(work: Promise<void>) {
    underway.add(work)
    try {
      await work
    } finally {
      underway.delete(work)
    }
  }

  /** Runs in the background, as CloudFormation does. */
  async function busily(work: () => Promise<void>) {
    busy++
    try {
      await work()
    } finally {
      busy--
    }
  }

  function failureOf(id: string, physical: string, type: string): string | undefined {
    const found = failures.find(
      ({ resource, times = 1 }) => times > 0 && [id, physical, type].includes(resource),
    )
    if (!found) return undefined
    found.times = (found.times ?? 1) - 1
    return found.reason
  }

  /** Carries out one change. Answers why it failed. */
  async function one(
    stack: Stack,
    change: ResourceChange,
    templates: { before: Template | undefined; after: Template | undefined },
    isUndoing = false,
  ) {
    const { LogicalResourceId, ResourceType, Action } = change
    const resource = (templates.after?.Resources[LogicalResourceId] ??
      templates.before?.Resources[LogicalResourceId])!
    const physical = physicalId(stack.name, LogicalResourceId, resource, place)
    const word = { Add: 'CREATE', Modify: 'UPDATE', Remove: 'DELETE' }[Action]
    const about = {
      LogicalResourceId,
      ResourceType,
      PhysicalResourceId: Action === 'Add' ? '' : physical,
    }
    const kept =
      resource.DeletionPolicy === 'Retain' ||
      (resource.DeletionPolicy === 'RetainExceptOnCreate' && !isUndoing)
    if (Action === 'Remove' && kept) {
      note(stack, { ...about, ResourceStatus: 'DELETE_SKIPPED' })
      return undefined
    }
    note(stack, { ...about, ResourceStatus: `${word}_IN_PROGRESS` })
    await wait()
    let failure = failureOf(LogicalResourceId, physical, ResourceType)
    try {
      if (!failure && Action === 'Add') await effect(effects.made(ResourceType, physical))
      if (!failure && Action === 'Remove') await effect(effects.removed(ResourceType, physical))
    } catch (error) {
      failure = (error as Error).message
    }
    note(
      stack,
      {
        ...about,
        PhysicalResourceId: physical,
        ResourceStatus: `${word}_${failure ? 'FAILED' : 'COMPLETE'}`,
      },
      failure,
    )
    return (
      failure &&
      `The following resource(s) failed to ${word.toLowerCase()}: [${LogicalResourceId}]. `
    )
  }

  function outputsOf(stack: Stack, template: Template) {
    const values = {
      pseudo: {
        'AWS::AccountId': place.account,
        'AWS::Region': place.region,
        'AWS::Partition': 'aws',
        'AWS::StackName': stack.name,
        'AWS::StackId': stack.id,
      },
      physicalId: (id: string) => physicalId(stack.name, id, template.Resources[id]!, place),
      attribute: (id: string, name: string) =>
        effects.attribute?.(template.Resources[id]!.Type, name) ??
        attribute(stack.name, id, template.Resources[id]!, name, place),
    }
    return Object.fromEntries(
      Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [
        name,
        String(resolved(Value, values)),
      ]),
    )
  }

  return {
    is,

    /** Brings a stack to a template, or back to what it was. */
    bring: (stack: Stack, body: string, template: Template) =>
      busily(() => bring(stack, body, template)),

    remove: (stack: Stack) => busily(() => remove(stack)),
  }

  async function bring(stack: Stack, body: string, template: Template) {
    const before = stack.template
    const word = before ? 'UPDATE' : 'CREATE'
    const changes = changesBetween(before, template, (id, resource) =>
      physicalId(stack.name, id, resource, place),
    )
    is(stack, `${word}_IN_PROGRESS`, 'User Initiated')
    stack.updatedAt = new Date(clock.now())
    const done: ResourceChange[] = []
    for (const change of changes) {
      const failure = await one(stack, change, { before, after: template })
      done.push(change)
      if (!failure) continue
      const back = before ? 'UPDATE_ROLLBACK' : 'ROLLBACK'
      is(stack, `${back}_IN_PROGRESS`, `${failure}${before ? '' : 'Rollback requested by user.'}`)
      const undo = done
        .filter(({ Action }) => Action === 'Add')
        .map((added) => ({ ...added, Action: 'Remove' as const }))
      for (const added of undo)
        await one(stack, added, { before: template, after: undefined }, true)
      return is(stack, `${back}_COMPLETE`)
    }
    stack.body = body
    stack.template = template
    stack.outputs = outputsOf(stack, template)
    is(stack, `${word}_COMPLETE`)
  }

  async function remove(stack: Stack) {
    is(stack, 'DELETE_IN_PROGRESS', 'User Initiated')
    const resources = Object.entries(stack.template?.Resources ?? {})
    const left: string[] = []
    for (const [LogicalResourceId, { Type }] of resources.reverse()) {
      const change = { Action: 'Remove' as const, LogicalResourceId, ResourceType: Type }
      if (await one(stack, change, { before: stack.template, after: undefined }))
        left.push(LogicalResourceId)
    }
    if (left.length > 0)
      return is(
        stack,
        'DELETE_FAILED',
        `The following resource(s) failed to delete: [${left.join(', ')}]. `,
      )
    is(stack, 'DELETE_COMPLETE')
    stack.deletedAt = new Date(clock.now())
    stack.outputs = {}
  }
}
