// Chooses which values of the guesses are tried together.
import { guesses } from '../../provisioning/verify/guesses.ts'
import { randomFrom } from '../sandbox/aws/faults.ts'
import { type GuessValues, namesTriedIn } from '../sandbox/guesses.ts'

type Name = keyof GuessValues
type Row = Partial<Record<Name, string>>

const NAMES = namesTriedIn('sandbox')
export const SEVERE: readonly Name[] = NAMES.filter((name) => guesses[name].severity === 'severe')
/** The combinations of this seed are those of `npm test` and `npm run test:all`. */
export const SEED = 1
/** The number of combinations that is enough to contain every value: no guess has more values. */
export const FIRST_TIER = 4
/**
 * The number of combinations that is enough to contain every pair of values of two severe guesses.
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
 * Returns the rows of the first tier. From row to row, each guess takes its next value, beginning
 * with a random value.
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
 * Returns a row with a missing pair. Every other guess gets the value that adds the most missing
 * pairs.
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

/** Returns every value of a guess that the rows do not contain. */
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
