import { templatesKey } from '#deployment/table'
import { templateKeyOf } from '#model/template-list'
import type { TemplateWatch } from '#model/template-ports'
import {
  ATTRIBUTE_DAYS,
  MOST_CHANGES,
  type TemplateChange,
  type WatchedAccount,
  type WatchedAttribute,
  type WatchedTemplate,
} from '#model/watch'
import { expiresIn, type Item, type Table } from './table.ts'

const WATCH = 'watch#'
const TEMPLATE = `${WATCH}template#`
const ATTRIBUTE = `${WATCH}attribute#`

/**
 * The maximum number of calls to Meta per hour and WABA by the functions that watch and sync
 * templates. Meta allows 5,000 management calls per hour for a WABA with a registered number. The
 * remaining calls are for the checks before a template is sent, and for the command line. For a
 * WABA without a number, Meta allows only 200 calls. Such a WABA sends no messages, so its
 * templates may be read late.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/overview#rate-limits
 */
const CALLS_PER_HOUR = 4_500
const HOUR_MS = 60 * 60_000

type Template = Parameters<TemplateWatch['noteUse']>[1]

export function templateWatch(table: Table): TemplateWatch {
  const keyIn = (wabaId: string, what: string) => templatesKey(wabaId, what)
  const templateKey = (wabaId: string, template: Template) =>
    keyIn(wabaId, `${TEMPLATE}${templateKeyOf(template)}`)

  /** Sets attributes of the template's item. The value undefined removes an attribute. */
  async function set(wabaId: string, template: Template, changes: Item): Promise<void> {
    const { name, language } = template
    const all = Object.entries({ name, language, ...changes })
    const defined = all.filter(([, value]) => value !== undefined)
    await table.update(templateKey(wabaId, template), {
      set: defined.map(([key]) => `#${key} = :${key}`),
      remove: all.filter(([, value]) => value === undefined).map(([key]) => `#${key}`),
      names: Object.fromEntries(all.map(([key]) => [`#${key}`, key])),
      values: Object.fromEntries(defined.map(([key, value]) => [`:${key}`, value])),
    })
  }

  const hourKey = (wabaId: string, at: Date) =>
    keyIn(wabaId, `calls#${at.toISOString().slice(0, 13)}`)

  return {
    async read(wabaId) {
      const items: Item[] = []
      const query = {
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': keyIn(wabaId, '').pk, ':sk': WATCH },
        consistent: false,
      }
      for await (const page of table.queryAll(query)) items.push(...page)
      const find = (what: string) => items.find(({ sk }) => sk === `${WATCH}${what}`)
      const within = (prefix: string) => items.filter(({ sk }) => String(sk).startsWith(prefix))
      const asked = (find('asked')?.at ?? {}) as Record<string, string>
      const [account, limit] = [find('account'), find('limit')]
      return {
        ...(account ? { account: account.account as WatchedAccount } : {}),
        ...(limit ? { limit: { value: Number(limit.value), at: String(limit.at) } } : {}),
        templates: withAsked(within(TEMPLATE).map(templateIn), asked),
        attributes: within(ATTRIBUTE).map(attributeIn),
      }
    },

    async noteChange(wabaId, template, change) {
      const item = await table.get(templateKey(wabaId, template))
      const before = (item?.changes ?? []) as TemplateChange[]
      if (isSame(before.at(-1), change)) return
      await set(wabaId, template, { changes: [...before, change].slice(-MOST_CHANGES) })
    },

    noteUse: (wabaId, template, at) => set(wabaId, template, { usedAt: at.toISOString() }),

    async noteAsked(wabaId, templates, at) {
      await table.put({
        ...keyIn(wabaId, `${WATCH}asked`),
        at: Object.fromEntries(templates.map((each) => [templateKeyOf(each), at.toISOString()])),
      })
    },

    noteRecommendation: (wabaId, template, recommendation) =>
      set(wabaId, template, { recommendation }),

    noteNextCategory: (wabaId, template, nextCategory) => set(wabaId, template, { nextCategory }),

    async noteAccount(wabaId, account) {
      await table.put({ ...keyIn(wabaId, `${WATCH}account`), account })
    },

    async noteLimit(wabaId, { value, at }) {
      await table.put(
        { ...keyIn(wabaId, `${WATCH}limit`), value, at },
        // An event that arrives late must not replace the limit from a newer event.
        {
          condition: 'attribute_not_exists(pk) OR #at <= :at',
          names: { '#at': 'at' },
          values: { ':at': at },
        },
      )
    },

    async noteAttribute(wabaId, attribute, { isFilled, at }) {
      await table.update(keyIn(wabaId, `${ATTRIBUTE}${attribute}`), {
        set: [
          '#since = if_not_exists(#since, :at)',
          'expiresAt = if_not_exists(expiresAt, :expiresAt)',
        ],
        add: ['uses :one', ...(isFilled ? ['filled :one'] : [])],
        names: { '#since': 'since' },
        values: {
          ':at': at.toISOString(),
          ':expiresAt': expiresIn(ATTRIBUTE_DAYS, at),
          ':one': 1,
        },
      })
    },

    async forget(wabaId, template) {
      await table.remove(templateKey(wabaId, template))
    },

    async takeCalls(wabaId, wanted, now) {
      if (wanted <= 0) return 0
      const before = await table.get(hourKey(wabaId, new Date(now.getTime() - HOUR_MS)))
      const updated = await table.update(hourKey(wabaId, now), {
        set: ['expiresAt = :expiresAt'],
        add: ['used :wanted'],
        values: { ':wanted': wanted, ':expiresAt': expiresIn(1, now) },
      })
      // Meta counts the calls of the last 60 minutes, which began in the previous hour. The
      // previous hour's calls are counted in proportion.
      const passed = (now.getTime() % HOUR_MS) / HOUR_MS
      const used = Number(updated!.used) + Number(before?.used ?? 0) * (1 - passed)
      const granted = Math.max(0, Math.min(wanted, Math.floor(CALLS_PER_HOUR - used + wanted)))
      if (granted < wanted)
        await table.update(hourKey(wabaId, now), {
          set: [],
          add: ['used :refused'],
          values: { ':refused': granted - wanted },
        })
      return granted
    },
  }
}

const isSame = (
  before: TemplateChange | undefined,
  { status, quality, category }: TemplateChange,
) => before?.status === status && before.quality === quality && before.category === category

function templateIn(item: Item): WatchedTemplate {
  const {
    name,
    language,
    changes = [],
    usedAt,
    recommendation,
    nextCategory,
  } = item as Item & WatchedTemplate
  return {
    ...{ name, language, changes },
    ...(usedAt ? { usedAt } : {}),
    ...(recommendation ? { recommendation } : {}),
    ...(nextCategory ? { nextCategory } : {}),
  }
}

function withAsked(
  templates: readonly WatchedTemplate[],
  asked: Readonly<Record<string, string>>,
): WatchedTemplate[] {
  const known = new Map(templates.map((each) => [templateKeyOf(each), each]))
  for (const [key, askedAt] of Object.entries(asked)) {
    const [name = '', language = ''] = key.split('#')
    known.set(key, { ...(known.get(key) ?? { name, language, changes: [] }), askedAt })
  }
  return [...known.values()]
}

const attributeIn = ({ sk, uses, filled, since }: Item): WatchedAttribute => ({
  attribute: String(sk).slice(ATTRIBUTE.length),
  uses: Number(uses),
  filled: Number(filled ?? 0),
  since: String(since),
})
