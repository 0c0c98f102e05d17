// What a form has to know of the conversation it stands in.
import type { ConversationView, ReplyView } from '../../lambdas/widget-api/api.ts'
import type { WindowNow } from '../conversation/window-state.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface Desktop {
  contactId: string
  view: ConversationView
  tone: WindowNow['tone']
  /** The chat is over: nothing but a template can be sent in it. */
  hasEnded: boolean
  /** Puts text into the chat itself, where the host can. */
  sendChatText: Workspace['sendChatText']
  onAccepted: (reply: ReplyView) => void
  /** Everything there was to send is sent. */
  onDone: () => void
}
