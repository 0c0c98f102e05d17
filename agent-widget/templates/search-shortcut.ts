// Makes one key open the search from anywhere in the page. The key does not work in frames of other
// sites, such as the Contact Control Panel, because a page does not receive their keys.
import { type RefObject, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'

/** The key in the format of `aria-keyshortcuts`. */
export const SEARCH_SHORTCUT = 'Alt+T'

/** `show` makes the search visible in `within`. */
export function useSearchShortcut(within: RefObject<HTMLElement | null>, show: () => void): void {
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // The code of the key is compared, because on a Mac, Option makes another character of the
      // same key.
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
