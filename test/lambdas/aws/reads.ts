// Records which members of AWS's answers an adapter reads.
import { type WrappedClient, wrapped } from '../../../lambdas/aws/client.ts'

type Client = Parameters<typeof wrapped>[0]
type Next = (args: unknown) => Promise<{ output: object }>
interface Stack {
  add(middleware: (next: Next) => Next, options: { step: 'initialize' }): void
}

/** Wraps the client. If `reads` is given, adds the path of each member that is read. */
export function reading<C extends Client>(
  client: C,
  { reads }: { reads?: Set<string> },
): WrappedClient<C> {
  if (reads) {
    const stack = client.middlewareStack as Stack
    stack.add(
      (next) => async (args) => {
        const result = await next(args)
        return { ...result, output: recorded(result.output, reads) as object }
      },
      { step: 'initialize' },
    )
  }
  return wrapped(client)
}

/** Entries of a list have the same path as the list. */
function recorded(value: unknown, reads: Set<string>, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => recorded(each, reads, path))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return new Proxy(value, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver)
      // JavaScript itself reads `then` of an object with which a promise is resolved, so reads of
      // `then` do not count.
      if (typeof name === 'symbol' || name === 'then') return found
      const inside = [...path, name]
      reads.add(inside.join('.'))
      return recorded(found, reads, inside)
    },
  })
}
