// How the genuine client reports each kind of failure of a call, and whether the call may be
// repeated.
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SendWhatsAppMessageCommand, SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { failureOf } from '../../../lambdas/aws/failure.ts'

const refusing = (status: number, code: string) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code })
    .end('{}')
const closed = (server: Server) => new Promise<void>((done) => server.close(() => done()))

/**
 * Makes a call to a server that answers with `answer`, and returns the failure. Without `answer`,
 * no server is listening.
 */
async function failed(answer: ((response: ServerResponse) => unknown) | undefined) {
  const server = createServer((request, response) =>
    request.resume().on('end', () => answer?.(response)),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  if (!answer) await closed(server)
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const requestHandler = { requestTimeout: 1_000, throwOnRequestTimeout: true }
  const client = new SocialMessagingClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler,
  })
  try {
    const call = {
      originationPhoneNumberId: 'phone-number-id-1',
      metaApiVersion: 'v23.0',
      message: new Uint8Array([123, 125]),
    }
    await client.send(new SendWhatsAppMessageCommand(call))
    throw new Error('the call did not fail')
  } catch (error) {
    return failureOf('SendWhatsAppMessage', error)
  } finally {
    client.destroy()
    server.closeAllConnections()
    if (answer) await closed(server)
  }
}

it.each([
  ['no server listens', undefined, { certain: true, retryable: true }],
  [
    'it is throttled',
    refusing(429, 'ThrottledRequestException'),
    { certain: true, retryable: true },
  ],
  ['it is refused', refusing(400, 'ValidationException'), { certain: true, retryable: false }],
  [
    'it is not allowed',
    refusing(403, 'AccessDeniedByMetaException'),
    { certain: true, retryable: false },
  ],
  ['no answer comes in time', () => {}, { certain: false }],
  [
    'the connection is dropped',
    (response: ServerResponse) => response.destroy(),
    { certain: false },
  ],
  ['the service fails', refusing(500, 'InternalServiceException'), { certain: false }],
  ['Meta fails', refusing(502, 'DependencyException'), { certain: false }],
])('reports whether a failed call may have had an effect if %s', async (_, answer, known) => {
  expect(await failed(answer)).toMatchObject(known)
})
