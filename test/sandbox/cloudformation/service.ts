// Emulates CloudFormation: stores templates, change sets, events and outputs, and creates the
// resources that resources.ts supports. The default table and the functions are not created,
// because ../functions/deploy.ts has already created them. Unlike CloudFormation, the sandbox does
// not check whether the caller may create the resources of a template.
import { randomUUID } from 'node:crypto'
import * as sdk from '@aws-sdk/client-cloudformation'
import type { Clock } from '../clock.ts'
import type { AwsApi } from '../links.ts'
import { AwsError, type Service } from '../service.ts'
import { type Place, physicalId } from './names.ts'
import { type Effects, type Failure, lives, type Stack } from './stacks.ts'
import { changesBetween, type ResourceChange, type Template } from './templates.ts'

export interface CloudFormationOptions extends Place {
  clock: Clock
  api: Pick<AwsApi, 'readObject'>
  effects: Effects
  /** The time, in milliseconds of virtual time, that each change of a resource takes. */
  resourceMs?: number
}

export interface CloudFormation {
  service: Service
  /** Makes the next creation, change or removal of a resource fail. */
  fail(failure: Failure): void
  /**
   * Makes drift detection report that somebody has changed or deleted a resource of the stack
   * without CloudFormation.
   */
  drift(stack: string, logicalId: string, how: readonly Difference[] | 'deleted'): void
  stacks(): readonly Stack[]
}

interface Difference {
  /** A JSON pointer, such as /VisibilityTimeout. */
  path: string
  expected: string
  actual: string
}

interface ChangeSet {
  id: string
  name: string
  type: string
  status: 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'FAILED'
  reason?: string
  createdAt: Date
  body: string
  template: Template
  changes: ResourceChange[]
}

const CHANGE_SET_MS = 2_000
const DETECTION_MS = 20_000
const EVENTS_A_PAGE = 100
const CHANGES_A_PAGE = 100
const MAX_BODY = 51_200
const MAX_TEMPLATE = 1_000_000

export function cloudFormation({
  account,
  region,
  clock,
  api,
  effects,
  resourceMs = 250,
}: CloudFormationOptions): CloudFormation {
  const stacks: Stack[] = []
  const changeSets = new Map<Stack, ChangeSet[]>()
  const failures: Failure[] = []
  /** The resources that drift detection reports, by stack and logical id. */
  const drifts = new Map<string, Map<string, readonly Difference[] | 'deleted'>>()
  const detections = new Map<string, { stack: Stack; readyAt: number }>()
  const place = { account, region }
  const life = lives({ clock, place, effects, failures, resourceMs })
  const arn = (kind: string, name: string) =>
    `arn:aws:cloudformation:${region}:${account}:${kind}/${name}/${randomUUID()}`

  /** Finds a stack by its id, or by its name unless the stack was deleted. */
  const find = (which: string) =>
    stacks.find(({ id }) => id === which) ??
    stacks.find(({ name, status }) => name === which && status !== 'DELETE_COMPLETE')

  function existing(which: string, says = `Stack with id ${which} does not exist`) {
    const stack = find(which)
    if (!stack) throw invalid(says)
    return stack
  }

  function changeSetOf({
    StackName,
    ChangeSetName,
  }: {
    StackName?: string
    ChangeSetName: string
  }) {
    const all = StackName
      ? (changeSets.get(existing(StackName, `Stack [${StackName}] does not exist`)) ?? [])
      : [...changeSets.values()].flat()
    const found = all.find(({ id, name }) => id === ChangeSetName || name === ChangeSetName)
    if (!found)
      throw new AwsError('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, 404)
    return found
  }

  async function templateOf({
    TemplateBody,
    TemplateURL,
  }: {
    TemplateBody?: string
    TemplateURL?: string
  }) {
    if (TemplateBody && TemplateBody.length > MAX_BODY) {
      throw invalid(
        `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BODY}`,
      )
    }
    const body = TemplateBody ?? (await fetched(TemplateURL))
    if (body.length > MAX_TEMPLATE)
      throw invalid(`Template may not exceed ${MAX_TEMPLATE} bytes in size.`)
    let template: Template
    try {
      template = JSON.parse(body)
    } catch {
      throw invalid('Template format error: JSON not well-formed.')
    }
    if (Object.keys(template.Resources ?? {}).length === 0)
      throw invalid('Template format error: At least one Resources member must be defined.')
    return { body, template }
  }

  async function fetched(url: string | undefined) {
    const [, bucket, key] =
      /^https:\/\/([^/]+?)\.s3\.[a-z0-9.-]*amazonaws\.com\/(.+)$/.exec(url ?? '') ?? []
    if (!bucket || !key) throw invalid('TemplateURL must be a supported URL.')
    try {
      return (await api.readObject(bucket, decodeURIComponent(key))).body.toString()
    } catch {
      throw invalid('S3 error: Access Denied')
    }
  }

  function made(name: string): Stack {
    const stack: Stack = {
      name,
      id: arn('stack', name),
      status: '',
      createdAt: new Date(clock.now()),
      tags: [],
      body: '',
      template: undefined,
      outputs: {},
      events: [],
    }
    stacks.push(stack)
    life.is(stack, 'REVIEW_IN_PROGRESS', 'User Initiated')
    return stack
  }

  const isReviewed = ({ status }: Stack) => status === 'REVIEW_IN_PROGRESS'

  const service: Service = {
    signingName: 'cloudformation',
    sdk,
    operations: {
      async CreateChangeSet({
        StackName,
        ChangeSetName,
        ChangeSetType = 'UPDATE',
        Capabilities = [],
        Tags = [],
        ImportExistingResources = false,
        ...source
      }) {
        const { body, template } = await templateOf(source)
        const known = find(StackName)
        if (ChangeSetType === 'UPDATE' && (!known || isReviewed(known)))
          throw invalid(`Stack [${StackName}] does not exist`)
        if (ChangeSetType === 'CREATE' && known && !isReviewed(known))
          throw invalid(
            `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
          )
        if (
          known &&
          !isReviewed(known) &&
          !/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(known.status)
        )
          throw invalid(`Stack:${known.id} is in ${known.status} state and can not be updated.`)
        const needsIam = Object.values(template.Resources).some(({ Type }) =>
          Type.startsWith('AWS::IAM::'),
        )
        if (needsIam && Capabilities.length === 0)
          throw new AwsError(
            'InsufficientCapabilitiesException',
            'Requires capabilities : [CAPABILITY_IAM]',
          )
        const stack = known ?? made(StackName)
        const all = changeSets.get(stack) ?? []
        if (all.some(({ name }) => name === ChangeSetName))
          throw new AwsError(
            'AlreadyExistsException',
            `ChangeSet ${ChangeSetName} cannot be created due to a mismatch with existing attribute Template`,
          )
        const changes = changesBetween(stack.template, template, (id, resource) =>
          physicalId(stack.name, id, resource, place),
        )
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
        if (ImportExistingResources)
          for (const change of changes) {
            const resource = template.Resources[change.LogicalResourceId]
            if (change.Action !== 'Add' || !/^Retain/.test(resource?.DeletionPolicy ?? '')) continue
            const id = physicalId(stack.name, change.LogicalResourceId, resource!, place)
            if (await effects.exists?.(resource!.Type, id)) change.Action = 'Import'
          }
        const changeSet: ChangeSet = {
          id: arn('changeSet', ChangeSetName),
          name: ChangeSetName,
          type: ChangeSetType,
          status: 'CREATE_IN_PROGRESS',
          createdAt: new Date(clock.now()),
          body,
          template,
          changes,
        }
        changeSets.set(stack, [...all, changeSet])
        if (Tags.length > 0) stack.tags = Tags
        const nothing =
          changes.length === 0 &&
          JSON.stringify(stack.template?.Outputs) === JSON.stringify(template.Outputs)
        const created = () => {
          changeSet.status = nothing ? 'FAILED' : 'CREATE_COMPLETE'
          if (nothing)
            changeSet.reason =
              "The submitted information didn't contain changes. Submit different information to create a change set."
        }
        clock.after(CHANGE_SET_MS, created, { lasting: true })
        return { Id: changeSet.id, StackId: stack.id }
      },

      DescribeChangeSet(input) {
        const changeSet = changeSetOf(input)
        const [stack] = [...changeSets].find(([, all]) => all.includes(changeSet))!
        const from = Number(input.NextToken ?? 0)
        const page =
          changeSet.status === 'CREATE_COMPLETE'
            ? changeSet.changes.slice(from, from + CHANGES_A_PAGE)
            : []
        return {
          ChangeSetName: changeSet.name,
          ChangeSetId: changeSet.id,
          StackId: stack.id,
          StackName: stack.name,
          CreationTime: changeSet.createdAt,
          Status: changeSet.status,
          StatusReason: changeSet.reason,
          ExecutionStatus: changeSet.status === 'CREATE_COMPLETE' ? 'AVAILABLE' : 'UNAVAILABLE',
          Changes: page.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
          NextToken:
            from + CHANGES_A_PAGE < changeSet.changes.length && page.length > 0
              ? String(from + CHANGES_A_PAGE)
              : undefined,
        }
      },

      ExecuteChangeSet(input) {
        const changeSet = changeSetOf(input)
        if (changeSet.status !== 'CREATE_COMPLETE')
          throw new AwsError(
            'InvalidChangeSetStatus',
            `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
          )
        const [stack] = [...changeSets].find(([, all]) => all.includes(changeSet))!
        // As in CloudFormation, executing a change set deletes all other change sets of the stack,
        // too.
        changeSets.delete(stack)
        void life.bring(stack, changeSet.body, changeSet.template, changeSet.changes)
        return {}
      },

      DeleteChangeSet(input) {
        const changeSet = changeSetOf(input)
        for (const [stack, all] of changeSets)
          changeSets.set(
            stack,
            all.filter((one) => one !== changeSet),
          )
        return {}
      },

      DescribeStacks({ StackName }) {
        const found = StackName
          ? [existing(StackName)]
          : stacks.filter(({ status }) => status !== 'DELETE_COMPLETE')
        return { Stacks: found.map(shown) }
      },

      DescribeStackEvents({ StackName, NextToken }) {
        const { events } = existing(StackName, `Stack [${StackName}] does not exist`)
        // The page token is the number of events that are still to be returned. New events do not
        // invalidate the token, because the list begins with the newest events.
        const end = NextToken ? Number(NextToken) : events.length
        const start = events.length - end
        const left = end - EVENTS_A_PAGE
        return {
          StackEvents: events.slice(start, start + EVENTS_A_PAGE),
          NextToken: left > 0 ? String(left) : undefined,
        }
      },

      GetTemplate({ StackName, ChangeSetName }) {
        const stack = existing(StackName)
        const body = ChangeSetName ? changeSetOf({ StackName, ChangeSetName }).body : stack.body
        if (!body) throw invalid(`Stack with id ${StackName} does not exist`)
        return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] }
      },

      ListStacks: ({ StackStatusFilter = [] }) => ({
        StackSummaries: stacks
          .filter(
            ({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status),
          )
          .map(({ name, id, status, reason, createdAt, updatedAt, deletedAt }) => ({
            StackName: name,
            StackId: id,
            StackStatus: status,
            StackStatusReason: reason,
            CreationTime: createdAt,
            LastUpdatedTime: updatedAt,
            DeletionTime: deletedAt,
          })),
      }),

      DetectStackDrift({ StackName }) {
        const id = randomUUID()
        detections.set(id, { stack: existing(StackName), readyAt: clock.now() + DETECTION_MS })
        return { StackDriftDetectionId: id }
      },

      DescribeStackDriftDetectionStatus({ StackDriftDetectionId }) {
        const detection = detections.get(StackDriftDetectionId)
        if (!detection) throw invalid(`Drift detection id ${StackDriftDetectionId} does not exist`)
        const { stack, readyAt } = detection
        const drifted = drifts.get(stack.name)?.size ?? 0
        const isReady = clock.now() >= readyAt
        return {
          StackId: stack.id,
          StackDriftDetectionId,
          Timestamp: new Date(clock.now()),
          DetectionStatus: isReady ? 'DETECTION_COMPLETE' : 'DETECTION_IN_PROGRESS',
          ...(isReady && {
            StackDriftStatus: drifted > 0 ? 'DRIFTED' : 'IN_SYNC',
            DriftedStackResourceCount: drifted,
          }),
        }
      },

      DescribeStackResourceDrifts({ StackName }) {
        const stack = existing(StackName)
        const found = [...(drifts.get(stack.name) ?? [])]
        return {
          StackResourceDrifts: found.map(([id, how]) => {
            const resource = stack.template!.Resources[id]!
            return {
              StackId: stack.id,
              LogicalResourceId: id,
              PhysicalResourceId: physicalId(stack.name, id, resource, place),
              ResourceType: resource.Type,
              StackResourceDriftStatus: how === 'deleted' ? 'DELETED' : 'MODIFIED',
              PropertyDifferences: (how === 'deleted' ? [] : how).map(
                ({ path, expected, actual }) => ({
                  PropertyPath: path,
                  ExpectedValue: expected,
                  ActualValue: actual,
                  DifferenceType: 'NOT_EQUAL',
                }),
              ),
              Timestamp: new Date(clock.now()),
            }
          }),
        }
      },

      DeleteStack({ StackName }) {
        const stack = find(StackName)
        // DeleteStack succeeds for a stack that does not exist.
        if (!stack || (stack.status.startsWith('DELETE_') && stack.status !== 'DELETE_FAILED'))
          return {}
        if (/_IN_PROGRESS$/.test(stack.status) && !isReviewed(stack))
          throw invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`)
        changeSets.delete(stack)
        void life.remove(stack)
        return {}
      },
    },
  }

  return {
    service,
    fail: (failure) => void failures.push({ ...failure }),
    drift(stack, logicalId, how) {
      drifts.set(stack, (drifts.get(stack) ?? new Map()).set(logicalId, how))
    },
    stacks: () => stacks,
  }
}

const shown = (stack: Stack) => ({
  StackName: stack.name,
  StackId: stack.id,
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  Description: stack.template?.Description,
  CreationTime: stack.createdAt,
  LastUpdatedTime: stack.updatedAt,
  DeletionTime: stack.deletedAt,
  Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
  })),
  Tags: stack.tags,
  DisableRollback: false,
})

const invalid = (message: string) => new AwsError('ValidationError', message)
