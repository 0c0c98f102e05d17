// Navigates within a contact's panel: between the tabs, templates and forms.
import { useRef, useState, useSyncExternalStore } from 'react'
import type { ReplyView } from '#api'
import type { Kind } from '../compose/kinds.ts'
import type { BegunDraft } from '../drafts/begun-drafts.ts'
import { draftKeyOf, quoteInText } from '../drafts/composed-drafts.ts'
import { filledFromReply } from '../fill/filled-from-reply.ts'
import type { ReplyActions } from '../outcomes/use-reply-actions.ts'
import { type Services, useServices } from '../services.tsx'
import { EMPTY_SEARCH, type TemplateSearch } from '../templates/template-search.ts'
import type { Open, PanelState, Tab } from './open-page.ts'

/**
 * Opens the template that was sent with a reply in a contact's panel, filled in with the reply's
 * values. If the agent already has a draft of the template, the panel opens that draft unchanged.
 * Returns false if the reply is not a template.
 */
export function openFilled(services: Services, contactId: string, reply: ReplyView): boolean {
  const sent = filledFromReply(reply)
  if (!sent) return false
  const { name, language, filled } = sent
  const key = { contactId, name, language }
  const isBlocked = services.drafts.get(key)?.begun === true
  if (!isBlocked) services.sending.replace(key, filled)
  const panel = services.panel(contactId)
  panel.set({
    ...panel.getSnapshot(),
    open: { is: 'template', name, language, isChosen: true, isBlocked },
  })
  return true
}

export function useNavigation(contactId: string, replyActions: ReplyActions) {
  const services = useServices()
  const panel = services.panel(contactId)
  const { tab, open, search } = useSyncExternalStore(panel.subscribe, panel.getSnapshot)
  const [initiallyOpen] = useState(open)
  const [cameFrom, setCameFrom] = useState<Kind | 'template'>()
  const beingEdited = useRef(new Set<string>())
  const update = (part: Partial<PanelState>) => panel.set({ ...panel.getSnapshot(), ...part })

  function compose(kind: Kind, isBlocked = false) {
    update({ open: { is: 'form', kind, isBlocked, openingId: crypto.randomUUID() } })
    setCameFrom(kind)
  }

  function choose(
    name: string,
    language: string | undefined,
    isChosen: boolean,
    isBlocked = false,
  ) {
    update({ open: { is: 'template', name, language, isChosen, isBlocked } })
    setCameFrom('template')
  }

  /** Closes the page, unless the agent has opened another page in the meantime. */
  function closeIf(isIt: (open: Open) => boolean, part: Partial<PanelState> = {}) {
    if (isIt(panel.getSnapshot().open)) update({ ...part, open: { is: 'tabs' } })
  }

  /**
   * Turns a reply into a new draft. A held reply is canceled first. If canceling fails, for example
   * because the customer has just answered, there is no new draft.
   */
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
    const { draftFromReply } = await import('../compose/draft-from-reply.ts')
    const { kind, store } = draftFromReply(services, contactId, reply)
    if (!store) return compose(kind, true)
    if (reply.status === 'held' && !(await replyActions.withdraw(reply))) return
    store()
    compose(kind)
  }

  return {
    tab,
    open,
    /**
     * True if the page was already open when the agent returned to this chat. The page then does
     * not move the focus.
     */
    isAsLeft: open === initiallyOpen,
    search,
    setSearch: (next: TemplateSearch) => update({ search: next }),
    /** The page from which the agent returned to the tabs. */
    cameFrom,
    showTab: (next: Tab) => update({ open: { is: 'tabs' }, tab: next }),
    choose,
    compose,
    /** Opens a draft as the agent left it. */
    resume(draft: BegunDraft) {
      if (draft.is === 'template') choose(draft.name, draft.language, true)
      else compose(draft.is === 'files' ? 'files' : draft.kind)
    },
    edit: (reply: ReplyView) => void edit(reply),
    fillAgain(reply: ReplyView) {
      if (openFilled(services, contactId, reply)) setCameFrom('template')
    },
    close: () => update({ open: { is: 'tabs' } }),
    showHistory: () => update({ open: { is: 'history' } }),
    /** Closes the template after it was sent, and clears the search with which it was found. */
    closeTemplate: (name: string) =>
      closeIf((now) => now.is === 'template' && now.name === name, { search: EMPTY_SEARCH }),
    closeForm: (kind: Kind) => closeIf((now) => now.is === 'form' && now.kind === kind),
    /**
     * Opens the form for a text message, filled in with a text that the agent wrote in Connect's
     * chat. The message can wait for the customer. If there is already a draft of a text, the panel
     * opens that draft unchanged.
     */
    keepText(text: string) {
      const key = draftKeyOf(contactId, 'text')
      const isBlocked = services.drafts.get(key)?.begun === true
      if (!isBlocked)
        services.sending.replace(key, { values: { form: { body: text } }, uploads: {} })
      compose('text', isBlocked)
    },
    answer(messageId: string) {
      quoteInText(services.sending, contactId, messageId)
      compose('text')
    },
    sendFiles(files: readonly File[]) {
      compose('files')
      void import('../compose/file-queue.ts').then(({ fileQueueOf }) =>
        fileQueueOf(services, contactId).add(files),
      )
    },
  }
}
