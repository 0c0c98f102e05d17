import { createContext, use } from 'react'
import type { ListedForm } from '#model/template-list'
import type { Teams } from '#supervisor-api'
import type { ChangeLine } from '#whatsapp/templates/curation-patch'
import { changeText } from './change-text.ts'
import { useTexts } from './i18n/texts.tsx'

/** The forms of the account, whose names appear in descriptions of changes. */
export const FormsContext = createContext<readonly ListedForm[]>([])

/** Returns a function that describes a change in a sentence. */
export function useChangeText(teams: Teams): (line: ChangeLine) => string {
  const texts = useTexts()
  const forms = use(FormsContext)
  return (line) => changeText(line, teams, texts, forms)
}
