// Defines the routes of an API. A route has a method, a path, the schemas of its request and
// answer, and a handler. Each API has one list of routes. The server, the OpenAPI document and the
// types of the client use this list.
import type { ZodType } from 'zod'

/** The method and the path of a route. A parameter of the path is in braces. */
type Address = `${'GET' | 'POST'} /${string}`

type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never

export type Parameters<Path extends string> = Readonly<Record<ParameterOf<Path>, string>>

interface Call<Caller, At extends string, Body> {
  agent: Caller
  params: Parameters<At>
  body: Body
}

interface Description<Body, Answer> {
  summary: string
  takes?: ZodType<Body>
  /** The maximum size of a request in bytes. The default is LARGEST_REQUEST. */
  largest?: number
  /** The status of a successful answer. The default status is 200. */
  status?: 201 | 202
  answers: ZodType<Answer>
}

/** A JSON answer that is already compressed. */
export interface Gzipped {
  gzip: Uint8Array<ArrayBuffer>
}

interface Versioned<Answer> {
  version: string
  answer: Answer | Gzipped
}

/**
 * Returns functions that define the routes of one API. `Requests` is the type of the object whose
 * methods handle the requests, and `Caller` is the type of the user who makes a request.
 */
export function routesFor<Requests, Caller>() {
  return {
    route<const At extends Address, Body, Answer extends object>(
      at: At,
      {
        carryOut,
        ...description
      }: Description<Body, Answer> & {
        carryOut(requests: Requests, call: Call<Caller, At, Body>): Promise<Answer>
      },
    ) {
      return {
        at,
        ...description,
        isVersioned: false,
        carryOut: async (requests: Requests, call: Call<Caller, At, Body>) => ({
          version: undefined,
          answer: await carryOut(requests, call),
        }),
      }
    },

    /**
     * Defines a route whose answer has a version. The caller sends the version in If-None-Match.
     * `carryOut` returns undefined if the caller has the newest version.
     */
    versionedRoute<const At extends Address, Answer extends object>(
      at: At,
      description: Description<undefined, Answer> & {
        carryOut(
          requests: Requests,
          call: Call<Caller, At, undefined> & { version: string | undefined },
        ): Promise<Versioned<Answer> | undefined>
      },
    ) {
      return { at, ...description, isVersioned: true }
    },
  }
}

/** The types of the request and the answer of one route. */
type RouteAt<Routes, At> = Extract<Routes, { at: At }>
export type BodyIn<Routes, At> =
  RouteAt<Routes, At> extends { takes?: ZodType<infer Body> } ? Body : never
export type AnswerIn<Routes, At> =
  RouteAt<Routes, At> extends { answers: ZodType<infer Answer> } ? Answer : never

/** A route without the types of its request and answer, as the server uses it. */
export interface ServedRoute<Requests, Caller> {
  at: string
  takes?: ZodType
  largest?: number
  status?: 201 | 202
  carryOut(
    requests: Requests,
    call: {
      agent: Caller
      params: Readonly<Record<string, string>>
      body: unknown
      version: string | undefined
    },
  ): Promise<{ version: string | undefined; answer: object | Gzipped } | undefined>
}
