// Wraps AWS clients, so that every failed call throws UpstreamFailure. The code of the deployed
// functions accepts only wrapped clients: passing an unwrapped client is a type error.
import { calling } from './failure.ts'

interface Client {
  middlewareStack: unknown
  send(command: any): Promise<any>
}

/**
 * A command for the client `C`. With the types of the middleware stack, TypeScript refuses a
 * command of another client.
 */
interface CommandOf<C extends Client, Output> {
  resolveMiddleware(
    stack: C['middlewareStack'],
    configuration: any,
    options: any,
  ): (input: any) => Promise<{ output: Output }>
}

export interface WrappedClient<C extends Client> {
  /**
   * Sends a command. Throws UpstreamFailure if the call fails. `answerUnlessRefused` converts the
   * errors that a caller expects into `undefined`.
   */
  call<Output>(operation: string, command: CommandOf<C, Output>): Promise<Output>
}

export const wrapped = <C extends Client>(client: C): WrappedClient<C> => ({
  call: (operation, command) => calling(operation, client.send(command)),
})

/**
 * Yields the pages of a list, one after another. The SDK's paginators accept only unwrapped
 * clients.
 */
export async function* pages<Page, Token>(
  read: (token?: Token) => Promise<Page>,
  nextToken: (page: Page) => Token | undefined,
): AsyncGenerator<Page> {
  let token: Token | undefined
  do {
    const page = await read(token)
    yield page
    token = nextToken(page)
  } while (token)
}
