// Reports single words that the agent searched or wrote in vain, for the supervisors' page. The agent
// neither waits for a report nor learns of one that failed.
import type { MissedRequest } from '#api'
import { countedAs, missedWords } from '#whatsapp/templates/missed-words'

export interface MissedReports {
  /** A search had no result. */
  notFound(contactId: string, query: string): void
  /** A search would have found this template if the agent were offered it. */
  withheld(contactId: string, template: string): void
  /** The agent wrote this after the service window had closed. */
  afterWindow(contactId: string, text: string): void
}

interface Ports {
  /** Undefined if the setting is off. */
  send: ((contactId: string, report: MissedRequest) => Promise<void>) | undefined
  /** Calls back after this many milliseconds. */
  later(run: () => void, ms: number): void
  now(): number
}

/** What comes within this time is reported together. */
const COLLECTED_MS = 5_000
/** A word is reported once a day: supervisors see how many agents used it, not how often. */
const ONCE_IN_MS = 24 * 60 * 60_000
/** The API accepts this many of each kind. Later words of the same time are not reported. */
const MOST = 20

type Kind = keyof MissedRequest

export function missedReports({ send, later, now }: Ports): MissedReports {
  const reported = new Map<string, number>()
  const waiting = new Map<string, { [Key in Kind]?: string[] }>()

  function note(contactId: string, kind: Kind, words: readonly string[]): void {
    if (!send) return
    for (const word of words) {
      const key = `${kind} ${countedAs(word)}`
      if (now() - (reported.get(key) ?? Number.NEGATIVE_INFINITY) < ONCE_IN_MS) continue
      const report = waiting.get(contactId) ?? {}
      const some = report[kind] ?? []
      if (some.length >= MOST) return
      reported.set(key, now())
      if (!waiting.has(contactId)) later(() => sendNow(contactId), COLLECTED_MS)
      waiting.set(contactId, { ...report, [kind]: [...some, word] })
    }
  }

  function sendNow(contactId: string): void {
    const report = waiting.get(contactId)
    waiting.delete(contactId)
    if (report) send?.(contactId, report).catch(() => {})
  }

  return {
    notFound: (contactId, query) => note(contactId, 'notFound', missedWords(query)),
    withheld: (contactId, template) => note(contactId, 'withheld', [template]),
    afterWindow: (contactId, text) => note(contactId, 'afterWindow', missedWords(text)),
  }
}
