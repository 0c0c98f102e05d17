// Generates the OpenAPI document of the widget's HTTP API from the list of routes and their
// schemas. This module is loaded only when the document is requested. The request for the document
// requires a token, like every other request of the API.
import * as z from 'zod'
import { refusal } from '#api'
import { routes } from './routes.ts'

export interface OpenApiDocument {
  paths: Record<string, Record<string, object>>
}

export function openApi(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const each of routes) {
    const [method = '', path = ''] = each.at.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(each, path) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'WhatsApp for Amazon Connect: the agent widget’s API', version: '1' },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Refusal: schemaOf(refusal, 'output') },
    },
    security: [{ token: [] }],
    paths,
  } as OpenApiDocument
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io })
  return described
}

const json = (schema: object) => ({ 'application/json': { schema } })

const parameter = (name: string, place: 'path' | 'header') => ({
  name,
  in: place,
  required: place === 'path',
  schema: { type: 'string' },
})

const REFUSED = {
  description: 'Every reason why the request was refused, in sentences for agents',
  content: json({ $ref: '#/components/schemas/Refusal' }),
}

function operation(
  { summary, takes, status, answers, isVersioned }: (typeof routes)[number],
  path: string,
) {
  return {
    summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name!, 'path')),
      ...(isVersioned ? [parameter('if-none-match', 'header')] : []),
    ],
    ...(takes ? { requestBody: { required: true, content: json(schemaOf(takes, 'input')) } } : {}),
    responses: {
      [status ?? 200]: { description: 'Done', content: json(schemaOf(answers, 'output')) },
      ...(isVersioned
        ? { 304: { description: 'Nothing has changed since the version in If-None-Match' } }
        : {}),
      '4XX': REFUSED,
      '5XX': REFUSED,
    },
  }
}
