// Probes what AWS returns about a WABA's templates and forms. Only reads.
import {
  GetWhatsAppFlowPreviewCommand,
  ListWhatsAppFlowsCommand,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { ListedTemplate } from '#model/template-list'
import { obj, str } from '#whatsapp/json/loose'
import { wrapped } from '../../../lambdas/aws/client.ts'
import { templateSource } from '../../../lambdas/aws/template-source.ts'
import { templates } from '../../../lambdas/aws/templates.ts'
import { type Observation, observed, type Probe, unobserved } from '../probe.ts'

export const templatesOfAccount: Probe<undefined> = {
  title: 'What AWS returns about templates and forms',
  guesses: ['qualityInDefinition', 'rejectedReason', 'formPreviewTime'],
  async run(_, { aws, native, bridged }) {
    const number = native ?? bridged
    if (!number) return unobserved(this.guesses, 'the configuration has no number')
    const { socialMessaging } = aws
    const found = await templateSource(wrapped(socialMessaging)).list(number.wabaId)
    const definitionOf = async ({ name, language }: ListedTemplate) =>
      obj(await templates(wrapped(socialMessaging)).get(number.wabaId, name, language))
    const rated = found.find(({ quality = 'UNKNOWN' }) => quality !== 'UNKNOWN')
    const rejected = found.find(({ status }) => status.toUpperCase() === 'REJECTED')
    return [
      ...(rated
        ? [qualityIn(await definitionOf(rated))]
        : unobserved(['qualityInDefinition'], 'no template has a quality yet')),
      ...(rejected
        ? [reasonIn(await definitionOf(rejected))]
        : unobserved(['rejectedReason'], 'no template is rejected')),
      ...(await previewTime(socialMessaging, number.wabaId)),
    ]
  },
}

const qualityIn = (definition: Record<string, unknown> | undefined): Observation =>
  str(obj(definition?.quality_score)?.score)
    ? observed('qualityInDefinition', 'yes', 'the definition of a rated template has quality_score')
    : observed('qualityInDefinition', 'no', 'the definition of a rated template has no quality')

const reasonIn = (definition: Record<string, unknown> | undefined): Observation =>
  definition && 'rejected_reason' in definition
    ? observed('rejectedReason', 'yes', 'the definition of a rejected template has rejected_reason')
    : observed('rejectedReason', 'no', 'the definition of a rejected template has no reason')

async function previewTime(client: SocialMessagingClient, id: string): Promise<Observation[]> {
  const { flows = [] } = await client.send(new ListWhatsAppFlowsCommand({ id }))
  const flowId = flows[0]?.flowId
  if (!flowId) return unobserved(['formPreviewTime'], 'the account has no form')
  const { preview } = await client.send(new GetWhatsAppFlowPreviewCommand({ id, flowId }))
  const time = preview?.expiresAt ?? ''
  if (/^\d+$/.test(time))
    return [observed('formPreviewTime', 'seconds', 'the time is a number of seconds')]
  if (/T.*[+-]\d{4}$/.test(time))
    return [observed('formPreviewTime', 'iso-8601-without-colon', 'the offset has no colon')]
  return Number.isNaN(Date.parse(time))
    ? unobserved(['formPreviewTime'], 'the time has a form that nobody documents')
    : [observed('formPreviewTime', 'iso-8601', 'the time is a date as text')]
}
