import { expect, it } from 'vitest'
import { en as composing } from '../../../agent-widget/i18n/composing/en.ts'
import { es as componiendo } from '../../../agent-widget/i18n/composing/es.ts'
import { pt as compondo } from '../../../agent-widget/i18n/composing/pt.ts'
import { en } from '../../../agent-widget/i18n/en.ts'
import { es } from '../../../agent-widget/i18n/es.ts'
import { languageOf } from '../../../agent-widget/i18n/messages.tsx'
import { pt } from '../../../agent-widget/i18n/pt.ts'

/** Paths whose key has a type that lets the compiler miss one: tables by WhatsApp's words. */
const paths = (value: object, at = ''): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? paths(inner, `${at}${key}.`) : [`${at}${key}`],
  )

it.each([
  ['Spanish', es, en],
  ['Portuguese', pt, en],
  ['Spanish, of composing,', componiendo, composing],
  ['Portuguese, of composing,', compondo, composing],
])('%s says everything that English says', (_, catalogue, english) => {
  expect(paths(catalogue).sort()).toEqual(paths(english).sort())
})

it.each([
  [['pt-BR', 'en'], 'pt'],
  [['de', 'es-419'], 'es'],
  [['ja'], 'en'],
  [[], 'en'],
])('a browser that prefers %j is spoken to in %s', (preferred, language) => {
  expect(languageOf(preferred)).toBe(language)
})
