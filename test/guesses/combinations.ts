// Chooses combinations of values for the guesses, which are the details that AWS and Meta do not
// document.
import { guesses } from '../../provisioning/verify/guesses.ts'
import { randomFrom } from '../sandbox/aws/faults.ts'
import { type GuessValues, namesTriedIn } from '../sandbox/guesses.ts'

type Name = keyof GuessValues
type Row = Partial<Record<Name, string>>

const NAMES = namesTriedIn('sandbox')
export const SEVERE: readonly Name[] = NAMES.filter((name) => guesses[name].severity === 'severe')
/** The seed of the combinations that `npm test` and `npm run test:all` play. */
export const SEED = 1
/**
 * The number of combinations in `npm test`. It is enough to try every value of every guess, because
 * no guess has more values.
 */
export const FIRST_TIER = 4
/**
 * The number of combinations in `npm run test:all`. It is enough to try every pair of values of any
 * two severe guesses.
 */
export const SECOND_TIER = 24

const valuesOf = (name: Name): readonly string[] => guesses[name].values

export function combinations(count: number, seed: number): GuessValues[] {
  const random = randomFrom(seed)
  const rows: Row[] = rotated(random).slice(0, count)
  const missing = new Set(severePairs())
  const cover = (row: Row) => {
    for (const pair of pairsIn(row)) missing.delete(pair)
  }
  rows.forEach(cover)
  while (rows.length < count) {
    const row = filled(missing, random)
    rows.push(row)
    cover(row)
  }
  return rows as GuessValues[]
}

/**
 * Returns the combinations of `npm test`. Each guess begins with a random value, and has its next
 * value in each further combination.
 */
function rotated(random: () => number): Row[] {
  const starts = NAMES.map((name) => Math.floor(random() * valuesOf(name).length))
  return Array.from({ length: FIRST_TIER }, (_, row) =>
    Object.fromEntries(
      NAMES.map((name, at) => [name, valuesOf(name)[(row + starts[at]!) % valuesOf(name).length]!]),
    ),
  )
}

/**
 * Returns a combination that contains a missing pair. Each of the other guesses gets the value with
 * which the combination contains the most missing pairs.
 */
function filled(missing: ReadonlySet<string>, random: () => number): Row {
  const row: Row = {}
  const [pair] = missing
  for (const end of pair?.split(' & ') ?? []) {
    const [name, value] = end.split('=') as [Name, string]
    row[name] = value
  }
  for (const name of shuffled(NAMES, random)) {
    if (row[name] !== undefined) continue
    const gain = (value: string) =>
      pairsIn({ ...row, [name]: value }).filter((each) => missing.has(each)).length
    row[name] = shuffled(valuesOf(name), random).sort((a, b) => gain(b) - gain(a))[0]!
  }
  return row
}

/** Returns the values of guesses that none of the combinations contains. */
export const missingValues = (rows: readonly GuessValues[]): string[] =>
  NAMES.flatMap((name) =>
    valuesOf(name)
      .filter((value) => !rows.some((row) => row[name] === value))
      .map((value) => `${name}=${value}`),
  )

export function missingPairs(rows: readonly GuessValues[]): string[] {
  const covered = new Set(rows.flatMap(pairsIn))
  return severePairs().filter((pair) => !covered.has(pair))
}

export const severePairs = (): string[] =>
  SEVERE.flatMap((a, at) =>
    SEVERE.slice(at + 1).flatMap((b) =>
      valuesOf(a).flatMap((one) => valuesOf(b).map((other) => `${a}=${one} & ${b}=${other}`)),
    ),
  )

function pairsIn(row: Row): string[] {
  const named = SEVERE.filter((name) => row[name] !== undefined)
  return named.flatMap((a, at) => named.slice(at + 1).map((b) => `${a}=${row[a]} & ${b}=${row[b]}`))
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const keyed = items.map((item) => ({ item, key: random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
