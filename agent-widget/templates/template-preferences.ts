// The agent's favorite templates, recently sent templates, and catalogs of recently sent products.
// The preferences are stored in this browser and contain no data of customers.

export interface TemplatePreferences {
  favorites: readonly string[]
  /** The recently sent templates, newest first. */
  recent: readonly string[]
  /** The id of the catalog whose product was last sent, by WABA. */
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
 * Returns the agent's preferences. All tabs of the browser share them. If the browser refuses the
 * storage or the storage is full, the preferences last as long as the page.
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
    // Another tab may have changed the stored preferences, and the browser's event about this may
    // not have arrived yet. The preferences are therefore read again before a change.
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

/** Version 0.1.0 of the widget used another spelling for favorites. */
const renamed = ({ favourites, ...rest }: Record<string, unknown>) =>
  favourites ? { favorites: favourites, ...rest } : rest
