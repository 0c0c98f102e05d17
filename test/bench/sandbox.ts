// Measures the speed of the sandbox, to make sure that it does not limit the other benchmarks.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SendWhatsAppMessageCommand, SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { createAws } from '../sandbox/aws/api.ts'
import { startFrontDoor } from '../sandbox/aws/front-door.ts'
import { createClock } from '../sandbox/clock.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { socialMessaging } from '../sandbox/social-messaging/service.ts'
import { createWhatsApp } from '../sandbox/whatsapp/network.ts'
import { world } from '../sandbox/world.ts'
import type { Row } from './rows.ts'

const START_MS = 2000
const SHARE_OF_ECHO = 0.25
const SENDS = 2000
const AT_ONCE = 20

export async function sandboxRows(): Promise<Row[]> {
  const started = await startMs()
  const { echo, sandbox } = await sendRates()
  return [
    {
      what: 'starting the sandbox, functions built',
      measured: Math.round(started),
      unit: 'ms',
      budget: { atMost: START_MS },
    },
    {
      what: 'SendWhatsAppMessage to the sandbox, of a bare HTTP echo',
      measured: sandbox / echo,
      unit: 'ratio',
      budget: { atLeast: SHARE_OF_ECHO },
      note: `${Math.round(sandbox)} / ${Math.round(echo)} a second`,
    },
  ]
}

async function startMs(): Promise<number> {
  const began = performance.now()
  const sandbox = await startSandbox()
  const took = performance.now() - began
  await sandbox.stop()
  return took
}

/**
 * Returns how many calls per second the sandbox and the echo server answer. They are measured
 * alternately, so that other work of the machine slows both down equally. The best measurement of
 * each server counts.
 */
async function sendRates(): Promise<{ echo: number; sandbox: number }> {
  const [echo, sandbox] = [await startEcho(), await startSocialMessaging()]
  try {
    const best = { echo: 0, sandbox: 0 }
    for (let turn = 0; turn < 3; turn++) {
      best.echo = Math.max(best.echo, await rateOf(echo.url))
      best.sandbox = Math.max(best.sandbox, await rateOf(sandbox.url))
    }
    return best
  } finally {
    await Promise.all([echo.close(), sandbox.close()])
  }
}

async function rateOf(endpoint: string): Promise<number> {
  const client = new SocialMessagingClient({
    endpoint,
    region: world.region,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    maxAttempts: 1,
  })
  const message = new TextEncoder().encode(
    JSON.stringify({
      messaging_product: 'whatsapp',
      to: world.customers[0]!.number,
      type: 'text',
      text: { body: 'Your trip is booked.' },
    }),
  )
  const originationPhoneNumberId = world.wabas[0]!.numbers[0]!.id
  const send = () =>
    client.send(
      new SendWhatsAppMessageCommand({
        originationPhoneNumberId,
        message,
        metaApiVersion: 'v23.0',
      }),
    )
  const many = async (count: number) => {
    for (let n = 0; n < count; n++) await send()
  }
  await many(AT_ONCE)
  const began = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, () => many(SENDS / AT_ONCE)))
  const seconds = (performance.now() - began) / 1000
  client.destroy()
  return SENDS / seconds
}

/** Starts an echo server, which reads each request and answers it, and does nothing else. */
async function startEcho() {
  const server = createServer(async (request, response) => {
    for await (const _ of request) {
      // Reads the request to its end.
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"messageId":"00000000-0000-4000-8000-000000000000"}')
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/**
 * Starts the sandbox's AWS End User Messaging Social and WhatsApp, with an open service window and
 * without WhatsApp's limit for messages to one person.
 */
async function startSocialMessaging() {
  const clock = createClock()
  const whatsapp = createWhatsApp({ clock, world })
  const door = await startFrontDoor({
    port: 0,
    clock,
    account: world.account,
    region: world.region,
  })
  const { api } = createAws(door)
  const noConnect = () => {
    throw new Error('no WABA has a Connect instance as its destination here')
  }
  door.serve(socialMessaging({ clock, world, whatsapp, api, connect: noConnect }).service)
  whatsapp.settings.pairRate = false
  whatsapp.customerSends(world.customers[0]!.number!, world.wabas[0]!.numbers[0]!.number, {
    type: 'text',
    text: { body: 'Hi' },
  })
  return {
    url: door.url,
    async close() {
      clock.stop()
      await door.close()
    },
  }
}
