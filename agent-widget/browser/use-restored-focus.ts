// Moves the focus when the focused row is removed. Without this hook, the focus would be lost with
// the row, and keyboard users would start again at the top of the page.
import { type RefObject, useEffect } from 'react'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled, [type=file]), select, textarea, [tabindex="0"]'

/**
 * The focused element and its ancestors, innermost first. `index` is the position among the
 * siblings.
 */
type Trail = readonly { element: Element; index: number }[]

export function useRestoredFocus(within: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = within.current
    if (!root) return
    let trail: Trail = []
    const remember = ({ target }: FocusEvent) => {
      trail = trailOf(target as Element, root)
    }
    const observer = new MutationObserver(() => {
      if (!trail[0] || trail[0].element.isConnected) return
      const left = trail
      trail = []
      // Other code may set the focus after the removal, so the focus is checked in the next
      // animation frame.
      requestAnimationFrame(() => {
        if (document.hasFocus() && document.activeElement === document.body)
          successorOf(left)?.focus()
      })
    })
    root.addEventListener('focusin', remember)
    observer.observe(root, { childList: true, subtree: true })
    return () => {
      root.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [within])
}

function trailOf(focused: Element, root: Element): Trail {
  const trail = []
  for (
    let element: Element | null = focused;
    element && root.contains(element);
    element = element.parentElement
  ) {
    trail.push({ element, index: [...(element.parentElement?.children ?? [])].indexOf(element) })
  }
  return trail
}

function successorOf(trail: Trail): HTMLElement | null {
  const at = trail.findIndex(({ element }) => element.isConnected)
  if (at < 1) return null
  const { element: place } = trail[at]!
  const inPlace = place.children[Math.min(trail[at - 1]!.index, place.children.length - 1)]
  const own = inPlace?.matches(FOCUSABLE)
    ? (inPlace as HTMLElement)
    : inPlace?.querySelector<HTMLElement>(FOCUSABLE)
  return own ?? place.querySelector<HTMLElement>(FOCUSABLE)
}
