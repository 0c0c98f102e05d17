// What lies open on the desk: a template, a form, or neither; and how one gets from one to the other.
import { useState } from 'react'
import type { ReplyView } from '../../lambdas/api.ts'
import { quoteInText } from '../compose/drafts.ts'
import type { Kind } from '../compose/kinds.ts'
import type { ReplyActions } from '../outcomes/use-reply-actions.ts'
import { useTools } from '../tools.tsx'

type Open =
  | { is: 'tabs' }
  | { is: 'template'; name: string; language: string | undefined }
  /** `inTheWay`: a draft that another one was to take the place of. */
  | { is: 'form'; kind: Kind; inTheWay: boolean }

export type Tab = 'templates' | 'sent'

export function useDesk(contactId: string, replyActions: ReplyActions) {
  const tools = useTools()
  const [tab, setTab] = useState<Tab>('templates')
  const [open, setOpen] = useState<Open>({ is: 'tabs' })

  const [composed, setComposed] = useState<Kind>()

  function compose(kind: Kind, inTheWay = false) {
    setOpen({ is: 'form', kind, inTheWay })
    setComposed(kind)
  }

  function choose(name: string, language: string | undefined) {
    setOpen({ is: 'template', name, language })
    setComposed(undefined)
  }

  function showTab(next: Tab) {
    setOpen({ is: 'tabs' })
    setTab(next)
  }

  /** As a new draft. What waits is taken back first: the customer's answer may be quicker, and then it stays as it was. */
  async function edit(reply: ReplyView) {
    const { draftAgain } = await import('../compose/draft-again.ts')
    const { kind, keep } = draftAgain(tools, contactId, reply)
    if (!keep) return compose(kind, true)
    if (reply.fate === 'held' && !(await replyActions.withdraw(reply))) return
    keep()
    compose(kind)
  }

  return {
    tab,
    open,
    /** The form that was open last. */
    composed,
    showTab,
    choose,
    compose,
    edit: (reply: ReplyView) => void edit(reply),
    close: () => setOpen({ is: 'tabs' }),
    /** Whoever has gone on to another template stays there. */
    closeTemplate: (name: string) => setOpen((now) => (now.is === 'template' && now.name === name ? { is: 'tabs' } : now)),
    /** Whoever has gone on to something else stays there. */
    closeForm: (kind: Kind) => setOpen((now) => (now.is === 'form' && now.kind === kind ? { is: 'tabs' } : now)),
    answer(messageId: string) {
      quoteInText(tools.drafts, contactId, messageId)
      compose('text')
    },
    sendFiles(files: readonly File[]) {
      compose('files')
      void import('../compose/file-queue.ts').then(({ fileQueueOf }) => fileQueueOf(tools, contactId).add(files))
    },
  }
}
