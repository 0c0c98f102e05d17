// The routes of the supervisors' API. Each route has a method, a path, the right that it requires,
// the schemas of its request and answer, and a handler.

import type { Right } from '#deployment/rights'
import { MOST_CURATION_BYTES } from '#model/curation'
import {
  breakerAnswer,
  breakerRequest,
  catalogueAnswer,
  changeAnswer,
  changeRequest,
  changesAnswer,
  curationFileAnswer,
  definitionAnswer,
  fileCheckAnswer,
  fileCheckRequest,
  fileRequest,
  filtersAnswer,
  meAnswer,
  missedAnswer,
  recentContactsAnswer,
  recentContactsRequest,
  removeFilterRequest,
  saveFilterRequest,
  teamsAnswer,
  watchAnswer,
  wishesAnswer,
  wishRequest,
} from '#supervisor-api'
import { routesFor } from '../http-api/route.ts'
import type { supervisorRequests } from './requests.ts'
import type { Supervisor } from './supervisors.ts'

export type Requests = ReturnType<typeof supervisorRequests>

const { route, versionedRoute } = routesFor<Requests, Supervisor>()

/**
 * The maximum size, in bytes, of a request with a curation file. The file contains names where the
 * stored curation contains ids, so it can be larger than the stored curation.
 */
const LARGEST_FILE = 2 * MOST_CURATION_BYTES

/** Adds the required right to a route. `any` means that any one of the rights is enough. */
const needing = <const Needed extends Right | 'any', Route extends object>(
  right: Needed,
  of: Route,
) => ({ ...of, right })

export const routes = [
  needing(
    'any',
    route('GET /supervisor/me', {
      summary: 'Returns who is signed in, what they may do, and the WABAs that are set up',
      answers: meAnswer,
      carryOut: (requests, { agent }) => requests.me(agent),
    }),
  ),
  needing(
    'choose',
    route('GET /supervisor/teams', {
      summary: 'Lists the queues and routing profiles of the Connect instance',
      answers: teamsAnswer,
      carryOut: (requests) => requests.teams(),
    }),
  ),
  needing(
    'any',
    versionedRoute('GET /supervisor/wabas/{wabaId}/catalogue', {
      summary: 'Lists the templates of a WABA, and the rules by which they are offered',
      answers: catalogueAnswer,
      carryOut: (requests, { params, version }) => requests.catalogue(params.wabaId, version),
    }),
  ),
  needing(
    'any',
    versionedRoute('GET /supervisor/wabas/{wabaId}/watch', {
      summary: 'Returns how templates and numbers changed, and when templates were used',
      answers: watchAnswer,
      carryOut: (requests, { agent, params, version }) =>
        requests.watched(agent, params.wabaId, version),
    }),
  ),
  needing(
    'choose',
    route('GET /supervisor/wabas/{wabaId}/templates/{name}/{language}', {
      summary: 'Returns the definition of a template',
      answers: definitionAnswer,
      carryOut: (requests, { params: { wabaId, name, language } }) =>
        requests.definition(wabaId, { name, language }),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/recent-contacts', {
      summary: 'Returns some attributes of the last 20 contacts of a queue; stores nothing',
      takes: recentContactsRequest,
      answers: recentContactsAnswer,
      carryOut: (requests, { agent, params, body }) =>
        requests.recentContacts(agent, params.wabaId, body),
    }),
  ),
  needing(
    'choose',
    route('GET /supervisor/wabas/{wabaId}/changes', {
      summary: 'Lists what was changed in the last 30 days, newest first',
      answers: changesAnswer,
      carryOut: (requests, { params }) => requests.changes(params.wabaId),
    }),
  ),
  needing(
    'choose',
    route('GET /supervisor/wabas/{wabaId}/changes/{changeId}/older', {
      summary: 'Lists what was changed in the last 30 days and before this change, newest first',
      answers: changesAnswer,
      carryOut: (requests, { params }) => requests.changes(params.wabaId, params.changeId),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/changes', {
      summary:
        'Changes what a team is offered; answers 409 curation_changed if somebody else has changed it since',
      takes: changeRequest,
      answers: changeAnswer,
      carryOut: (requests, { agent, params, body }) => requests.change(agent, params.wabaId, body),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/changes/{changeId}/undo', {
      summary: 'Undoes a change; answers 409 changed_again if the same setting has changed since',
      answers: changeAnswer,
      carryOut: (requests, { agent, params }) =>
        requests.undo(agent, params.wabaId, params.changeId),
    }),
  ),
  needing(
    'choose',
    route('GET /supervisor/wabas/{wabaId}/curation-file', {
      summary: 'Returns everything that is set up for a WABA as a curation file',
      answers: curationFileAnswer,
      carryOut: (requests, { params }) => requests.file(params.wabaId),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/curation-file/check', {
      summary: 'Returns every problem of a curation file, or what it would change',
      takes: fileCheckRequest,
      largest: LARGEST_FILE,
      answers: fileCheckAnswer,
      carryOut: (requests, { params, body }) => requests.checkFile(params.wabaId, body),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/curation-file', {
      summary:
        'Replaces the rules of a WABA with those of a curation file; answers 409 curation_changed if somebody else has changed them since',
      takes: fileRequest,
      largest: LARGEST_FILE,
      answers: changeAnswer,
      carryOut: (requests, { agent, params, body }) =>
        requests.applyFile(agent, params.wabaId, body),
    }),
  ),
  needing(
    'choose',
    route('GET /supervisor/wabas/{wabaId}/filters', {
      summary: 'Lists the filters that supervisors have saved for a WABA',
      answers: filtersAnswer,
      carryOut: (requests, { params }) => requests.filters(params.wabaId),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/filters', {
      summary: 'Saves a filter for all supervisors of a WABA, and replaces one of the same name',
      takes: saveFilterRequest,
      answers: filtersAnswer,
      carryOut: (requests, { params, body }) => requests.saveFilter(params.wabaId, body),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/filters/remove', {
      summary: 'Removes a saved filter',
      takes: removeFilterRequest,
      answers: filtersAnswer,
      carryOut: (requests, { params, body }) => requests.removeFilter(params.wabaId, body),
    }),
  ),
  needing(
    'choose',
    route('POST /supervisor/wabas/{wabaId}/breaker', {
      summary: 'Sets when the circuit breaker withholds a template',
      takes: breakerRequest,
      answers: breakerAnswer,
      carryOut: (requests, { agent, params, body }) =>
        requests.setBreaker(agent, params.wabaId, body),
    }),
  ),
  needing(
    'reports',
    route('GET /supervisor/wabas/{wabaId}/missed', {
      summary: 'Lists what several agents searched or wrote in vain, and the noted wishes',
      answers: missedAnswer,
      carryOut: (requests, { agent, params }) => requests.missed(agent, params.wabaId),
    }),
  ),
  needing(
    'reports',
    route('POST /supervisor/wabas/{wabaId}/wishes', {
      summary: 'Notes a wish for a template',
      takes: wishRequest,
      answers: wishesAnswer,
      carryOut: (requests, { agent, params, body }) =>
        requests.noteWish(agent, params.wabaId, body),
    }),
  ),
  needing(
    'reports',
    route('POST /supervisor/wabas/{wabaId}/wishes/remove', {
      summary: 'Removes a wish for a template',
      takes: wishRequest,
      answers: wishesAnswer,
      carryOut: (requests, { params, body }) => requests.removeWish(params.wabaId, body),
    }),
  ),
] as const

/** The type of the routes, for the page's client. */
export type SupervisorRoutes = (typeof routes)[number]
