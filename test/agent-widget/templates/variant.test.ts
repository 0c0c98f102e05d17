import { expect, it } from 'vitest'
import type { TemplateSummary } from '#model/template-list'
import { searchIndex } from '../../../agent-widget/templates/search-index.ts'
import {
  isSendable,
  lastLanguages,
  openGroup,
  templateFor,
  toRead,
  unsupportedKinds,
  variantFor,
} from '../../../agent-widget/templates/variant.ts'

const WITH_NUMBER = { hasNumber: true, hasStoppedMarketing: false, isNotOnWhatsApp: false }

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
  const { template, ...details } = variantFor(variants, { contact, chosen, otherwise: ['en'] })
  return { language: template.language, ...details }
}

it.each([
  [['en_US', 'pt_BR'], 'pt_BR', 'pt_BR', undefined],
  [['en_US', 'pt_BR'], 'pt-br', 'pt_BR', undefined],
  [['en_US', 'pt_BR'], 'pt_PT', 'pt_BR', undefined],
  [['es_MX', 'en_US'], 'pt_BR', 'en_US', 'pt_BR'],
  [['es_MX', 'de'], 'pt_BR', 'es_MX', 'pt_BR'],
])(
  'if a template has the languages %j and the customer reads %s, chooses the language %s',
  (languages, contact, language, instead) => {
    expect(variant(inLanguages(...languages), contact)).toEqual({ language, instead })
  },
)

it('uses the agent’s language if the customer’s language is not known', () => {
  expect(variant(inLanguages('es_MX', 'en_US'))).toEqual({ language: 'en_US', instead: undefined })
  expect(variant(inLanguages('es_MX', 'de'))).toEqual({ language: 'es_MX', instead: undefined })
})

it('uses the language that the agent chose, and still reports that the customer’s language is missing', () => {
  const variants = inLanguages('es_MX', 'en_US', 'de')

  expect(variant(variants, 'es', 'de')).toMatchObject({ language: 'de', instead: undefined })
  expect(variant(variants, 'pt_BR', 'de')).toMatchObject({ language: 'de', instead: 'pt_BR' })
})

it('prefers a language that can be sent if the template cannot be sent in the customer’s language', () => {
  const [paused, english] = inLanguages('pt_BR', 'en_US')
  const why = [{ code: 'template_not_approved' as const, message: '' }]
  const variants = [{ ...paused!, why }, english!]

  expect(variant(variants, 'pt_BR')).toEqual({ language: 'en_US', instead: 'pt_BR' })
  expect(variant(variants, 'pt_BR', 'pt_BR')).toMatchObject({ language: 'pt_BR' })
})

it('does not allow sending a template that requires a field for which the widget has no form', () => {
  expect(unsupportedKinds({ needs: ['text', 'order'] })).toEqual(['order'])
  expect(isSendable({ needs: ['text', 'order'] })).toBe(false)
  expect(isSendable({ needs: ['text', 'image', 'product', 'products', 'expiration', 'otp'] })).toBe(
    true,
  )
})

it('allows sending an order if the contact’s attributes contain its amounts', () => {
  const order: TemplateSummary = { ...inLanguages('pt_BR')[0]!, needs: ['text', 'order'] }
  const sendable = (values: Record<string, string>) =>
    isSendable(templateFor(order, WITH_NUMBER, values))

  expect(sendable({ 'button.0': '{"reference_id": "7", "currency": "BRL"}' })).toBe(true)
  expect(sendable({ 'button.0': 'BRL 20', 'body.1': '{Ana}' })).toBe(false)
  expect(sendable({})).toBe(false)
})

it('offers a one-time code only to customers with a number', () => {
  const code: TemplateSummary = { ...inLanguages('en_US')[0]!, needs: ['otp'], needsNumber: true }

  expect(isSendable(templateFor(code, WITH_NUMBER))).toBe(true)
  expect(templateFor(code, { ...WITH_NUMBER, hasNumber: false }).why).toMatchObject([
    { code: 'needs_number' },
  ])
  expect(
    isSendable(templateFor(inLanguages('en_US')[0]!, { ...WITH_NUMBER, hasNumber: false })),
  ).toBe(true)
})

it('offers no marketing template to a customer who stopped marketing', () => {
  const stopped = { ...WITH_NUMBER, hasStoppedMarketing: true }
  const [template] = inLanguages('en_US')

  expect(templateFor({ ...template!, category: 'MARKETING' }, stopped).why).toMatchObject([
    { code: 'marketing_stopped' },
  ])
  expect(isSendable(templateFor({ ...template!, category: 'UTILITY' }, stopped))).toBe(true)
})

it('offers no template for a customer who is not on WhatsApp', () => {
  const [template] = inLanguages('en_US')

  expect(templateFor(template!, { ...WITH_NUMBER, isNotOnWhatsApp: true }).why).toMatchObject([
    { code: 'not_on_whatsapp' },
  ])
})

it.each([
  ['in a language that is not the agent’s', 'es_MX', 'en', 'en_US'],
  ['in another form of the agent’s language', 'en_GB', 'en', undefined],
  ['that does not exist in the agent’s language', 'es_MX', 'pt', undefined],
])(
  'offers a translation only if needed and available: for a template %s',
  (_, displayed, agent, found) => {
    expect(toRead([{ language: 'es_MX' }, { language: 'en_US' }], displayed, agent)).toBe(found)
  },
)

it('keeps displaying an open template in a language that is no longer offered, with the reason', () => {
  const [english, spanish] = inLanguages('en_US', 'es_MX') as [TemplateSummary, TemplateSummary]
  const open = {
    is: 'template',
    name: 'order_ready',
    language: 'es_MX',
    isChosen: true,
  } as const
  const groupWhen = (offered: TemplateSummary[]) =>
    openGroup(
      {
        index: searchIndex(offered),
        list: {
          version: '1',
          templates: [english, spanish],
          curation: { others: true, templates: [] },
        },
      },
      open,
    )

  const whyOf = (offered: TemplateSummary[]) =>
    groupWhen(offered)?.variants.map(({ language, why }) => [language, why?.[0]?.code])
  expect(whyOf([english, spanish])).toEqual([
    ['en_US', undefined],
    ['es_MX', undefined],
  ])
  expect(whyOf([english])).toEqual([
    ['en_US', undefined],
    ['es_MX', 'template_not_offered'],
  ])
  expect(whyOf([])).toEqual([['es_MX', 'template_not_offered']])
})

it('prefers the contact’s language, then the language last used with the customer, then the agent’s', () => {
  const sent = (language: string) => ({ type: 'template' as const, shows: { language } })
  const replies = [
    { type: 'text' as const, shows: {} },
    sent('es_MX'),
    sent('en_US'),
    sent('es_MX'),
  ]
  const languageOf = (contact?: string) =>
    variantFor(inLanguages('en_US', 'es_MX', 'pt_BR'), {
      contact,
      otherwise: [...lastLanguages(replies), 'en'],
    }).template.language

  expect(lastLanguages(replies)).toEqual(['es_MX', 'en_US'])
  expect(languageOf()).toBe('es_MX')
  expect(languageOf('pt_BR')).toBe('pt_BR')
})
