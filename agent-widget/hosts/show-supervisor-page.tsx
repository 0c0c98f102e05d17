// Renders the supervisors' page.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createSupervisorApi } from '../supervisor/api.ts'
import { SupervisorPage } from '../supervisor/supervisor-page.tsx'
import type { WidgetSettings } from './settings.ts'
import { signInTo } from './show-widget.tsx'

export function showSupervisorPage(
  element: HTMLElement,
  settings: WidgetSettings,
  signInPage: string,
): void {
  const signIn = signInTo(settings, signInPage)
  const api = createSupervisorApi({ url: settings.apiUrl, token: signIn.token })
  createRoot(element).render(
    <StrictMode>
      <SupervisorPage api={api} signIn={signIn} />
    </StrictMode>,
  )
}
