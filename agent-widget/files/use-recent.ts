// The files of the conversation, its newest first: sent again, or looked at, without coming over the network once more.
import { useEffect, useState } from 'react'
import type { FileView } from '../api.ts'
import { useTools } from '../tools.tsx'

/** Empty until the answer is there, and where there is none: they are a help, nothing waits for them. */
export function useRecentFiles(contactId: string): readonly FileView[] {
  const { api } = useTools()
  const [recent, setRecent] = useState<{ of: string; files: readonly FileView[] }>()
  useEffect(() => {
    let isWanted = true
    api.files(contactId).then(
      ({ files }) => isWanted && setRecent({ of: contactId, files }),
      () => {},
    )
    return () => {
      isWanted = false
    }
  }, [api, contactId])
  return recent?.of === contactId ? recent.files : []
}
