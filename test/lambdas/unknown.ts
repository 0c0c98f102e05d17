// Changes documented JSON into what AWS or Meta may send in the future: with further members, and
// with unknown words in place of those on a list.

type Path = readonly (string | number)[]

const NEW_WORD = 'SOMETHING_NEW'
const NEW_MEMBER = 'laterMember'
const NEW_VALUES: readonly unknown[] = ['later', 7, null, true, [{ a: 'b' }], { type: 'later' }]

/**
 * Returns one copy of the JSON for each object in it. In the copy, that object has a further member
 * of every type.
 */
export const withNewMembers = (json: unknown): unknown[] =>
  objectPaths(json).map((path) =>
    changed(json, path, (object) => ({
      ...(object as object),
      ...Object.fromEntries(NEW_VALUES.map((value, at) => [`${NEW_MEMBER}${at}`, value])),
    })),
  )

/** Returns a parser's result without the further members, which the parser may have preserved. */
export function withoutNewMembers(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(withoutNewMembers)
  if (typeof result !== 'object' || result === null || result instanceof Date) return result
  return Object.fromEntries(
    Object.entries(result)
      .filter(([name]) => !name.startsWith(NEW_MEMBER))
      .map(([name, value]) => [name, withoutNewMembers(value)]),
  )
}

/**
 * Returns one copy of the JSON for each word in it, in which that word is unknown. A word is a
 * member whose value comes from a list.
 */
export const withNewWords = (json: unknown, words: RegExp): unknown[] =>
  leaves(json)
    .filter((path) => words.test(String(path.at(-1))))
    .map((path) => changed(json, path, () => NEW_WORD))

/** Returns the JSON without the member at this path, in every entry of the lists along the path. */
export function withoutMember(json: unknown, [name, ...rest]: readonly string[]): unknown {
  if (Array.isArray(json)) return json.map((each) => withoutMember(each, [name!, ...rest]))
  if (typeof json !== 'object' || json === null || name === undefined) return json
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) =>
      key !== name ? [[key, value]] : rest.length > 0 ? [[key, withoutMember(value, rest)]] : [],
    ),
  )
}

/** Returns the list of answers once for each changed form of each answer. */
export const variantsOf = (answers: readonly object[], of: (answer: object) => unknown[]) =>
  answers.flatMap((answer, at) =>
    of(answer).map((later) =>
      answers.map((each, index) => (index === at ? (later as object) : each)),
    ),
  )

function objectPaths(json: unknown, path: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return []
  const inside = Object.entries(json).flatMap(([key, value]) => objectPaths(value, [...path, key]))
  return Array.isArray(json) ? inside : [path, ...inside]
}

function leaves(json: unknown, path: Path = []): Path[] {
  if (typeof json === 'string') return [path]
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, value]) => leaves(value, [...path, key]))
}

function changed(json: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change(json)
  const copy = Array.isArray(json) ? [...json] : { ...(json as object) }
  const at = copy as Record<string | number, unknown>
  at[key] = changed(at[key], rest, change)
  return copy
}
