import { useEffect } from 'react'

/** A query that has not changed for this time counts as complete. */
const SETTLED_MS = 2_000

/** Calls `onMissed` once for a query that finds nothing and that the agent leaves as it is. */
export function useMissedSearch(
  query: string,
  isMissed: boolean,
  onMissed: (query: string) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback does not make the query new
  useEffect(() => {
    if (!isMissed) return undefined
    const timer = setTimeout(() => onMissed(query), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [query, isMissed])
}
