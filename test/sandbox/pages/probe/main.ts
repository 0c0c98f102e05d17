// Shows what a workspace reports, without the widget, for tests of the hosts. The parameter `host`
// chooses the host: ccp, own-ccp or agent-workspace.
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

/** Behaves like a page that had a CCP before the widget was added. */
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
    /** Stops and opens the workspace again, as React's StrictMode does with an effect. */
    async reopen() {
      workspace.stop()
      await follow(openCcp())
    },
    /** Replaces the container, and opens the workspace in the new one, as a framework might do. */
    async replaceContainer() {
      workspace.stop()
      const fresh = container().cloneNode(false)
      container().replaceWith(fresh)
      await follow(openCcp())
    },
    stop: () => workspace.stop(),
  },
})
