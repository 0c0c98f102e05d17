// Renders the widget into a page, for any workspace.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from '../api.ts'
import { AgentWidget } from '../app.tsx'
import { createSignIn } from '../sign-in/sign-in.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { PolicyWatch } from './blocked-by-policy.ts'
import { locationOf, type WidgetSettings } from './settings.ts'

/**
 * `signInPage` is the page to which the identity provider redirects, on the embedding page's
 * origin. `policy` reports what the content security policy of the embedding page blocks. Returns a
 * function that removes the widget.
 */
export function showWidget(
  element: HTMLElement,
  workspace: Workspace,
  settings: WidgetSettings,
  signInPage: string,
  policy?: PolicyWatch,
): () => void {
  const { apiUrl, place, places, missed = true } = settings
  const signIn = signInTo(settings, signInPage)
  const api = createApi({
    url: apiUrl,
    token: signIn.token,
    ...(policy && { onAddresses: policy.expect }),
  })
  const root = createRoot(element)
  root.render(
    <StrictMode>
      <AgentWidget
        workspace={workspace}
        api={api}
        signIn={signIn}
        reportsMissed={missed}
        {...(policy && { policy })}
        locationOf={(number) =>
          locationOf({ ...(place && { place }), ...(places && { places }) }, number)
        }
      />
    </StrictMode>,
  )
  return () => root.unmount()
}

export const signInTo = (
  { issuer, clientId, scope, extraParameters, metadata }: WidgetSettings,
  signInPage: string,
) =>
  createSignIn({
    authority: issuer,
    clientId,
    redirectUri: signInPage,
    ...(scope && { scope }),
    ...(extraParameters && { extraParameters }),
    ...(metadata && { metadata }),
  })

export const signInPage = (base: string) => new URL('sign-in.html', base).href
