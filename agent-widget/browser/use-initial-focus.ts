// When a page is closed, the focus in it is lost. This moves the focus to where the page was
// opened, so that keyboard users do not start again at the top of the page.
import { type RefObject, useEffect, useRef } from 'react'

/**
 * Runs when the component appears, and only if the focus was lost: an agent who has gone on to the
 * chat keeps the focus there.
 */
export function useInitialFocus(give: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) give()
  }, [])
}

/**
 * For the heading of a page. `isAsLeft`: the page was open before, so the focus stays where it is.
 */
export function useFocusedHeading(isAsLeft: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (!isAsLeft) heading.current?.focus()
  }, [])
  return heading
}
