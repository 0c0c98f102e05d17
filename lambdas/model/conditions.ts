// Conditional writes of one item as data. The DynamoDB adapter executes these writes.

/**
 * A condition on the stored item. A path looks like `parts[0].outcome.rank`. `is` and `isBelow`
 * never hold for a path that is missing.
 */
export type Condition =
  | { path: string; is: unknown }
  | { path: string; isBelow: string | number }
  | { path: string; exists: boolean }
  | { allOf: readonly Condition[] }
  | { anyOf: readonly Condition[] }

/** A value that is set only if the path has no value yet. */
export class IfMissing {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/** The new values by path. */
export type Fields = Readonly<Record<string, unknown>>

/** One conditional write. */
export interface Write {
  requires: Condition
  sets: Fields
  removes: readonly string[]
}

/** Undefined values are left out. */
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
