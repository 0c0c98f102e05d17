// Stores words from agents' searches without a result and from texts that were not delivered. Until
// several agents have used a word, only its hash is stored. An agent has a different hash for each
// word, so that nobody can collect the words of one agent.
import { createHash } from 'node:crypto'
import { missedKey } from '#deployment/table'
import {
  dailyUse,
  LEAST_AGENTS,
  MISSED_DAYS,
  type MissedKind,
  type MissedLine,
  MOST_USES,
  outdated,
  usesIn,
} from '#model/missed'
import type { MissedByAgents } from '#model/template-ports'
import { countedAs } from '#whatsapp/templates/missed-words'
import { expiresIn, type Item, type Table } from './table.ts'

export function missedByAgents(table: Table): MissedByAgents {
  return {
    async note(phoneNumberId, { kind, word }, userId, at) {
      const hash = hashOf(kind, countedAs(word))
      const key = missedKey(phoneNumberId, kind, hash)
      const expiresAt = expiresIn(MISSED_DAYS + 1, at)
      const item = await table.update(key, {
        set: ['kind = :kind', 'expiresAt = :expiresAt'],
        add: ['uses :use'],
        condition: 'attribute_not_exists(uses) OR size(uses) < :most',
        values: {
          ':kind': kind,
          ':expiresAt': expiresAt,
          ':use': new Set([dailyUse(hashOf(hash, userId), at)]),
          ':most': MOST_USES,
        },
      })
      if (!item) return
      const uses = usesOf(item)
      const old = outdated(uses, at)
      const isShared = usesIn(uses, at).agents >= LEAST_AGENTS
      if (old.length === 0 && isShared === (item.word !== undefined)) return
      await table.update(key, {
        set: isShared ? ['word = if_not_exists(word, :word)'] : [],
        ...(isShared ? {} : { remove: ['word'] }),
        ...(old.length > 0 ? { take: ['uses :old'] } : {}),
        values: {
          ...(isShared ? { ':word': word } : {}),
          ...(old.length > 0 ? { ':old': new Set(old) } : {}),
        },
      })
    },

    async list(phoneNumberIds, now) {
      const items = (await Promise.all(phoneNumberIds.map(ofNumber))).flat()
      // A word has the same key for every number, and an agent has the same hash for the word on
      // every number.
      return [...Map.groupBy(items, ({ sk }) => sk).values()].flatMap((same): MissedLine[] => {
        const [first] = same
        const word = same.find((item) => item.word)?.word
        const { agents, lastDay } = usesIn(same.flatMap(usesOf), now)
        return word && lastDay && agents >= LEAST_AGENTS
          ? [{ kind: first!.kind as MissedKind, word: String(word), agents, lastDay }]
          : []
      })
    },
  }

  async function ofNumber(phoneNumberId: string): Promise<Item[]> {
    const found: Item[] = []
    const pages = table.queryAll({
      consistent: false,
      condition: 'pk = :pk',
      values: { ':pk': missedKey(phoneNumberId, 'not_found', '').pk },
    })
    for await (const items of pages) found.push(...items)
    return found
  }
}

const usesOf = ({ uses }: Item): string[] => [...((uses ?? []) as Iterable<string>)]

const hashOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
