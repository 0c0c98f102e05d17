// The state of the agent's workspace in the widget's own types. The widget runs in two hosts: a
// page with the Contact Control Panel (CCP), and the Amazon Connect agent workspace. What the
// libraries of both report is converted to these types, so that no component depends on the host.

import type { AgentText } from './transcript.ts'

export interface WorkspaceContact {
  contactId: string
  initialContactId: string
  /**
   * The subtype of the contact: 'connect:WhatsApp' for native chats, in which Connect itself
   * receives the messages, and any other string for bridged chats, in which our functions receive
   * them. Undefined if the host does not report the subtype.
   */
  subtype: string | undefined
  state: 'incoming' | 'connected' | 'ended'
  customerName: string | undefined
  /**
   * The number in E.164 format. Undefined if the host does not report the number; the API then
   * provides it.
   */
  customerNumber: string | undefined
  attributes: Readonly<Record<string, string>>
  /** When the customer last wrote, according to the host's transcript. */
  lastCustomerMessageAt: Date | undefined
  /** When the agent last wrote text in the chat itself, according to the host's transcript. */
  lastAgentMessageAt: Date | undefined
  /**
   * The last texts that agents wrote in the chat, oldest first. The list is empty if the host has
   * no transcript.
   */
  agentTexts: readonly AgentText[]
}

export interface WorkspaceSnapshot {
  /**
   * `no_ccp`: the page has not opened its CCP yet. `not_ready`: the CCP does not respond. `lost`:
   * the connection was interrupted and is being restored. `signed_out`: the agent must sign in
   * again. The last known contacts are preserved in all states.
   */
  connection: 'connecting' | 'no_ccp' | 'not_ready' | 'ready' | 'lost' | 'signed_out'
  /**
   * How often the agent has signed out of Connect since the page was opened. Expired sessions do
   * not count. The number is always 0 in the agent workspace, which closes the page when the agent
   * signs out.
   */
  signOuts: number
  agent: { name: string; arn: string } | undefined
  contacts: readonly WorkspaceContact[]
  /** The contact that the agent is viewing. */
  currentContactId: string | undefined
}

export interface Workspace {
  readonly host: 'ccp' | 'workspace'
  /** Returns the same object until something changes. */
  getSnapshot(): WorkspaceSnapshot
  subscribe(onChange: () => void): () => void
  /**
   * Sends text through the host's own chat. Undefined if the host cannot send text, as in the agent
   * workspace.
   */
  sendChatText?: (contactId: string, text: string) => Promise<void>
  stop(): void
}
