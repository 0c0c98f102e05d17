// Reports single words to the API, which shows them to supervisors: words that the agent searched
// for without a result, and words of texts that were not sent. Reports run in the background, and a
// failed report is not shown to the agent.
import type { MissedRequest } from '#api'
import { countedAs, missedWords } from '#whatsapp/templates/missed-words'

export interface MissedReports {
  /** Reports a search without a result. */
  notFound(contactId: string, query: string): void
  /**
   * Reports that a search would have found this template if it were offered to the agent's team.
   */
  withheld(contactId: string, template: string): void
  /** Reports a text that the agent wrote after the service window had closed. */
  afterWindow(contactId: string, text: string): void
}

interface Ports {
  /** Sends a report. Undefined if the setting `missed` is off. */
  send: ((contactId: string, report: MissedRequest) => Promise<void>) | undefined
  /** Calls `run` after this many milliseconds. */
  later(run: () => void, ms: number): void
  now(): number
}

/** The time during which words are collected for one report. */
const COLLECTED_MS = 5_000
/**
 * The same word is reported at most once in this time. Supervisors see how many agents used a word,
 * and not how often they used it, so more reports would change nothing.
 */
const ONCE_IN_MS = 24 * 60 * 60_000
/** The API accepts at most this many words of each kind in a report. Further words are dropped. */
const MOST = 20

type Kind = keyof MissedRequest

export function missedReports({ send, later, now }: Ports): MissedReports {
  const reported = new Map<string, number>()
  const collected = new Map<string, { [Key in Kind]?: string[] }>()

  function note(contactId: string, kind: Kind, words: readonly string[]): void {
    if (!send) return
    for (const word of words) {
      const key = `${kind} ${countedAs(word)}`
      if (now() - (reported.get(key) ?? Number.NEGATIVE_INFINITY) < ONCE_IN_MS) continue
      const report = collected.get(contactId) ?? {}
      const some = report[kind] ?? []
      if (some.length >= MOST) return
      reported.set(key, now())
      if (!collected.has(contactId)) later(() => sendNow(contactId), COLLECTED_MS)
      collected.set(contactId, { ...report, [kind]: [...some, word] })
    }
  }

  function sendNow(contactId: string): void {
    const report = collected.get(contactId)
    collected.delete(contactId)
    if (report) send?.(contactId, report).catch(() => {})
  }

  return {
    notFound: (contactId, query) => note(contactId, 'notFound', missedWords(query)),
    withheld: (contactId, template) => note(contactId, 'withheld', [template]),
    afterWindow: (contactId, text) => note(contactId, 'afterWindow', missedWords(text)),
  }
}
