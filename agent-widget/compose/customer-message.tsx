// Shows a message of the customer, or an answer that a colleague sent from the business phone: its
// text, what it refers to, and what happened to it.
import { type Messages, textFor } from '../i18n/catalogue.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Formatted } from '../preview/formatted.tsx'
import { useServices } from '../services.tsx'
import type { CustomerMessage } from './quote.tsx'

export function CustomerMessageText({ message }: { message: CustomerMessage }) {
  const { customer: words } = useMessages().composer
  const language = useLanguage()
  const { clock } = useServices()
  const { type, text, name, at, by, editedAt, deletedAt, references = {} } = message
  const time = moment(new Date(at), clock.now(), language)
  // A text message needs no heading that names its type.
  const isPlain = type === 'text' && !by && text !== undefined
  return (
    <>
      <p className="aw-reply-head">
        {!isPlain && (
          <strong>
            <bdi>{by ? words.byColleague : (name ?? textFor(words.types, type) ?? type)}</bdi>
          </strong>
        )}
        <span className="aw-facts">{editedAt ? `${words.edited} · ${time}` : time}</span>
      </p>
      {referencesInWords(references, words).map((line) => (
        <p key={line} className="aw-facts" dir="auto">
          {line}
        </p>
      ))}
      {deletedAt && <p className="aw-hint">{words.deleted}</p>}
      {text && (
        <div className="aw-customer-text">
          <Formatted text={text} />
        </div>
      )}
    </>
  )
}

function referencesInWords(
  { forwarded, quotes, source, product }: NonNullable<CustomerMessage['references']>,
  { refers }: Messages['composer']['customer'],
): string[] {
  return [
    ...(forwarded ? [refers.forwarded] : []),
    ...(quotes ? [quoteInWords(quotes, refers)] : []),
    ...(source
      ? [[refers[source.type], ...(source.texts ?? []), source.url].filter(Boolean).join(' · ')]
      : []),
    ...(product ? [product.id ? refers.product({ id: product.id }) : refers.unknownProduct] : []),
  ]
}

function quoteInWords(
  { text, by }: { text?: string | undefined; by?: 'business' | 'customer' | undefined },
  refers: Messages['composer']['customer']['refers'],
): string {
  if (text) return refers.quote({ text })
  if (by === 'business') return refers.quoteOfBusiness
  return by === 'customer' ? refers.quoteOfCustomer : refers.quoteOfOther
}
