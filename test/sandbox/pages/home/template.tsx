// A template message and its buttons, as a phone shows them.

import type { ShownButton, ShownTemplate } from '../../whatsapp/render.ts'
import { useTexts } from '../i18n/texts.tsx'
import { type MapPlace, Media, Place, Text } from './parts.tsx'

export type Tap = (button: ShownButton) => void

export function Template({
  template,
  tap,
  settled,
}: {
  template: ShownTemplate
  tap: Tap
  settled(): void
}) {
  const { header, body, footer, offer, buttons, cards } = template
  const thumbnail = buttons
    .map(({ opens }) => (opens as Opened | undefined)?.thumbnail_product_retailer_id)
    .find(Boolean)
  return (
    <>
      {header && <Header header={header} settled={settled} />}
      {thumbnail && <Product id={thumbnail} />}
      {offer && <Offer offer={offer} code={buttons.find(({ code }) => code)?.code} />}
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
              {card.header && <Header header={card.header} settled={settled} />}
              {card.body && <Text text={card.body} />}
              <Buttons buttons={card.buttons} tap={tap} />
            </div>
          ))}
        </div>
      )}
    </>
  )
}

function Header({
  header: { format, text, media, location, product },
  settled,
}: {
  header: NonNullable<ShownTemplate['header']>
  settled(): void
}) {
  if (media) return <Media type={format.toLowerCase()} media={media} settled={settled} />
  if (location) return <Place location={location as MapPlace} />
  if (product)
    return <Product id={(product as { product_retailer_id: string }).product_retailer_id} />
  return (
    <p className="heading" dir="auto">
      {text}
    </p>
  )
}

/** Shows only the product's id, because the sandbox has no catalog with pictures and prices. */
const Product = ({ id }: { id: string }) => (
  <p className="product">{useTexts().phone.product({ id })}</p>
)

const Offer = ({
  offer: { text, expiresAt },
  code,
}: {
  offer: NonNullable<ShownTemplate['offer']>
  code: string | undefined
}) => {
  const texts = useTexts().phone
  return (
    <p className="offer-line">
      <strong>{text}</strong>
      {expiresAt && (
        <small className="aside">
          {texts.offerEnds({ at: `${expiresAt.slice(0, 16).replace('T', ', ')} UTC` })}
        </small>
      )}
      {code && <small className="aside">{texts.offerCode({ code })}</small>}
    </p>
  )
}

interface Opened {
  thumbnail_product_retailer_id?: string
  sections?: { title?: string; product_items: { product_retailer_id: string }[] }[]
}

const ICONS: Readonly<Record<string, string>> = {
  URL: '↗',
  PHONE_NUMBER: '✆',
  VOICE_CALL: '✆',
  COPY_CODE: '⧉',
  QUICK_REPLY: '↩',
  FLOW: '☰',
  CATALOG: '▦',
  MPM: '☰',
  SPM: '▦',
}

/**
 * If a template has more than three buttons, a phone shows two and a button that opens a list of
 * all.
 */
export function Buttons({ buttons, tap }: { buttons: readonly ShownButton[]; tap: Tap }) {
  const texts = useTexts().phone
  const shown = buttons.length > 3 ? buttons.slice(0, 2) : buttons
  const list = (some: readonly ShownButton[]) =>
    some.map((button) => <Button key={`${button.type} ${button.text}`} button={button} tap={tap} />)
  return (
    <>
      {list(shown)}
      {shown !== buttons && (
        <details>
          <summary className="tap">☰ {texts.allOptions}</summary>
          {list(buttons.slice(2))}
        </details>
      )}
    </>
  )
}

function Button({ button, tap }: { button: ShownButton; tap: Tap }) {
  const { type, text, url, phoneNumber, code, opens } = button
  const { sections } = (opens ?? {}) as Opened
  const label = (
    <>
      {ICONS[type] && <span aria-hidden="true">{ICONS[type]} </span>}
      {text}
    </>
  )
  if (sections) {
    return (
      <details>
        <summary className="tap">{label}</summary>
        {sections.map(({ title, product_items }) => (
          <div className="opened" key={title ?? ''}>
            <strong>{title}</strong>
            {product_items.map(({ product_retailer_id }) => (
              <Product key={product_retailer_id} id={product_retailer_id} />
            ))}
          </div>
        ))}
      </details>
    )
  }
  return (
    <button
      type="button"
      className="tap"
      onClick={() => tap(button)}
      disabled={type !== 'QUICK_REPLY'}
      title={url ?? phoneNumber ?? code}
    >
      {label}
    </button>
  )
}
