// The information about the conversation that a form needs.
import type { ConversationView, ReplyView } from '#api'
import type { ListedForm } from '#model/template-list'
import type { OfferedForm } from '#whatsapp/templates/forms'
import type { WindowState } from '../conversation/window-state.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface FormContext {
  contactId: string
  view: ConversationView
  tone: WindowState['tone']
  /** True if the chat has ended. Only templates can then be sent. */
  hasEnded: boolean
  /** The forms that supervisors offer in this chat, or undefined until the forms are loaded. */
  forms: readonly OfferedForm<ListedForm>[] | undefined
  /** Reads the offered forms again. */
  reloadForms: () => void
  /**
   * Sends text in Connect's own chat. Undefined in workspaces that cannot do this, such as the
   * Amazon Connect agent workspace.
   */
  sendChatText: Workspace['sendChatText']
  onAccepted: (reply: ReplyView) => void
  /** Called when everything has been sent, to close the form. */
  onDone: () => void
}
