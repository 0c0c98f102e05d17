// What a form needs to know about the conversation.
import type { ConversationView, ReplyView } from '#api'
import type { WindowState } from '../conversation/window-state.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface FormContext {
  contactId: string
  view: ConversationView
  tone: WindowState['tone']
  /** The chat has ended: only a template can be sent. */
  hasEnded: boolean
  /** Sends text through the chat of the host, where the host can. */
  sendChatText: Workspace['sendChatText']
  onAccepted: (reply: ReplyView) => void
  /** Called when everything has been sent. */
  onDone: () => void
}
