import { expect, it } from 'vitest'
import { isSendable, unsupportedKinds, variantFor } from '../../agent-widget/templates/variant.ts'
import type { TemplateSummary } from '../../lambdas/template-list.ts'

const inLanguages = (...languages: string[]): TemplateSummary[] =>
  languages.map((language) => ({ name: 'order_ready', language, status: 'APPROVED', category: 'UTILITY', body: '', needs: [] }))
const chosen = (variants: TemplateSummary[], wanted: string | undefined, otherwise?: string[]) => {
  const { template, instead } = variantFor(variants, wanted, otherwise)
  return [template.language, instead]
}

it.each([
  [['en_US', 'pt_BR'], 'pt_BR', ['pt_BR', undefined]],
  [['en_US', 'pt_BR'], 'pt-br', ['pt_BR', undefined]],
  [['en_US', 'pt_BR'], 'pt_PT', ['pt_BR', undefined]],
  [['es_MX', 'en_US'], 'pt_BR', ['en_US', 'pt_BR']],
  [['es_MX', 'de'], 'pt_BR', ['es_MX', 'pt_BR']],
  [['es_MX', 'en_US'], undefined, ['en_US', undefined]],
])('of %j a customer who reads %s gets %j, and a fallback is told', (languages, wanted, expected) => {
  expect(chosen(inLanguages(...languages), wanted, ['en'])).toEqual(expected)
})

it('a language that can be sent goes before the customer’s own that cannot', () => {
  const [paused, english] = inLanguages('pt_BR', 'en_US')
  const variants = [{ ...paused!, why: [{ code: 'template_not_approved', message: '' }] }, english!]

  expect(chosen(variants, 'pt_BR')).toEqual(['en_US', 'pt_BR'])
})

it('what must be filled and has no form here cannot be sent from here', () => {
  expect(unsupportedKinds({ needs: ['text', 'order'] })).toEqual(['order'])
  expect(isSendable({ needs: ['text', 'order'] })).toBe(false)
  expect(isSendable({ needs: ['text', 'image', 'product', 'products', 'expiration', 'otp'] })).toBe(true)
})
