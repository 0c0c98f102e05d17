// Handles a key that opens the template search from anywhere in the page. The key does not work in
// frames of other sites, such as the Contact Control Panel, because the page does not receive key
// events of these frames.
import { type RefObject, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'

/** The key, in the format of `aria-keyshortcuts`. */
export const SEARCH_SHORTCUT = 'Alt+T'

/** Calls `show`, which must make the search visible inside `within`, when the key is pressed. */
export function useSearchShortcut(within: RefObject<HTMLElement | null>, show: () => void): void {
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // On a Mac, Option and a letter produce another character. The code of the key is therefore
      // compared, which stays the same.
      const isIt = event.altKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyT'
      if (!isIt || event.defaultPrevented) return
      event.preventDefault()
      flushSync(() => latest.current())
      within.current?.querySelector<HTMLElement>('.aw-search input')?.focus()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [within])
}
