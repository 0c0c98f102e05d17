// The custom CCP page: the Contact Control Panel with the widget beside it.
import './pages.css'
import { ccpWorkspace } from '../workspace/ccp.ts'
import { PageFailure, sayWhyNot } from './page-failure.ts'
import { readSettings } from './settings.ts'
import { showWidget, signInPage } from './show-widget.tsx'

const element = (id: string) => document.getElementById(id)!

try {
  const settings = await readSettings(document.baseURI)
  const { ccpUrl, region, loginUrl, participantEndpoint, numberAttribute } = settings
  if (!ccpUrl) throw new PageFailure('noCcpUrl')
  const workspace = ccpWorkspace({
    container: element('ccp'),
    ccpUrl,
    region,
    ...(loginUrl && { loginUrl }),
    ...(participantEndpoint && { participantEndpoint }),
    ...(numberAttribute && { numberAttribute }),
  })
  showWidget(element('widget'), workspace, settings, signInPage(document.baseURI))
} catch (error) {
  sayWhyNot(element('widget'), error)
}
