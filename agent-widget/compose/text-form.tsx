// Plain text. Where Connect carries it, it stays in Connect's chat: the widget only helps to put it there.
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { capabilities } from '#whatsapp/capabilities'
import { splitText } from '#whatsapp/messages/text'
import { useWords } from '../i18n/composing/words.ts'
import { Message } from '../preview/message.tsx'
import { Field } from './field.tsx'
import type { Desktop } from './form-context.ts'
import { Frame } from './message-form.tsx'
import { Preview } from './preview.tsx'
import { type Form, sentBy, useComposed } from './use-message-draft.ts'

const FORM: Form<{ body: string }> = {
  kind: 'text',
  blank: { body: '' },
  toMessage: ({ body }) => ({ type: 'text', body }),
}

export function TextForm({ desktop }: { desktop: Desktop }) {
  const isConnects = capabilities[desktop.view.mode].text.by === 'connect'
  return isConnects ? <ChatText desktop={desktop} /> : <Text desktop={desktop} />
}

function Text({ desktop }: { desktop: Desktop }) {
  const words = useWords()
  const composed = useComposed(desktop.contactId, FORM, sentBy(desktop))
  const { body } = composed.values
  const parts = splitText(body).length
  return (
    <Frame desktop={desktop} composed={composed} isOneField>
      <Field
        composed={composed}
        path="body"
        label={words.text.label}
        long
        value={body}
        hint={parts > 1 ? words.text.parts(parts) : undefined}
        onChange={(text) => composed.change({ body: text })}
      />
    </Frame>
  )
}

function ChatText({ desktop: { contactId, tone, hasEnded, sendChatText } }: { desktop: Desktop }) {
  const words = useWords()
  const composed = useComposed(contactId, FORM, () => {})
  const [state, setState] = useState<'writing' | 'sending' | 'done' | 'failed'>('writing')
  const { body } = composed.values
  if (!sendChatText) return <p className="aw-compose-note">{words.text.inCcp}</p>

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
          <p className="aw-hint">{words.text.inCcpHost}</p>
          <Field
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
        <Preview>
          <Message message={composed.message} />
        </Preview>
      </div>
      <footer className="aw-send aw-compose-send">
        <div className="aw-status">
          <div role="alert">
            {state === 'failed' && <p data-tone="bad">{words.text.putFailed}</p>}
            {state !== 'failed' && tone === 'closed' && <p data-tone="bad">{words.text.closed}</p>}
          </div>
          <p role="status">{state === 'done' && words.text.putDone}</p>
        </div>
        <span className="aw-send-buttons" data-send>
          <Button
            variant="primary"
            iconName="send"
            disabled={hasEnded || tone === 'closed' || body.trim() === ''}
            loading={state === 'sending'}
            onClick={() => void put()}
          >
            {words.text.put}
          </Button>
        </span>
      </footer>
    </div>
  )
}
