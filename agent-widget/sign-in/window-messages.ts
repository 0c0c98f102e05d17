// The messages between the pages of a sign-in. The provider's response has the format of
// oidc-client-ts, because this library receives the same message from its frame for silent
// sign-ins.

/** The provider's response: the URL to which the provider redirected. */
export interface Answer {
  source: 'oidc-client'
  url: string
  keepOpen: false
}

/** With this message, the first of two windows asks the widget for the provider's URL. */
interface RelayReady {
  source: 'agent-widget'
  state: string
  ready: true
}

/**
 * With this message, the widget answers `RelayReady`. `open` is the provider's URL for the second
 * window.
 */
export interface RelayTarget {
  source: 'agent-widget'
  state: string
  open: string
}

export const answerIn = (url: string): Answer => ({ source: 'oidc-client', url, keepOpen: false })
export const relayReady = (state: string): RelayReady => ({
  source: 'agent-widget',
  state,
  ready: true,
})

export const isAnswer = (data: unknown): data is Answer =>
  has(data, 'source', 'oidc-client') && typeof (data as { url?: unknown }).url === 'string'

export const isRelayReady = (data: unknown, state: string): data is RelayReady =>
  has(data, 'source', 'agent-widget') && has(data, 'state', state) && has(data, 'ready', true)

export const isRelayTarget = (data: unknown, state: string): data is RelayTarget =>
  has(data, 'source', 'agent-widget') &&
  has(data, 'state', state) &&
  typeof (data as { open?: unknown }).open === 'string'

const has = (data: unknown, key: string, value: unknown) =>
  typeof data === 'object' && data !== null && (data as Record<string, unknown>)[key] === value

export const answerChannel = (state: string) => `oidc-client-popup-${state}`
/** The widget uses this channel to confirm that it received the response. */
export const confirmationChannel = (state: string) => `agent-widget-sign-in-${state}`

/**
 * Reads the state from the provider's response, which is in the query or the fragment of the URL.
 */
export function stateIn(url: string): string | null {
  const { searchParams, hash } = new URL(url)
  return searchParams.get('state') ?? new URLSearchParams(hash.slice(1)).get('state')
}
