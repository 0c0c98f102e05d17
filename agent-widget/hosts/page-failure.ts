// If the widget cannot start, shows the reason in the browser's language. The texts are part of
// this script, because a page on which the widget cannot start may not be able to load texts
// either.
import type en from '../i18n/en.json'
import { languageOf } from '../i18n/language-of.ts'

type Texts = (typeof en)['pageFailure'] & Pick<typeof en, 'blockedByPolicy'>

/** The texts in every language of the widget. vite.config.ts inserts them. */
declare const PAGE_FAILURE_TEXTS: Readonly<Record<'en' | 'es' | 'pt', Texts>>

type Values = Readonly<Record<string, string | number>>

/**
 * Thrown if the widget cannot start for a reason that the developer or administrator of the page
 * can resolve. `values` contains the values for the reason's text.
 */
export class PageFailure extends Error {
  override readonly name = 'PageFailure'
  readonly reason: keyof Texts
  readonly values: Values

  constructor(reason: keyof Texts, values: Values = {}, options?: ErrorOptions) {
    super(reason, options)
    this.reason = reason
    this.values = values
  }
}

/** The style is inline, because pages of other origins do not have the styles of our pages. */
const STYLE = {
  margin: '0',
  padding: '16px',
  font: '14px/20px system-ui, sans-serif',
  overflowWrap: 'anywhere',
}

export function sayWhyNot(element: HTMLElement, error: unknown): void {
  const paragraph = document.createElement('p')
  paragraph.setAttribute('role', 'alert')
  Object.assign(paragraph.style, STYLE)
  if (error instanceof PageFailure) {
    const language = languageOf(PAGE_FAILURE_TEXTS)
    paragraph.lang = language
    paragraph.textContent = formatted(PAGE_FAILURE_TEXTS[language][error.reason], error.values)
  } else paragraph.textContent = error instanceof Error ? error.message : String(error)
  element.replaceChildren(paragraph)
}

const formatted = (text: string, values: Values) =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
