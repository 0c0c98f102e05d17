// The values that the sandbox uses for details that neither AWS nor Meta documents (guesses).
import { type Guess, type GuessName, guesses } from '../../provisioning/verify/guesses.ts'

export type ValueOf<Name extends GuessName> = (typeof guesses)[Name]['values'][number]
/** The names of the guesses whose values are tried in one of the ways `How`. */
export type TriedIn<How extends Guess['tried']> = {
  [Name in GuessName]: (typeof guesses)[Name]['tried'] extends How ? Name : never
}[GuessName]
/** The value that the sandbox uses for each guess that is tried in the sandbox. */
export type GuessValues = { -readonly [Name in TriedIn<'sandbox'>]: ValueOf<Name> }

export const guessOf = (name: GuessName): Guess => guesses[name]

export const namesTriedIn = <How extends Guess['tried']>(how: How) =>
  (Object.keys(guesses) as GuessName[]).filter(
    (name) => guesses[name].tried === how,
  ) as TriedIn<How>[]

/** The values that the sandbox uses by default: the first value of each guess. */
export const usualValues = (): GuessValues =>
  Object.fromEntries(
    namesTriedIn('sandbox').map((name) => [name, guesses[name].values[0]]),
  ) as unknown as GuessValues
