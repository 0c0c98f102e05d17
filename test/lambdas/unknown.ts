// Changes documented JSON into JSON that AWS or Meta may send in the future: with further members,
// and with unknown values of enumerations.

type Path = readonly (string | number)[]

const NEW_WORD = 'SOMETHING_NEW'
const NEW_MEMBER = 'laterMember'
const NEW_VALUES: readonly unknown[] = ['later', 7, null, true, [{ a: 'b' }], { type: 'later' }]

/**
 * Returns one copy of the JSON for each object in it. In its copy, the object has further members,
 * one of every JSON type.
 */
export const withNewMembers = (json: unknown): unknown[] =>
  objectPaths(json).map((path) =>
    changed(json, path, (object) => ({
      ...(object as object),
      ...Object.fromEntries(NEW_VALUES.map((value, at) => [`${NEW_MEMBER}${at}`, value])),
    })),
  )

/**
 * Returns the result of a parser without the members that withNewMembers has added. A parser may
 * keep them.
 */
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
 * Returns one copy of the JSON for each member whose name matches `words`. In its copy, the member
 * has an unknown value. `words` must match the names of members whose values come from an
 * enumeration.
 */
export const withNewWords = (json: unknown, words: RegExp): unknown[] =>
  leaves(json)
    .filter((path) => words.test(String(path.at(-1))))
    .map((path) => changed(json, path, () => NEW_WORD))

/**
 * Returns the JSON without the member at this path. If the path leads through a list, the member is
 * removed from every entry of the list.
 */
export function withoutMember(json: unknown, [name, ...rest]: readonly string[]): unknown {
  if (Array.isArray(json)) return json.map((each) => withoutMember(each, [name!, ...rest]))
  if (typeof json !== 'object' || json === null || name === undefined) return json
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) =>
      key !== name ? [[key, value]] : rest.length > 0 ? [[key, withoutMember(value, rest)]] : [],
    ),
  )
}

/**
 * Returns variants of a list of answers. In each variant, one answer is replaced by one of the
 * changed copies that `of` returns for it.
 */
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
