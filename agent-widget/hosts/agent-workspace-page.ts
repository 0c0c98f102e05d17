// The widget as a third-party app in the Amazon Connect agent workspace.
import './pages.css'
import { agentWorkspace } from '../workspace/agent-workspace.ts'
import { PageFailure, sayWhyNot } from './page-failure.ts'
import { readSettings } from './settings.ts'
import { showWidget, signInPage } from './show-widget.tsx'

const element = document.getElementById('widget')!

try {
  if (window.parent === window) throw new PageFailure('notInWorkspace')
  const settings = await readSettings(document.baseURI)
  const { numberAttribute } = settings
  const workspace = agentWorkspace(numberAttribute ? { numberAttribute } : {})
  showWidget(element, workspace, settings, signInPage(document.baseURI))
} catch (error) {
  sayWhyNot(element, error)
}
