// Whether a template can be sent, once its definition is known: the list may have been older.
import { refusals } from '#whatsapp/errors/problems'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { NEEDS_NUMBER, needsNumber } from '#whatsapp/templates/recipient'
import type { TemplateSummary } from '../../lambdas/model/template-list.ts'
import type { Messages } from '../i18n/en.ts'
import { whyNot } from '../templates/template-row.tsx'

export function summaryWhy(
  template: TemplateSummary,
  definition: TemplateDefinition,
  hasNumber: boolean,
  messages: Messages,
): string | undefined {
  const { why, fields } = fieldsOf(definition)
  const reasons = [
    ...refusals(why),
    ...(!hasNumber && needsNumber(definition) ? [NEEDS_NUMBER] : []),
  ]
  const needs = fields.filter(({ required }) => required).map(({ kind }) => kind)
  return whyNot(
    {
      ...template,
      status: definition.status ?? template.status,
      why: reasons,
      needs: [...new Set(needs)],
    },
    messages,
  )
}
