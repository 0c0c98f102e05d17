// The agent's language: its words, and how it writes dates, numbers and lengths of time.
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import type { Language } from '#whatsapp/errors/language'
import { en, type Messages } from './en.ts'

/** English is there at once; the others come when they are needed. */
const catalogues: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  es: async () => (await import('./es.ts')).es,
  pt: async () => (await import('./pt.ts')).pt,
}

interface Speech {
  language: Language
  messages: Messages
}

const SpeechContext = createContext<Speech>({ language: 'en', messages: en })

/** The first language of the browser that there is a catalogue for. */
export function languageOf(preferred: readonly string[]): Language {
  const known = preferred
    .map((tag) => tag.toLowerCase().split('-')[0]!)
    .find((tag) => Object.hasOwn(catalogues, tag))
  return (known ?? 'en') as Language
}

/** Shows nothing until the catalogue is there: words that change under the reader are worse than a moment's wait. */
export function Speaking({ language, children }: { language: Language; children: ReactNode }) {
  const [speech, setSpeech] = useState<Speech | undefined>(
    language === 'en' ? { language, messages: en } : undefined,
  )
  useEffect(() => {
    let isWanted = true
    catalogues[language]().then((messages) => isWanted && setSpeech({ language, messages }))
    return () => {
      isWanted = false
    }
  }, [language])
  return speech && <SpeechContext value={speech}>{children}</SpeechContext>
}

export const useMessages = (): Messages => use(SpeechContext).messages
export const useLanguage = (): Language => use(SpeechContext).language
