// Reads, saves and removes the filters that supervisors have saved for a WABA.
import { useEffect, useState } from 'react'
import type { SavedFilter } from '#supervisor-api'
import type { SupervisorApi } from './api.ts'
import type { CatalogueStore } from './catalogue-store.ts'

export interface FilterStore {
  filters: readonly SavedFilter[]
  save(filter: SavedFilter): Promise<void>
  remove(name: string): Promise<void>
}

type Api = Pick<SupervisorApi, 'filters' | 'saveFilter' | 'removeFilter'>

/** `onFailure` is called if a filter could not be saved or removed. */
export function useFilters(
  api: Api,
  wabaId: string,
  onFailure: CatalogueStore['report'],
): FilterStore {
  const [filters, setFilters] = useState<readonly SavedFilter[]>([])

  useEffect(() => {
    let isCurrent = true
    // If the filters cannot be read, nothing is reported, because the page works without them.
    api.filters(wabaId).then(
      (found) => isCurrent && setFilters(found),
      () => {},
    )
    return () => {
      isCurrent = false
    }
  }, [api, wabaId])

  async function changed(change: Promise<readonly SavedFilter[]>): Promise<void> {
    try {
      setFilters(await change)
    } catch (error) {
      onFailure(error)
    }
  }

  return {
    filters,
    save: (filter) => changed(api.saveFilter(wabaId, filter)),
    remove: (name) => changed(api.removeFilter(wabaId, name)),
  }
}
