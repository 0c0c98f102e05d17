// Wraps the AWS clients. Code that runs in Lambda calls AWS clients only through this module.
// Adapters accept only a wrapped client, which throws UpstreamFailure. A call with an unwrapped
// client does not compile.
import { calling } from './failure.ts'

interface Client {
  middlewareStack: unknown
  send(command: any): Promise<any>
}

/** A command for this client. These types ensure that a client sends only its own commands. */
interface CommandOf<C extends Client, Output> {
  resolveMiddleware(
    stack: C['middlewareStack'],
    configuration: any,
    options: any,
  ): (input: any) => Promise<{ output: Output }>
}

export interface WrappedClient<C extends Client> {
  /**
   * Sends a command. Throws UpstreamFailure. `answerUnlessRefused` converts an expected refusal
   * into `undefined`.
   */
  call<Output>(operation: string, command: CommandOf<C, Output>): Promise<Output>
}

export const wrapped = <C extends Client>(client: C): WrappedClient<C> => ({
  call: (operation, command) => calling(operation, client.send(command)),
})

/**
 * Reads pages one after another. The paginators of the SDK cannot be used, because they would call
 * the client directly.
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
