// Adds undocumented fields to the answers of services and to events. AWS and Meta may add fields at
// any time, and the product must work with them.
import type { GuessValues } from '../guesses.ts'

/**
 * The fields that every object gets besides its documented fields: one field for each type of JSON
 * value.
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

/** The names of maps whose keys users choose. Such maps get no further fields. */
const MAPS = /^(Attributes|Parameters|References)$/

/**
 * Returns the JSON of an event with further fields in each object, or without further fields if the
 * guess `furtherMembers` is `none`.
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
