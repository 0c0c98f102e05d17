// The agent's workspace in the widget's own terms: one value with subscribers. Everything that the
// Connect libraries report is converted into this form, so that no component depends on the host.

import type { AgentText } from './transcript.ts'

export interface WorkspaceContact {
  contactId: string
  initialContactId: string
  /**
   * The subtype is 'connect:WhatsApp' for native chats, and any other string for bridged chats. The
   * subtype is undefined if the host does not report it.
   */
  subtype: string | undefined
  state: 'incoming' | 'connected' | 'ended'
  customerName: string | undefined
  /**
   * The number in E.164 format. If the host does not report the number, it is undefined, and the
   * API provides it.
   */
  customerNumber: string | undefined
  attributes: Readonly<Record<string, string>>
  /** When the customer last wrote, according to the host's transcript. */
  lastCustomerMessageAt: Date | undefined
  /** When the agent last wrote text in the chat itself, according to the host's transcript. */
  lastAgentMessageAt: Date | undefined
  /**
   * The last texts that agents wrote in the chat, the oldest first. The list is empty if the host
   * has no transcript.
   */
  agentTexts: readonly AgentText[]
}

export interface WorkspaceSnapshot {
  /**
   * `no_ccp` means that the page has not opened its CCP yet. `not_ready` means that the CCP does
   * not answer. `lost` means that the connection was interrupted and is being restored.
   * `signed_out` means that the agent has to sign in again. The last known contacts are preserved
   * in all states.
   */
  connection: 'connecting' | 'no_ccp' | 'not_ready' | 'ready' | 'lost' | 'signed_out'
  /**
   * How often the agent has signed out of Connect since the page was opened. A session that has
   * expired does not count. The number is always 0 in the agent workspace, which closes the page
   * when the agent signs out.
   */
  signOuts: number
  agent: { name: string; arn: string } | undefined
  contacts: readonly WorkspaceContact[]
  /** The contact in the agent's view. */
  currentContactId: string | undefined
}

export interface Workspace {
  readonly host: 'ccp' | 'workspace'
  /** Returns the same object until something changes. */
  getSnapshot(): WorkspaceSnapshot
  subscribe(onChange: () => void): () => void
  /**
   * Sends text through the host's own chat. The function is undefined if the host cannot send text
   * (the agent workspace).
   */
  sendChatText?: (contactId: string, text: string) => Promise<void>
  stop(): void
}
