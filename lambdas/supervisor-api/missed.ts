// Returns the words that agents searched for without finding a template, and the words of texts that
// were not delivered. Also stores the templates that supervisors wish for.
import type { MissedLine } from '#model/missed'
import type { Clock, Waba } from '#model/ports'
import type { MissedByAgents, TemplateWishes } from '#model/template-ports'
import type { Missed } from '#supervisor-api'
import { refuse } from '../runtime/refused.ts'
import { numbersFor, type Supervisor } from './supervisors.ts'

interface Ports {
  /** Undefined if the configuration has switched off the list of missed words. */
  missed: Pick<MissedByAgents, 'list'> | undefined
  wishes: TemplateWishes
  requireWaba(wabaId: string): Promise<Waba>
  now: Clock
}

/** The maximum number of words in an answer. Supervisors would not read a longer list of words. */
const MOST_LINES = 200
const MOST_WISHES = 100

export function missedRequests({ missed, wishes, requireWaba, now }: Ports) {
  const answerWithWishes = async (wabaId: string) => ({ wishes: await wishes.list(wabaId) })

  return {
    async missed(supervisor: Supervisor, wabaId: string): Promise<Missed> {
      const waba = await requireWaba(wabaId)
      const numbers = numbersFor(supervisor, waba, 'reports')
      const phoneNumberIds = waba.phoneNumberIds.filter((_, i) =>
        numbers.includes(waba.numbers[i]!),
      )
      const [lines, noted] = await Promise.all([
        missed?.list(phoneNumberIds, now()) ?? [],
        wishes.list(wabaId),
      ])
      return {
        isOn: missed !== undefined,
        lines: lines.toSorted(byAgents).slice(0, MOST_LINES),
        wishes: noted,
      }
    },

    async noteWish({ name }: Supervisor, wabaId: string, { what }: { what: string }) {
      await requireWaba(wabaId)
      const { wishes: noted } = await answerWithWishes(wabaId)
      if (noted.length >= MOST_WISHES)
        refuse(
          422,
          'too_many_wishes',
          `There are ${MOST_WISHES} wishes already. Remove one that is no longer needed.`,
          '',
          { limit: MOST_WISHES },
        )
      await wishes.note(wabaId, { what, by: name, at: now().toISOString() })
      return answerWithWishes(wabaId)
    },

    async removeWish(wabaId: string, { what }: { what: string }) {
      await requireWaba(wabaId)
      await wishes.remove(wabaId, what)
      return answerWithWishes(wabaId)
    },
  }
}

const byAgents = (a: MissedLine, b: MissedLine): number =>
  b.agents - a.agents || (a.word < b.word ? -1 : 1)
