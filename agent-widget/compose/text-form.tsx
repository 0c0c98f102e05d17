// The form for a plain text. In native chats, Connect delivers texts, so the text is sent in
// Connect's own chat. If the service window is closed, the text must wait for the customer. Connect
// cannot store texts for later, so the text is then sent to our API.
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { capabilities } from '#whatsapp/capabilities'
import { splitText } from '#whatsapp/messages/text'
import { useMessages } from '../i18n/messages.tsx'
import { Message } from '../preview/message.tsx'
import { MessageField } from './field.tsx'
import type { FormContext } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { PreviewFigure } from './preview.tsx'
import { type Form, sentBy, useMessageDraft } from './use-message-draft.ts'

const FORM: Form<{ body: string }> = {
  kind: 'text',
  blank: { body: '' },
  toMessage: ({ body }) => ({ type: 'text', body }),
}

export function TextForm({ context }: { context: FormContext }) {
  const isConnects = capabilities[context.view.mode].text.by === 'connect'
  return isConnects && context.tone !== 'closed' ? (
    <ChatText context={context} />
  ) : (
    <Text context={context} />
  )
}

function Text({ context }: { context: FormContext }) {
  const words = useMessages().composer
  const composed = useMessageDraft(context.contactId, FORM, sentBy(context))
  const { body } = composed.values
  const parts = splitText(body).length
  return (
    <Frame context={context} composed={composed} isOneField>
      <MessageField
        composed={composed}
        path="body"
        label={words.text.label}
        long
        value={body}
        hint={parts > 1 ? words.text.parts({ n: parts }) : undefined}
        onChange={(text) => composed.change({ body: text })}
      />
    </Frame>
  )
}

function ChatText({ context: { contactId, hasEnded, sendChatText } }: { context: FormContext }) {
  const words = useMessages().composer
  const composed = useMessageDraft(contactId, FORM, () => {})
  const [state, setState] = useState<'writing' | 'sending' | 'done' | 'failed'>('writing')
  const { body } = composed.values
  if (!sendChatText) return <p className="aw-compose-note">{words.text.writeInCcp}</p>

  async function put() {
    setState('sending')
    try {
      await sendChatText?.(contactId, body)
      composed.discard()
      setState('done')
    } catch {
      setState('failed')
    }
  }

  return (
    <div className="aw-fill">
      <div className="aw-fill-body">
        <div className="aw-fields aw-composing">
          <p className="aw-hint">{words.text.sentInCcp}</p>
          <MessageField
            composed={composed}
            path="body"
            label={words.text.label}
            long
            value={body}
            onChange={(text) => {
              if (state === 'sending') return
              composed.change({ body: text })
              setState('writing')
            }}
          />
        </div>
        <PreviewFigure>
          <Message message={composed.message} />
        </PreviewFigure>
      </div>
      <footer className="aw-send aw-compose-send">
        <div className="aw-status">
          <div role="alert">
            {state === 'failed' && <p data-tone="bad">{words.text.notConfirmed}</p>}
          </div>
          <p role="status">{state === 'done' && words.text.sentInChat}</p>
        </div>
        <span className="aw-send-buttons" data-send>
          <Button
            variant="primary"
            iconName="send"
            disabled={hasEnded || body.trim() === ''}
            loading={state === 'sending'}
            onClick={() => void put()}
          >
            {words.text.sendInChat}
          </Button>
        </span>
      </footer>
    </div>
  )
}
