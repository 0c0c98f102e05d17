// Holds the text of a curation file that a supervisor edits, and the result of checking the text.
import { useEffect, useState } from 'react'
import type { FileCheck } from '#supervisor-api'
import type { SupervisorApi } from './api.ts'

export type FileApi = Pick<SupervisorApi, 'file' | 'checkFile'>

type Status =
  | { is: 'editing' | 'busy' | 'failed' }
  /**
   * The text is not JSON. `where` is the browser's error message, which contains the position of
   * the error.
   */
  | { is: 'unreadable'; where: string }
  | { is: 'checked'; file: unknown; check: FileCheck }

export function useFile(api: FileApi, wabaId: string) {
  const [text, setText] = useState('')
  const [status, setStatus] = useState<Status>({ is: 'busy' })

  useEffect(() => {
    let isCurrent = true
    api.file(wabaId).then(
      (file) => {
        if (!isCurrent) return
        setText(JSON.stringify(file, undefined, 2))
        setStatus({ is: 'editing' })
      },
      () => isCurrent && setStatus({ is: 'failed' }),
    )
    return () => {
      isCurrent = false
    }
  }, [api, wabaId])

  async function check(): Promise<void> {
    const file = parsed(text)
    if ('where' in file) return setStatus({ is: 'unreadable', where: file.where })
    setStatus({ is: 'busy' })
    try {
      setStatus({ is: 'checked', file: file.data, check: await api.checkFile(wabaId, file.data) })
    } catch {
      setStatus({ is: 'failed' })
    }
  }

  return {
    text,
    status,
    edit: (next: string) => {
      setText(next)
      setStatus({ is: 'editing' })
    },
    check,
  }
}

function parsed(text: string): { data: unknown } | { where: string } {
  try {
    return { data: JSON.parse(text) }
  } catch (error) {
    return { where: error instanceof Error ? error.message : '' }
  }
}
