// The operations that read WhatsApp Flows (forms).
import type {
  GetWhatsAppFlowInput,
  GetWhatsAppFlowOutput,
  GetWhatsAppFlowPreviewInput,
  GetWhatsAppFlowPreviewOutput,
  ListWhatsAppFlowsInput,
  ListWhatsAppFlowsOutput,
  MetaFlowCategory,
} from '@aws-sdk/client-socialmessaging'
import { AwsError } from '../service.ts'
import type { FormDefinition } from '../world.ts'
import { page } from './paging.ts'
import type { State } from './state.ts'

export function flows({ account, whatsapp: { forms } }: State) {
  function formOf(id: string, flowId: string): FormDefinition {
    const found = forms.find(account(id).waba.metaId, flowId)
    if (!found) throw new AwsError('ResourceNotFoundException', 'The Flow was not found.', 404)
    return found
  }

  function previewOf(form: FormDefinition, renew = false) {
    const { url, expiresAt } = forms.preview(form, renew)
    return {
      previewUrl: url,
      expiresAt: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, '+0000'),
    }
  }

  return {
    ListWhatsAppFlows(input: ListWhatsAppFlowsInput): ListWhatsAppFlowsOutput {
      const { waba, id } = account(input.id!)
      const { items, nextToken } = page(forms.list(waba.metaId), input, `ListWhatsAppFlows ${id}`)
      return {
        flows: items.map(({ id, name, status, categories }) => ({
          flowId: id,
          flowName: name,
          flowStatus: status,
          flowCategories: categories as MetaFlowCategory[],
          validationErrors: [],
        })),
        nextToken,
      }
    },

    GetWhatsAppFlow({ id, flowId }: GetWhatsAppFlowInput): GetWhatsAppFlowOutput {
      const form = formOf(id!, flowId!)
      return {
        flowId: form.id,
        flowName: form.name,
        flowStatus: form.status,
        categories: form.categories as MetaFlowCategory[],
        validationErrors: [],
        preview: previewOf(form),
      }
    },

    GetWhatsAppFlowPreview({
      id,
      flowId,
      invalidate,
    }: GetWhatsAppFlowPreviewInput): GetWhatsAppFlowPreviewOutput {
      const form = formOf(id!, flowId!)
      return { flowId: form.id, preview: previewOf(form, invalidate) }
    },
  }
}
