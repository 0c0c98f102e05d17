// A page that shows the CCP itself imports this module from the widget's origin, as `embed.js`, and
// calls `mountAgentWidget`.

import { attachedCcpWorkspace } from '../workspace/ccp.ts'
import { type PolicyWatch, policyWatch } from './blocked-by-policy.ts'
import { PageFailure, sayWhyNot } from './page-failure.ts'
import { readSettings } from './settings.ts'

interface EmbedOptions {
  /**
   * The page to which the identity provider redirects, on the embedding page's origin. Required if
   * the embedding page has another origin than the widget, because windows of different origins
   * cannot communicate. The page must load sign-in.js from the widget's origin.
   */
  signInPage?: string
}

/**
 * Renders the widget into `element`, beside the CCP. The embedding page opens the CCP with
 * `connect.core.initCCP`, before or after this call. The page sets the element's height, and the
 * widget scrolls inside. If the widget cannot start, the element shows why. Returns a function that
 * removes the widget.
 */
export async function mountAgentWidget(
  element: HTMLElement,
  options: EmbedOptions = {},
): Promise<() => void> {
  const base = new URL(/* @vite-ignore */ '.', import.meta.url)
  const policy = policyWatch(base.origin)
  try {
    const returnPage = returnPageFor(base, options)
    const [settings, { showWidget }] = await Promise.all([
      readSettings(base.href),
      import('./show-widget.tsx'),
    ])
    const { apiUrl, issuer, metadata = {}, numberAttribute, origins } = settings
    requireOrigin(base, origins)
    policy.expect([apiUrl, issuer, ...Object.values(metadata)])
    const workspace = attachedCcpWorkspace(numberAttribute ? { numberAttribute } : {})
    const remove = showWidget(element, workspace, settings, returnPage, policy)
    return () => {
      remove()
      workspace.stop()
      policy.stop()
    }
  } catch (error) {
    // The browser reports a violation of the content security policy only a moment after the
    // request has failed. The page waits for the report, which explains the failure better.
    await new Promise((done) => setTimeout(done, VIOLATION_REPORTED_MS))
    sayWhyNot(element, blockedError(policy) ?? error)
    policy.stop()
    return () => element.replaceChildren()
  }
}

const VIOLATION_REPORTED_MS = 100

function blockedError(policy: PolicyWatch): Error | undefined {
  const blocked = policy.getSnapshot()
  return blocked && new PageFailure('blockedByPolicy', { ...blocked })
}

/** Throws if the API and the bucket would refuse the requests of this page. */
function requireOrigin(base: URL, origins: readonly string[] | undefined): void {
  const { origin } = location
  if (origin === base.origin || !origins || origins.includes(origin)) return
  throw new PageFailure('originNotAllowed', { origin })
}

/**
 * Returns the page to which the identity provider redirects. Throws if that page would have another
 * origin than this page.
 */
function returnPageFor(base: URL, { signInPage }: EmbedOptions): string {
  const { origin } = location
  const page = new URL(
    signInPage ?? 'sign-in.html',
    signInPage === undefined ? base : document.baseURI,
  )
  if (page.origin === origin) return page.href
  throw signInPage === undefined
    ? new PageFailure('noSignInPage', {
        ...{ origin, widget: base.origin, script: new URL('sign-in.js', base).href },
      })
    : new PageFailure('foreignSignInPage', { origin, page: page.origin })
}
