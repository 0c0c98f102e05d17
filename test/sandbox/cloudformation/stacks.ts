// Creates, updates and deletes stacks as CloudFormation does: one resource after another, in
// virtual time, with events, statuses and outputs.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { attribute, type Place, physicalId } from './names.ts'
import { type ResourceChange, resolved, type Template } from './templates.ts'

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
  /** The template as the caller sent it. */
  body: string
  template: Template | undefined
  outputs: Record<string, string>
  /** The stack's events, latest first. */
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

/** Makes the creation, change or removal of a resource fail. */
export interface Failure {
  /** The logical id, the physical id or the type of the resource. */
  resource: string
  reason: string
  /** How many times the operation fails (by default, once). */
  times?: number
}

type Properties = Readonly<Record<string, any>>

export interface Effects {
  /**
   * Creates or changes a resource in the sandbox. If this is impossible, throws an error whose
   * message is the reason.
   */
  made(type: string, physicalId: string, properties: Properties): Promise<void>
  removed(type: string, physicalId: string, properties: Properties): Promise<void>
  /** Returns whether a resource of this name exists, even if no stack created it. */
  exists?(type: string, physicalId: string): Promise<boolean>
  /** Returns the value of Fn::GetAtt for an attribute that another part of the sandbox provides. */
  attribute?(type: string, name: string): string | undefined
}

export interface LifeOptions {
  clock: Clock
  place: Place
  effects: Effects
  failures: Failure[]
  /** The time, in milliseconds of virtual time, that each change of a resource takes. */
  resourceMs: number
}

/** The types of resources that a stack creates, but that an update of the stack does not change. */
const CREATED_ONCE = new Set([
  'AWS::Connect::ApprovedOrigin',
  'AWS::Connect::IntegrationAssociation',
  'AWS::Lambda::EventSourceMapping',
  'AWS::SNS::Subscription',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
])

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

  const wait = () =>
    new Promise<void>((done) => void clock.after(resourceMs, done, { lasting: true }))

  // An advance of the clock waits for work that takes real time: the changes of resources, and the
  // code that runs after a timer has fired until the next timer is set.
  const underway = new Set<Promise<unknown>>()
  let busy = 0
  clock.onRest({
    isBusy: () => underway.size > 0,
    async settle() {
      if (busy === 0) return
      // The code that waits for a timer continues one turn of the event loop after the timer has
      // fired.
      do {
        await new Promise((turn) => setImmediate(turn))
        await Promise.allSettled([...underway])
        await new Promise((turn) => setImmediate(turn))
      } while (underway.size > 0)
    },
  })

  async function effect(work: Promise<void>) {
    underway.add(work)
    try {
      await work
    } finally {
      underway.delete(work)
    }
  }

  /**
   * Runs an operation on a stack. Until the operation ends, an advance of the clock waits for its
   * work.
   */
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

  /** Applies one change. Returns the reason if the change failed, otherwise undefined. */
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
    const word = { Add: 'CREATE', Modify: 'UPDATE', Remove: 'DELETE', Import: 'IMPORT' }[Action]
    const about = {
      LogicalResourceId,
      ResourceType,
      PhysicalResourceId: Action === 'Add' ? '' : physical,
    }
    const isRetained =
      resource.DeletionPolicy === 'Retain' ||
      (resource.DeletionPolicy === 'RetainExceptOnCreate' && !isUndoing)
    if (Action === 'Remove' && isRetained) {
      note(stack, { ...about, ResourceStatus: 'DELETE_SKIPPED' })
      return undefined
    }
    note(stack, { ...about, ResourceStatus: `${word}_IN_PROGRESS` })
    await wait()
    let failure = failureOf(LogicalResourceId, physical, ResourceType)
    try {
      const template = Action === 'Remove' ? templates.before : templates.after
      const properties: Properties = resolved(resource.Properties ?? {}, valuesOf(stack, template!))
      if (!failure && Action === 'Remove')
        await effect(effects.removed(ResourceType, physical, properties))
      else if (
        !failure &&
        Action !== 'Import' &&
        (Action === 'Add' || !CREATED_ONCE.has(ResourceType))
      )
        await effect(effects.made(ResourceType, physical, properties))
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

  function valuesOf(stack: Stack, template: Template) {
    return {
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
  }

  function outputsOf(stack: Stack, template: Template) {
    const values = valuesOf(stack, template)
    return Object.fromEntries(
      Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [
        name,
        String(resolved(Value, values)),
      ]),
    )
  }

  return {
    is,

    /**
     * Updates a stack to `template`. If the update fails, rolls the stack back to its previous
     * template.
     */
    bring: (stack: Stack, body: string, template: Template, changes: readonly ResourceChange[]) =>
      busily(() => bring(stack, body, template, changes)),

    remove: (stack: Stack) => busily(() => remove(stack)),
  }

  async function bring(
    stack: Stack,
    body: string,
    template: Template,
    changes: readonly ResourceChange[],
  ) {
    const before = stack.template
    const word = before ? 'UPDATE' : 'CREATE'
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
