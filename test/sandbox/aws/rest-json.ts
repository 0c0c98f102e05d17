// Implements REST-JSON, the protocol of Connect, the participant service, social messaging and
// AppIntegrations.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
import { randomUUID } from 'node:crypto'
import { AwsError, type Call, type Service } from '../service.ts'
import { type Answer, type Asked, type Backend, parseJson, type Request } from './http.ts'
import { resourcesOf } from './resource-arns.ts'
import { errorsOf, type Route, routesOf } from './routes.ts'
import { fromJson, fromText, members, type Shape, toJson, toText, traits } from './shapes.ts'
import { type Constraints, validationMessage, violations } from './validation.ts'

export function restJson(
  { signingName, sdk, operations, context }: Service,
  place: { account: string; region: string },
  constraints?: Constraints,
  further: () => object = () => ({}),
): Backend {
  const routes = routesOf(sdk)
  const errors = errorsOf(sdk)
  const byName = new Map(routes.map((route) => [route.name, route]))

  return {
    read(request) {
      for (const route of routes) {
        const labels = route.match(request.method, request.path, request.query)
        if (!labels) continue
        const input = inputOf(route, request, labels)
        return {
          operation: route.name,
          input,
          action: `${signingName}:${route.name}`,
          resources: resourcesOf(signingName, route.name, input, place),
          context: context?.(route.name, input),
        }
      }
      throw new AwsError(
        'UnknownOperationException',
        `no ${signingName} operation at ${request.method} ${request.path}`,
        404,
      )
    },

    async answer(_request, { operation, input }: Asked, call: Call): Promise<Answer> {
      const run = operations[operation]
      if (!run)
        throw new AwsError(
          'UnknownOperationException',
          `the sandbox does not implement ${signingName} ${operation}`,
          501,
        )
      const route = byName.get(operation)!
      const found = violations(input, route.input, constraints)
      if (found.length > 0) throw new AwsError(refusalCode(errors), validationMessage(found), 400)
      return outputOf(route, await run(input, call), further())
    },

    refuse(error) {
      const known = errors.get(error.code)
      const says =
        known && members(known.shape).some(({ name }) => name === 'Message')
          ? { Message: error.message }
          : { message: error.message }
      const fields = known ? toJson(known.shape, error.fields) : error.fields
      return {
        status: known?.status ?? error.status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-errortype': error.code,
          'x-amzn-requestid': randomUUID(),
        },
        body: JSON.stringify({ ...fields, ...says, ...further() }),
      }
    },
  }
}

// Returns the code of the error with which the service refuses invalid input: the first of these
// three codes that the service's errors include.
const refusalCode = (errors: ReadonlyMap<string, unknown>) =>
  ['ValidationException', 'InvalidParameterException', 'InvalidRequestException'].find((code) =>
    errors.has(code),
  ) ?? 'ValidationException'

function inputOf(
  { input }: Route,
  { body, query, headers }: Request,
  labels: Record<string, string>,
) {
  const parts = members(input).map(({ name, shape }) => ({ name, shape, to: traits(shape) }))
  const inBody = parts.filter(
    ({ to }) =>
      !(
        to.httpLabel ||
        to.httpQuery ||
        to.httpHeader ||
        to.httpPrefixHeaders ||
        to.httpQueryParams
      ),
  )
  const payload = inBody.find(({ to }) => to.httpPayload)
  const found: Record<string, unknown> = {}
  const put = (name: string, value: unknown) => {
    if (value !== undefined) found[name] = value
  }

  if (payload)
    put(
      payload.name,
      payload.shape.isBlobSchema()
        ? body
        : fromJson(payload.shape, body.length > 0 ? parseJson(body) : undefined),
    )
  else if (inBody.length > 0) {
    const json = parseJson(body)
    for (const { name, shape, to } of inBody)
      put(name, fromJson(shape, json?.[to.jsonName ?? name], `/${name}`))
  }
  for (const { name, shape, to } of parts) {
    if (to.httpLabel && labels[name] !== undefined) put(name, fromText(shape, labels[name]))
    if (to.httpHeader && headers[to.httpHeader.toLowerCase()] !== undefined)
      put(name, fromText(shape, headers[to.httpHeader.toLowerCase()]!))
    if (to.httpQuery && query.has(to.httpQuery)) {
      put(
        name,
        shape.isListSchema()
          ? query.getAll(to.httpQuery).map((text) => fromText(shape.getValueSchema(), text))
          : fromText(shape, query.get(to.httpQuery)!),
      )
    }
  }
  return found
}

function outputOf({ output, status }: Route, result: any, further: object): Answer {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
  }
  let body: Record<string, unknown> = { ...further }
  let payload: Buffer | undefined
  let code = status
  for (const { name, shape } of members(output)) {
    const value = result[name]
    const to = traits(shape)
    if (value === undefined) continue
    if (to.httpHeader) headers[to.httpHeader.toLowerCase()] = toText(shape, value)
    else if (to.httpResponseCode) code = value
    else if (to.httpPayload && isBinary(shape)) payload = Buffer.from(value)
    else if (to.httpPayload) body = toJson(shape, value, further)
    else body[to.jsonName ?? name] = toJson(shape, value, further)
  }
  return { status: code, headers, body: payload ?? JSON.stringify(body) }
}

const isBinary = (shape: Shape) => shape.isBlobSchema() || shape.isStringSchema()
