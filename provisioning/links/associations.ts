// The associations of the Connect instance with the widget and the functions.
import {
  AssociateApprovedOriginCommand,
  AssociateLambdaFunctionCommand,
  type ConnectClient,
  CreateIntegrationAssociationCommand,
  IntegrationType,
} from '@aws-sdk/client-connect'
import type { Resource } from '../engine/resource.ts'
import { ASSOCIATIONS } from './links.ts'
import type { LinkReads } from './reads.ts'

interface Association {
  kind: keyof typeof ASSOCIATIONS
  /** The origin of a page, or the ARN of an application or function. */
  value: string
}

const READS = { origin: 'origins', application: 'applications', function: 'functions' } as const
const TITLES = {
  origin: 'approved origin',
  application: 'agent workspace application',
  function: 'flow function',
} as const
const IAM = {
  origin: ['connect:ListApprovedOrigins', 'connect:AssociateApprovedOrigin'],
  application: ['connect:ListIntegrationAssociations', 'connect:CreateIntegrationAssociation'],
  function: ['connect:ListLambdaFunctions', 'connect:AssociateLambdaFunction'],
} as const

export function association(
  { kind, value }: Association,
  InstanceId: string,
  reads: LinkReads,
  connect: ConnectClient,
): Resource<boolean> {
  return {
    name: `${TITLES[kind]} ${value.split(':function:').pop()}`,
    stays: 'is known to the Connect instance',
    iam: IAM[kind],
    read: async () => (await reads[READS[kind]]()).includes(value),
    diff: (isKnown) =>
      isKnown
        ? []
        : [
            {
              action: 'update',
              summary: `associate it with the Connect instance again, because it was removed; until then, ${ASSOCIATIONS[kind].broken}`,
            },
          ],
    async apply() {
      if (kind === 'origin')
        await connect.send(new AssociateApprovedOriginCommand({ InstanceId, Origin: value }))
      else if (kind === 'function')
        await connect.send(new AssociateLambdaFunctionCommand({ InstanceId, FunctionArn: value }))
      else
        await connect.send(
          new CreateIntegrationAssociationCommand({
            InstanceId,
            IntegrationType: IntegrationType.APPLICATION,
            IntegrationArn: value,
          }),
        )
      return true
    },
  }
}
