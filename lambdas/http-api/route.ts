// Defines the routes of an API. A route has a method and a path, a request, an answer, and a
// function that carries it out. Each API has one list of routes, from which its server, its
// description and the types of its client derive.
import type { ZodType } from 'zod'

/** A method and a path. Parameters are in braces. */
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
  /** The largest request in bytes, if it may be larger than those of agents. */
  largest?: number
  /** The default is 200. */
  status?: 201 | 202
  answers: ZodType<Answer>
}

/** A JSON answer that is compressed already. */
export interface Gzipped {
  gzip: Uint8Array<ArrayBuffer>
}

interface Versioned<Answer> {
  version: string
  answer: Answer | Gzipped
}

/**
 * Returns the functions that define the routes of one API. `Requests` carries requests out, and
 * `Caller` is the user who makes one.
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
     * A route whose answer has a version, which the caller sends back in If-None-Match. `carryOut`
     * returns undefined if the caller has the newest version.
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

/** The request and the answer of one route of a list. */
type RouteAt<Routes, At> = Extract<Routes, { at: At }>
export type BodyIn<Routes, At> =
  RouteAt<Routes, At> extends { takes?: ZodType<infer Body> } ? Body : never
export type AnswerIn<Routes, At> =
  RouteAt<Routes, At> extends { answers: ZodType<infer Answer> } ? Answer : never

/** A route as the server uses it, without the types of its request and answer. */
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
