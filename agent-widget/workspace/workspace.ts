// The agent's workspace as the widget sees it: one value that changes, and a way to listen. Everything the Connect
// libraries can say is turned into this shape, so no component knows which host is underneath.

export interface WorkspaceContact {
  contactId: string
  initialContactId: string
  /** 'connect:WhatsApp' for native chats; any other string for bridged ones; undefined when the host does not say. */
  subtype: string | undefined
  state: 'incoming' | 'connected' | 'ended'
  customerName: string | undefined
  /** E.164; undefined where no host source has it (then the API knows). */
  customerNumber: string | undefined
  attributes: Readonly<Record<string, string>>
  /** When the customer last wrote, as far as the host's transcript tells. */
  lastCustomerMessageAt: Date | undefined
  /** When the agent last wrote text into the chat itself, as far as the host's transcript tells. */
  lastAgentMessageAt: Date | undefined
}

export interface WorkspaceSnapshot {
  /** `lost`: gone for now, it comes back by itself; `signed_out`: the agent has to. What was known stays shown. */
  connection: 'connecting' | 'ready' | 'lost' | 'signed_out'
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
  /** Sends text through the host's own chat. Undefined where the host has no way to (the agent workspace). */
  sendChatText?: (contactId: string, text: string) => Promise<void>
  stop(): void
}
