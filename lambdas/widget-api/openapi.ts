// The widget's HTTP API as an OpenAPI document, made of the schemas that requests are checked with.
// Served with a token like everything else: the API answers nobody it does not know.
import * as z from 'zod'
import {
  conversationAnswer,
  definitionAnswer,
  filesAnswer,
  refusal,
  replyAnswer,
  replyRequest,
  resendAnswer,
  resendRequest,
  templatesAnswer,
  uploadRequest,
  uploadTarget,
} from './api.ts'

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io })
  return described
}

const json = (schema: object) => ({ 'application/json': { schema } })
const named = (name: string, at: 'path' | 'header' = 'path') => ({
  name,
  in: at,
  required: at === 'path',
  schema: { type: 'string' },
})
const refused = {
  description: 'Every reason why not, in words an agent understands',
  content: json(schemaOf(refusal, 'output')),
}

interface Route {
  summary: string
  parameters: ReturnType<typeof named>[]
  takes?: z.ZodType
  status: number
  gives: z.ZodType
}

const operation = ({ summary, parameters, takes, status, gives }: Route) => ({
  summary,
  parameters,
  ...(takes ? { requestBody: { required: true, content: json(schemaOf(takes, 'input')) } } : {}),
  responses: {
    [status]: { description: 'Done', content: json(schemaOf(gives, 'output')) },
    '4XX': refused,
    '5XX': refused,
  },
})

const contact = named('contactId')

export const openApi = () => ({
  openapi: '3.1.0',
  info: { title: 'WhatsApp for Amazon Connect: the agent widget’s API', version: '1' },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  },
  security: [{ token: [] }],
  paths: {
    '/contacts/{contactId}/uploads': {
      post: operation({
        summary: 'A place for exactly one file, checked before a byte of it is sent',
        parameters: [contact],
        takes: uploadRequest,
        status: 201,
        gives: uploadTarget,
      }),
    },
    '/contacts/{contactId}/replies': {
      post: operation({
        summary:
          'Sends a message to the customer of this chat; the same requestId is the same message',
        parameters: [contact],
        takes: replyRequest,
        status: 202,
        gives: replyAnswer,
      }),
    },
    '/contacts/{contactId}/replies/{requestId}': {
      get: operation({
        summary: 'What became of a message',
        parameters: [contact, named('requestId')],
        status: 200,
        gives: replyAnswer,
      }),
    },
    '/contacts/{contactId}/replies/{id}/resend': {
      post: operation({
        summary: 'Sends again what failed or may not have arrived, once for each attempt',
        parameters: [contact, named('id')],
        takes: resendRequest,
        status: 202,
        gives: resendAnswer,
      }),
    },
    '/contacts/{contactId}/replies/{id}/withdraw': {
      post: operation({
        summary: 'Takes back a held message; 409 already_released once it is on its way',
        parameters: [contact, named('id')],
        status: 200,
        gives: replyAnswer,
      }),
    },
    '/contacts/{contactId}/conversation': {
      get: operation({
        summary:
          'The customer, the service window and the last messages; with If-None-Match only what changed',
        parameters: [contact, named('if-none-match', 'header')],
        status: 200,
        gives: conversationAnswer,
      }),
    },
    '/contacts/{contactId}/files': {
      get: operation({
        summary:
          'The files of this conversation, newest first: to look at, and to send again by their ids',
        parameters: [contact],
        status: 200,
        gives: filesAnswer,
      }),
    },
    '/contacts/{contactId}/templates': {
      get: operation({
        summary:
          'The templates of this chat’s business number, and how they are offered here; with If-None-Match nothing unless that changed',
        parameters: [contact, named('if-none-match', 'header')],
        status: 200,
        gives: templatesAnswer,
      }),
    },
    '/contacts/{contactId}/templates/{name}/{language}': {
      get: operation({
        summary: 'The definition of a template',
        parameters: [contact, named('name'), named('language')],
        status: 200,
        gives: definitionAnswer,
      }),
    },
  },
})
