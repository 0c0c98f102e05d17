// Reads a customer's history page by page. The API records who reads each page.
import { useEffect, useState } from 'react'
import type { FileView, HistoryView } from '#api'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { troubleText } from '../trouble-text.ts'

interface Page {
  view: HistoryView
  /** The position in the history with which the page was requested. */
  before: HistoryView['before']
}

/** How long the URLs of the files on a page are used. The API signs these URLs for five minutes. */
const LINKS_MS = 4 * 60_000

export function useHistoryPages(contactId: string) {
  const messages = useMessages()
  const { api, clock } = useServices()
  const [pages, setPages] = useState<readonly Page[]>([])
  const [isLoading, setIsLoading] = useState(true)
  const [problem, setProblem] = useState<string>()
  const last = pages.at(-1)?.view

  const textOf = (error: unknown) => troubleText(error, messages, messages.history.failed)

  async function more() {
    const before = last?.before
    setIsLoading(true)
    setProblem(undefined)
    try {
      const view = await api.history(contactId, before)
      setPages((known) => [...known, { view, before }])
    } catch (error) {
      setProblem(textOf(error))
    }
    setIsLoading(false)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the page is opened
  useEffect(() => void more(), [])

  /**
   * Returns a file with a URL that is still valid. Requests the page again if its URLs are too old.
   */
  async function linked({ view, before }: Page, id: string): Promise<FileView | undefined> {
    const isValid = clock.now().getTime() - Date.parse(view.at) < LINKS_MS
    const { files } = isValid ? view : await api.history(contactId, before)
    return files.find((file) => file.id === id)
  }

  return {
    entries: pages.flatMap(({ view }) => view.entries),
    isComplete: last !== undefined && last.before === undefined,
    isLoading,
    problem,
    more: () => void more(),
    /**
     * Returns the files of a customer's message or of a reply. A file has the id of the message, or
     * the id of the reply followed by a number (`<id>.0`).
     */
    fileOf: (of: string) =>
      pages.flatMap((page) =>
        page.view.files
          .filter(({ id }) => id === of || id.startsWith(`${of}.`))
          .map(({ id, name }) => ({ name, load: () => linked(page, id) })),
      ),
  }
}
