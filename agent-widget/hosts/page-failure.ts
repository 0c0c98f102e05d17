/** Shows why the widget could not start. */
export function sayWhyNot(element: HTMLElement, error: unknown): void {
  const paragraph = document.createElement('p')
  paragraph.className = 'page-failure'
  paragraph.setAttribute('role', 'alert')
  paragraph.textContent = error instanceof Error ? error.message : String(error)
  element.replaceChildren(paragraph)
}
