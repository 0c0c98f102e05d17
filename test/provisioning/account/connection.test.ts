// Connections work as in the AWS CLI: with proxies, with time-outs, and with profiles that need an
// MFA device.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterEach, describe, expect, it } from 'vitest'
import { awsClients } from '../../../provisioning/account/clients.ts'
import { connection } from '../../../provisioning/account/connection.ts'
import { credentialsOf } from '../../../provisioning/account/credentials.ts'
import { failureKind, failureSentences } from '../../../provisioning/cli/failure.ts'
import { thisHost } from '../../../provisioning/cli/host.ts'
import { discover } from '../../../provisioning/identity/discovery.ts'

const ADMIN = { accessKeyId: 'admin', secretAccessKey: 'admin' }
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/admin</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>'

const THROTTLED =
  '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>'

const servers: Server[] = []
const before = { ...process.env }
afterEach(async () => {
  for (const name of [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
  ])
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
})

async function listening(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A proxy that answers every request itself, and refuses every tunnel. */
async function startProxy() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY)
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  return { url: await listening(server), asked }
}

const identity = (
  endpoint: string | undefined,
  timeOuts?: { connectMs: number; silentMs: number },
) =>
  awsClients(
    'us-east-1',
    { credentials: ADMIN, ...(endpoint && { endpoint }) },
    timeOuts ? { timeOuts } : {},
  ).sts.send(new GetCallerIdentityCommand())

describe('a proxy', () => {
  it('that HTTPS_PROXY names opens a tunnel to the service', async () => {
    const { url, asked } = await startProxy()
    process.env.HTTPS_PROXY = url

    const error = await identity(undefined).catch((reason: unknown) => reason)

    expect(failureSentences(error)).toEqual([
      expect.stringMatching(/^STS GetCallerIdentity: the proxy of HTTPS_PROXY refused .*403/),
    ])
    expect(failureKind(error)).toBe('unavailable')
    expect(new Set(asked)).toEqual(new Set(['CONNECT sts.us-east-1.amazonaws.com:443']))
  })

  it('that HTTP_PROXY names forwards requests to an endpoint without TLS', async () => {
    const { url, asked } = await startProxy()
    process.env.HTTP_PROXY = url

    expect(await identity('http://aws.example.com')).toMatchObject({ Account: '111122223333' })

    expect(asked).toEqual(['POST http://aws.example.com/'])
  })

  it('is not used for hosts that NO_PROXY names', async () => {
    const { url, asked } = await startProxy()
    const server = await listening(
      createServer((_, response) => response.writeHead(200).end(IDENTITY)),
    )
    process.env.HTTP_PROXY = url
    process.env.NO_PROXY = '.example.com,127.0.0.1'

    expect(await identity(server)).toMatchObject({ Account: '111122223333' })

    expect(asked).toEqual([])
  })
})

describe('a request for a document of an identity provider', () => {
  const document = JSON.stringify({ issuer: 'http://id.example.com' })

  it('uses the proxy', async () => {
    const { url, asked } = await startProxy()
    process.env.HTTP_PROXY = url

    const response = await thisHost.fetch('http://id.example.com/keys?kid=1')

    expect(await response.text()).toBe(IDENTITY)
    expect(asked).toEqual(['GET http://id.example.com/keys?kid=1'])
  })

  it('sends the caller’s headers and form', async () => {
    const received: unknown[] = []
    const url = await listening(
      createServer((request, response) => {
        let body = ''
        request.on('data', (chunk) => {
          body += chunk
        })
        request.on('end', () => {
          received.push([request.method, request.headers['content-type'], body])
          response.writeHead(200, { 'access-control-allow-origin': '*' }).end(document)
        })
      }),
    )

    const response = await thisHost.fetch(`${url}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ code: 'a b' }),
    })

    expect(response.ok).toBe(true)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({ issuer: 'http://id.example.com' })
    expect(received).toEqual([['POST', 'application/x-www-form-urlencoded', 'code=a+b']])
  })

  it('fails with the reason when no server answers', async () => {
    const found = await discover('https://127.0.0.1:1', {
      fetch: thisHost.fetch,
      acceptsLoopback: true,
    })

    expect(found).toMatchObject({ problems: [expect.stringContaining('(ECONNREFUSED)')] })
  })

  it('fails after its time limit', async () => {
    const silent = await listening(createServer(() => {}))

    await expect(thisHost.fetch(silent, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject(
      { name: 'TimeoutError' },
    )
  })
})

it('reports calls that wait because AWS limits their rate', async () => {
  let answers = 0
  const server = createServer((_, response) => {
    answers++
    if (answers <= 2) response.writeHead(400).end(THROTTLED)
    else response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY)
  })
  const lines: string[] = []
  const aws = awsClients(
    'us-east-1',
    { credentials: ADMIN, endpoint: await listening(server) },
    { rateLimit: { report: (line) => lines.push(line), everyMs: 10 } },
  )

  await aws.sts.send(new GetCallerIdentityCommand())

  expect(lines.length).toBeGreaterThan(0)
  expect(new Set(lines.map((line) => line.replace(/\d+ s/, '0 s')))).toEqual(
    new Set(['… 1 call has waited 0 s for the rate limit of STS']),
  )
})

it('gives up after three attempts if a server accepts the connection but does not answer', async () => {
  let connections = 0
  const silent = await listening(createServer(() => connections++))

  const failure = await identity(silent, { connectMs: 1_000, silentMs: 20 }).catch((error) => error)

  expect(connections).toBe(3)
  expect(failureSentences(failure)).toEqual([
    expect.stringMatching(
      /^STS GetCallerIdentity: the address did not answer in time .*HTTPS_PROXY/,
    ),
  ])
})

describe('a profile with an MFA device', () => {
  const device = 'arn:aws:iam::111122223333:mfa/admin'
  const folder = mkdtempSync(join(tmpdir(), 'profile-'))
  const configFilepath = join(folder, 'config')
  const filepath = join(folder, 'credentials')
  writeFileSync(
    configFilepath,
    `[profile deploy]\nregion = us-east-1\nrole_arn = arn:aws:iam::111122223333:role/deploy\nsource_profile = me\nmfa_serial = ${device}\n`,
  )
  writeFileSync(filepath, '[me]\naws_access_key_id = me\naws_secret_access_key = secret\n')

  const assumed = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>deploy</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
  const refused = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code. </Message></Error><RequestId>1</RequestId></ErrorResponse>`

  /**
   * Gets the credentials of a profile that needs an MFA device. A person enters these codes, and
   * STS answers with this status and body.
   */
  async function profile(codes: string[], status: number, answer: string) {
    const forms: URLSearchParams[] = []
    const sts = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        forms.push(new URLSearchParams(body))
        response.writeHead(status).end(answer)
      })
    })
    const proxy = await listening(sts)
    const asked: string[] = []
    const ask = async (which: string) => {
      asked.push(which)
      return codes.shift() ?? ''
    }
    // The SDK sends the AssumeRole request to AWS's own host name. This connection sends the
    // request to the test's server instead.
    const { handle, ...rest } = connection()
    const requestHandler = {
      ...rest,
      handle: (...[request, options]: Parameters<typeof handle>) =>
        handle(
          Object.assign(request, {
            protocol: 'http:',
            hostname: '127.0.0.1',
            port: Number(new URL(proxy).port),
          }),
          options,
        ),
    }
    const credentials = credentialsOf(ask, {
      profile: 'deploy',
      configFilepath,
      filepath,
      parentClientConfig: { requestHandler },
    })
    return { credentials, asked, forms }
  }

  it('makes the CLI ask once for the MFA code, and assume the role with that code', async () => {
    const { credentials, asked, forms } = await profile(['123456'], 200, assumed)

    const found = await Promise.all([credentials(), credentials()])

    expect(found.map(({ accessKeyId }) => accessKeyId)).toEqual(['deploy', 'deploy'])
    expect(asked).toEqual([device])
    expect(forms.map((form) => [form.get('TokenCode'), form.get('SerialNumber')])).toEqual([
      ['123456', device],
    ])
  })

  it('makes the CLI ask again, without a call, if the code does not have six digits', async () => {
    const { credentials, asked, forms } = await profile(['12345', ' 654321 '], 200, assumed)

    await credentials()

    expect(asked).toEqual([device, device])
    expect(forms.map((form) => form.get('TokenCode'))).toEqual(['654321'])
  })

  it('makes the CLI report a refused code, and ask only once for all AWS clients', async () => {
    const { credentials, asked } = await profile(['123456'], 403, refused)

    const failures = [
      await credentials().catch((error: unknown) => error),
      await credentials().catch((error: unknown) => error),
    ]

    expect(asked).toEqual([device])
    for (const failure of failures)
      expect(failureSentences(failure)).toEqual([
        expect.stringMatching(/^AWS did not accept the MFA code .*wait for the next one/),
      ])
    expect(failureKind(failures[0])).toBe('denied')
  })
})
