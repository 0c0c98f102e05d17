// The supervisors' page, as a third-party app in the agent workspace or as a separate page.
import './pages.css'
import { agentWorkspace } from '../workspace/agent-workspace.ts'
import { sayWhyNot } from './page-failure.ts'
import { readSettings } from './settings.ts'
import { showSupervisorPage } from './show-supervisor-page.tsx'
import { signInPage } from './show-widget.tsx'

const element = document.getElementById('widget')!

try {
  // In a frame, this page is an app of the agent workspace. The workspace shows an app only after
  // the app has connected to it.
  if (window.parent !== window) agentWorkspace()
  showSupervisorPage(element, await readSettings(document.baseURI), signInPage(document.baseURI))
} catch (error) {
  sayWhyNot(element, error)
}
