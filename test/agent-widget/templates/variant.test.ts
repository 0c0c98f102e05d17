import { expect, it } from 'vitest'
import {
  isSendable,
  templateFor,
  unsupportedKinds,
  variantFor,
} from '../../../agent-widget/templates/variant.ts'
import type { TemplateSummary } from '../../../lambdas/model/template-list.ts'

const inLanguages = (...languages: string[]): TemplateSummary[] =>
  languages.map((language) => ({
    name: 'order_ready',
    language,
    status: 'APPROVED',
    category: 'UTILITY',
    body: '',
    needs: [],
  }))
const variant = (variants: TemplateSummary[], contact?: string, chosen?: string) => {
  const { template, ...told } = variantFor(variants, { contact, chosen, otherwise: ['en'] })
  return { language: template.language, ...told }
}

it.each([
  [['en_US', 'pt_BR'], 'pt_BR', 'pt_BR', undefined],
  [['en_US', 'pt_BR'], 'pt-br', 'pt_BR', undefined],
  [['en_US', 'pt_BR'], 'pt_PT', 'pt_BR', undefined],
  [['es_MX', 'en_US'], 'pt_BR', 'en_US', 'pt_BR'],
  [['es_MX', 'de'], 'pt_BR', 'es_MX', 'pt_BR'],
])(
  'of %j a customer who reads %s gets %s, and a fallback is told',
  (languages, contact, language, instead) => {
    expect(variant(inLanguages(...languages), contact)).toEqual({ language, instead })
  },
)

it('where the customer’s language is not known it is the agent’s, where there is one', () => {
  expect(variant(inLanguages('es_MX', 'en_US'))).toEqual({ language: 'en_US', instead: undefined })
  expect(variant(inLanguages('es_MX', 'de'))).toEqual({ language: 'es_MX', instead: undefined })
})

it('what the agent chooses is shown, whatever it is; that the customer’s is missing stays said', () => {
  const variants = inLanguages('es_MX', 'en_US', 'de')

  expect(variant(variants, 'es', 'de')).toMatchObject({ language: 'de', instead: undefined })
  expect(variant(variants, 'pt_BR', 'de')).toMatchObject({ language: 'de', instead: 'pt_BR' })
})

it('a language that can be sent goes before the customer’s own that cannot', () => {
  const [paused, english] = inLanguages('pt_BR', 'en_US')
  const variants = [{ ...paused!, why: [{ code: 'template_not_approved', message: '' }] }, english!]

  expect(variant(variants, 'pt_BR')).toEqual({ language: 'en_US', instead: 'pt_BR' })
  expect(variant(variants, 'pt_BR', 'pt_BR')).toMatchObject({ language: 'pt_BR' })
})

it('what must be filled and has no form here cannot be sent from here', () => {
  expect(unsupportedKinds({ needs: ['text', 'order'] })).toEqual(['order'])
  expect(isSendable({ needs: ['text', 'order'] })).toBe(false)
  expect(isSendable({ needs: ['text', 'image', 'product', 'products', 'expiration', 'otp'] })).toBe(
    true,
  )
})

it('a one-time code is for customers with a number', () => {
  const code: TemplateSummary = { ...inLanguages('en_US')[0]!, needs: ['otp'], needsNumber: true }

  expect(isSendable(templateFor(code, true))).toBe(true)
  expect(templateFor(code, false).why).toMatchObject([{ code: 'needs_number' }])
  expect(isSendable(templateFor(inLanguages('en_US')[0]!, false))).toBe(true)
})
