// Returns why a template cannot be sent, from the template's definition and from its entry in the
// list of templates. Either can be newer: the definition is read when the template is opened, and
// the list is read every minute.

import type { TemplateSummary } from '#model/template-list'
import { refusals } from '#whatsapp/errors/problems'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { isOrder } from '#whatsapp/templates/order'
import { needsNumber } from '#whatsapp/templates/recipient'
import type { Messages } from '../i18n/catalogue.ts'
import { whyNot } from '../templates/template-row.tsx'
import { recipientReasons, type TemplateRecipient } from '../templates/variant.ts'

export function unsendableReason(
  template: TemplateSummary,
  definition: TemplateDefinition,
  recipient: TemplateRecipient,
  prefilled: Readonly<Record<string, unknown>>,
  messages: Messages,
): string | undefined {
  const { why, fields } = fieldsOf(definition)
  const known = template.why ?? []
  const reasons = [
    ...known,
    ...refusals(why),
    ...recipientReasons(
      { category: definition.category, needsNumber: needsNumber(definition) },
      recipient,
    ),
  ]
  const needs = fields
    .filter(({ required, kind, key }) => required && !(kind === 'order' && isOrder(prefilled[key])))
    .map(({ kind }) => kind)
  return whyNot(
    {
      ...template,
      status: known.some(({ code }) => code === 'template_not_approved')
        ? template.status
        : (definition.status ?? template.status),
      why: reasons.filter(({ code }, i) => i === reasons.findIndex((each) => each.code === code)),
      needs: [...new Set(needs)],
    },
    messages,
  )
}
