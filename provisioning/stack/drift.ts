// Finds changes that somebody made to a stack's resources without CloudFormation. CloudFormation
// compares the template with the account, which takes minutes.
import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation'
import { ConfigError } from '../config/error.ts'
import { poll, sleep, type Wait } from '../engine/wait.ts'
import { thing } from './changes.ts'
import { describe, isEmpty, liveTemplate } from './cloudformation.ts'
import { APP_STACK, DATA_STACK } from './names.ts'
import type { Template } from './synthesise.ts'

const DETECTING = { everyMs: 5_000, atMostMs: 15 * 60_000 }

/** Returns a sentence for each difference. Changes nothing in the account. */
export async function stackDrift(
  { cloudFormation }: { cloudFormation: CloudFormationClient },
  { wait = sleep }: { wait?: Wait } = {},
): Promise<string[]> {
  const found: string[] = []
  for (const name of [DATA_STACK, APP_STACK])
    found.push(...(await driftOf(cloudFormation, name, wait)))
  return found
}

async function driftOf(client: CloudFormationClient, name: string, wait: Wait): Promise<string[]> {
  if (isEmpty(await describe(client, name))) return []
  const template = await liveTemplate(client, name)
  const { StackDriftDetectionId } = await client.send(
    new DetectStackDriftCommand({ StackName: name }),
  )
  const seen = await poll(
    () => client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId })),
    ({ DetectionStatus }) => DetectionStatus !== 'DETECTION_IN_PROGRESS',
    DETECTING,
    wait,
  )
  if (seen.DetectionStatus !== 'DETECTION_COMPLETE')
    throw new ConfigError(
      `${name}: CloudFormation could not compare the stack with the account: ${seen.DetectionStatusReason ?? seen.DetectionStatus}. Detecting drift needs permission to read every resource. Run "connect-whatsapp permissions apply" for the policy that you need.`,
    )
  const pages = paginateDescribeStackResourceDrifts(
    { client },
    { StackName: name, StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'] },
  )
  const sentences: string[] = []
  for await (const { StackResourceDrifts = [] } of pages)
    sentences.push(...StackResourceDrifts.flatMap((drift) => sentencesOf(drift, template)))
  return sentences
}

/** The types of resources that `apply` creates again if they are missing: see ../links. */
const REPAIRED = new Set([
  'AWS::Events::Rule',
  'AWS::Lambda::EventSourceMapping',
  'AWS::SNS::Subscription',
])
/** The types of resources of which ../links compares some properties. */
const COMPARED = new Set([...REPAIRED, 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])

function sentencesOf(
  {
    LogicalResourceId = '',
    ResourceType = '',
    StackResourceDriftStatus,
    PropertyDifferences = [],
  }: StackResourceDrift,
  template: Template,
): string[] {
  const what = thing(
    LogicalResourceId,
    ResourceType,
    template.Resources[LogicalResourceId]?.Properties,
  )
  if (StackResourceDriftStatus === 'DELETED')
    return [
      `${what} was deleted outside connect-whatsapp. ${REPAIRED.has(ResourceType) ? 'apply creates it again. If the plan names no change for it, apply has already created it. CloudFormation does not know the new resource, and you need not do anything.' : 'Create it again as it was, because apply does not detect this.'}`,
    ]
  return PropertyDifferences.map(
    ({ PropertyPath, ExpectedValue, ActualValue }) =>
      `${what} was changed outside connect-whatsapp: ${PropertyPath?.replace(/^\//, '')} is ${ActualValue}, not ${ExpectedValue}. ${COMPARED.has(ResourceType) ? 'If the plan names no change for it, undo the change yourself.' : 'Undo the change, because apply does not detect it.'}`,
  )
}
