import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import { parseDefinition } from '#whatsapp/templates/definition'
import { unsendableReason } from '../../../agent-widget/fill/unsendable-reason.ts'
import type { TemplateRecipient } from '../../../agent-widget/templates/variant.ts'
import { aTemplate, body } from '../../lambdas/whatsapp/templates/templates.ts'
import { en as messages } from '../i18n/languages.ts'

const anybody: TemplateRecipient = {
  hasNumber: true,
  hasStoppedMarketing: false,
  isNotOnWhatsApp: false,
}

function reasonFor(recipient: Partial<TemplateRecipient>, of: object = {}) {
  const listed: TemplateSummary = {
    name: 'offer',
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    body: 'Dear {{1}}.',
    needs: ['text'],
  }
  const rest = { category: 'MARKETING', status: 'APPROVED', ...of }
  const definition = parseDefinition(aTemplate({ components: [body('Dear {{1}}.')], ...rest }))!
  return unsendableReason(listed, definition, { ...anybody, ...recipient }, {}, messages)
}

it('returns no reason for a template that can be sent', () => {
  expect(reasonFor({})).toBeUndefined()
  expect(reasonFor({ hasStoppedMarketing: true }, { category: 'UTILITY' })).toBeUndefined()
})

it.each([
  ['the customer stopped marketing', { hasStoppedMarketing: true }, {}, /opted out of marketing/],
  ['nothing can be delivered to the customer', { isNotOnWhatsApp: true }, {}, /not on WhatsApp/],
  ['WhatsApp paused the template', {}, { status: 'PAUSED' }, /paused/i],
] as const)('explains why a template cannot be sent: %s', (_, recipient, of, reason) => {
  expect(reasonFor(recipient, of)).toMatch(reason)
})
