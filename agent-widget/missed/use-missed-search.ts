import { useEffect } from 'react'

/** A query counts as complete if it has not changed for this time. */
const SETTLED_MS = 2_000

/** Calls `onMissed` once for each complete query that finds nothing. */
export function useMissedSearch(
  query: string,
  isMissed: boolean,
  onMissed: (query: string) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback must not report the query again
  useEffect(() => {
    if (!isMissed) return undefined
    const timer = setTimeout(() => onMissed(query), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [query, isMissed])
}
