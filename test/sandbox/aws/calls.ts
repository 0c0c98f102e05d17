// Records, in order, every call that the front door (the sandbox's HTTP server for all AWS
// services) has answered.

export interface CallRecord {
  /** The number of the call, counted from 1. `since` takes this number as its argument. */
  readonly n: number
  /** The virtual time at which the call arrived, in milliseconds since 1970. */
  readonly at: number
  readonly service: string
  readonly operation: string
  /** The caller: a function's name, a role's ARN, or 'admin'. */
  readonly caller: string
  /** The HTTP status of the answer. Undefined if a fault dropped the connection. */
  readonly status: number | undefined
  readonly error: string | undefined
  readonly durationMs: number
  readonly resources: readonly string[]
  /** The kind of the fault that affected the call, if any. */
  readonly fault?: string
}

export interface Calls {
  /**
   * Returns the calls after the call with the number `n`, oldest first. Without `n`, returns all
   * stored calls.
   */
  since(n?: number): CallRecord[]
  /** The number of the latest call, or 0 before the first call. */
  readonly latest: number
  /** Records a call. `request` returns the text of the request. */
  record(call: Omit<CallRecord, 'n'>, request?: () => string): void
  /** Registers a function that is called with every call from now on. */
  onCall(tell: (call: CallRecord, request: () => string) => void): void
}

const KEPT = 50_000

export function createCalls(): Calls {
  const records: CallRecord[] = []
  const listeners: Parameters<Calls['onCall']>[0][] = []
  let latest = 0
  return {
    since: (n = 0) => records.slice(Math.max(0, records.length - (latest - n))),
    get latest() {
      return latest
    },
    record(call, request = () => '') {
      latest++
      const numbered = { n: latest, ...call }
      records.push(numbered)
      if (records.length > KEPT + 1_000) records.splice(0, records.length - KEPT)
      for (const tell of listeners) tell(numbered, request)
    },
    onCall: (tell) => void listeners.push(tell),
  }
}
