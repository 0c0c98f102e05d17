// The number of calls that doctor makes. Connect allows about two calls a second, so a person waits
// for each of them. Lists that a configuration can make as long as it likes are therefore examined
// last, one entry after the other, and only while calls are left. An installation with problems is
// examined completely.
import type { Aws } from '../account/clients.ts'

export interface Size {
  wabas: number
  numbers: number
}

export const mostCalls = ({ wabas, numbers }: Size): number => 20 + 5 * wabas + 3 * numbers

/** Whether this many calls are left. */
export type HasCalls = (wanted: number) => boolean

export interface CallBudget {
  /** How many calls are left for an installation of this size. */
  left(size: Size): number
}

type Handler = (args: any) => Promise<any>
type Middleware = (next: Handler) => Handler

/** Counts the calls of these clients from now on. */
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
