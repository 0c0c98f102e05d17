// A record of the FIFO queue between the outbox and send-reply. The record carries no state and
// only names a conversation to check.

export interface Signal {
  conversation: string
  /** Set if the held replies of the conversation must be checked, too. */
  held?: true
}

/** Throws if the body is not a signal. */
export function parseSignal(body: string): Signal {
  const signal = JSON.parse(body)
  if (typeof signal?.conversation !== 'string') throw new TypeError('not a signal')
  return signal
}
