// The CCP's side of the Streams protocol, in which the CCP and the embedding page exchange window
// messages { event, data }.
import type { Item } from '../../connect/records.ts'

/**
 * Functions that answer requests of the embedding page. The results of these functions are returned
 * unchanged.
 */
export type Methods = Readonly<Record<string, (params: any) => unknown>>

export interface Conduit {
  update(data: object): void
  chatItem(item: Item): void
  view(contactId: string): void
  /**
   * After hang(true), the CCP no longer answers. A CCP that is signed out tells the embedding page
   * so.
   */
  hang(hanging: boolean): void
  signedOut(): void
  /** Called when the agent presses "Log out". */
  loggedOut(): void
  signedIn(): void
}

/** Returns an id for this tab and this load of the page. */
const id = crypto.randomUUID()

/** Broadcasts that are meant for AWS's servers, and not for other pages. */
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
    // The shared worker of the genuine CCP broadcasts to every tab, including the sender's. Without
    // the broadcast to itself, the page would miss the events about accepting and viewing a
    // contact.
    broadcast({ event, data }) {
      if (NOT_ECHOED.includes(event)) return
      send(event, data)
      if (event === 'contact::view') onView(data.contactId)
    },
  }

  window.addEventListener('message', ({ source, data }) => {
    if (source === window.parent && !hanging) answers[data?.event]?.(data.data)
  })
  // The CCP sends both messages by itself, each with an id. The embedding page waits for both
  // messages.
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
