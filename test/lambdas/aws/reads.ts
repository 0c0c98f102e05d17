// Records which members of AWS's answers an adapter reads.
import { type WrappedClient, wrapped } from '../../../lambdas/aws/client.ts'

type Client = Parameters<typeof wrapped>[0]
type Next = (args: unknown) => Promise<{ output: object }>
interface Stack {
  add(middleware: (next: Next) => Next, options: { step: 'initialize' }): void
}

/** Wraps the client. If there are `reads`, each member that is read is added to them by its path. */
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

/** The entries of a list have the path of the list. */
function recorded(value: unknown, reads: Set<string>, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => recorded(each, reads, path))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return new Proxy(value, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver)
      // A promise that is resolved with an object looks for its method `then`.
      if (typeof name === 'symbol' || name === 'then') return found
      const inside = [...path, name]
      reads.add(inside.join('.'))
      return recorded(found, reads, inside)
    },
  })
}
