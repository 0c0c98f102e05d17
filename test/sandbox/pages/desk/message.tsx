// One message on the phone.
import type { ReactNode } from 'react'
import type { ShownButton, ShownMedia, ShownTemplate } from '../../whatsapp/render.ts'
import { Formatted } from './formatted.tsx'
import type { ShownMessage } from './watch.ts'

interface Props {
  message: ShownMessage
  send(message: object): Promise<unknown>
  /** Its height is final: a picture has loaded. */
  settled(): void
}

export function Message({ message, send, settled }: Props) {
  const { direction, at, ticks, quoted, reactions, template } = message
  const buttons = template?.buttons ?? []
  const tap = ({ type, text }: ShownButton) => {
    if (type !== 'QUICK_REPLY') return
    void send({ type: 'button', button: { text, payload: text }, context: { id: message.id } })
  }
  return (
    <article className={`message ${direction}`}>
      <div className="bubble">
        {quoted && <blockquote>{quoted.text ?? quoted.type}</blockquote>}
        <Content message={message} settled={settled} />
        <span className="meta">
          {at.slice(11, 16)}
          {direction === 'inbound' && <Ticks ticks={ticks} />}
        </span>
      </div>
      {buttons.map((button) => (
        <button
          type="button"
          className="tap"
          key={button.text}
          onClick={() => tap(button)}
          disabled={button.type !== 'QUICK_REPLY'}
          title={button.url ?? button.phoneNumber ?? button.code}
        >
          {icons[button.type] && <span aria-hidden="true">{icons[button.type]} </span>}
          {button.text}
        </button>
      ))}
      {reactions?.map(({ from, emoji }) => (
        <span className="reaction" key={from}>
          {emoji}
        </span>
      ))}
    </article>
  )
}

const icons: Readonly<Record<string, string>> = { URL: '↗', PHONE_NUMBER: '✆', COPY_CODE: '⧉', QUICK_REPLY: '↩' }

const Ticks = ({ ticks }: Pick<ShownMessage, 'ticks'>) => (
  <span className={`ticks ${ticks}`} role="img" aria-label={ticks}>
    <svg viewBox="0 0 18 11" aria-hidden="true">
      <path d="m1 6 4 4L13 1" />
      {ticks !== 'sent' && <path d="m8 9 1 1 8-9" />}
    </svg>
  </span>
)

function Content({ message, settled }: Pick<Props, 'message' | 'settled'>): ReactNode {
  const { type, text, media, template, location, contacts, interactive, content } = message
  if (template) return <Template template={template} settled={settled} />
  if (text !== undefined) return <Text text={text} />
  if (media) return <Media type={type} media={media} settled={settled} />
  if (location) return <Place location={location as { name?: string; address?: string; latitude: number; longitude: number }} />
  if (contacts)
    return <p>☎ {contacts.map((contact) => (contact as { name?: { formatted_name?: string } }).name?.formatted_name).join(', ')}</p>
  if (interactive) return <Interactive interactive={interactive as InteractiveMessage} />
  return (
    <p className="other">
      {type}: {JSON.stringify(content)}
    </p>
  )
}

const Text = ({ text }: { text: string }) => (
  <p dir="auto">
    <Formatted text={text} />
  </p>
)

function Media({ type, media, settled }: { type: string; media: ShownMedia; settled(): void }) {
  const { id, mimeType = '', fileName, bytes, caption, link } = media
  const url = id ? `/control/media/${id}` : link
  return (
    <>
      {/^image\//.test(mimeType) && <img className={type} src={url} alt={caption ?? 'Picture'} onLoad={settled} />}
      {/* biome-ignore lint/a11y/useMediaCaption: what customers and agents send has none */}
      {/^video\//.test(mimeType) && <video src={url} controls onLoadedMetadata={settled} />}
      {/* biome-ignore lint/a11y/useMediaCaption: what customers and agents send has none */}
      {/^audio\//.test(mimeType) && <audio src={url} controls />}
      {!/^(image|video|audio)\//.test(mimeType) && (
        <a className="file" href={url} target="_blank" rel="noreferrer">
          <span className="ending" aria-hidden="true">
            {(fileName?.split('.').at(-1) ?? 'file').slice(0, 4)}
          </span>
          <span>
            {fileName ?? 'Document'}
            <small className="aside">{bytes !== undefined && `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en')} kB`}</small>
          </span>
        </a>
      )}
      {caption && <Text text={caption} />}
    </>
  )
}

function Template({ template, settled }: { template: ShownTemplate; settled(): void }) {
  const { header, body, footer, offer, cards } = template
  return (
    <>
      {header?.media && <Media type={header.format.toLowerCase()} media={header.media} settled={settled} />}
      {header?.text && (
        <p className="heading" dir="auto">
          {header.text}
        </p>
      )}
      {header?.location && <Place location={header.location as { name?: string; address?: string; latitude: number; longitude: number }} />}
      {offer && <p className="offer-line">{offer.text}</p>}
      {body && <Text text={body} />}
      {footer && (
        <p className="footer" dir="auto">
          {footer}
        </p>
      )}
      {cards && (
        <div className="cards">
          {cards.map((card, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cards never move
            <div key={index}>
              {card.header?.media && <Media type="card" media={card.header.media} settled={settled} />}
              {card.body && <Text text={card.body} />}
              {card.buttons.map(({ text }) => (
                <span className="tap" key={text}>
                  {text}
                </span>
              ))}
            </div>
          ))}
        </div>
      )}
    </>
  )
}

const Place = ({
  location: { name, address, latitude, longitude },
}: {
  location: { name?: string; address?: string; latitude: number; longitude: number }
}) => (
  <p className="place">
    <span aria-hidden="true">⌖ </span>
    {name ?? `${latitude}, ${longitude}`}
    {address && <small className="aside">{address}</small>}
  </p>
)

interface InteractiveMessage {
  header?: { text?: string }
  body?: { text?: string }
  footer?: { text?: string }
  action?: { buttons?: { reply?: { id: string; title: string } }[]; button?: string; parameters?: { display_text?: string } }
}

function Interactive({ interactive: { header, body, footer, action } }: { interactive: InteractiveMessage }) {
  const taps = [...(action?.buttons ?? []).map(({ reply }) => reply?.title), action?.button, action?.parameters?.display_text].filter(
    Boolean,
  )
  return (
    <>
      {header?.text && <p className="heading">{header.text}</p>}
      {body?.text && <Text text={body.text} />}
      {footer?.text && <p className="footer">{footer.text}</p>}
      {taps.map((title) => (
        <span className="tap" key={title}>
          {title}
        </span>
      ))}
    </>
  )
}
