// Shows a template as the customer's phone displays it.
import { useEffect, useRef } from 'react'
import type { Preview, PreviewHeader, PreviewParts } from '#whatsapp/templates/render'
import { useMessages } from '../i18n/messages.tsx'
import { Buttons } from './buttons.tsx'
import { directionOf } from './direction.ts'
import { Formatted } from './formatted.tsx'
import { HeaderView, Product, type ShownFile } from './header.tsx'
import { OfferView } from './offer.tsx'

interface Props {
  /** The content of the template. If it comes from the API, dates are strings. */
  preview: Preview
  /** Returns the picture and name of an uploaded file. */
  fileOf?: (header: PreviewHeader) => ShownFile
  lang?: string | undefined
  /** The index of the card that is being filled in. The preview scrolls this card into view. */
  card?: number | undefined
}

export function Phone({ preview, fileOf = () => undefined, lang, card }: Props) {
  const { header, body, limitedTimeOffer, footer, buttons, seeAllOptions, cards } = preview
  const thumbnail = buttons.find((button) => button.thumbnail)?.thumbnail
  const code = buttons.find((button) => button.code)?.code
  return (
    <div
      className="aw-phone"
      lang={lang?.replace('_', '-')}
      dir={lang ? directionOf(lang) : undefined}
    >
      <div className="aw-bubble">
        {header && <HeaderView header={header} file={fileOf(header)} />}
        {thumbnail && <Product id={thumbnail} />}
        {limitedTimeOffer && <OfferView {...limitedTimeOffer} {...(code ? { code } : {})} />}
        <div className="aw-body">
          <Formatted text={body} />
        </div>
        {footer && (
          <p className="aw-footer" dir="auto">
            {footer}
          </p>
        )}
        <Buttons buttons={buttons} isFolded={seeAllOptions} />
      </div>
      {cards && <Cards cards={cards} fileOf={fileOf} card={card} />}
    </div>
  )
}

interface CardsProps {
  cards: readonly PreviewParts[]
  fileOf: (header: PreviewHeader) => ShownFile
  card: number | undefined
}

function Cards({ cards, fileOf, card }: CardsProps) {
  const messages = useMessages()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const visibleCard = card === undefined ? undefined : list.current?.children[card]
    if (!visibleCard || !list.current) return
    // Scrolls the card into view only horizontally, so that the page does not move.
    list.current.scrollBy({
      left: centerOf(visibleCard) - centerOf(list.current),
      behavior: 'instant',
    })
  }, [card])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll the cards with the arrow keys
    <ul className="aw-cards" tabIndex={0} aria-label={messages.phone.cards} ref={list}>
      {cards.map(({ header, body, buttons }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards have no id
        <li key={i} data-current={i === card || undefined}>
          <div className="aw-bubble">
            {header && <HeaderView header={header} file={fileOf(header)} />}
            {body !== undefined && (
              <div className="aw-body">
                <Formatted text={body} />
              </div>
            )}
            <Buttons buttons={buttons} isFolded={false} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function centerOf(element: Element): number {
  const { left, width } = element.getBoundingClientRect()
  return left + width / 2
}
