import {
  GetWhatsAppFlowCommand,
  GetWhatsAppFlowPreviewCommand,
  ListWhatsAppFlowsCommand,
  ResourceNotFoundException,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { ListedForm } from '#model/template-list'
import type { FormSource, Forms } from '#model/template-ports'
import { time } from '#whatsapp/json/loose'
import { pages, type WrappedClient } from './client.ts'
import { answerUnlessRefused } from './failure.ts'

type Client = WrappedClient<SocialMessagingClient>

/** The largest page size that the API accepts. */
const PAGE = 100

export function forms(client: Client): Forms {
  return {
    async get(wabaId, id) {
      const found = await answerUnlessRefused(
        client.call('GetWhatsAppFlow', new GetWhatsAppFlowCommand({ id: wabaId, flowId: id })),
        ResourceNotFoundException,
      )
      return found && { name: found.flowName!, status: found.flowStatus! }
    },
  }
}

export function formSource(client: Client): FormSource {
  return {
    async list(wabaId) {
      const list = (nextToken?: string) =>
        client.call(
          'ListWhatsAppFlows',
          new ListWhatsAppFlowsCommand({ id: wabaId, maxResults: PAGE, nextToken }),
        )
      const found: Omit<ListedForm, 'preview'>[] = []
      for await (const { flows = [] } of pages(list, ({ nextToken }) => nextToken))
        for (const { flowId, flowName, flowStatus } of flows)
          found.push({ id: flowId!, name: flowName!, status: flowStatus! })
      return found
    },

    async preview(wabaId, id, options) {
      const { preview } = await client.call(
        'GetWhatsAppFlowPreview',
        new GetWhatsAppFlowPreviewCommand({
          id: wabaId,
          flowId: id,
          ...(options?.renew ? { invalidate: true } : {}),
        }),
      )
      const until = timeIn(preview!.expiresAt)
      return { url: preview!.previewUrl!, ...(until ? { until } : {}) }
    },
  }
}

/**
 * Parses the time at which a preview expires. AWS returns the time as text in an undocumented
 * format. Meta's own API returns either 2026-12-31T11:18:09+0000 or seconds since 1970.
 */
const timeIn = (text: string | undefined): string | undefined =>
  time(text?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))?.toISOString()
