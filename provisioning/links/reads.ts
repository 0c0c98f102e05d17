// Data that several links need, and that each command reads only once.
import {
  IntegrationType,
  paginateListApprovedOrigins,
  paginateListIntegrationAssociations,
  paginateListLambdaFunctions,
} from '@aws-sdk/client-connect'
import { ListRulesCommand, type Rule } from '@aws-sdk/client-eventbridge'
import {
  type EventSourceMappingConfiguration,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda'
import { PREFIX } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { once } from '../channel/instance.ts'

export type LinkReads = ReturnType<typeof linkReads>

/** `InstanceId` is the id of the stack's Connect instance. */
export function linkReads({ connect, eventBridge, lambda }: Aws, InstanceId: string) {
  async function mappings() {
    const found: EventSourceMappingConfiguration[] = []
    for await (const page of paginateListEventSourceMappings({ client: lambda }, {}))
      found.push(...(page.EventSourceMappings ?? []))
    return found
  }
  async function rules(): Promise<Rule[]> {
    const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ NamePrefix: PREFIX }))
    return Rules
  }
  async function origins() {
    const found: string[] = []
    for await (const page of paginateListApprovedOrigins({ client: connect }, { InstanceId }))
      found.push(...(page.Origins ?? []))
    return found
  }
  async function applications() {
    const found: string[] = []
    const pages = paginateListIntegrationAssociations(
      { client: connect },
      { InstanceId, IntegrationType: IntegrationType.APPLICATION },
    )
    for await (const page of pages)
      found.push(
        ...(page.IntegrationAssociationSummaryList ?? []).map(
          ({ IntegrationArn }) => IntegrationArn!,
        ),
      )
    return found
  }
  async function functions() {
    const found: string[] = []
    for await (const page of paginateListLambdaFunctions({ client: connect }, { InstanceId }))
      found.push(...(page.LambdaFunctions ?? []))
    return found
  }
  return {
    mappings: once(mappings),
    rules: once(rules),
    origins: once(origins),
    applications: once(applications),
    functions: once(functions),
  }
}
