// Reads the HTTP route and the shapes of every operation from the SDK, so that the sandbox cannot
// disagree with the SDK about a path or a query parameter.
import { type Shape, shape, traits } from './shapes.ts'

// The SDK's notation for an operation: [9, namespace, name, traits, input, output].
type Exported = readonly [
  9,
  string,
  string,
  { http?: [string, string, number] } | number,
  unknown,
  unknown,
]

export interface OperationShape {
  name: string
  input: Shape
  output: Shape
}

export interface Route extends OperationShape {
  status: number
  method: string
  /** The path as in the service's model, for example /v1/things/{id}. */
  template: string
  /**
   * Returns the values of the path's labels, or undefined unless method, path and query match this
   * operation.
   */
  match(method: string, path: string, query: URLSearchParams): Record<string, string> | undefined
}

const isOperation = (value: unknown): value is Exported => Array.isArray(value) && value[0] === 9

/**
 * Makes `read` run only once for each SDK client, whose schemas never change, and return the cached
 * result afterwards.
 */
function once<Found>(read: (sdk: object) => Found): (sdk: object) => Found {
  const known = new WeakMap<object, Found>()
  return (sdk) => {
    const found = known.get(sdk) ?? read(sdk)
    known.set(sdk, found)
    return found
  }
}

export const operationsOf = once((sdk): ReadonlyMap<string, OperationShape> => {
  const exported = Object.values(sdk).filter(isOperation)
  return new Map(exported.map(([, , name, , input, output]) => [name, lazily(name, input, output)]))
})

/**
 * Returns the routes of a REST service. A route with a literal path precedes a route with labels
 * that matches the same path: /contacts/search precedes /contacts/{id}.
 */
export const routesOf = once((sdk): readonly Route[] => {
  const routes = Object.values(sdk)
    .filter(isOperation)
    .flatMap(([, , name, operationTraits, input, output]) => {
      const http = typeof operationTraits === 'object' ? operationTraits.http : undefined
      return http ? [Object.assign(lazily(name, input, output), route(http))] : []
    })
  const labels = ({ template }: { template: string }) => template.split('{').length
  return routes.sort((a, b) => labels(a) - labels(b) || b.template.length - a.template.length)
})

/** The shape and the HTTP status of each error, by error code. */
export const errorsOf = once(
  (sdk): ReadonlyMap<string, { shape: Shape; status: number | undefined }> => {
    const errors = Object.values(sdk).filter((value) => Array.isArray(value) && value[0] === -3)
    return new Map(
      errors.map((schema) => [
        schema[2],
        { shape: shape(schema), status: traits(shape(schema)).httpError },
      ]),
    )
  },
)

const lazily = (name: string, input: unknown, output: unknown) => ({
  name,
  get input() {
    return shape(input)
  },
  get output() {
    return shape(output)
  },
})

function route([method, template, status]: [string, string, number]) {
  const [path = '', search = ''] = template.split('?')
  const pattern = path
    .replace(/[.*()]/g, '\\$&')
    .replace(/\{(\w+)(\+?)\}/g, (_, label, greedy) =>
      greedy ? `(?<${label}>.+)` : `(?<${label}>[^/]+)`,
    )
  const whole = new RegExp(`^${pattern}/?$`)
  const fixed = [...new URLSearchParams(search)]
  return {
    status,
    method,
    template,
    match(asked: string, at: string, query: URLSearchParams) {
      const found = asked === method && whole.exec(at)
      if (
        !found ||
        fixed.some(([name, value]) => !query.has(name) || (value && query.get(name) !== value))
      )
        return undefined
      return Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([label, value]) => [
          label,
          decodeURIComponent(value),
        ]),
      )
    },
  }
}
