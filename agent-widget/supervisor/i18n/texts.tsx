// Provides the texts of the supervisors' page. The page also uses texts of the widget, and both are
// in the same language.
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import type { Language } from '#whatsapp/errors/language'
import type { AgentProblemCode, SupervisorProblemCode } from '#whatsapp/errors/problem-codes'
import type { Problem } from '#whatsapp/errors/problems'
import {
  type Catalogue,
  type Complete,
  catalogueOf,
  type Messages,
  refusalText,
} from '../../i18n/catalogue.ts'
import { useLanguage, useMessages } from '../../i18n/messages.tsx'
import type { Arguments } from './arguments.ts'
import en from './en.json' with { type: 'json' }
import type es from './es.json'
import type pt from './pt.json'

type English = Catalogue<typeof en, Arguments['en']>
type Spanish = Catalogue<typeof es, Arguments['es']>
type Portuguese = Catalogue<typeof pt, Arguments['pt']>

interface ClosedSets {
  refusals: Record<SupervisorProblemCode, unknown>
}

type Languages = [
  Complete<English, ClosedSets>,
  Complete<English, Spanish>,
  Complete<English, Portuguese>,
  Complete<Spanish, English>,
  Complete<Portuguese, English>,
]
export type Texts = Languages[0]

const loaders: Readonly<Record<Language, () => Promise<object>>> = {
  en: async () => en,
  es: async () => (await import('./es.json', { with: { type: 'json' } })).default,
  pt: async () => (await import('./pt.json', { with: { type: 'json' } })).default,
}

const ENGLISH = catalogueOf<Texts>(en, 'en')
const TextsContext = createContext<Texts>(ENGLISH)

export const useTexts = (): Texts => use(TextsContext)

/** Shows its children as soon as the texts are loaded. */
export function TextsProvider({ children }: { children: ReactNode }) {
  const language = useLanguage()
  const [texts, setTexts] = useState(language === 'en' ? ENGLISH : undefined)
  useEffect(() => {
    let isCurrent = true
    loaders[language]().then((found) => {
      if (isCurrent) setTexts(catalogueOf<Texts>(found, language))
    })
    return () => {
      isCurrent = false
    }
  }, [language])
  return texts && <TextsContext value={texts}>{children}</TextsContext>
}

/**
 * Returns a function that describes, in the supervisor's language, why the API refused a request.
 */
export function useRefusalText(): (problems: readonly Problem[]) => string {
  const { refusals } = useTexts()
  const messages = useMessages()
  const text = refusalText({ refusals: { ...messages.refusals, ...refusals } as AllRefusals })
  return (problems) => problems.map(text).join(' ')
}

type AllRefusals = Messages['refusals'] & Record<AgentProblemCode, unknown>
