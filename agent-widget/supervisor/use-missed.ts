// Reads the words that agents searched for without a result or could not send. Reads, adds and
// removes the supervisors' wishes for new templates.
import { useEffect, useState } from 'react'
import type { Missed } from '#supervisor-api'
import type { SupervisorApi } from './api.ts'
import type { CatalogueStore } from './catalogue-store.ts'

type Api = Pick<SupervisorApi, 'missed' | 'noteWish' | 'removeWish'>

/** `onFailure` is called if a wish could not be added or removed. */
export function useMissed(api: Api, wabaId: string, onFailure: CatalogueStore['report']) {
  const [missed, setMissed] = useState<Missed | 'failed'>()
  const [asked, setAsked] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt repeats the request
  useEffect(() => {
    let isCurrent = true
    api.missed(wabaId).then(
      (found) => isCurrent && setMissed(found),
      () => isCurrent && setMissed('failed'),
    )
    return () => {
      isCurrent = false
    }
  }, [api, wabaId, asked])

  async function changed(change: Promise<Missed['wishes']>): Promise<void> {
    try {
      const wishes = await change
      setMissed((before) => (typeof before === 'object' ? { ...before, wishes } : before))
    } catch (error) {
      onFailure(error)
    }
  }

  return {
    missed,
    again() {
      setMissed(undefined)
      setAsked((n) => n + 1)
    },
    noteWish: (what: string) => changed(api.noteWish(wabaId, what)),
    removeWish: (what: string) => changed(api.removeWish(wabaId, what)),
  }
}
