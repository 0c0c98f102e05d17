import { catalogueOf } from '../../../agent-widget/i18n/catalogue.ts'
import english from '../../../agent-widget/i18n/en.json' with { type: 'json' }
import spanish from '../../../agent-widget/i18n/es.json' with { type: 'json' }
import portuguese from '../../../agent-widget/i18n/pt.json' with { type: 'json' }

export const en = catalogueOf(english, 'en')
export const es = catalogueOf(spanish, 'es')
export const pt = catalogueOf(portuguese, 'pt')

export const refusals = {
  en: english.refusals,
  es: spanish.refusals,
  pt: portuguese.refusals,
} satisfies Record<string, Readonly<Record<string, string>>>

/** Returns every text of a language by its path in the JSON file. */
export function textsOf(language: 'en' | 'es' | 'pt'): Map<string, string> {
  const walk = (value: object, path = ''): [string, string][] =>
    Object.entries(value).flatMap(([key, inner]: [string, string | object]) =>
      typeof inner === 'string'
        ? [[`${path}${key}`, inner] as [string, string]]
        : walk(inner, `${path}${key}.`),
    )
  return new Map(walk({ en: english, es: spanish, pt: portuguese }[language]))
}
