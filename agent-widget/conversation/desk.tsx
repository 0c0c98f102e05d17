// What the agent does in a conversation: pick a template, fill it in, see what became of what was sent.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Tabs from '@cloudscape-design/components/tabs'
import { lazy, Suspense, useState } from 'react'
import type { ConversationView, ReplyView } from '../../lambdas/api.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Latest } from '../outcomes/latest.tsx'
import { Sent } from '../outcomes/sent.tsx'
import { Picker } from '../templates/picker.tsx'
import type { TemplateGroup } from '../templates/search-index.ts'
import { useTemplates } from '../templates/use-templates.ts'
import { variantFor } from '../templates/variant.ts'
import { useTools } from '../tools.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { WindowNow } from './window-now.ts'

/** Loaded when the first template is chosen. */
const TemplatePage = lazy(async () => ({ default: (await import('../fill/template-page.tsx')).TemplatePage }))

interface Props {
  contact: WorkspaceContact
  view: ConversationView
  tone: WindowNow['tone']
  onAccepted: (reply: ReplyView) => void
  onResend: (reply: ReplyView) => void
}

/** The contact attribute that says the customer's language, as a flow sets it. */
const LANGUAGE_ATTRIBUTE = 'language'

export function Desk({ contact, view, tone, onAccepted, onResend }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const { remembered } = useTools()
  const templates = useTemplates(contact.contactId, tone === 'closed')
  const [tab, setTab] = useState('templates')
  const [chosen, setChosen] = useState<{ name: string; language: string | undefined }>()
  const ready = templates.is === 'ready' ? templates.templates : undefined
  const group = chosen && ready?.index.groups.find(({ name }) => name === chosen.name)
  const wanted = contact.attributes[LANGUAGE_ATTRIBUTE]
  const variantOf = ({ variants }: TemplateGroup, preferred: string | undefined) =>
    preferred ? variantFor(variants, preferred) : variantFor(variants, wanted, [language])

  const pick = () => {
    setChosen(undefined)
    setTab('templates')
  }
  const actions = {
    resend: onResend,
    pickTemplate: pick,
    editTemplate: ({ shows }: ReplyView) => {
      const { template, language: of } = (shows ?? {}) as { template?: string; language?: string }
      if (template) setChosen({ name: template, language: of })
    },
  }

  const showSent = () => {
    setChosen(undefined)
    setTab('sent')
  }
  const latest = <Latest reply={view.replies[0]} actions={actions} isListed={tab === 'sent' && !group} onShowAll={showSent} />
  if (group && ready) {
    const variant = variantOf(group, chosen.language)
    return (
      <>
        {latest}
        <Suspense fallback={<div className="aw-wait" />}>
          <TemplatePage
            contactId={contact.contactId}
            attributes={contact.attributes}
            group={group}
            variant={variant}
            offer={ready.offers(variant.template)}
            onLanguage={(of) => setChosen({ name: group.name, language: of })}
            onBack={pick}
            onSent={(reply) => {
              onAccepted(reply)
              remembered.sent(group.name)
              // Whoever has gone on to another template stays there.
              setChosen((now) => (now?.name === group.name ? undefined : now))
            }}
          />
        </Suspense>
      </>
    )
  }
  return (
    <>
      {latest}
      <Tabs
        fitHeight
        disableContentPaddings
        ariaLabel={messages.templates}
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          {
            id: 'templates',
            label: messages.templates,
            content: ready ? (
              <Picker
                templates={ready}
                variantOf={variantOf}
                onChoose={({ name }, { template }) => setChosen({ name, language: template.language })}
              />
            ) : templates.is === 'failed' ? (
              <Alert
                type="error"
                header={messages.templatesFailed}
                action={<Button onClick={templates.reload}>{messages.tryAgain}</Button>}
              />
            ) : (
              <div className="aw-loading" role="status" aria-label={messages.templates}>
                <div className="aw-bone" data-of="search" />
                <div className="aw-bone" data-of="row" />
                <div className="aw-bone" data-of="row" />
              </div>
            ),
          },
          {
            id: 'sent',
            label: view.replies.length > 0 ? messages.sentCount(view.replies.length) : messages.sent,
            content: <Sent replies={view.replies} actions={actions} />,
          },
        ]}
      />
    </>
  )
}
