// Records which members of AWS's answers an adapter reads.
import { type WrappedClient, wrapped } from '../../../lambdas/aws/client.ts'

type Client = Parameters<typeof wrapped>[0]
type Next = (args: unknown) => Promise<{ output: object }>
interface Stack {
  add(middleware: (next: Next) => Next, options: { step: 'initialize' }): void
}

/**
 * Wraps the client. If `reads` is given, the path of each member that is read from an answer is
 * added to it.
 */
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

/**
 * Returns a copy that records which of its members are read. The entries of a list are recorded
 * under the path of the list.
 */
function recorded(value: unknown, reads: Set<string>, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => recorded(each, reads, path))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return new Proxy(value, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver)
      // When a promise is resolved with an object, JavaScript itself reads the object's member
      // `then`, so this does not count as a read.
      if (typeof name === 'symbol' || name === 'then') return found
      const inside = [...path, name]
      reads.add(inside.join('.'))
      return recorded(found, reads, inside)
    },
  })
}
