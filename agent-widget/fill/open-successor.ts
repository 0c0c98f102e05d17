// Opens the successor of a template with the values that the agent has filled in. A successor is
// the replacement template that supervisors have named for the case that a template cannot be sent.
import type { TemplateSummary } from '#model/template-list'
import type { Offer } from '#whatsapp/templates/curation'
import { parseDefinition } from '#whatsapp/templates/definition'
import { NOTHING_FILLED } from '../drafts/draft-store.ts'
import type { Messages } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import { type Services, useServices } from '../services.tsx'
import { readableName } from '../templates/readable-name.ts'
import type { TemplateGroup } from '../templates/search-index.ts'
import type { IndexedTemplates } from '../templates/template-lists.ts'
import { isSendable, type Variant } from '../templates/variant.ts'
import { movedValues, type PreparedTemplate } from './moved-values.ts'
import { preparedFields } from './prepared-fields.ts'

interface Contact {
  contactId: string
  attributes: Readonly<Record<string, string>>
}

/**
 * Returns a function that looks for the successor of a template. That function returns another
 * function, which opens the successor, or undefined if the successor cannot be sent to this
 * customer.
 */
export function useSuccessor(
  contact: Contact,
  variantOf: (group: TemplateGroup, language: string | undefined) => Variant,
) {
  const messages = useMessages()
  const services = useServices()
  return ({ index, offers }: IndexedTemplates, { successor }: Offer, language: string) => {
    const group = index.groups.find(({ name }) => name === successor)
    const next = group && variantOf(group, language).template
    if (!next || !isSendable(next)) return undefined
    return (former: PreparedTemplate) =>
      openSuccessor(
        services,
        contact,
        { ...former, language },
        { template: next, offer: offers(next) },
        messages,
      )
  }
}

/**
 * Opens the successor with the agent's values. An existing draft of the successor stays unchanged.
 * Rejects if the successor's definition cannot be read.
 */
async function openSuccessor(
  services: Services,
  { contactId, attributes }: Contact,
  former: PreparedTemplate & { language: string },
  successor: { template: TemplateSummary; offer: Offer },
  messages: Messages,
): Promise<void> {
  const { name, language } = successor.template
  const definition = parseDefinition(await services.api.definition(contactId, name, language))
  if (!definition) throw new Error(`the definition of ${name} cannot be read`)
  const { offer } = successor
  const prepared = preparedFields(definition, offer, attributes)
  const formerKey = { contactId, name: former.definition.name, language: former.language }
  const { uploads, ...moved } = movedValues(
    former,
    services.drafts.get(formerKey) ?? NOTHING_FILLED,
    { definition, offer, prepared },
    messages,
  )
  const key = { contactId, name, language }
  const isBlocked = services.drafts.get(key)?.begun === true
  if (!isBlocked)
    services.sending.replace(key, { values: { ...prepared.values, ...moved.values }, uploads })
  const panel = services.panel(contactId)
  panel.set({
    ...panel.getSnapshot(),
    open: {
      is: 'template',
      name,
      language,
      isChosen: true,
      ...(isBlocked
        ? { isBlocked }
        : {
            movedFrom: {
              ...moved,
              title: former.offer.title ?? readableName(former.definition.name),
            },
          }),
    },
  })
}
