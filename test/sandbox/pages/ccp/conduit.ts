// Implements the Streams protocol for the simulated CCP (Contact Control Panel). In this protocol,
// the CCP and the page that embeds it exchange window messages of the form { event, data }.
import type { Item } from '../../connect/records.ts'

/**
 * The functions that answer requests of the embedding page, by the requested method. Their results
 * are sent unchanged.
 */
export type Methods = Readonly<Record<string, (params: any) => unknown>>

export interface Conduit {
  update(data: object): void
  chatItem(item: Item): void
  view(contactId: string): void
  /** After hang(true), the CCP sends and answers nothing, until hang(false) is called. */
  hang(hanging: boolean): void
  signedOut(): void
  /** Sends the event that the CCP sends when the agent presses "Log out". */
  loggedOut(): void
  signedIn(): void
}

/** Identifies this load of the page. */
const id = crypto.randomUUID()

/**
 * The events that a page broadcasts for AWS's servers, and which are not passed on to other pages.
 */
const NOT_ECHOED = [
  'log',
  'server_bound_internal_log',
  'client_metric',
  'click_stream_data',
  'softphone_stats',
]

export function conduit(methods: Methods, onView: (contactId: string) => void): Conduit {
  let hanging = false
  let latest: object | undefined
  const send = (event: string, data?: unknown) => {
    if (!hanging && window.parent !== window)
      window.parent.postMessage(data === undefined ? { event } : { event, data }, '*')
  }

  async function request({
    requestId,
    method,
    params,
  }: {
    requestId: string
    method: string
    params: unknown
  }) {
    const answer = (err: string | null, data: unknown = null) =>
      send('api_response', { event: 'api_response', requestId, err, data })
    const run = methods[method]
    if (!run)
      return answer(
        JSON.stringify({
          type: 'UnknownOperation',
          message: `the simulated CCP does not know ${method}`,
        }),
      )
    try {
      answer(null, (await run(params)) ?? {})
    } catch (error) {
      answer(JSON.stringify({ type: 'CCPError', message: (error as Error).message }))
    }
  }

  const answers: Readonly<Record<string, (data: any) => void>> = {
    synchronize: () => send('acknowledge'),
    api_request: (data) => void request(data),
    master_request: ({ requestId, params }) =>
      send('master_response', {
        event: 'master_response',
        requestId,
        err: null,
        data: { masterId: id, isMaster: true, topic: params?.topic },
      }),
    // As in the genuine CCP, whose shared worker sends a broadcast to every tab, the sender
    // receives its own broadcast. Without it, the page would miss events such as contact::view.
    broadcast({ event, data }) {
      if (NOT_ECHOED.includes(event)) return
      send(event, data)
      if (event === 'contact::view') onView(data.contactId)
    },
  }

  window.addEventListener('message', ({ source, data }) => {
    if (source === window.parent && !hanging) answers[data?.event]?.(data.data)
  })
  // The embedding page waits for these two messages, which the CCP sends without being asked.
  send('acknowledge', { id })
  send('update_connected_ccps', { length: 1 })

  return {
    update(data) {
      latest = data
      send('agent::update', data)
    },
    chatItem: (item) =>
      send('webSocket::all_message', {
        topic: 'aws/chat',
        contentType: 'application/json',
        content: JSON.stringify(item),
      }),
    view: (contactId) => send('contact::view', { contactId }),
    hang(now) {
      hanging = now
      if (!now) {
        send('acknowledge', { id })
        send('webSocket::connection_gain')
        if (latest) send('agent::update', latest)
      }
    },
    signedOut: () => send('auth_fail'),
    loggedOut: () => send('terminated'),
    signedIn: () => latest && send('agent::update', latest),
  }
}
