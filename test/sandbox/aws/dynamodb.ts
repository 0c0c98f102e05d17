// Emulates DynamoDB with dynalite, which takes its account and Region from the environment. This
// module adds the lag of global indexes and the settings for time to live. It deletes no expired
// item, which the functions have to expect of DynamoDB, too: DynamoDB may delete an item days after
// the item has expired.
import type { Server } from 'node:http'
import dynalite from 'dynalite'
import { inject } from 'light-my-request'
import type { Clock } from '../clock.ts'
import { AwsError } from '../service.ts'
import { type Answer, type Backend, parseJson, type Request } from './http.ts'
import { lagging } from './lagging-indexes.ts'
import { rememberExpressions } from './parsed-expressions.ts'
import { resourcesOf } from './resource-arns.ts'
import { passedOn, refuseInJson, withoutLength } from './sqs.ts'

export interface IndexSettings {
  /**
   * The time, in milliseconds of virtual time, from a write until the table's global indexes show
   * the write.
   */
  indexLagMs: number
}

interface Options {
  account: string
  region: string
  clock: Clock
  settings: IndexSettings
}

export function dynamoDb({ account, region, clock, settings }: Options): Backend {
  const server = createDynalite(account, region)
  const expiry = new Map<string, string>()
  /** The names of the tables with deletion protection. */
  const isProtected = new Set<string>()
  const isRecoverable = new Set<string>()

  const send = (operation: string, input: object, request?: Request) =>
    passOn(
      server,
      {
        ...passedOn({ ...signed(region), ...request?.headers }),
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      JSON.stringify(input),
    )
  const indexes = lagging(clock, settings, send)

  async function described(TableName: string): Promise<Answer> {
    const answer = await send('DescribeTable', { TableName })
    if (answer.status >= 300) return answer
    const { Table } = JSON.parse(answer.body.toString())
    const DeletionProtectionEnabled = isProtected.has(TableName)
    return rewritten(answer, { Table: { ...Table, DeletionProtectionEnabled } })
  }

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
      if (operation === 'UpdateContinuousBackups') isRecoverable.add(input.TableName)
      if (/^(Update|Describe)ContinuousBackups$/.test(operation))
        return continuousBackups(isRecoverable.has(input.TableName))
      if (operation === 'UpdateTable' && input.DeletionProtectionEnabled) {
        isProtected.add(input.TableName)
        return described(input.TableName)
      }
      if (operation === 'DescribeTable') return described(input.TableName)
      return indexes(operation, input, (changed) => send(operation, changed, request))
    },

    refuse: refuseInJson('com.amazonaws.dynamodb.v20120810'),
  }
}

function createDynalite(account: string, region: string): Server {
  rememberExpressions()
  const before = { ...process.env }
  Object.assign(process.env, { AWS_ACCOUNT_ID: account, AWS_REGION: region })
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  for (const name of ['AWS_ACCOUNT_ID', 'AWS_REGION']) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  return server
}

// Signs the sandbox's own requests. dynalite requires a signature but does not check it.
const signed = (region: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20000101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
})

/** Requests reach dynalite without a socket, because dynalite runs in this process. */
async function passOn(
  server: Server,
  headers: Record<string, string>,
  payload: string,
): Promise<Answer> {
  const {
    statusCode,
    headers: answered,
    rawPayload,
  } = await inject((request, response) => server.emit('request', request, response), {
    method: 'POST',
    url: '/',
    headers: {
      ...headers,
      'x-amz-date': '20000101T000000Z',
      'content-length': String(Buffer.byteLength(payload)),
    },
    payload,
  })
  const {
    date: _date,
    connection: _connection,
    'keep-alive': _keepAlive,
    ...others
  } = answered as Record<string, string>
  return { status: statusCode, headers: others, body: rawPayload }
}

const json = (body: object): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})

function updateTimeToLive(
  expiry: Map<string, string>,
  { TableName, TimeToLiveSpecification }: any,
) {
  if (!TableName || !TimeToLiveSpecification?.AttributeName)
    throw new AwsError('ValidationException', 'TableName and TimeToLiveSpecification are required')
  if (TimeToLiveSpecification.Enabled && expiry.has(TableName))
    throw new AwsError('ValidationException', 'TimeToLive is already enabled')
  if (TimeToLiveSpecification.Enabled) expiry.set(TableName, TimeToLiveSpecification.AttributeName)
  else expiry.delete(TableName)
  return json({ TimeToLiveSpecification })
}

function describeTimeToLive(expiry: Map<string, string>, { TableName }: any) {
  const AttributeName = expiry.get(TableName)
  return json({
    TimeToLiveDescription: AttributeName
      ? { TimeToLiveStatus: 'ENABLED', AttributeName }
      : { TimeToLiveStatus: 'DISABLED' },
  })
}

const continuousBackups = (isOn: boolean) =>
  json({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: isOn ? 'ENABLED' : 'DISABLED' },
    },
  })

/** Returns `answer` with `body` instead of its own body. */
export const rewritten = (answer: Answer, body: object): Answer => {
  const { 'x-amz-crc32': _sum, ...headers } = withoutLength(answer.headers)
  return { ...answer, headers, body: JSON.stringify(body) }
}
