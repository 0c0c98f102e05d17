// Reads the files of the conversation, the newest first. These files can be viewed, or sent again
// without another upload.
import { useEffect, useState } from 'react'
import type { FileView } from '#api'
import type { Api } from '../api.ts'
import { useServices } from '../services.tsx'

/**
 * Requests within this time share one answer, because a form may have a file input on each of ten
 * cards.
 */
const ASKED_AGAIN_MS = 3_000
const asked = new WeakMap<Api, Map<string, { at: number; files: Promise<readonly FileView[]> }>>()

function filesOf(api: Api, contactId: string): Promise<readonly FileView[]> {
  const known = asked.get(api) ?? new Map()
  asked.set(api, known)
  const before = known.get(contactId)
  if (before && performance.now() - before.at < ASKED_AGAIN_MS) return before.files
  const files = api.files(contactId).then((answer) => answer.files)
  known.set(contactId, { at: performance.now(), files })
  files.catch(() => known.delete(contactId))
  return files
}

/**
 * The list is empty until the answer arrives. The list stays empty if the request fails, because
 * recent files are optional.
 */
export function useRecentFiles(contactId: string): readonly FileView[] {
  const { api } = useServices()
  const [recent, setRecent] = useState<{ of: string; files: readonly FileView[] }>()
  useEffect(() => {
    let isWanted = true
    filesOf(api, contactId).then(
      (files) => isWanted && setRecent({ of: contactId, files }),
      () => {},
    )
    return () => {
      isWanted = false
    }
  }, [api, contactId])
  return recent?.of === contactId ? recent.files : []
}
