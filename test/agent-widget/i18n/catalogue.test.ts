import { IntlMessageFormat } from 'intl-messageformat'
import { expect, it } from 'vitest'
import { widgetLanguage } from '../../../agent-widget/i18n/messages.tsx'
import { en, es, pt, textsOf } from './languages.ts'

it('formats plurals and arguments in each language', () => {
  expect(en.found({ n: 1 })).toBe('1 template')
  expect(es.held.count({ n: 2 })).toBe('2 mensajes esperan la respuesta del cliente')
  expect(pt.foundOf({ n: 1, all: 12 })).toBe('1 de 12 modelos')
})

it('displays braces that are quoted in a text', () => {
  expect(en.problem.not_json).toBe('This is not valid JSON. It should look like {"name": "value"}.')
})

it.each(['en', 'es', 'pt'] as const)(
  'every text in the language %s is a valid ICU message',
  (language) => {
    for (const [path, text] of textsOf(language))
      expect(
        () => new IntlMessageFormat(text, language, undefined, { ignoreTag: true }),
        path,
      ).not.toThrow()
  },
)

// No text may say that something is free: WhatsApp bills templates, and whether it bills other
// messages depends on dates and contracts.
it.each(['en', 'es', 'pt'] as const)(
  'no text in the language %s says that something is free of charge',
  (language) => {
    const free =
      /\b(free|no charge|at no cost|gratis|gratuit[ao]s?|sin (?:costo|coste|cargo)|sem custos?)\b|gr[aá]tis/i

    expect([...textsOf(language)].filter(([, text]) => free.test(text))).toEqual([])
  },
)

it.each([
  [['pt-BR', 'en'], 'pt'],
  [['de', 'es-419'], 'es'],
  [['ja'], 'en'],
  [[], 'en'],
])('with the preferred languages %j, displays the language %s', (preferred, language) => {
  expect(widgetLanguage(preferred)).toBe(language)
})
