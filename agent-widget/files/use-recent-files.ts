// Reads the files of the conversation, the newest first. These files can be viewed, or sent again
// without another upload.
import { useEffect, useState } from 'react'
import type { FileView } from '#api'
import type { Api } from '../api.ts'
import { useServices } from '../services.tsx'

/**
 * The requests that are not answered yet. Inputs that appear together share one request, because a
 * form may have a file input on each of ten cards. An answer is not used again, because a file may
 * have been sent since.
 */
const pending = new WeakMap<Api, Map<string, Promise<readonly FileView[]>>>()

function filesOf(api: Api, contactId: string): Promise<readonly FileView[]> {
  const known = pending.get(api) ?? new Map<string, Promise<readonly FileView[]>>()
  pending.set(api, known)
  const before = known.get(contactId)
  if (before) return before
  const files = api
    .files(contactId)
    .then((answer) => answer.files)
    .finally(() => known.delete(contactId))
  known.set(contactId, files)
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
