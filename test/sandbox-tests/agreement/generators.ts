// Generators for messages that a careless program may build: right in most places, close to a limit
// in some places, and wrong in one or two.
import fc from 'fast-check'

/** Generates texts whose length is close to a limit. */
export const around = (limit: number) =>
  fc.constantFrom(
    '',
    ' ',
    'a',
    'Hello',
    'x'.repeat(limit),
    'x'.repeat(limit + 1),
    '😀'.repeat(Math.min(limit, 40)),
    'line\nbreak',
  )

/** Generates texts that most fields accept. */
export const fine = fc.constantFrom('Hello', 'Olá', 'a', 'See you at 9')
export const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: odd })
export const text = (limit: number) => mostly(fine, around(limit))

/**
 * Generates a part of which WhatsApp's documents do not say whether it is allowed (see
 * unsettled.ts). In most cases, the part is left out.
 */
export const seldom = <T>(of: fc.Arbitrary<T>) => mostly<T | undefined>(fc.constant(undefined), of)

export const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })

/** Generates objects without undefined members, like JSON. */
export const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(fields)
    .map((found) =>
      Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
    )

const odd: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  99_999,
  true,
  [],
  {},
  'x',
  'x'.repeat(300),
  'x'.repeat(5000),
  'http://example.com/',
  'https://example.com/a',
  'ftp://example.com',
  '+15550142',
  '15550142',
  'wamid.x',
  '1',
  '9',
)

/**
 * Generates some values, which are the same in every run, and returns the valid one with the most
 * parts.
 */
export const fullest = <T>(any: fc.Arbitrary<T>, isFit: (one: T) => boolean): T | undefined =>
  fc
    .sample(any, { numRuns: 120, seed: 1 })
    .filter(isFit)
    .sort((one, other) => pathsIn(other).length - pathsIn(one).length)[0]

type Path = (string | number)[]

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : []
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length > 0 ? [path, ...inside] : inside
}

function changed(json: any, path: Path, change: (holder: any, key: string | number) => void): any {
  const copy = structuredClone(json)
  const holder = path.slice(0, -1).reduce((value, key) => value[key], copy)
  change(holder, path.at(-1)!)
  return copy
}

/** Damages a value in one place: leaves something out, or adds, repeats or replaces something. */
export function spoiled(json: object): fc.Arbitrary<any> {
  const paths = pathsIn(json)
  return fc
    .tuple(
      fc.constantFrom(...paths),
      fc.constantFrom('remove', 'replace', 'replace', 'double', 'add'),
      odd,
    )
    .map(([path, how, value]) =>
      changed(json, path, (holder, key) => {
        if (how === 'replace') holder[key] = value
        else if (how === 'remove') {
          if (Array.isArray(holder)) holder.splice(Number(key), 1)
          else delete holder[key]
        } else if (how === 'double') {
          if (Array.isArray(holder))
            holder.splice(Number(key), 0, structuredClone(holder[Number(key)]))
        } else if (isPlain(holder[key])) holder[key].something_else = value
        // Adds no field to the message itself, because WhatsApp's documents do not say what happens
        // to further fields beside `type` and `to` (see unsettled.ts).
        else if (!Array.isArray(holder) && path.length > 1) holder.something_else = value
      }),
    )
}

/** Generates the value itself, or the value with one or two mistakes. */
export const perhapsSpoiled = (messages: fc.Arbitrary<any>): fc.Arbitrary<any> =>
  messages.chain((message) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(message) },
      { weight: 3, arbitrary: spoiled(message) },
      {
        weight: 1,
        arbitrary: spoiled(message).chain((once) =>
          pathsIn(once).length > 0 ? spoiled(once) : fc.constant(once),
        ),
      },
    ),
  )
