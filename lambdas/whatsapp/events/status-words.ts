// The words with which a message's status is reported. The list is not closed: AWS adds its own
// words to WhatsApp's, and even sentences.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-status.html

const WORDS: ReadonlySet<string> = new Set([
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'deleted',
  'warning',
])

const OTHER_WORDS: Readonly<Record<string, string>> = {
  // The customer is not on WhatsApp.
  fail: 'failed',
  // EventBridge only: AWS could not deliver the message in time.
  undeliverable: 'failed',
}

/** AWS gave up after 180 minutes: "Message retries exhausted, dropping message." */
const EXHAUSTED = /\bretries exhausted\b/

export interface StatusWord {
  /** One of the known words, or `unknown`. */
  readonly status: string
  /** The reported word, if `status` is another one. */
  readonly reported?: string
}

/**
 * `fallback` is another name of the event, for example in its detail-type. This name is used if the
 * reported word is unknown.
 */
export function statusWord(reported: string | undefined, fallback?: string): StatusWord {
  const known = reported === undefined ? undefined : knownWord(reported)
  const status = known ?? (fallback === undefined ? undefined : knownWord(fallback)) ?? 'unknown'
  return reported === undefined || status === reported.toLowerCase()
    ? { status }
    : { status, reported }
}

function knownWord(reported: string): string | undefined {
  const word = reported.trim().toLowerCase()
  if (WORDS.has(word)) return word
  if (Object.hasOwn(OTHER_WORDS, word)) return OTHER_WORDS[word]
  return EXHAUSTED.test(word) ? 'failed' : undefined
}
