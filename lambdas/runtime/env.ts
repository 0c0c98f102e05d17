import type { Variable } from '#deployment/resources'

/**
 * Returns an environment variable of the function. The variables are read when the function starts,
 * so that a missing variable is reported by its name before any event is processed.
 */
export function env(name: Variable): string {
  const value = process.env[name]
  if (!value)
    throw new Error(
      `the environment variable ${name} is not set; deployment/functions.ts lists the variables of each function`,
    )
  return value
}
