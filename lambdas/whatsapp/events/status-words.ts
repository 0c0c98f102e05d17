// The words for what became of a message. The vocabulary is open: AWS adds words of its own to
// WhatsApp's, and even sentences.
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
  /** A word that is known here, or `unknown`. */
  readonly status: string
  /** The reported word, if it has another meaning for us than its own, or none. */
  readonly reported?: string
}

/** `fallback` is what the event is called otherwise, for example in its detail-type. */
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
