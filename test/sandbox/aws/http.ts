// Types of the front door (the sandbox's HTTP server for all AWS services): a parsed request, an
// answer, and a service that answers requests.
import type { IncomingMessage } from 'node:http'
import type { Call } from '../service.ts'
import { AwsError } from '../service.ts'

export interface Request {
  readonly method: string
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string
  /** The query as sent, without the question mark. */
  readonly search: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /**
   * The host name that the client called: the host name of AWS if the call was redirected to this
   * server, otherwise this server's own.
   */
  readonly host: string
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

/** What the request tells about a call before the service handles the call. */
export interface Asked {
  readonly operation: string
  readonly input: any
  /**
   * The permission that the call needs, in the form `service:Action`. The call needs it for each of
   * `resources`.
   */
  readonly action: string
  readonly resources: readonly string[]
  /** The values of the condition keys that policies may test. */
  readonly context?: Readonly<Record<string, string>> | undefined
}

/** Answers all requests to one service. */
export interface Backend {
  /** Throws AwsError if no operation matches or the input is not valid for the operation. */
  read(request: Request): Asked
  answer(request: Request, asked: Asked, call: Call): Answer | Promise<Answer>
  /** Returns an error in the form that clients of the service expect. */
  refuse(error: AwsError, request: Request): Answer
}

export async function readRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  const [path = '/', ...search] = message.url!.split('?')
  return {
    method: message.method!,
    path,
    search: search.join('?'),
    query: new URLSearchParams(search.join('?')),
    headers,
    host: headers['x-sandbox-host'] ?? headers.host ?? '',
    body: Buffer.concat(chunks),
  }
}

export function parseJson(body: Buffer): any {
  try {
    return JSON.parse(body.toString() || '{}')
  } catch {
    throw new AwsError('SerializationException', 'the request body is not JSON')
  }
}
