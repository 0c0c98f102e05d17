// A message in the SQS FIFO queue that triggers the function send-reply. A signal contains no
// state. It only names the conversation whose unsent replies the function must check.

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
