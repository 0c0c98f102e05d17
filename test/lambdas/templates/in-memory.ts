// Stores the lists of templates in memory, and also what the function watch-templates records about
// the templates.
import { type ListedTemplate, type TemplateList, templateKeyOf } from '#model/template-list'
import type { TemplateStore, TemplateWatch } from '#model/template-ports'
import type { Watched, WatchedTemplate } from '#model/watch'

export const listed = (name: string, rest: Partial<ListedTemplate> = {}): ListedTemplate => ({
  name,
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  ...rest,
})

export function inMemoryStore(): TemplateStore & { lists: TemplateList[] } {
  const lists: TemplateList[] = []
  const definitions = new Map<string, unknown>()
  let reads = new Map<string, string>()
  return {
    lists,
    head: async () =>
      lists.at(-1) && { version: lists.at(-1)!.version, syncedAt: lists.at(-1)!.syncedAt! },
    list: async () => lists.at(-1),
    async publish(_, list, before) {
      if (lists.at(-1)?.version !== before) return false
      lists.push(list)
      return true
    },
    reads: async () => new Map(reads),
    noteReads: async (_, noted) => {
      reads = new Map(noted)
    },
    definition: async (_, name, language) => {
      const definition = definitions.get(templateKeyOf({ name, language }))
      return definition === undefined ? undefined : { definition }
    },
    keep: async (_, template, definition) =>
      void definitions.set(templateKeyOf(template), definition),
    forget: async (_, key) => void definitions.delete(key),
  }
}

export function inMemoryWatch() {
  const templates = new Map<string, WatchedTemplate>()
  let known: Partial<Watched> = {}
  const set = (
    { name, language }: Pick<ListedTemplate, 'name' | 'language'>,
    changes: Partial<WatchedTemplate>,
  ) => {
    const key = templateKeyOf({ name, language })
    templates.set(key, { name, language, changes: [], ...templates.get(key), ...changes })
  }
  const watch: TemplateWatch & { calls: number } = {
    /** The number of calls to Meta that the hourly budget still allows. */
    calls: Number.POSITIVE_INFINITY,
    read: async () => ({ attributes: [], ...known, templates: [...templates.values()] }),
    async noteChange(_, template, change) {
      set(template, {
        changes: [...(templates.get(templateKeyOf(template))?.changes ?? []), change],
      })
    },
    noteUse: async (_, template, at) => set(template, { usedAt: at.toISOString() }),
    async noteAsked(_, asked, at) {
      for (const template of asked) set(template, { askedAt: at.toISOString() })
    },
    noteRecommendation: async (_, template, recommendation) => set(template, { recommendation }),
    noteNextCategory: async (_, template, nextCategory) => set(template, { nextCategory }),
    async noteAccount(_, account) {
      known = { ...known, account }
    },
    async noteLimit(_, limit) {
      known = { ...known, limit }
    },
    async noteAttribute(_, attribute, { isFilled, at }) {
      const others = (known.attributes ?? []).filter((each) => each.attribute !== attribute)
      const before = known.attributes?.find((each) => each.attribute === attribute)
      const { uses = 0, filled = 0, since = at.toISOString() } = before ?? {}
      const after = { attribute, uses: uses + 1, filled: filled + Number(isFilled), since }
      known = { ...known, attributes: [...others, after] }
    },
    forget: async (_, template) => void templates.delete(templateKeyOf(template)),
    async takeCalls(_, wanted) {
      const taken = Math.min(wanted, watch.calls)
      watch.calls -= taken
      return taken
    },
  }
  return watch
}
