// Describes a change in a sentence.
import type { ListedForm } from '#model/template-list'
import type { Teams } from '#supervisor-api'
import type { ChangeLine } from '#whatsapp/templates/curation-patch'
import { formIdIn } from '#whatsapp/templates/forms'
import type { Texts } from './i18n/texts.tsx'
import { isEveryone, teamName } from './teams.ts'

/**
 * Returns a sentence that describes a change, with the names of the account's `forms` instead of
 * their ids.
 */
export function changeText(
  line: ChangeLine,
  teams: Teams,
  texts: Texts,
  forms: readonly ListedForm[],
): string {
  const { kind, team, names, count } = line
  const entries = names
    .map((name) => forms.find(({ id }) => id === formIdIn(name))?.name ?? name)
    .join(', ')
  const what =
    count > names.length ? texts.andMore({ names: entries, n: count - names.length }) : entries
  const text = texts.change[kind]
  const change = typeof text === 'function' ? text({ what }) : text
  return isEveryone(team) ? change : texts.changeFor({ change, team: teamName(team, teams, texts) })
}
