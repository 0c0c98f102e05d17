import type { Variable } from '#deployment/resources'

/**
 * Returns an environment variable of the function. Functions read their variables when they start,
 * so that the error about a missing variable appears before any event is processed.
 */
export function env(name: Variable): string {
  const value = process.env[name]
  if (!value)
    throw new Error(
      `the environment variable ${name} is not set; deployment/functions.ts lists the variables of each function`,
    )
  return value
}
