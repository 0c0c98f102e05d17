// A message in the FIFO queue between the outbox and send-reply. A signal contains no state, and
// only names the conversation that send-reply must check.

export interface Signal {
  conversation: string
  /** Set if send-reply must also check the held replies of the conversation. */
  held?: true
}

/** Parses a signal. Throws if the body is not a signal. */
export function parseSignal(body: string): Signal {
  const signal = JSON.parse(body)
  if (typeof signal?.conversation !== 'string') throw new TypeError('not a signal')
  return signal
}
