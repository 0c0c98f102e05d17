// The routes of the widget's API. Each route has a method, a path, the schemas of its request and
// answer, and a handler. The server, the OpenAPI document and the types of the widget's client all
// use this list.
import {
  clearedAnswer,
  conversationAnswer,
  definitionAnswer,
  evidenceAnswer,
  evidenceRequest,
  filesAnswer,
  historyAnswer,
  historyRequest,
  missedAnswer,
  missedRequest,
  replyAnswer,
  replyRequest,
  resendAnswer,
  resendRequest,
  templatesAnswer,
  unansweredAnswer,
  uploadRequest,
  uploadTarget,
} from '#api'
import type { Agent } from '#model/ports'
import { routesFor } from '../http-api/route.ts'
import type { widgetRequests } from './requests.ts'

export type Requests = ReturnType<typeof widgetRequests>

const { route, versionedRoute } = routesFor<Requests, Agent>()

export const routes = [
  route('POST /contacts/{contactId}/uploads', {
    summary: 'Prepares the upload of one file, which is checked before any of it is sent',
    takes: uploadRequest,
    status: 201,
    answers: uploadTarget,
    carryOut: (requests, { agent, params, body }) => requests.upload(agent, params.contactId, body),
  }),
  route('POST /contacts/{contactId}/replies', {
    summary: 'Sends a message to the customer; the same requestId is the same message',
    takes: replyRequest,
    status: 202,
    answers: replyAnswer,
    carryOut: (requests, { agent, params, body }) => requests.reply(agent, params.contactId, body),
  }),
  route('GET /contacts/{contactId}/replies/{requestId}', {
    summary: 'Returns the status of a message',
    answers: replyAnswer,
    carryOut: (requests, { agent, params }) =>
      requests.state(agent, params.contactId, params.requestId),
  }),
  route('POST /contacts/{contactId}/replies/{id}/resend', {
    summary: 'Sends again what failed or may not have arrived, once for each attempt',
    takes: resendRequest,
    status: 202,
    answers: resendAnswer,
    carryOut: (requests, { agent, params, body }) =>
      requests.resend(agent, params.contactId, params.id, body),
  }),
  route('POST /contacts/{contactId}/replies/{id}/withdraw', {
    summary: 'Withdraws a held message; 409 already_released once it is on its way',
    answers: replyAnswer,
    carryOut: (requests, { agent, params }) =>
      requests.withdraw(agent, params.contactId, params.id),
  }),
  route('POST /contacts/{contactId}/evidence', {
    summary: 'Reports when the customer last wrote, as the agent’s panel shows it',
    takes: evidenceRequest,
    answers: evidenceAnswer,
    carryOut: (requests, { agent, params, body }) => requests.attest(agent, params.contactId, body),
  }),
  route('POST /contacts/{contactId}/cleared', {
    summary: 'Reports that the agent’s panel no longer has the contact',
    answers: clearedAnswer,
    carryOut: (requests, { agent, params }) => requests.cleared(agent, params.contactId),
  }),
  route('POST /contacts/{contactId}/missed', {
    summary:
      'Reports single words that the agent searched or wrote in vain, for the supervisors’ page',
    takes: missedRequest,
    answers: missedAnswer,
    carryOut: (requests, { agent, params, body }) => requests.missed(agent, params.contactId, body),
  }),
  route('GET /unanswered', {
    summary:
      'Lists what the caller sent in the last 7 days, over all contacts, and no customer answered',
    answers: unansweredAnswer,
    carryOut: (requests, { agent }) => requests.unanswered(agent),
  }),
  versionedRoute('GET /contacts/{contactId}/conversation', {
    summary:
      'Returns the customer, the service window and the last messages; with If-None-Match only what changed',
    answers: conversationAnswer,
    async carryOut(requests, { agent, params, version }) {
      const answer = await requests.conversation(agent, params.contactId, version)
      return answer && { version: answer.cursor, answer }
    },
  }),
  route('GET /contacts/{contactId}/files', {
    summary:
      'Lists the files of this conversation, newest first; they can be viewed and sent again by their ids',
    answers: filesAnswer,
    carryOut: (requests, { agent, params }) => requests.files(agent, params.contactId),
  }),
  route('POST /contacts/{contactId}/history', {
    summary:
      'Returns a page of the conversation over all contacts, newest first, and records who has read it',
    takes: historyRequest,
    answers: historyAnswer,
    carryOut: (requests, { agent, params, body }) =>
      requests.history(agent, params.contactId, body),
  }),
  versionedRoute('GET /contacts/{contactId}/templates', {
    summary:
      'Lists the templates of this chat’s business number, and how supervisors offer them in this chat',
    answers: templatesAnswer,
    carryOut: (requests, { agent, params, version }) =>
      requests.templates(agent, params.contactId, version),
  }),
  route('GET /contacts/{contactId}/templates/{name}/{language}', {
    summary: 'Returns the definition of a template',
    answers: definitionAnswer,
    carryOut: (requests, { agent, params: { contactId, name, language } }) =>
      requests.definition(agent, contactId, { name, language }),
  }),
] as const

/** The type of the routes, for the widget's client. */
export type WidgetRoutes = (typeof routes)[number]
