// Members that no document names, in the answers of services and in events. AWS and Meta may add some
// at any time.
import type { GuessValues } from '../guesses.ts'

/** What a structure has beside its documented members: one member of every kind of value. */
const FURTHER_MEMBERS = {
  furtherText: 'SOMETHING_NEW',
  furtherNumber: 7,
  furtherFlag: true,
  furtherNothing: null,
  furtherList: [{ type: 'SOMETHING_NEW' }],
  furtherObject: { type: 'SOMETHING_NEW' },
}

type Setting = Pick<GuessValues, 'furtherMembers'>

export const furtherMembers = (guesses: Setting | undefined): object =>
  guesses?.furtherMembers === 'everywhere' ? FURTHER_MEMBERS : {}

/** Maps whose keys somebody has chosen. Such maps get no further members. */
const MAPS = /^(Attributes|Parameters|References)$/

/** The JSON of an event, in which each object may have further members. */
export function withFurtherMembers<Json>(json: Json, guesses: Setting): Json {
  return guesses.furtherMembers === 'none' ? json : (extended(json) as Json)
}

function extended(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(extended)
  if (typeof json !== 'object' || json === null) return json
  const members = Object.entries(json).map(([name, value]) => [
    name,
    MAPS.test(name) ? value : extended(value),
  ])
  return { ...Object.fromEntries(members), ...FURTHER_MEMBERS }
}
