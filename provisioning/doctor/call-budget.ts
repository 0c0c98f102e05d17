// Limits the number of calls that doctor makes. A person waits for doctor, and Connect allows only
// about two calls a second. The entries of long lists in the configuration are examined last, one
// after the other, and only while calls are left. If doctor has found problems, it examines
// everything, regardless of the limit.
import type { Aws } from '../account/clients.ts'

export interface Size {
  wabas: number
  numbers: number
}

export const mostCalls = ({ wabas, numbers }: Size): number => 20 + 5 * wabas + 3 * numbers

/** Returns whether doctor may still make this many calls. */
export type HasCalls = (wanted: number) => boolean

export interface CallBudget {
  /** Returns the number of calls that are left for an installation of this size. */
  left(size: Size): number
}

type Handler = (args: any) => Promise<any>
type Middleware = (next: Handler) => Handler

/** Counts all later calls of these clients. */
export function callBudget(aws: Aws): CallBudget {
  let made = 0
  const counting: Middleware = (next) => (args) => {
    made++
    return next(args)
  }
  for (const client of Object.values(aws) as Partial<Stacked>[])
    client.middlewareStack?.add(counting, { step: 'initialize' })
  return { left: (size) => mostCalls(size) - made }
}

interface Stacked {
  middlewareStack: { add(middleware: Middleware, options: { step: 'initialize' }): void }
}
