// A value with subscribers, with the functions that useSyncExternalStore expects.

export interface SnapshotStore<Snapshot> {
  getSnapshot(): Snapshot
  subscribe(onChange: () => void): () => void
  /**
   * Sets the value. If the new value is deeply equal to the previous one, subscribers are not
   * notified.
   */
  set(next: Snapshot): void
}

export function snapshotStore<Snapshot>(first: Snapshot): SnapshotStore<Snapshot> {
  const listeners = new Set<() => void>()
  let snapshot = first
  return {
    getSnapshot: () => snapshot,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    set(next) {
      if (same(snapshot, next)) return
      snapshot = next
      for (const listener of [...listeners]) listener()
    },
  }
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime()
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) =>
      same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  )
}
