// The words of composing in the agent's language, loaded when something is composed.
import { use } from 'react'
import type { Language } from '#whatsapp/errors/language'
import { useLanguage } from '../messages.tsx'
import type { Words } from './en.ts'

const catalogues: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
  pt: async () => (await import('./pt.ts')).pt,
}

const loading = new Map<Language, Promise<Words>>()

function wordsIn(language: Language): Promise<Words> {
  const words = loading.get(language) ?? catalogues[language]()
  loading.set(language, words)
  // What did not load is asked for again the next time.
  words.catch(() => loading.delete(language))
  return words
}

/** Waits for the catalogue, in the Suspense around it. */
export const useWords = (): Words => use(wordsIn(useLanguage()))
