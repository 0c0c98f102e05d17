// Adds members that no documentation names to the answers of services and to events, because AWS
// and Meta may add members at any time.
import type { GuessValues } from '../guesses.ts'

/**
 * The members that every structure gets besides its documented members: one for each kind of value.
 */
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

/** Maps whose keys users choose. Such maps get no further members. */
const MAPS = /^(Attributes|Parameters|References)$/

/**
 * Returns the JSON of an event. If the guess `furtherMembers` says so, each object has further
 * members.
 */
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
