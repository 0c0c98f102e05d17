// Reads the history of a customer page by page. The API records each page that is read.
import { useEffect, useState } from 'react'
import type { FileView, HistoryView } from '#api'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { troubleText } from '../trouble-text.ts'

interface Page {
  view: HistoryView
  /** The position that the page was requested with. */
  before: HistoryView['before']
}

/** The links of a page are used this long. The links are valid for five minutes. */
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is opened
  useEffect(() => void more(), [])

  /** Returns a file with a link that is still valid. */
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
    /** The files of a message of the customer, or of a reply, whose files are numbered. */
    fileOf: (of: string) =>
      pages.flatMap((page) =>
        page.view.files
          .filter(({ id }) => id === of || id.startsWith(`${of}.`))
          .map(({ id, name }) => ({ name, load: () => linked(page, id) })),
      ),
  }
}
