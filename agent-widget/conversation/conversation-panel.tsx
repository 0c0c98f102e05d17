// Everything that the agent does in a conversation: composing messages, filling in templates, and
// watching what happens to sent replies.
import Alert from '@cloudscape-design/components/alert'
import Tabs from '@cloudscape-design/components/tabs'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import type { ConversationView, ReplyView } from '#api'
import { prefilled } from '#whatsapp/templates/curation'
import { ComposeBar } from '../compose/compose-bar.tsx'
import { useDroppedFiles } from '../compose/use-dropped-files.ts'
import { ContinueDrafts } from '../drafts/continue-drafts.tsx'
import { useBegunDrafts } from '../drafts/use-begun-drafts.ts'
import { FilePlacesProvider, filePlaces } from '../files/file-places.ts'
import { catalogIn } from '../fill/catalogs.ts'
import { useSuccessor } from '../fill/open-successor.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Held } from '../outcomes/held-replies.tsx'
import { Latest } from '../outcomes/latest-reply.tsx'
import { awaitedTemplate, sentOf, shownReply } from '../outcomes/newest.ts'
import { Sent } from '../outcomes/sent-replies.tsx'
import type { ReplyActions } from '../outcomes/use-reply-actions.ts'
import { useServices } from '../services.tsx'
import type { TemplateGroup } from '../templates/search-index.ts'
import { useSearchShortcut } from '../templates/search-shortcut.ts'
import { TemplatesTab } from '../templates/templates-tab.tsx'
import { useTemplates } from '../templates/use-templates.ts'
import {
  LANGUAGE_ATTRIBUTE,
  lastLanguages,
  openGroup,
  templateFor,
  variantFor,
} from '../templates/variant.ts'
import type { Workspace, WorkspaceContact } from '../workspace/workspace.ts'
import { Arrival } from './arrival.tsx'
import { chatDeliveryWarning, lostText } from './chat-delivery.ts'
import { NotOnWhatsApp } from './not-on-whatsapp.tsx'
import type { Open, Tab } from './open-page.ts'
import { useNavigation } from './use-navigation.ts'
import type { WindowState } from './window-state.ts'

/** The code of this page is loaded when the agent first composes a message. */
const ComposePage = lazy(async () => ({
  default: (await import('../compose/compose-page.tsx')).ComposePage,
}))

/** The code of this page is loaded when the agent first opens a template. */
const TemplatePage = lazy(async () => ({
  default: (await import('../fill/template-page.tsx')).TemplatePage,
}))

/** The code of this page is loaded when the page is first opened. */
const HistoryPage = lazy(async () => ({
  default: (await import('../history/history-page.tsx')).HistoryPage,
}))

interface Props {
  contact: WorkspaceContact
  view: ConversationView
  /** The current state of the service window. */
  current: WindowState
  sendChatText: Workspace['sendChatText']
  actions: ReplyActions
  onAccepted: (reply: ReplyView) => void
}

/** With this style, both tabs and the number of sent messages fit into 320 px. */
const NARROW = { tab: { paddingInline: '0px' } }

export function ConversationPanel({
  contact,
  view,
  current,
  sendChatText,
  actions: replyActions,
  onAccepted,
}: Props) {
  const messages = useMessages()
  const { tone, window } = current
  const language = useLanguage()
  const { preferences, missed, deliveredTexts } = useServices()
  const { contactId, attributes } = contact
  const templates = useTemplates(contactId, tone === 'closed')
  const navigation = useNavigation(contactId, replyActions)
  const { open, tab } = navigation
  const isConnected = contact.state === 'connected'
  const [places] = useState(filePlaces)
  const { notOnWhatsAppSince } = view
  /**
   * The time of the failed delivery after which the agent has chosen to send anyway. A later
   * failure blocks templates again.
   */
  const [triesAgainAfter, setTriesAgainAfter] = useState<string>()
  const tryAgain = notOnWhatsAppSince !== undefined && triesAgainAfter === notOnWhatsAppSince
  /**
   * The page on which files were dropped or pasted although it does not accept files, or undefined.
   */
  const [filesRefusedBy, setFilesRefusedBy] = useState<Open>()
  const { target, isOver, handlers } = useDroppedFiles<HTMLDivElement>(
    isConnected || open.is === 'template',
    takeFiles,
  )
  useSearchShortcut(target, () => navigation.showTab('templates'))
  const ready = templates.is === 'ready' ? templates.templates : undefined
  const group = openGroup(ready, open)
  const recipient = {
    hasNumber: (view.customer.number ?? contact.customerNumber) !== undefined,
    hasStoppedMarketing: view.marketingStoppedAt !== undefined,
    isNotOnWhatsApp: notOnWhatsAppSince !== undefined && !tryAgain,
  }
  const lastUsed = lastLanguages(view.replies)
  const variantOf = ({ variants }: TemplateGroup, chosen: string | undefined) =>
    variantFor(
      variants.map((template) =>
        templateFor(
          template,
          recipient,
          ready ? prefilled(ready.offers(template), attributes, template.language).values : {},
        ),
      ),
      { chosen, contact: attributes[LANGUAGE_ATTRIBUTE], otherwise: [...lastUsed, language] },
    )
  const openingSuccessor = useSuccessor(contact, variantOf)
  const actions = {
    onlyTemplates: !isConnected || tone === 'closed',
    hasEnded: !isConnected,
    resend: (reply: ReplyView) => void replyActions.resend(reply, tryAgain),
    pickTemplate: () => navigation.showTab('templates'),
    editReply: navigation.edit,
    fillAgain: navigation.fillAgain,
    offers: (template: string) =>
      ready?.index.groups.some(({ name }) => name === template) ?? false,
  }

  /**
   * Handles files that were dropped or pasted. An open form puts the files into its inputs. If no
   * form is open, the form for sending files opens with these files.
   */
  function takeFiles(files: readonly File[]) {
    if (open.is === 'tabs' || (open.is === 'form' && open.kind === 'files'))
      return navigation.sendFiles(files)
    setFilesRefusedBy(places.fill(files).length > 0 ? open : undefined)
  }

  function page() {
    if (open.is === 'template' && group && ready) {
      const variant = variantOf(group, open.language)
      const offer = ready.offers(variant.template)
      return (
        <>
          {open.isBlocked && <Alert type="info">{messages.held.draftInTheWay}</Alert>}
          <TemplatePage
            key={group.name}
            contactId={contactId}
            attributes={attributes}
            group={group}
            variant={variant}
            customerName={view.customer.name ?? contact.customerName}
            catalogId={preferences.getSnapshot().catalogs[view.wabaId]}
            recipient={recipient}
            tryAgain={tryAgain}
            offer={offer}
            moved={open.movedFrom}
            isAsLeft={navigation.isAsLeft}
            isGuess={
              !open.isChosen &&
              !attributes[LANGUAGE_ATTRIBUTE] &&
              !lastUsed.includes(variant.template.language) &&
              group.variants.length > 1
            }
            onLanguage={(of) => navigation.choose(group.name, of, true)}
            onSuccessor={openingSuccessor(ready, offer, variant.template.language)}
            onBack={() => navigation.showTab('templates')}
            onSent={(reply) => {
              onAccepted(reply)
              preferences.sent(group.name)
              const catalog = catalogIn(reply)
              if (catalog) preferences.usedCatalog(view.wabaId, catalog)
              navigation.closeTemplate(group.name)
            }}
          />
        </>
      )
    }
    if (open.is === 'history')
      return (
        <HistoryPage
          contactId={contactId}
          mode={view.mode}
          isAsLeft={navigation.isAsLeft}
          onBack={() => navigation.showTab('sent')}
        />
      )
    if (open.is !== 'form') return undefined
    const { kind } = open
    return (
      <>
        {open.isBlocked && <Alert type="info">{messages.held.draftInTheWay}</Alert>}
        <ComposePage
          key={open.openingId}
          context={{
            contactId,
            view,
            tone,
            hasEnded: !isConnected,
            forms: ready?.forms,
            reloadForms: templates.reload,
            sendChatText,
            onAccepted,
            onDone: () => navigation.closeForm(kind),
          }}
          kind={kind}
          isAsLeft={navigation.isAsLeft}
          onBack={navigation.close}
          onAnswer={navigation.answer}
        />
      </>
    )
  }

  const openPage = page()
  const sent = sentOf(view.replies)
  const lost = lostText(current, contact.agentTexts)
  useEffect(() => {
    if (lost !== undefined && view.mode === 'native') missed.afterWindow(contactId, lost)
  }, [missed, contactId, lost, view.mode])
  const delivered = deliveredTexts(contactId)
  const deliveredNow = useSyncExternalStore(delivered.subscribe, delivered.getSnapshot)
  // A template that is no longer offered cannot be opened, so its draft is not listed.
  const drafts = useBegunDrafts(contactId, open).filter(
    (draft) =>
      draft.is !== 'template' || ready?.index.groups.some(({ name }) => name === draft.name),
  )
  return (
    <div ref={target} className="aw-panel" {...handlers}>
      <Arrival
        of={chatDeliveryWarning(current, view, contact)}
        onKeep={lost !== undefined && isConnected ? () => navigation.keepText(lost) : undefined}
      />
      {deliveredNow.length > 0 && (
        <Alert
          type="info"
          dismissible
          dismissAriaLabel={messages.dismiss}
          onDismiss={() => delivered.set([])}
        >
          {messages.deliveredAfterAll} <bdi>{deliveredNow.join(' · ')}</bdi>
        </Alert>
      )}
      {notOnWhatsAppSince && !tryAgain && (
        <NotOnWhatsApp
          since={notOnWhatsAppSince}
          onTryAgain={() => setTriesAgainAfter(notOnWhatsAppSince)}
        />
      )}
      <Latest
        {...shownReply(view)}
        actions={actions}
        isSilent={tab === 'sent' || openPage !== undefined}
        onShowAll={() => navigation.showTab('sent')}
      />
      <Held
        replies={view.replies.filter(({ status }) => status === 'held')}
        needsTemplate={tone === 'closed'}
        awaited={awaitedTemplate(view.replies, window.is === 'closed' ? window.since : undefined)}
        onWithdraw={(reply) => void replyActions.withdraw(reply)}
        onEdit={isConnected ? navigation.edit : undefined}
      />
      {openPage ? (
        <>
          <div role="status">
            {filesRefusedBy === open && (
              <Alert
                type="info"
                dismissible
                dismissAriaLabel={messages.dismiss}
                onDismiss={() => setFilesRefusedBy(undefined)}
              >
                {messages.noPlaceForFile}
              </Alert>
            )}
          </div>
          <FilePlacesProvider value={places}>
            <Suspense fallback={<div className="aw-wait" />}>{openPage}</Suspense>
          </FilePlacesProvider>
        </>
      ) : (
        <>
          {isConnected && (
            <ComposeBar
              mode={view.mode}
              tone={tone}
              forms={ready?.forms}
              cameFrom={navigation.cameFrom}
              onChoose={navigation.compose}
            />
          )}
          <ContinueDrafts drafts={drafts} onContinue={navigation.resume} />
          <Tabs
            fitHeight
            disableContentPaddings
            style={NARROW}
            ariaLabel={messages.templates}
            activeTabId={tab}
            onChange={({ detail }) => navigation.showTab(detail.activeTabId as Tab)}
            tabs={[
              {
                id: 'templates' satisfies Tab,
                label: messages.templates,
                content: (
                  <TemplatesTab
                    templates={templates}
                    variantOf={variantOf}
                    search={navigation.search}
                    onSearch={navigation.setSearch}
                    onMissed={(query, withheld) =>
                      withheld
                        ? missed.withheld(contactId, withheld)
                        : missed.notFound(contactId, query)
                    }
                    drafts={drafts.flatMap((draft) =>
                      draft.is === 'template' ? [draft.name] : [],
                    )}
                    cameFromTemplate={navigation.cameFrom === 'template'}
                    onChoose={(chosen, of) =>
                      navigation.choose(
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
                label: sent.length > 0 ? messages.sentCount({ n: sent.length }) : messages.sent,
                content: (
                  <Sent replies={sent} actions={actions} onHistory={navigation.showHistory} />
                ),
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
