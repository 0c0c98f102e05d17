// Describes a change in a sentence.
import type { Teams } from '#supervisor-api'
import type { ChangeLine } from '#whatsapp/templates/curation-patch'
import type { Texts } from './i18n/texts.tsx'
import { isEveryone, teamName } from './teams.ts'

export function changeText(line: ChangeLine, teams: Teams, texts: Texts): string {
  const { kind, team, names, count } = line
  const entries = names.join(', ')
  const what =
    count > names.length ? texts.andMore({ names: entries, n: count - names.length }) : entries
  const text = texts.change[kind]
  const change = typeof text === 'function' ? text({ what }) : text
  return isEveryone(team) ? change : texts.changeFor({ change, team: teamName(team, teams, texts) })
}
