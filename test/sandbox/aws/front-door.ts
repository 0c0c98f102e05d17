// One HTTP server for all of AWS: AWS_ENDPOINT_URL for the functions, the provisioning command and the AWS CLI.
// (`aws sqs` of CLI 1 heeds only --endpoint-url.)
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constraints as appIntegrations } from '../app-integrations/constraints.ts'
import type { Clock } from '../clock.ts'
import { constraints as connect } from '../connect/constraints.ts'
import { constraints as participant } from '../participant/constraints.ts'
import type { Service } from '../service.ts'
import { constraints as socialMessaging } from '../social-messaging/constraints.ts'
import { type Answering, answering } from './answering.ts'
import { awsJson } from './aws-json.ts'
import { type Calls, createCalls } from './calls.ts'
import { dynamoDb, type IndexSettings } from './dynamodb.ts'
import { createFaults, type Faults } from './faults.ts'
import { type Fauxqs, startFauxqs } from './fauxqs.ts'
import { type Answer, type Backend, type Request, readRequest } from './http.ts'
import { constraints as iam } from './iam-constraints.ts'
import { createIdentities, type Identities } from './identities.ts'
import { query } from './query.ts'
import { restJson } from './rest-json.ts'
import { s3 } from './s3.ts'
import { PARTICIPANT } from './signer.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'
import { constraints as sts } from './sts-constraints.ts'
import type { Constraints } from './validation.ts'

export interface FrontDoorOptions {
  /** 0: any free one. */
  port: number
  clock: Clock
  account: string
  region: string
  services?: readonly Service[]
  /** Virtual milliseconds until a global index of a table shows a write. */
  indexLagMs?: number
}

export interface FrontDoor {
  readonly url: string
  readonly port: number
  readonly account: string
  readonly region: string
  readonly clock: Clock
  readonly identities: Identities
  readonly faults: Faults
  readonly calls: Calls
  /** May be changed at any time. */
  readonly settings: IndexSettings
  /** Buckets, queues and topics, for what inside the sandbox stands for AWS itself. */
  readonly library: Fauxqs
  /** Adds an emulated service: those that need AWS themselves are made after the front door. */
  serve(service: Service): void
  /** A request from inside, on AWS's own behalf: not checked, not logged, no faults. */
  internal(signingName: string, request: Partial<Request>): Promise<Answer>
  /** A request as if it had come in over HTTP, with everything checked. */
  request(request: Request): Promise<Answer>
  /** The call that the code which asks is working for, with its caller's rights. */
  current: Answering['current']
  /** Calls of this caller that a 'slow' fault holds back at the moment. */
  heldCalls: Answering['heldCalls']
  close(): Promise<void>
}

export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { port, clock, account, region, services = [], indexLagMs = 50 } = options
  const settings = { indexLagMs }
  const identities = createIdentities(account)
  const faults = createFaults(clock)
  const calls = createCalls()
  const library = await startFauxqs(region)
  const place = { account, region, url: () => door.url }
  const backends = new Map<string, Backend>([
    ['sqs', sqs(library, place)],
    ['sns', sns(library, place)],
    ['s3', s3(library)],
    ['dynamodb', dynamoDb({ account, region, clock, settings })],
  ])
  const { answer, heldCalls, current } = answering({
    clock,
    account,
    region,
    identities,
    faults,
    calls,
    backends,
  })

  const server = createServer(async (message, response) => {
    try {
      const request = await readRequest(message)
      if (request.method === 'OPTIONS')
        return void response.writeHead(200, { ...crossOrigin(message), 'content-length': 0 }).end()
      const answered = await answer(request)
      if (answered === 'dropped') return void message.socket.destroy()
      send(response, message, answered, clock.now())
    } catch {
      message.socket.destroy()
    }
  })
  server.keepAliveTimeout = 60_000

  const door: FrontDoor = {
    get url() {
      return `http://127.0.0.1:${door.port}`
    },
    get port() {
      return (server.address() as AddressInfo).port
    },
    account,
    region,
    clock,
    identities,
    faults,
    calls,
    settings,
    library,
    current,
    heldCalls,
    serve(service) {
      const speaksQuery = ['iam', 'sts', 'cloudformation'].includes(service.signingName)
      const speaksJson = service.signingName === 'kms' || service.signingName === 'events'
      const name = isParticipant(service) ? PARTICIPANT : service.signingName
      const limits = constraints[name]
      backends.set(
        name,
        speaksQuery
          ? query(service, place, limits)
          : speaksJson
            ? awsJson(service, place)
            : restJson(service, place, limits),
      )
    },
    async internal(signingName, given) {
      const backend = backends.get(signingName)!
      const nothing = {
        method: 'POST',
        path: '/',
        search: '',
        headers: {},
        host: '',
        body: Buffer.alloc(0),
      }
      const request = { ...nothing, query: new URLSearchParams(given.search), ...given }
      return backend.answer(request, backend.read(request), {
        caller: { is: 'admin', name: 'aws' },
        account,
        region,
      })
    },
    async request(request) {
      const answered = await answer(request)
      if (answered === 'dropped') throw new Error('the connection was dropped')
      return answered
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await library.close()
    },
  }

  for (const service of services) door.serve(service)
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(port, '127.0.0.1', listening),
  )
  return door
}

const constraints: Readonly<Record<string, Constraints>> = {
  'app-integrations': appIntegrations,
  connect,
  iam,
  [PARTICIPANT]: participant,
  'social-messaging': socialMessaging,
  sts,
}

const isParticipant = ({ signingName }: Service) => /participant|execute-api/.test(signingName)

function send(
  response: ServerResponse,
  message: IncomingMessage,
  { status, headers, body }: Answer,
  now: number,
) {
  // The SDK corrects its clock by this header: it has to be virtual too.
  const date = { date: new Date(now).toUTCString() }
  const isHead = message.method === 'HEAD'
  const length = isHead ? {} : { 'content-length': Buffer.byteLength(body) }
  response
    .writeHead(status, { ...headers, ...length, ...date, ...crossOrigin(message) })
    .end(isHead ? undefined : body)
}

// Browsers call S3 (presigned) and the participant service. The real bucket needs a CORS configuration, which the stack
// gives it; here every origin may.
function crossOrigin({ headers }: IncomingMessage): Record<string, string> {
  if (!headers.origin) return {}
  return {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-methods': 'GET, PUT, POST, HEAD, DELETE',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
    'access-control-expose-headers': '*',
  }
}
