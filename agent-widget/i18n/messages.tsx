// Provides the texts in the agent's language to all components.
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import type { Language } from '#whatsapp/errors/language'
import { catalogueOf, type Messages } from './catalogue.ts'
import en from './en.json' with { type: 'json' }
import { languageOf } from './language-of.ts'

/**
 * Loads the texts of a language. English is part of the page, and other languages are loaded when
 * they are needed.
 */
const loaders: Readonly<Record<Language, () => Promise<object>>> = {
  en: async () => en,
  es: async () => (await import('./es.json', { with: { type: 'json' } })).default,
  pt: async () => (await import('./pt.json', { with: { type: 'json' } })).default,
}

interface Translation {
  language: Language
  messages: Messages
}

const ENGLISH: Translation = { language: 'en', messages: catalogueOf(en, 'en') }

const TranslationContext = createContext<Translation>(ENGLISH)

/**
 * Returns the first of the browser's languages that the widget has, or English if the widget has
 * none of them.
 */
export const widgetLanguage = (preferred?: readonly string[]): Language =>
  languageOf(loaders, preferred)

/**
 * Shows nothing until the texts are loaded. Otherwise, the language would change while the agent is
 * reading.
 */
export function LanguageProvider({
  language,
  children,
}: {
  language: Language
  children: ReactNode
}) {
  const [translation, setTranslation] = useState(language === 'en' ? ENGLISH : undefined)
  useEffect(() => {
    let isCurrent = true
    loaders[language]().then((texts) => {
      if (isCurrent) setTranslation({ language, messages: catalogueOf(texts, language) })
    })
    return () => {
      isCurrent = false
    }
  }, [language])
  return translation && <TranslationContext value={translation}>{children}</TranslationContext>
}

export const useMessages = (): Messages => use(TranslationContext).messages
export const useLanguage = (): Language => use(TranslationContext).language
