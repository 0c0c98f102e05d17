// The focus goes with what is closed. Whoever works by keyboard goes on where that was opened, not at the beginning of the page.
import { type RefObject, useEffect, useRef } from 'react'

/** When it appears. Only a focus that went with something is given: whoever has gone on to the chat is not called away from it. */
export function useGivenFocus(give: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) give()
  }, [])
}

/** For the heading of a page. `isAsLeft`: nobody opened it now, the focus is elsewhere, and stays there. */
export function useFocusedHeading(isAsLeft: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (!isAsLeft) heading.current?.focus()
  }, [])
  return heading
}
