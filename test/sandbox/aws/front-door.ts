// The front door is the sandbox's HTTP server for all AWS services. The functions, the provisioning
// command and the AWS CLI send their requests to it because AWS_ENDPOINT_URL contains its URL. (In
// version 1 of the AWS CLI, `aws sqs` needs the option --endpoint-url instead.)
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constraints as appIntegrations } from '../app-integrations/constraints.ts'
import type { Clock } from '../clock.ts'
import { constraints as connect } from '../connect/constraints.ts'
import type { GuessValues } from '../guesses.ts'
import { constraints as participant } from '../participant/constraints.ts'
import type { Service } from '../service.ts'
import { constraints as socialMessaging } from '../social-messaging/constraints.ts'
import { type Answering, answering } from './answering.ts'
import { awsJson } from './aws-json.ts'
import { type Calls, createCalls } from './calls.ts'
import { dynamoDb, type IndexSettings } from './dynamodb.ts'
import { createFaults, type Faults } from './faults.ts'
import { type Fauxqs, startFauxqs } from './fauxqs.ts'
import { furtherMembers } from './further-members.ts'
import { type Answer, type Backend, type Request, readRequest } from './http.ts'
import { constraints as iam } from './iam-constraints.ts'
import { createIdentities, type Identities } from './identities.ts'
import { query } from './query.ts'
import { restJson } from './rest-json.ts'
import { s3 } from './s3.ts'
import { PARTICIPANT } from './signer.ts'
import { type Published, sns } from './sns.ts'
import { sqs } from './sqs.ts'
import { constraints as sts } from './sts-constraints.ts'
import { createTraffic, type Traffic } from './traffic.ts'
import type { Constraints } from './validation.ts'

export interface FrontDoorOptions {
  /** The port of the server. 0 means any free port. */
  port: number
  clock: Clock
  account: string
  region: string
  services?: readonly Service[]
  /**
   * The time, in milliseconds of virtual time, from a write until a table's global indexes show the
   * write.
   */
  indexLagMs?: number
  guesses?: Pick<GuessValues, 'furtherMembers'>
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
  /** The settings may be changed at any time. */
  readonly settings: IndexSettings
  /**
   * Functions that answer requests to host names that AWS assigned, such as the host name of a
   * CloudFront distribution, by host name.
   */
  readonly hosts: Map<string, (request: Request) => Promise<Answer> | Answer>
  /**
   * The library fauxqs, which emulates S3, SQS and SNS. Parts of the sandbox that act as AWS call
   * the library directly.
   */
  readonly library: Fauxqs
  /** Counts the messages that were published to topics and sent to queues. */
  readonly traffic: Traffic
  /**
   * Adds an emulated service. Services that do not call AWS themselves can be passed in the option
   * `services` instead.
   */
  serve(service: Service): void
  /**
   * Makes a request on behalf of AWS itself: without permission checks, without recording the call,
   * and without faults.
   */
  internal(signingName: string, request: Partial<Request>): Promise<Answer>
  /**
   * Handles a request as if it had arrived over HTTP: with permission checks, recording and faults.
   */
  request(request: Request): Promise<Answer>
  /**
   * Registers a function that is called for every message that an administrator publishes to a
   * topic.
   */
  onPublished(listener: Published): void
  /** Returns the call that the current code is handling, with the permissions of its caller. */
  current: Answering['current']
  /** Returns the number of this caller's calls that a 'slow' fault is delaying. */
  heldCalls: Answering['heldCalls']
  close(): Promise<void>
}

export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { port, clock, account, region, services = [], indexLagMs = 50 } = options
  const settings = { indexLagMs }
  const further = () => furtherMembers(options.guesses)
  const identities = createIdentities(account)
  const faults = createFaults(clock)
  const calls = createCalls()
  const library = await startFauxqs(region)
  const traffic = createTraffic(clock)
  library.onSent(traffic.sent)
  const place = { account, region, url: () => door.url }
  const listeners: Published[] = []
  const tellPublished: Published = (...published) => {
    for (const listener of listeners) listener(...published)
  }
  const backends = new Map<string, Backend>([
    ['sqs', sqs(library, place)],
    ['sns', sns(library, place, tellPublished, traffic.published)],
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

  const hosts: FrontDoor['hosts'] = new Map()

  /**
   * Returns the answer that refuses a preflight request to S3, or undefined if the bucket's CORS
   * configuration allows the request. Requests to this server's own address, to which the sandbox's
   * own pages upload, are not checked.
   */
  async function refusedUpload({ method, host, path, headers }: Request) {
    const isStorage = /(^|\.)s3\.[a-z0-9-]+\.amazonaws\.com$/.test(host)
    if (method !== 'OPTIONS' || !isStorage) return undefined
    const bucket = host.startsWith('s3.') ? path.split('/')[1] : host.split('.s3.')[0]
    const asked = { method: 'GET', path: `/${bucket}`, search: 'cors' }
    const configuration = await door.internal('s3', asked).then(
      ({ status, body }) => (status === 200 ? body.toString() : ''),
      () => '',
    )
    return allowsOrigin(configuration, headers) ? undefined : FORBIDDEN
  }

  const server = createServer(async (message, response) => {
    try {
      const request = await readRequest(message)
      const host = hosts.get(request.host.split(':')[0]!)
      if (host) return write(response, message, await host(request), clock.now())
      const refused = await refusedUpload(request)
      if (refused) return write(response, message, refused, clock.now())
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
    hosts,
    library,
    traffic,
    onPublished: (listener) => void listeners.push(listener),
    current,
    heldCalls,
    serve(service) {
      const speaksQuery = ['iam', 'sts', 'cloudformation'].includes(service.signingName)
      const speaksJson = ['kms', 'events', 'monitoring'].includes(service.signingName)
      const name = isParticipant(service) ? PARTICIPANT : service.signingName
      const limits = constraints[name]
      backends.set(
        name,
        speaksQuery
          ? query(service, place, limits, further)
          : speaksJson
            ? awsJson(service, place, further)
            : restJson(service, place, limits, further),
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

const send = (response: ServerResponse, message: IncomingMessage, answer: Answer, now: number) =>
  write(
    response,
    message,
    { ...answer, headers: { ...answer.headers, ...crossOrigin(message) } },
    now,
  )

function write(
  response: ServerResponse,
  message: IncomingMessage,
  { status, headers, body }: Answer,
  now: number,
) {
  // The SDK corrects its clock by this header, so the header must be in virtual time.
  const date = { date: new Date(now).toUTCString() }
  const isHead = message.method === 'HEAD'
  const length = isHead ? {} : { 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, { ...headers, ...length, ...date }).end(isHead ? undefined : body)
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html
const FORBIDDEN: Answer = {
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: '<Error><Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.</Message></Error>',
}

/**
 * Returns whether the bucket's CORS configuration allows the request for which the browser has sent
 * the preflight request.
 */
function allowsOrigin(configuration: string, headers: Request['headers']): boolean {
  const { origin = '', 'access-control-request-method': method = '' } = headers
  const values = (rule: string, name: string) =>
    [...rule.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value]) => value!)
  return configuration
    .split('</CORSRule>')
    .some(
      (rule) =>
        values(rule, 'AllowedMethod').includes(method) &&
        values(rule, 'AllowedOrigin').some((allowed) => matches(allowed, origin)),
    )
}

/** Returns whether `allowed`, which may contain one * for any characters, matches the origin. */
function matches(allowed: string, origin: string): boolean {
  const [start = '', end] = allowed.split('*')
  return end === undefined
    ? allowed === origin
    : origin.length >= start.length + end.length && origin.startsWith(start) && origin.endsWith(end)
}

// Returns headers that allow a page of any origin to read the answer: the widget's pages call S3
// (with presigned URLs) and the participant service from the browser. In an AWS account, the CORS
// configuration that the stack gives the bucket allows the pages to read from S3.
function crossOrigin({ headers }: IncomingMessage): Record<string, string> {
  if (!headers.origin) return {}
  return {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-methods': 'GET, PUT, POST, HEAD, DELETE',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
    'access-control-expose-headers': '*',
  }
}
