// A template exactly as the customer's phone shows it.

import type { IconProps } from '@cloudscape-design/components/icon'
import Icon from '@cloudscape-design/components/icon'
import type { Preview, PreviewButton, PreviewHeader, PreviewParts } from '#whatsapp/template-render'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../tools.tsx'
import { Formatted } from './formatted.tsx'

interface Props {
  /** As the API gives it, or as it is being filled in: dates may be text. */
  preview: Preview
  /** What an uploaded file looks like and is called. */
  fileOf?: (header: PreviewHeader) => { url: string | undefined; name: string } | undefined
  lang?: string | undefined
}

export function Phone({ preview, fileOf = () => undefined, lang }: Props) {
  const messages = useMessages()
  const { cards, limitedTimeOffer, footer, seeAllOptions, buttons } = preview
  return (
    <div className="aw-phone" lang={lang?.replace('_', '-')}>
      <div className="aw-bubble">
        {preview.header && <Header header={preview.header} file={fileOf(preview.header)} />}
        {limitedTimeOffer && <Offer {...limitedTimeOffer} />}
        <div className="aw-body">
          <Formatted text={preview.body} />
        </div>
        {footer && (
          <p className="aw-footer" dir="auto">
            {footer}
          </p>
        )}
        <Buttons buttons={seeAllOptions ? buttons.slice(0, 2) : buttons} />
        {seeAllOptions && (
          <p className="aw-button">
            <Icon name="list-view" size="small" /> {messages.phone.seeAllOptions}
          </p>
        )}
      </div>
      {cards && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, with the arrow keys too
        <ul className="aw-cards" tabIndex={0}>
          {cards.map((card, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a card is known by its place
            <li key={i}>
              <Card card={card} file={card.header && fileOf(card.header)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type File = { url: string | undefined; name: string } | undefined

function Card({ card, file }: { card: PreviewParts; file: File }) {
  return (
    <div className="aw-bubble">
      {card.header && <Header header={card.header} file={file} />}
      {card.body !== undefined && (
        <div className="aw-body">
          <Formatted text={card.body} />
        </div>
      )}
      <Buttons buttons={card.buttons} />
    </div>
  )
}

const HEADER_ICONS = {
  image: 'file-open',
  video: 'play',
  document: 'file',
  location: 'location-pin',
  product: 'grid-view',
} as const satisfies Record<Exclude<PreviewHeader['type'], 'text'>, IconProps.Name>

function Header({ header, file }: { header: PreviewHeader; file: File }) {
  const messages = useMessages()
  if (header.type === 'text') {
    return (
      <p className="aw-header" dir="auto">
        {header.text}
      </p>
    )
  }
  if (file?.url && header.type === 'image') return <img className="aw-media" src={file.url} alt={file.name} />
  if (file?.url && header.type === 'video')
    return <video className="aw-media" src={file.url} aria-label={file.name} preload="metadata" muted />
  const place = header.type === 'location' ? placeOf(header.value) : undefined
  return (
    <p className="aw-media-empty" data-kind={header.type}>
      <Icon name={HEADER_ICONS[header.type]} />
      <span dir="auto">{place ?? file?.name ?? nameOf(header.value) ?? messages.phone[header.type]}</span>
    </p>
  )
}

const nameOf = (value: unknown) => (value as { filename?: string } | undefined)?.filename

function placeOf(value: unknown): string | undefined {
  const { name, address, latitude, longitude } = (value ?? {}) as Record<string, string | undefined>
  const where = latitude && longitude ? `${latitude}, ${longitude}` : undefined
  return [name, address ?? where].filter(Boolean).join('\n') || undefined
}

function Offer({ text, expiresAt }: { text: string; expiresAt?: Date | string }) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useTools()
  return (
    <p className="aw-offer">
      <strong dir="auto">{text}</strong>
      {expiresAt && <span>{messages.phone.expires(moment(new Date(expiresAt), clock.now(), language))}</span>}
    </p>
  )
}

const BUTTON_ICONS: Readonly<Record<string, IconProps.Name>> = {
  url: 'external',
  phone_number: 'call',
  quick_reply: 'undo',
  copy_code: 'copy',
  otp: 'copy',
  flow: 'list-view',
  catalog: 'grid-view',
  mpm: 'list-view',
  voice_call: 'call',
}

function Buttons({ buttons }: { buttons: readonly PreviewButton[] }) {
  return buttons.map(({ type, text, url, code }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a button is known by its place
    <p className="aw-button" key={i}>
      <span dir="auto">
        <Icon name={BUTTON_ICONS[type] ?? 'angle-right'} size="small" /> {text}
      </span>
      {(url ?? code) && <small dir="ltr">{url ?? code}</small>}
    </p>
  ))
}
