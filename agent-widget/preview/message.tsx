// Shows a composed message as the customer's phone displays it.
import Icon, { type IconProps } from '@cloudscape-design/components/icon'
import type { ReactNode } from 'react'
import type { ContactCard, ListSection, Media, OutgoingMessage } from '#whatsapp/messages/messages'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { Formatted } from './formatted.tsx'

interface Props {
  message: OutgoingMessage
  /** The message that this message answers, which the phone displays above this message. */
  quoted?: { type: string; text?: string | undefined; name?: string | undefined } | undefined
}

/** The placeholder for content that the agent has not entered yet. */
const EMPTY = '…'

/** This component must be inside an `aw-phone` element, which can contain several messages. */
export function Message({ message, quoted }: Props) {
  return (
    <>
      {message.type === 'sticker' ? (
        <Picture media={message.media} className="aw-sticker" />
      ) : (
        <div className="aw-bubble">
          {quoted && <Quoted {...quoted} />}
          <Content message={message} />
        </div>
      )}
      {message.type === 'list' && <Sheet sections={message.sections} title={message.button} />}
    </>
  )
}

function Quoted({ type, text, name }: NonNullable<Props['quoted']>) {
  const { phone } = useMessages()
  return (
    <p className="aw-quoted" dir="auto">
      {text || name || phone[type as 'image'] || type}
    </p>
  )
}

function Content({ message }: { message: OutgoingMessage }): ReactNode {
  const { phone } = useMessages()
  switch (message.type) {
    case 'text':
      return <Body text={message.body || EMPTY} />
    case 'image':
      return (
        <>
          <Picture media={message.media} className="aw-media" />
          <Body text={message.caption} />
        </>
      )
    case 'video':
      return (
        <>
          <Film media={message.media} />
          <Body text={message.caption} />
        </>
      )
    case 'document':
      return (
        <>
          <Placeholder icon="file" text={message.filename ?? phone.document} kind="document" />
          <Body text={message.caption} />
        </>
      )
    case 'audio':
      return (
        <Placeholder
          icon={message.voice ? 'microphone' : 'audio-full'}
          text={message.voice ? phone.voice : phone.audio}
          kind="document"
        />
      )
    case 'location':
      return <LocationView {...message} />
    case 'contacts':
      return <Cards contacts={message.contacts} />
    case 'buttons':
    case 'list':
    case 'cta_url':
      return <Question message={message} />
    case 'form':
      return (
        <>
          <Body text={message.body || EMPTY} />
          <Tap icon="insert-row" text={message.button} />
        </>
      )
    case 'location_request':
      return (
        <>
          <Body text={message.body || EMPTY} />
          <Tap icon="location-pin" text={phone.sendLocation} />
        </>
      )
    default:
      return undefined
  }
}

type QuestionMessage = Extract<OutgoingMessage, { type: 'buttons' | 'list' | 'cta_url' }>

function Question({ message }: { message: QuestionMessage }) {
  const { header, body, footer } = message
  return (
    <>
      {header?.type === 'text' && (
        <p className="aw-header" dir="auto">
          {header.text}
        </p>
      )}
      <Body text={body || EMPTY} />
      {footer && (
        <p className="aw-footer" dir="auto">
          {footer}
        </p>
      )}
      {message.type === 'list' && <Tap icon="list-view" text={message.button} />}
      {message.type === 'cta_url' && <Tap icon="external" text={message.displayText} />}
      {message.type === 'buttons' &&
        message.buttons.map(({ id, title }) => <Tap key={id} icon="undo" text={title} />)}
    </>
  )
}

const Tap = ({ icon, text }: { icon: IconProps.Name; text: string }) => (
  <p className="aw-button">
    <span dir="auto">
      <Icon name={icon} size="small" /> {text || EMPTY}
    </span>
  </p>
)

/** The sheet that opens when the customer taps the button of the list. */
function Sheet({ sections, title }: { sections: readonly ListSection[]; title: string }) {
  return (
    <div className="aw-bubble aw-sheet">
      <p className="aw-header" dir="auto">
        {title || EMPTY}
      </p>
      {sections.map((section, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections have no id
        <div key={i}>
          {section.title && (
            <p className="aw-sheet-title" dir="auto">
              {section.title}
            </p>
          )}
          {section.rows.map((row) => (
            <p className="aw-sheet-row" key={row.id} dir="auto">
              <span>{row.title || EMPTY}</span>
              {row.description && <small>{row.description}</small>}
            </p>
          ))}
        </div>
      ))}
    </div>
  )
}

const Body = ({ text }: { text: string | undefined }) =>
  text ? (
    <div className="aw-body">
      <Formatted text={text} />
    </div>
  ) : undefined

const urlOf = (media: Media, known: (id: string) => string | undefined) =>
  'id' in media ? known(media.id) : undefined

function Picture({ media, className }: { media: Media; className: string }) {
  const { files } = useServices()
  const { phone } = useMessages()
  const url = urlOf(media, files.urlOf)
  return url ? (
    <img className={className} src={url} alt={phone.image} />
  ) : (
    <Placeholder icon="file-open" text={phone.image} kind="image" />
  )
}

function Film({ media }: { media: Media }) {
  const { files } = useServices()
  const { phone } = useMessages()
  const url = urlOf(media, files.urlOf)
  if (!url) return <Placeholder icon="play" text={phone.video} kind="video" />
  return <video className="aw-media" src={url} aria-label={phone.video} preload="metadata" muted />
}

const Placeholder = ({
  icon,
  text,
  kind,
}: {
  icon: IconProps.Name
  text: string
  kind: string
}) => (
  <p className="aw-media-empty" data-kind={kind}>
    <Icon name={icon} />
    <span dir="auto">{text}</span>
  </p>
)

function LocationView({
  name,
  address,
  latitude,
  longitude,
}: Extract<OutgoingMessage, { type: 'location' }>) {
  const { phone } = useMessages()
  const isPlace = Number.isFinite(Number(latitude)) && Number.isFinite(Number(longitude))
  const where = isPlace ? `${latitude}, ${longitude}` : phone.location
  return (
    <Placeholder
      icon="location-pin"
      kind="location"
      text={[name, address ?? where].filter(Boolean).join('\n')}
    />
  )
}

function Cards({ contacts }: { contacts: readonly ContactCard[] }) {
  const { phone } = useMessages()
  return contacts.map(({ name, phones, emails, org, urls }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: cards have no id
    <div className="aw-vcard" key={i}>
      <Icon name="user-profile" />
      <div>
        <strong dir="auto">{name.formattedName || phone.contact}</strong>
        {[org?.company, phones?.[0]?.phone, emails?.[0]?.email, urls?.[0]?.url]
          .filter(Boolean)
          .map((line) => (
            <p key={line}>
              <bdi>{line}</bdi>
            </p>
          ))}
      </div>
    </div>
  ))
}
