// The words with which AWS and WhatsApp report a message's status. The list is incomplete: AWS adds
// its own words to those of WhatsApp, and sometimes whole sentences.
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
  // AWS reports `fail` if the customer is not on WhatsApp.
  fail: 'failed',
  // AWS reports `undeliverable` if it could not deliver the message in time. Only EventBridge
  // events contain the word `undeliverable`.
  undeliverable: 'failed',
}

/**
 * AWS reports this text after it has tried to deliver a message for 180 minutes: "Message retries
 * exhausted, dropping message."
 */
const EXHAUSTED = /\bretries exhausted\b/

export interface StatusWord {
  /** A word that this project knows, or `unknown`. */
  readonly status: string
  /** The word as it was reported, if it differs from `status`. */
  readonly reported?: string
}

/**
 * Translates a reported word into a status. `fallback` is another name of the event, for example
 * its detail-type, and is used if the reported word is unknown.
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
