// Serves the routes of the agent widget over HTTP.
import type { Agent } from '#model/ports'
import type { Claims } from '../http-api/access-token.ts'
import type { ServedRoute } from '../http-api/route.ts'
import { httpApi } from '../http-api/server.ts'
import { type Requests, routes } from './routes.ts'

export const widgetApi = (
  requests: Requests,
  agentOf: (claims: Claims, contactId?: string) => Promise<Agent>,
) =>
  httpApi({
    routes: routes as readonly ServedRoute<Requests, Agent>[],
    requests,
    callerOf: (claims, path) => agentOf(claims, contactIn(path)),
    description: async () => (await import('./openapi.ts')).openApi(),
  })

/**
 * Returns the contact id in a path, or undefined. The path of every route about a contact begins
 * with the contact's id.
 */
const contactIn = (path: string): string | undefined => /^\/contacts\/([^/]+)\//.exec(path)?.[1]
