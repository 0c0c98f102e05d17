// How one gets from what lies open on the desk to something else.
import { useRef, useState, useSyncExternalStore } from 'react'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import type { Kind } from '../compose/kinds.ts'
import { quoteInText } from '../drafts/composed-drafts.ts'
import type { ReplyActions } from '../outcomes/use-reply-actions.ts'
import { useTools } from '../services.tsx'
import { EVERYTHING, type Looking } from '../templates/template-search.ts'
import type { OnDesk, Open, Tab } from './open-page.ts'

export function useDesk(contactId: string, replyActions: ReplyActions) {
  const tools = useTools()
  const desk = tools.desk(contactId)
  const { tab, open, looking } = useSyncExternalStore(desk.subscribe, desk.getSnapshot)
  const [begunWith] = useState(open)
  const [cameFrom, setCameFrom] = useState<Kind | 'template'>()
  const beingEdited = useRef(new Set<string>())
  const put = (part: Partial<OnDesk>) => desk.set({ ...desk.getSnapshot(), ...part })

  function compose(kind: Kind, inTheWay = false) {
    put({ open: { is: 'form', kind, inTheWay, turn: crypto.randomUUID() } })
    setCameFrom(kind)
  }

  function choose(name: string, language: string | undefined, isChosen: boolean) {
    put({ open: { is: 'template', name, language, isChosen } })
    setCameFrom('template')
  }

  /** Whoever has gone on to something else stays there. */
  function closeIf(isIt: (open: Open) => boolean, part: Partial<OnDesk> = {}) {
    if (isIt(desk.getSnapshot().open)) put({ ...part, open: { is: 'tabs' } })
  }

  /** As a new draft. What waits is taken back first: the customer's answer may be quicker, and then it stays as it was. */
  async function edit(reply: ReplyView) {
    if (beingEdited.current.has(reply.id)) return
    beingEdited.current.add(reply.id)
    try {
      await editOnce(reply)
    } finally {
      beingEdited.current.delete(reply.id)
    }
  }

  async function editOnce(reply: ReplyView) {
    const { draftAgain } = await import('../compose/draft-from-reply.ts')
    const { kind, keep } = draftAgain(tools, contactId, reply)
    if (!keep) return compose(kind, true)
    if (reply.fate === 'held' && !(await replyActions.withdraw(reply))) return
    keep()
    compose(kind)
  }

  return {
    tab,
    open,
    /** Nobody opened it now: it was left open when another chat was shown. */
    isAsLeft: open === begunWith,
    looking,
    look: (next: Looking) => put({ looking: next }),
    /** What was open last. */
    cameFrom,
    showTab: (next: Tab) => put({ open: { is: 'tabs' }, tab: next }),
    choose,
    compose,
    edit: (reply: ReplyView) => void edit(reply),
    close: () => put({ open: { is: 'tabs' } }),
    /** It is sent: what was looked for is found. */
    closeTemplate: (name: string) =>
      closeIf((now) => now.is === 'template' && now.name === name, { looking: EVERYTHING }),
    closeForm: (kind: Kind) => closeIf((now) => now.is === 'form' && now.kind === kind),
    answer(messageId: string) {
      quoteInText(tools.drafts, contactId, messageId)
      compose('text')
    },
    sendFiles(files: readonly File[]) {
      compose('files')
      void import('../compose/file-queue.ts').then(({ fileQueueOf }) =>
        fileQueueOf(tools, contactId).add(files),
      )
    },
  }
}
