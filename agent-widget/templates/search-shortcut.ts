// One key leads to the search from anywhere in the page, except from frames of other sites such as
// the Contact Control Panel, whose keys no page receives.
import { type RefObject, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'

/** In the form of `aria-keyshortcuts`. */
export const SEARCH_SHORTCUT = 'Alt+T'

/** `show` makes the search visible in `within`. */
export function useSearchShortcut(within: RefObject<HTMLElement | null>, show: () => void): void {
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // On a Mac, Option makes another character of the same key.
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
