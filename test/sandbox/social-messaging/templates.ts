// The operations on message templates. Meta stores the templates, and social messaging forwards
// their definitions as JSON.
import type {
  CreateWhatsAppMessageTemplateFromLibraryInput,
  CreateWhatsAppMessageTemplateFromLibraryOutput,
  CreateWhatsAppMessageTemplateInput,
  CreateWhatsAppMessageTemplateMediaInput,
  CreateWhatsAppMessageTemplateMediaOutput,
  CreateWhatsAppMessageTemplateOutput,
  DeleteWhatsAppMessageTemplateInput,
  DeleteWhatsAppMessageTemplateOutput,
  GetWhatsAppMessageTemplateInput,
  GetWhatsAppMessageTemplateOutput,
  ListWhatsAppMessageTemplatesInput,
  ListWhatsAppMessageTemplatesOutput,
  ListWhatsAppTemplateLibraryInput,
  ListWhatsAppTemplateLibraryOutput,
  UpdateWhatsAppMessageTemplateInput,
  UpdateWhatsAppMessageTemplateOutput,
} from '@aws-sdk/client-socialmessaging'
import { AwsError } from '../service.ts'
import { DefinitionRefused } from '../whatsapp/check-definition.ts'
import { uploadProblem } from '../whatsapp/media-rules.ts'
import type { TemplateKey } from '../whatsapp/template-store.ts'
import type { TemplateDefinition } from '../world.ts'
import { library, libraryEntry, toDefinition } from './library.ts'
import { page } from './paging.ts'
import { invalid, type State } from './state.ts'

export function templates({ account, api, whatsapp: { templates: store } }: State) {
  const created = ({
    id,
    status,
    category,
  }: TemplateDefinition): CreateWhatsAppMessageTemplateOutput => ({
    metaTemplateId: id,
    templateStatus: status,
    category,
  })

  return {
    ListWhatsAppMessageTemplates(
      input: ListWhatsAppMessageTemplatesInput,
    ): ListWhatsAppMessageTemplatesOutput {
      const { waba, id } = account(input.id!)
      const { items, nextToken } = page(
        store.list(waba.metaId),
        input,
        `ListWhatsAppMessageTemplates ${id}`,
      )
      return { templates: items.map(summary), nextToken }
    },

    GetWhatsAppMessageTemplate(
      input: GetWhatsAppMessageTemplateInput,
    ): GetWhatsAppMessageTemplateOutput {
      const found = store.find(account(input.id!).waba.metaId, keyOf(input))
      if (!found)
        throw new AwsError('ResourceNotFoundException', 'The template was not found.', 404)
      return { template: JSON.stringify(found) }
    },

    CreateWhatsAppMessageTemplate({
      id,
      templateDefinition,
    }: CreateWhatsAppMessageTemplateInput): CreateWhatsAppMessageTemplateOutput {
      const definition = json(templateDefinition!, 'templateDefinition')
      return asked(() => created(store.create(account(id!).waba.metaId, definition)))
    },

    UpdateWhatsAppMessageTemplate(
      input: UpdateWhatsAppMessageTemplateInput,
    ): UpdateWhatsAppMessageTemplateOutput {
      const { templateCategory, templateComponents, parameterFormat, ctaUrlLinkTrackingOptedOut } =
        input
      const { metaId } = account(input.id!).waba
      const key = keyOf(input)
      if (!store.find(metaId, key))
        throw new AwsError('ResourceNotFoundException', 'The template was not found.', 404)
      asked(() =>
        store.edit(metaId, key, {
          ...(templateCategory && { category: templateCategory }),
          ...(templateComponents && {
            components: json(templateComponents, 'templateComponents') as never,
          }),
          ...(parameterFormat && { parameter_format: parameterFormat }),
          ...(ctaUrlLinkTrackingOptedOut !== undefined && {
            cta_url_link_tracking_opted_out: ctaUrlLinkTrackingOptedOut,
          }),
        }),
      )
      return {}
    },

    DeleteWhatsAppMessageTemplate(
      input: DeleteWhatsAppMessageTemplateInput,
    ): DeleteWhatsAppMessageTemplateOutput {
      const { templateName, metaTemplateId, deleteAllLanguages } = input
      const { metaId } = account(input.id!).waba
      const named = store
        .list(metaId)
        .filter(
          ({ name, id }) => name === templateName && (!metaTemplateId || id === metaTemplateId),
        )
      if (named.length === 0)
        throw new AwsError('ResourceNotFoundException', 'The template was not found.', 404)
      // A request to Meta that contains only the name deletes the template in every language. In
      // the API of social messaging, this has to be requested with deleteAllLanguages.
      if (named.length > 1 && !deleteAllLanguages)
        invalid('The template has several languages: specify metaTemplateId or deleteAllLanguages.')
      asked(() =>
        store.remove(metaId, templateName!, deleteAllLanguages ? undefined : named[0]!.id),
      )
      return {}
    },

    async CreateWhatsAppMessageTemplateMedia(
      input: CreateWhatsAppMessageTemplateMediaInput,
    ): Promise<CreateWhatsAppMessageTemplateMediaOutput> {
      account(input.id!)
      const { bucketName, key } = input.sourceS3File ?? invalid('sourceS3File is required.')
      const { body, contentType } = await api.readObject(bucketName!, key!)
      const problem = uploadProblem(contentType, body.length)
      if (problem) invalid(problem)
      const handle = [key!, contentType, String(body.length)]
        .map((part) => Buffer.from(part).toString('base64'))
        .join(':')
      return { metaHeaderHandle: `4::${handle}` }
    },

    ListWhatsAppTemplateLibrary(
      input: ListWhatsAppTemplateLibraryInput,
    ): ListWhatsAppTemplateLibraryOutput {
      account(input.id!)
      const filters = Object.entries(input.filters ?? {})
      const found = library.filter((entry) =>
        filters.every(([key, value]) => matches(entry, key, value)),
      )
      const { items, nextToken } = page(
        found,
        input,
        `ListWhatsAppTemplateLibrary ${JSON.stringify(filters)}`,
      )
      return { metaLibraryTemplates: items, nextToken }
    },

    CreateWhatsAppMessageTemplateFromLibrary({
      id,
      metaLibraryTemplate,
    }: CreateWhatsAppMessageTemplateFromLibraryInput): CreateWhatsAppMessageTemplateFromLibraryOutput {
      const entry = libraryEntry(metaLibraryTemplate!)
      if (!entry)
        throw new AwsError(
          'ResourceNotFoundException',
          'The library has no such template in this language.',
          404,
        )
      return asked(() =>
        created(store.create(account(id!).waba.metaId, toDefinition(entry, metaLibraryTemplate!))),
      )
    },
  }
}

const summary = ({ name, id, status, language, category, quality_score }: TemplateDefinition) => ({
  templateName: name,
  metaTemplateId: id,
  templateStatus: status,
  templateQualityScore: (quality_score as { score: string } | undefined)?.score ?? 'UNKNOWN',
  templateLanguage: language,
  templateCategory: category,
})

/** Returns what identifies the template in the request: Meta's id, or name and language. */
function keyOf(input: {
  metaTemplateId?: string | undefined
  templateName?: string | undefined
  templateLanguageCode?: string | undefined
}): TemplateKey {
  const { metaTemplateId, templateName, templateLanguageCode } = input
  if (metaTemplateId && !templateName && !templateLanguageCode) return { id: metaTemplateId }
  if (!metaTemplateId && templateName && templateLanguageCode)
    return { name: templateName, language: templateLanguageCode }
  return invalid('Specify either metaTemplateId, or templateName and templateLanguageCode.')
}

function json(blob: Uint8Array, what: string): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(blob))
  } catch {
    return invalid(`${what} is not JSON.`)
  }
}

/** Returns Meta's refusal in the form in which the service forwards it. */
function asked<T>(ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    if (error instanceof DefinitionRefused) return invalid(error.message)
    throw error
  }
}

function matches(entry: Record<string, unknown>, key: string, value: string) {
  if (key === 'searchKey') return JSON.stringify(entry).toLowerCase().includes(value.toLowerCase())
  const field = `template${key[0]!.toUpperCase()}${key.slice(1)}`
  if (!(field in entry)) return invalid(`There is no filter ${key}.`)
  return [entry[field]].flat().some((each) => String(each).toLowerCase() === value.toLowerCase())
}
