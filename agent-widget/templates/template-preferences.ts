// The names of the agent's favorite and recently sent templates, and the catalogs from which the agent
// sent products, stored in this browser. None of this is about customers.

export interface TemplatePreferences {
  favorites: readonly string[]
  /** The recently sent templates, the latest first. */
  recent: readonly string[]
  /** The id of the catalog from which a product was last sent, by WABA. */
  catalogs: Readonly<Record<string, string>>
}

const KEY = 'connect-whatsapp:templates'
const MOST_RECENT = 5
const NOTHING: TemplatePreferences = { favorites: [], recent: [], catalogs: {} }

export interface TemplatePreferencesStore {
  getSnapshot(): TemplatePreferences
  subscribe(onChange: () => void): () => void
  toggleFavorite(name: string): void
  sent(name: string): void
  usedCatalog(wabaId: string, catalogId: string): void
}

/**
 * If `storage` is refused or full, the preferences exist as long as the page. All tabs share the
 * preferences.
 */
export function templatePreferences(storage: Storage | undefined): TemplatePreferencesStore {
  const listeners = new Set<() => void>()
  let preferences = read(storage?.getItem(KEY) ?? null)
  let isWritten = true

  function show(next: TemplatePreferences) {
    preferences = next
    for (const listener of listeners) listener()
  }

  function become(change: (before: TemplatePreferences) => TemplatePreferences) {
    // The stored preferences are read first, because the event about another tab's change may
    // arrive later.
    const stored = isWritten ? storage?.getItem(KEY) : undefined
    show(change(stored ? read(stored) : preferences))
    try {
      storage?.setItem(KEY, JSON.stringify(preferences))
      isWritten = true
    } catch {
      isWritten = false
    }
  }

  globalThis.addEventListener?.('storage', ({ key, storageArea, newValue }) => {
    if (storageArea === storage && key === KEY && newValue) show(read(newValue))
  })

  return {
    getSnapshot: () => preferences,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    toggleFavorite(name) {
      const isKept = preferences.favorites.includes(name)
      become(({ favorites, ...rest }) => {
        const others = favorites.filter((each) => each !== name)
        return { ...rest, favorites: isKept ? others : [...others, name] }
      })
    },
    sent(name) {
      become(({ recent, ...rest }) => ({
        ...rest,
        recent: [name, ...recent.filter((each) => each !== name)].slice(0, MOST_RECENT),
      }))
    },
    usedCatalog(wabaId, catalogId) {
      if (preferences.catalogs[wabaId] === catalogId) return
      become(({ catalogs, ...rest }) => ({
        ...rest,
        catalogs: { ...catalogs, [wabaId]: catalogId },
      }))
    },
  }
}

function read(stored: string | null): TemplatePreferences {
  try {
    const { favorites, recent, catalogs } = { ...NOTHING, ...renamed(JSON.parse(stored ?? '{}')) }
    const names = (list: unknown) =>
      Array.isArray(list) ? list.filter((name) => typeof name === 'string') : []
    return {
      favorites: names(favorites),
      recent: names(recent),
      catalogs: Object.fromEntries(
        Object.entries(catalogs ?? {}).filter((entry) => typeof entry[1] === 'string'),
      ) as Record<string, string>,
    }
  } catch {
    return NOTHING
  }
}

/** Version 0.1.0 of the widget spelled the name of the favorites differently. */
const renamed = ({ favourites, ...rest }: Record<string, unknown>) =>
  favourites ? { favorites: favourites, ...rest } : rest
