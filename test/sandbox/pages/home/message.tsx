// One message on the phone.
import type { ReactNode } from 'react'
import { useTexts } from '../i18n/texts.tsx'
import { OpenedForm } from './opened-form.tsx'
import { type MapPlace, Media, Place, Text } from './parts.tsx'
import { Buttons, type Tap, Template } from './template.tsx'
import type { ShownMessage } from './watch.ts'

interface Props {
  message: ShownMessage
  send(message: object): Promise<unknown>
  /** Called when a picture has loaded, because the message's height has then changed. */
  settled(): void
}

export function Message({ message, send, settled }: Props) {
  const { direction, at, ticks, quoted, reactions, template, form } = message
  const buttons = template?.buttons ?? []
  const tap: Tap = ({ type, text }) => {
    if (type !== 'QUICK_REPLY') return
    void send({ type: 'button', button: { text, payload: text }, context: { id: message.id } })
  }
  return (
    <article className={`message ${direction}`}>
      <div className="bubble">
        {quoted && <blockquote>{quoted.text ?? quoted.type}</blockquote>}
        <Content message={message} tap={tap} settled={settled} />
        <span className="meta">
          {at.slice(11, 16)}
          {direction === 'inbound' && <Ticks ticks={ticks} />}
        </span>
      </div>
      {form && (
        <OpenedForm
          form={form}
          title={formButton(message)}
          onSent={(reply) =>
            void send({
              type: 'interactive',
              interactive: { type: 'nfm_reply', nfm_reply: reply },
              context: { id: message.id },
            })
          }
        />
      )}
      <Buttons buttons={buttons.filter(({ type }) => !form || type !== 'FLOW')} tap={tap} />
      {reactions?.map(({ from, emoji }) => (
        <span className="reaction" key={from}>
          {emoji}
        </span>
      ))}
    </article>
  )
}

/** Returns the label of the button that opens the message's form. */
function formButton({ template, interactive }: ShownMessage): string {
  const { action } = (interactive ?? {}) as InteractiveMessage
  const button = template?.buttons.find(({ type }) => type === 'FLOW')
  return action?.parameters?.flow_cta ?? button?.text ?? ''
}

const Ticks = ({ ticks }: Pick<ShownMessage, 'ticks'>) => (
  <span className={`ticks ${ticks}`} role="img" aria-label={useTexts().phone[ticks]}>
    <svg viewBox="0 0 18 11" aria-hidden="true">
      <path d="m1 6 4 4L13 1" />
      {ticks !== 'sent' && <path d="m8 9 1 1 8-9" />}
    </svg>
  </span>
)

function Content({
  message,
  tap,
  settled,
}: Pick<Props, 'message' | 'settled'> & { tap: Tap }): ReactNode {
  const { type, text, media, template, location, contacts, interactive, content } = message
  if (template) return <Template template={template} tap={tap} settled={settled} />
  if (text !== undefined) return <Text text={text} />
  if (media) return <Media type={type} media={media} settled={settled} />
  if (location) return <Place location={location as MapPlace} />
  if (contacts)
    return (
      <p>
        ☎{' '}
        {contacts
          .map(
            (contact) => (contact as { name?: { formatted_name?: string } }).name?.formatted_name,
          )
          .join(', ')}
      </p>
    )
  if (interactive) return <Interactive interactive={interactive as InteractiveMessage} />
  return (
    <p className="other">
      {type}: {JSON.stringify(content)}
    </p>
  )
}

interface InteractiveMessage {
  /** The customer's submitted form. `body` is the text that the phone shows for it. */
  nfm_reply?: { body?: string }
  header?: { text?: string }
  body?: { text?: string }
  footer?: { text?: string }
  action?: {
    buttons?: { reply?: { id: string; title: string } }[]
    button?: string
    parameters?: { display_text?: string; flow_cta?: string }
    name?: string
  }
}

function Interactive({
  interactive: { header, body, footer, action, nfm_reply },
}: {
  interactive: InteractiveMessage
}) {
  const words = useTexts().phone
  const taps = [
    ...(action?.buttons ?? []).map(({ reply }) => reply?.title),
    action?.button,
    action?.parameters?.display_text,
    action?.name === 'send_location' && words.sendLocation,
  ].filter(Boolean)
  return (
    <>
      {header?.text && <p className="heading">{header.text}</p>}
      {body?.text && <Text text={body.text} />}
      {nfm_reply && <p>☰ {nfm_reply.body}</p>}
      {footer?.text && <p className="footer">{footer.text}</p>}
      {taps.map((title) => (
        <span className="tap" key={String(title)}>
          {title}
        </span>
      ))}
    </>
  )
}
