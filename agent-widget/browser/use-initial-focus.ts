// Moves the focus when one page replaces another. Without this hook, the focus would be lost with
// the closed page, and keyboard users would start again at the top.
import { type RefObject, useEffect, useRef } from 'react'

/**
 * Sets the focus when the component appears, but only if the focus was lost. An agent who is
 * already typing in the chat keeps the focus there.
 */
export function useInitialFocus(give: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) give()
  }, [])
}

/**
 * Focuses the heading of a page. `isAsLeft` means that the page was open before, so the focus is
 * not moved.
 */
export function useFocusedHeading(isAsLeft: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (!isAsLeft) heading.current?.focus()
  }, [])
  return heading
}
