// Every call the front door has answered, in order.

export interface CallRecord {
  /** A cursor: grows by one with each call. */
  readonly n: number
  /** Virtual time of arrival, milliseconds since 1970. */
  readonly at: number
  readonly service: string
  readonly operation: string
  /** The function's name, the role's ARN, or 'admin'. */
  readonly caller: string
  /** Undefined where a fault dropped the connection instead. */
  readonly status: number | undefined
  readonly error: string | undefined
  readonly durationMs: number
  readonly resources: readonly string[]
}

export interface Calls {
  /** The calls after a cursor, oldest first; all that are kept without one. */
  since(n?: number): CallRecord[]
  /** The cursor of the latest call; 0 before the first. */
  readonly latest: number
  record(call: Omit<CallRecord, 'n'>): void
  /** Tells of every call as it is recorded. */
  onCall(tell: (call: CallRecord) => void): void
}

const KEPT = 50_000

export function createCalls(): Calls {
  const kept: CallRecord[] = []
  const listeners: ((call: CallRecord) => void)[] = []
  let latest = 0
  return {
    since: (n = 0) => kept.slice(Math.max(0, kept.length - (latest - n))),
    get latest() {
      return latest
    },
    record(call) {
      latest++
      const numbered = { n: latest, ...call }
      kept.push(numbered)
      if (kept.length > KEPT + 1_000) kept.splice(0, kept.length - KEPT)
      for (const tell of listeners) tell(numbered)
    },
    onCall: (tell) => void listeners.push(tell),
  }
}
