// Shows, without the widget, the data that the widget's workspace module reads from its host
// application. Tests choose the host with the parameter `host`: ccp, own-ccp or agent-workspace.
import { agentWorkspace } from '../../../../agent-widget/workspace/agent-workspace.ts'
import { attachedCcpWorkspace, ccpWorkspace } from '../../../../agent-widget/workspace/ccp.ts'
import type { Workspace } from '../../../../agent-widget/workspace/workspace.ts'

const container = () => document.getElementById('ccp')!
const { ccpUrl, region, participantEndpoint }: Record<string, string> = await (
  await fetch('/widget/config.json')
).json()

const openCcp = () =>
  ccpWorkspace({
    container: container(),
    ccpUrl: ccpUrl!,
    region: region!,
    participantEndpoint: participantEndpoint!,
  })

/** Behaves like a page that creates its own CCP before it loads the widget. */
async function ownCcp() {
  const { streams } = await import('../../../../agent-widget/workspace/streams.ts')
  streams.ChatSession.setGlobalConfig({ endpoint: participantEndpoint } as connect.ChatGlobalConfig)
  streams.core.initCCP(container(), { ccpUrl: ccpUrl!, region: region!, loginPopup: false })
  return attachedCcpWorkspace()
}

const hosts: Readonly<Record<string, () => Workspace | Promise<Workspace>>> = {
  ccp: openCcp,
  'own-ccp': ownCcp,
  'agent-workspace': agentWorkspace,
}

let workspace: Workspace
async function follow(opened: Workspace | Promise<Workspace>) {
  workspace = await opened
  const show = () => {
    document.querySelector('pre')!.textContent = JSON.stringify(workspace.getSnapshot(), null, 2)
  }
  workspace.subscribe(show)
  show()
}

await follow(hosts[new URLSearchParams(location.search).get('host') ?? 'ccp']!())

Object.assign(window, {
  probe: {
    sendChatText: (contactId: string, text: string) => workspace.sendChatText!(contactId, text),
    /** Stops the workspace and opens it again, as happens to an effect in React's StrictMode. */
    async reopen() {
      workspace.stop()
      await follow(openCcp())
    },
    /**
     * Replaces the container element, and opens the workspace in the new element, as a framework
     * might do.
     */
    async replaceContainer() {
      workspace.stop()
      const fresh = container().cloneNode(false)
      container().replaceWith(fresh)
      await follow(openCcp())
    },
    stop: () => workspace.stop(),
  },
})
