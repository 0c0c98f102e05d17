// Serves the routes of the supervisors' page over HTTP. The user must have the right that the route
// requires.
import type { Wabas } from '#model/ports'
import type { Claims } from '../http-api/access-token.ts'
import type { ServedRoute } from '../http-api/route.ts'
import { httpApi } from '../http-api/server.ts'
import { type Requests, routes } from './routes.ts'
import { requireRight, type Supervisor } from './supervisors.ts'

type Served = ServedRoute<Requests, Supervisor> & Pick<(typeof routes)[number], 'right'>

export const supervisorApi = (
  requests: Requests,
  supervisorOf: (claims: Claims) => Promise<Supervisor>,
  wabas: Pick<Wabas, 'all'>,
) =>
  httpApi({
    routes: routes as readonly Served[],
    requests,
    callerOf: supervisorOf,
    async requireRight(supervisor, { right }, { wabaId }) {
      // The numbers of the WABA are needed only if a right of the supervisor is limited to certain
      // numbers.
      const isLimited = Object.keys(supervisor.numbers).length > 0
      const waba =
        isLimited && wabaId !== undefined
          ? (await wabas.all()).find(({ id }) => id === wabaId)
          : undefined
      requireRight(supervisor, right, waba)
    },
  })
