// Describes conditional writes of a DynamoDB item as data. lambdas/aws/ executes these writes.

/**
 * A condition on the stored item. An example of a path is `parts[0].outcome.rank`. `is` and
 * `isBelow` are false for a missing path.
 */
export type Condition =
  | { path: string; is: unknown }
  | { path: string; isBelow: string | number }
  | { path: string; exists: boolean }
  | { allOf: readonly Condition[] }
  | { anyOf: readonly Condition[] }

/** A value that is written only if the path has no value yet. */
export class IfMissing {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/** The new values, by path. */
export type Fields = Readonly<Record<string, unknown>>

/** One conditional write of an item. */
export interface Write {
  requires: Condition
  sets: Fields
  removes: readonly string[]
}

/** Creates a write. Undefined values are not written. */
export const conditionalWrite = (
  requires: Condition,
  sets: Fields,
  removes: readonly string[],
): Write => ({
  requires,
  sets: Object.fromEntries(Object.entries(sets).filter(([, value]) => value !== undefined)),
  removes,
})

export const is = (path: string, value: unknown): Condition => ({ path, is: value })
export const exists = (path: string): Condition => ({ path, exists: true })
export const missing = (path: string): Condition => ({ path, exists: false })
export const allOf = (...conditions: Condition[]): Condition => ({ allOf: conditions })
export const anyOf = (...conditions: Condition[]): Condition => ({ anyOf: conditions })
