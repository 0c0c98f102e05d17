// Whether a template can be sent, once its definition is known: the list may have been older.
import { refusals } from '#whatsapp/errors'
import type { TemplateDefinition } from '#whatsapp/template-definition'
import { fieldsOf } from '#whatsapp/template-fields'
import { NEEDS_NUMBER, needsNumber } from '#whatsapp/template-recipient'
import type { TemplateSummary } from '../../lambdas/template-list.ts'
import type { Messages } from '../i18n/en.ts'
import { whyNot } from '../templates/template-row.tsx'

export function summaryWhy(
  template: TemplateSummary,
  definition: TemplateDefinition,
  hasNumber: boolean,
  messages: Messages,
): string | undefined {
  const { why, fields } = fieldsOf(definition)
  const reasons = [...refusals(why), ...(!hasNumber && needsNumber(definition) ? [NEEDS_NUMBER] : [])]
  const needs = fields.filter(({ required }) => required).map(({ kind }) => kind)
  return whyNot({ ...template, status: definition.status ?? template.status, why: reasons, needs: [...new Set(needs)] }, messages)
}
