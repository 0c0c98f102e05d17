// Puts the widget into a page, over whichever workspace the page has.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from '../api.ts'
import { AgentWidget } from '../app.tsx'
import { createSignIn } from '../sign-in/sign-in.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { WidgetSettings } from './settings.ts'

/** `signInPage`: where the identity provider returns to, on the page's own origin. Returns how to take the widget out again. */
export function showWidget(
  element: HTMLElement,
  workspace: Workspace,
  { apiUrl, issuer, clientId, scope, place }: WidgetSettings,
  signInPage: string,
): () => void {
  const signIn = createSignIn({
    authority: issuer,
    clientId,
    redirectUri: signInPage,
    ...(scope && { scope }),
  })
  const api = createApi({ url: apiUrl, token: signIn.token })
  const root = createRoot(element)
  root.render(
    <StrictMode>
      <AgentWidget workspace={workspace} api={api} signIn={signIn} place={place} />
    </StrictMode>,
  )
  return () => root.unmount()
}

export const signInPage = (base: string) => new URL('sign-in.html', base).href
