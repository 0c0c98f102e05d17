// The supervisors' page. The page is a third-party app of the agent workspace, or a separate page.
import './pages.css'
import { agentWorkspace } from '../workspace/agent-workspace.ts'
import { sayWhyNot } from './page-failure.ts'
import { readSettings } from './settings.ts'
import { showSupervisorPage } from './show-supervisor-page.tsx'
import { signInPage } from './show-widget.tsx'

const element = document.getElementById('widget')!

try {
  // The workspace shows an app only after the app has connected to it.
  if (window.parent !== window) agentWorkspace()
  showSupervisorPage(element, await readSettings(document.baseURI), signInPage(document.baseURI))
} catch (error) {
  sayWhyNot(element, error)
}
