// For pages that have a CCP of their own: import { mountAgentWidget } from 'https://…/embed.js'
import { attachedCcpWorkspace } from '../workspace/ccp.ts'
import { readSettings } from './settings.ts'

interface EmbedOptions {
  /** The page's own copy of sign-in.html, where the page is on another origin than the widget: windows only speak within one. */
  signInPage?: string
}

/**
 * Puts the widget into `element`, beside the CCP that this page has opened with `connect.core.initCCP`. The page gives the
 * element a height; the widget scrolls inside. Returns how to take it out again.
 */
export async function mountAgentWidget(
  element: HTMLElement,
  options: EmbedOptions = {},
): Promise<() => void> {
  const base = new URL(/* @vite-ignore */ '.', import.meta.url).href
  const [settings, { showWidget, signInPage }] = await Promise.all([
    readSettings(base),
    import('./show-widget.tsx'),
  ])
  const { numberAttribute } = settings
  const workspace = attachedCcpWorkspace(numberAttribute ? { numberAttribute } : {})
  const remove = showWidget(element, workspace, settings, options.signInPage ?? signInPage(base))
  return () => {
    remove()
    workspace.stop()
  }
}
