// Plays a scene: acts as customer and agent, reads the phone and the chat, and writes a transcript.
// It uses only the sandbox's control API and the widget's API.
import { createHash, randomUUID } from 'node:crypto'
import type { ConsoleContact } from '../connect/agent-console.ts'
import type { Item } from '../connect/records.ts'
import type { SandboxUrls } from '../sandbox.ts'
import type { ShownMessage } from '../whatsapp/screen.ts'

/** Thrown when an expected event of the scene does not happen. */
export class SceneFailure extends Error {
  override readonly name = 'SceneFailure'
}

export interface Line {
  at: string
  who: string
  text: string
  /** The AWS calls since the previous line, with one text for each caller. */
  calls?: string[]
}

export interface Call {
  n: number
  service: string
  operation: string
  caller: string
  status?: number
  error?: string
}

export interface ApiAnswer {
  status: number
  body: any
}

export type SceneDriver = ReturnType<typeof createDriver>

export function must(holds: unknown, what: string, found?: unknown): asserts holds {
  if (!holds)
    throw new SceneFailure(
      `did not happen: ${what}${found === undefined ? '' : ` (found ${JSON.stringify(found)})`}`,
    )
}

/** How long the driver waits for an expected event, in seconds of virtual time. */
const PATIENCE = 40

export function createDriver(
  urls: Pick<SandboxUrls, 'control' | 'api'>,
  printer: (line: Line) => void,
) {
  let cursor = 0

  async function control(method: string, path: string, body?: object): Promise<any> {
    const response = await fetch(`${urls.control}${path}`, {
      method,
      ...(body
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
        : {}),
    })
    const answer = await response.json()
    if (!response.ok)
      throw new SceneFailure(
        `${method} /control${path} answered ${response.status}: ${JSON.stringify(answer)}`,
      )
    return answer
  }

  async function api(
    username: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<ApiAnswer> {
    // Signs in for each request: a token is valid for an hour, but a scene takes days of virtual
    // time.
    const { token } = await control('POST', '/sign-in', { username })
    const response = await fetch(`${urls.api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: response.status, body: await response.json() }
  }

  const now = async (): Promise<string> => (await control('GET', '/clock')).now
  const advance = (duration: string) => control('POST', '/clock', { advance: duration })

  async function callsSince(from: number): Promise<Call[]> {
    return (await control('GET', `/calls?since=${from}`)).calls
  }

  /** Prints an event of the scene, with the AWS calls since the previous event. */
  async function say(who: string, text: string, { withCalls = true } = {}): Promise<void> {
    const { latest, calls } = await control('GET', `/calls?since=${cursor}`)
    cursor = latest
    const counted = counts(calls)
    printer({
      at: await now(),
      who,
      text,
      ...(withCalls && counted.length > 0 ? { calls: counted } : {}),
    })
  }

  /**
   * Calls `look` once per second of virtual time until it returns a result. Throws SceneFailure if
   * there is no result after PATIENCE seconds.
   */
  async function until<Seen>(
    what: string,
    look: () => Promise<Seen | undefined | false>,
  ): Promise<Seen> {
    for (let turn = 0; turn < PATIENCE; turn++) {
      const seen = await look()
      if (seen) return seen
      await advance('1s')
    }
    throw new SceneFailure(`did not happen: ${what}`)
  }

  const encoded = (address: string) => encodeURIComponent(address)
  const screen = async (customer: string): Promise<ShownMessage[]> =>
    (await control('GET', `/customers/${encoded(customer)}/screen`)).messages
  const contacts = async (): Promise<ConsoleContact[]> =>
    (await control('GET', '/contacts')).contacts
  const transcript = async (contactId: string): Promise<Item[]> =>
    (await control('GET', `/contacts/${contactId}/transcript`)).transcript

  return {
    control,
    api,
    now,
    advance,
    say,
    until,
    screen,
    contacts,
    transcript,
    callsSince,
    latestCall: async (): Promise<number> =>
      (await control('GET', '/calls?since=999999999')).latest,
    events: async (): Promise<any[]> => (await control('GET', '/events')).events,

    writes: (customer: string, to: string, message: object) =>
      control('POST', `/customers/${encoded(customer)}/messages?to=${encoded(to)}`, message),

    /**
     * Uploads a file through the widget's API, as the widget does. Returns the id of the upload.
     */
    async upload(
      username: string,
      contactId: string,
      file: { name: string; mimeType: string; bytes: Buffer },
    ): Promise<string> {
      const sha256 = createHash('sha256').update(file.bytes).digest('base64')
      const request = { name: file.name, mimeType: file.mimeType, size: file.bytes.length, sha256 }
      const target = await api(username, 'POST', `/contacts/${contactId}/uploads`, request)
      must(target.status === 201, 'the API gives an upload target', target)
      const { 'content-length': _, ...headers } = target.body.headers
      const put = await fetch(target.body.url, {
        method: 'PUT',
        headers,
        body: new Uint8Array(file.bytes),
      })
      must(put.ok, 'S3 accepts the upload', { status: put.status, body: await put.text() })
      return target.body.uploadId
    },

    reply: (
      username: string,
      contactId: string,
      message: object,
      requestId: string = randomUUID(),
    ): Promise<ApiAnswer & { requestId: string }> =>
      api(username, 'POST', `/contacts/${contactId}/replies`, { requestId, message }).then(
        (answer) => ({ ...answer, requestId }),
      ),

    /** Waits until the widget's API reports that the reply has the status `wanted`. */
    status: (username: string, contactId: string, requestId: string, wanted: string) =>
      until(`the reply is ${wanted}`, async () => {
        const { body } = await api(username, 'GET', `/contacts/${contactId}/replies/${requestId}`)
        return body.status === wanted && body
      }),
  }
}

/**
 * Returns the calls of each caller as a text such as `send-reply: Query, UpdateItem ×2`, in the
 * order in which the calls began. The many reads of an administrator are shown only as a number.
 */
function counts(calls: readonly Call[]): string[] {
  const byCaller = Map.groupBy(
    calls.filter(({ caller }) => caller !== 'aws'),
    ({ caller }) => caller,
  )
  return [...byCaller].map(([caller, made]) => {
    if (caller === 'admin') return `admin: ${made.length} calls`
    const count = new Map<string, number>()
    for (const { operation, status, error } of made) {
      const refused = error ? ` (${error})` : status === undefined ? ' (no answer)' : ''
      count.set(`${operation}${refused}`, (count.get(`${operation}${refused}`) ?? 0) + 1)
    }
    return `${caller}: ${[...count].map(([key, n]) => (n > 1 ? `${key} ×${n}` : key)).join(', ')}`
  })
}
