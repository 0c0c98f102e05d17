// The agent's workspace as the widget sees it: one value with subscribers. Everything that the
// Connect libraries report is turned into this shape, so that no component knows which host it runs
// in.

import type { AgentText } from './transcript.ts'

export interface WorkspaceContact {
  contactId: string
  initialContactId: string
  /**
   * 'connect:WhatsApp' for native chats, any other string for bridged ones; undefined where the
   * host does not report it.
   */
  subtype: string | undefined
  state: 'incoming' | 'connected' | 'ended'
  customerName: string | undefined
  /** E.164; undefined where the host does not report it. The API knows it then. */
  customerNumber: string | undefined
  attributes: Readonly<Record<string, string>>
  /** When the customer last wrote, according to the host's transcript. */
  lastCustomerMessageAt: Date | undefined
  /** When the agent last wrote text in the chat itself, according to the host's transcript. */
  lastAgentMessageAt: Date | undefined
  /** What agents last wrote there, the oldest first. Empty where the host has no transcript. */
  agentTexts: readonly AgentText[]
}

export interface WorkspaceSnapshot {
  /**
   * `no_ccp`: the page has not opened its CCP yet. `not_ready`: the CCP does not answer. `lost`:
   * interrupted, reconnects by itself. `signed_out`: the agent has to sign in again. The last known
   * contacts stay.
   */
  connection: 'connecting' | 'no_ccp' | 'not_ready' | 'ready' | 'lost' | 'signed_out'
  agent: { name: string; arn: string } | undefined
  contacts: readonly WorkspaceContact[]
  /** The contact in the agent's view. */
  currentContactId: string | undefined
}

export interface Workspace {
  readonly host: 'ccp' | 'workspace'
  /** The same object until something changed. */
  getSnapshot(): WorkspaceSnapshot
  subscribe(onChange: () => void): () => void
  /**
   * Sends text through the host's own chat. Undefined where the host cannot (the agent workspace).
   */
  sendChatText?: (contactId: string, text: string) => Promise<void>
  stop(): void
}
