// Moves the focus when one page replaces another. Without this hook, the focus would be lost with
// the closed page, and keyboard users would start again at the top.
import { type RefObject, useEffect, useRef } from 'react'

/**
 * Calls `give`, which sets the focus, when the component appears, but only if nothing has the
 * focus. An agent who is typing in the chat keeps the focus there.
 */
export function useInitialFocus(give: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the component appears
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) give()
  }, [])
}

/**
 * Moves the focus to a page's heading when the page opens. Does nothing if `isAsLeft` is true,
 * which means that the page was already open when the agent returned to the chat.
 */
export function useFocusedHeading(isAsLeft: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the component appears
  useEffect(() => {
    if (!isAsLeft) heading.current?.focus()
  }, [])
  return heading
}
