// The texts of the sandbox's pages, in the language that was chosen on the pages or, by default, in
// the browser's language.
import { createContext, use } from 'react'
import {
  type Catalogue,
  type Complete,
  catalogueOf,
} from '../../../../agent-widget/i18n/catalogue.ts'
import { widgetLanguage } from '../../../../agent-widget/i18n/messages.tsx'
import type { Arguments } from './arguments.ts'
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import pt from './pt.json' with { type: 'json' }

type English = Catalogue<typeof en, Arguments['en']>
type Spanish = Catalogue<typeof es, Arguments['es']>
type Portuguese = Catalogue<typeof pt, Arguments['pt']>
type Languages = [
  Complete<English, Spanish>,
  Complete<English, Portuguese>,
  Complete<Spanish, English>,
  Complete<Portuguese, English>,
]
export type Texts = Languages[0]

const FILES = { en, es, pt }
export type Language = keyof typeof FILES
/** The name of each language, in that language. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  pt: 'Português',
}

export const chosenLanguage = (language: string | undefined): Language =>
  widgetLanguage(language === undefined ? undefined : [language])

export const textsIn = (language: Language): Texts => catalogueOf<Texts>(FILES[language], language)

interface Translation {
  language: Language
  texts: Texts
}

const TranslationContext = createContext<Translation>({ language: 'en', texts: textsIn('en') })

export const Translated = TranslationContext.Provider
export const translationIn = (language: Language): Translation => {
  document.documentElement.lang = language
  return { language, texts: textsIn(language) }
}
export const useTexts = (): Texts => use(TranslationContext).texts
export const useLanguage = (): Language => use(TranslationContext).language
