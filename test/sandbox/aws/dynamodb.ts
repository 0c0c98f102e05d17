// DynamoDB over dynalite, which takes its account and region from the environment. Added here: time to live
// (the setting only: nothing is deleted, which AWS too may put off for days) and global indexes that lag.
import { Agent, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'
import type { Clock } from '../clock.ts'
import { AwsError } from '../service.ts'
import { type Answer, type Backend, parseJson, type Request } from './http.ts'
import { lagging } from './lagging-indexes.ts'
import { resourcesOf } from './resource-arns.ts'
import { passedOn, refuseInJson, withoutLength } from './sqs.ts'

export interface IndexSettings {
  /** Virtual milliseconds until a global index of a table shows a write. */
  indexLagMs: number
}

interface Options {
  account: string
  region: string
  clock: Clock
  settings: IndexSettings
}

export async function startDynamoDb({ account, region, clock, settings }: Options): Promise<Backend & { close(): Promise<void> }> {
  const server = await startDynalite(account, region)
  const agent = new Agent({ keepAlive: true })
  const { port } = server.address() as AddressInfo
  const expiry = new Map<string, string>()

  const send = (operation: string, input: object, request?: Request) =>
    passOn(
      { port, agent },
      { ...passedOn({ ...signed(region), ...request?.headers }), 'x-amz-target': `DynamoDB_20120810.${operation}` },
      JSON.stringify(input),
    )
  const indexes = lagging(clock, settings, send)

  return {
    read({ headers, body }) {
      const operation = headers['x-amz-target']?.split('.')[1] ?? ''
      const input = parseJson(body)
      return {
        operation,
        input,
        action: `dynamodb:${operation}`,
        resources: resourcesOf('dynamodb', operation, input, { account, region }),
      }
    },

    async answer(request, { operation, input }) {
      if (operation === 'UpdateTimeToLive') return updateTimeToLive(expiry, input)
      if (operation === 'DescribeTimeToLive') return describeTimeToLive(expiry, input)
      return indexes(operation, input, (changed) => send(operation, changed, request))
    },

    refuse: refuseInJson('com.amazonaws.dynamodb.v20120810'),

    async close() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function startDynalite(account: string, region: string): Promise<Server> {
  const before = { ...process.env }
  Object.assign(process.env, { AWS_ACCOUNT_ID: account, AWS_REGION: region })
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  for (const name of ['AWS_ACCOUNT_ID', 'AWS_REGION']) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

// For calls made here on nobody's behalf: dynalite wants a signature, but believes any.
const signed = (region: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20000101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
})

function passOn({ port, agent }: { port: number; agent: Agent }, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, 'x-amz-date': '20000101T000000Z', 'content-length': Buffer.byteLength(body) }
    const request = httpRequest({ host: '127.0.0.1', port, agent, method: 'POST', path: '/', headers: all }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...kept } = response.headers as Record<string, string>
        resolve({ status: response.statusCode!, headers: kept, body: Buffer.concat(chunks) })
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

const json = (body: object): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})

function updateTimeToLive(expiry: Map<string, string>, { TableName, TimeToLiveSpecification }: any) {
  if (!TableName || !TimeToLiveSpecification?.AttributeName)
    throw new AwsError('ValidationException', 'TableName and TimeToLiveSpecification are required')
  if (TimeToLiveSpecification.Enabled && expiry.has(TableName)) throw new AwsError('ValidationException', 'TimeToLive is already enabled')
  if (TimeToLiveSpecification.Enabled) expiry.set(TableName, TimeToLiveSpecification.AttributeName)
  else expiry.delete(TableName)
  return json({ TimeToLiveSpecification })
}

function describeTimeToLive(expiry: Map<string, string>, { TableName }: any) {
  const AttributeName = expiry.get(TableName)
  return json({ TimeToLiveDescription: AttributeName ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' } })
}

/** The answer with another body. */
export const rewritten = (answer: Answer, body: object): Answer => {
  const { 'x-amz-crc32': _sum, ...headers } = withoutLength(answer.headers)
  return { ...answer, headers, body: JSON.stringify(body) }
}
