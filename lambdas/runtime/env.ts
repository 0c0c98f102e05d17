import type { Variable } from '../deployment/resources.ts'

/** A function's own setting. Read at cold start, so that a missing one fails by name before any customer is involved. */
export function env(name: Variable): string {
  const value = process.env[name]
  if (!value)
    throw new Error(
      `the environment variable ${name} is not set; functions.ts lists what each function is told`,
    )
  return value
}
