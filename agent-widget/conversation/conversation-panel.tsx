// What the agent does in a conversation: compose, pick a template and fill it in, see what became of what was sent.
import Alert from '@cloudscape-design/components/alert'
import Tabs from '@cloudscape-design/components/tabs'
import { lazy, Suspense } from 'react'
import type { ConversationView, ReplyView } from '../../lambdas/widget-api/api.ts'
import { ComposeBar } from '../compose/compose-bar.tsx'
import { useDroppedFiles } from '../compose/use-dropped-files.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Held } from '../outcomes/held-replies.tsx'
import { Latest } from '../outcomes/latest-reply.tsx'
import { Sent } from '../outcomes/sent-replies.tsx'
import type { ReplyActions } from '../outcomes/use-reply-actions.ts'
import { useTools } from '../services.tsx'
import type { TemplateGroup } from '../templates/search-index.ts'
import { TemplatesTab } from '../templates/templates-tab.tsx'
import { useTemplates } from '../templates/use-templates.ts'
import { templateFor, variantFor } from '../templates/variant.ts'
import type { Workspace, WorkspaceContact } from '../workspace/workspace.ts'
import type { Tab } from './open-page.ts'
import { useDesk } from './use-navigation.ts'
import type { WindowNow } from './window-state.ts'

/** Loaded when something is composed. */
const ComposePage = lazy(async () => ({
  default: (await import('../compose/compose-page.tsx')).ComposePage,
}))

/** Loaded when the first template is chosen. */
const TemplatePage = lazy(async () => ({
  default: (await import('../fill/template-page.tsx')).TemplatePage,
}))

interface Props {
  contact: WorkspaceContact
  view: ConversationView
  tone: WindowNow['tone']
  sendChatText: Workspace['sendChatText']
  actions: ReplyActions
  onAccepted: (reply: ReplyView) => void
}

/** Both names, and how many were sent, stand beside each other at 320 px. */
const NARROW = { tab: { paddingInline: '0px' } }

/** The contact attribute that says the customer's language, as a flow sets it. */
const LANGUAGE_ATTRIBUTE = 'language'

export function Desk({
  contact,
  view,
  tone,
  sendChatText,
  actions: replyActions,
  onAccepted,
}: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const { remembered } = useTools()
  const { contactId, attributes } = contact
  const templates = useTemplates(contactId, tone === 'closed')
  const desk = useDesk(contactId, replyActions)
  const { open, tab } = desk
  const isConnected = contact.state === 'connected'
  const { target, isOver, handlers } = useDroppedFiles<HTMLDivElement>(isConnected, desk.sendFiles)
  const ready = templates.is === 'ready' ? templates.templates : undefined
  const group =
    open.is === 'template' ? ready?.index.groups.find(({ name }) => name === open.name) : undefined
  const hasNumber = (view.customer.number ?? contact.customerNumber) !== undefined
  const variantOf = ({ variants }: TemplateGroup, chosen: string | undefined) =>
    variantFor(
      variants.map((template) => templateFor(template, hasNumber)),
      { chosen, contact: attributes[LANGUAGE_ATTRIBUTE], otherwise: [language] },
    )
  const actions = {
    onlyTemplates: !isConnected || tone === 'closed',
    hasEnded: !isConnected,
    resend: (reply: ReplyView) => void replyActions.resend(reply),
    pickTemplate: () => desk.showTab('templates'),
    editReply: desk.edit,
    editTemplate({ shows }: ReplyView) {
      const { template, language: of } = (shows ?? {}) as { template?: string; language?: string }
      if (template) desk.choose(template, of, true)
    },
  }

  function page() {
    if (open.is === 'template' && group && ready) {
      const variant = variantOf(group, open.language)
      return (
        <TemplatePage
          contactId={contactId}
          attributes={attributes}
          group={group}
          variant={variant}
          hasNumber={hasNumber}
          offer={ready.offers(variant.template)}
          isAsLeft={desk.isAsLeft}
          isGuess={!open.isChosen && !attributes[LANGUAGE_ATTRIBUTE] && group.variants.length > 1}
          onLanguage={(of) => desk.choose(group.name, of, true)}
          onBack={() => desk.showTab('templates')}
          onSent={(reply) => {
            onAccepted(reply)
            remembered.sent(group.name)
            desk.closeTemplate(group.name)
          }}
        />
      )
    }
    if (open.is !== 'form') return undefined
    const { kind } = open
    return (
      <>
        {open.inTheWay && <Alert type="info">{messages.held.inTheWay}</Alert>}
        <ComposePage
          key={open.turn}
          desktop={{
            contactId,
            view,
            tone,
            hasEnded: !isConnected,
            sendChatText,
            onAccepted,
            onDone: () => desk.closeForm(kind),
          }}
          kind={kind}
          isAsLeft={desk.isAsLeft}
          onBack={desk.close}
          onAnswer={desk.answer}
        />
      </>
    )
  }

  const shown = page()
  return (
    <div ref={target} className="aw-desk" {...handlers}>
      <Latest
        reply={view.replies.find(({ fate }) => fate !== 'held')}
        actions={actions}
        isListed={tab === 'sent' && !shown}
        onShowAll={() => desk.showTab('sent')}
      />
      <Held
        replies={view.replies.filter(({ fate }) => fate === 'held')}
        needsTemplate={tone === 'closed'}
        onWithdraw={(reply) => void replyActions.withdraw(reply)}
        onEdit={isConnected ? desk.edit : undefined}
      />
      {shown ? (
        <Suspense fallback={<div className="aw-wait" />}>{shown}</Suspense>
      ) : (
        <>
          {isConnected && (
            <ComposeBar
              mode={view.mode}
              tone={tone}
              cameFrom={desk.cameFrom}
              onChoose={desk.compose}
            />
          )}
          <Tabs
            fitHeight
            disableContentPaddings
            style={NARROW}
            ariaLabel={messages.templates}
            activeTabId={tab}
            onChange={({ detail }) => desk.showTab(detail.activeTabId as Tab)}
            tabs={[
              {
                id: 'templates' satisfies Tab,
                label: messages.templates,
                content: (
                  <TemplatesTab
                    templates={templates}
                    variantOf={variantOf}
                    looking={desk.looking}
                    onLook={desk.look}
                    cameFromTemplate={desk.cameFrom === 'template'}
                    onChoose={(chosen, of) =>
                      desk.choose(
                        chosen.name,
                        variantOf(chosen, of).template.language,
                        of !== undefined,
                      )
                    }
                  />
                ),
              },
              {
                id: 'sent' satisfies Tab,
                label:
                  view.replies.length > 0 ? messages.sentCount(view.replies.length) : messages.sent,
                content: <Sent replies={view.replies} actions={actions} />,
              },
            ]}
          />
        </>
      )}
      {isOver && (
        <div className="aw-drop" aria-hidden="true">
          {messages.dropHere}
        </div>
      )}
    </div>
  )
}
