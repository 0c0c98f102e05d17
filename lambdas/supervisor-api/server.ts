// The API of the supervisors' page: the list of its routes, over HTTP, each behind its right.
import type { Claims } from '../http-api/access-token.ts'
import type { ServedRoute } from '../http-api/route.ts'
import { httpApi } from '../http-api/server.ts'
import { type Requests, routes } from './routes.ts'
import { requireRight, type Supervisor } from './supervisors.ts'

type Served = ServedRoute<Requests, Supervisor> & Pick<(typeof routes)[number], 'right'>

export const supervisorApi = (
  requests: Requests,
  supervisorOf: (claims: Claims) => Promise<Supervisor>,
) =>
  httpApi({
    routes: routes as readonly Served[],
    requests,
    callerOf: supervisorOf,
    requireRight: (supervisor, { right }) => requireRight(supervisor, right),
  })
