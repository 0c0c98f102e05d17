// Reads the conversation's files, newest first. The agent can view the files, or send them again
// without another upload.
import { useEffect, useState } from 'react'
import type { FileView } from '#api'
import type { Api } from '../api.ts'
import { useServices } from '../services.tsx'

/**
 * The requests that have had no response yet. A template can have a file input on each of its ten
 * cards. File inputs that appear at the same time therefore share one request. Responses are not
 * cached, because another file may have been sent since.
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
 * Returns an empty list until the response arrives. If the request fails, the list stays empty,
 * because recent files are optional.
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
