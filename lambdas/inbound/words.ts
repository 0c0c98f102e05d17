// What a customer sent that is no text and no file, in words for the chat: the agent reads everything that was in it.
import type { InboundContent } from '#whatsapp/events/types'
import { arr, obj, str } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'

type Of<Type extends InboundContent['type']> = Extract<InboundContent, { type: Type }>

export function wordsOf(content: InboundContent): string {
  switch (content.type) {
    case 'text':
      return content.body
    case 'button':
      return content.text ?? '[a tap on a button]'
    case 'interactive':
      return answer(content)
    case 'reaction':
      return content.emoji ? `[reacted with ${content.emoji}]` : '[took a reaction back]'
    case 'location': {
      const place = [content.name, content.address].filter(Boolean).join(', ')
      return `[location] ${place ? `${place} ` : ''}https://maps.google.com/?q=${content.latitude},${content.longitude}`
    }
    case 'contacts':
      return content.contacts.map(contactCard).join('\n')
    case 'order':
      return [
        `[an order]${content.text ? ` ${content.text}` : ''}`,
        ...content.productItems.map(orderLine),
      ].join('\n')
    case 'edit':
      return `[changed an earlier message]${content.text ? ` ${content.text}` : ''}`
    case 'revoke':
      return '[deleted an earlier message]'
    default:
      return '[a message of a kind that WhatsApp does not pass on]'
  }
}

/** A form's answers, without the token that goes with them; else the choice's title. */
function answer({ reply, title, answers = {}, response }: Of<'interactive'>): string {
  if (reply === 'call_permission_reply') return `[permission to call: ${response ?? 'answered'}]`
  if (reply !== 'nfm_reply') return title ?? '[a choice]'
  const lines = Object.entries(answers).flatMap(([name, value]) =>
    name === 'flow_token'
      ? []
      : [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  )
  return ['[an answer to a form]', ...lines].join('\n')
}

function contactCard({ name, org, phones, emails }: Json): string {
  const reached = [
    ...arr(phones).map((entry) => str(obj(entry)?.phone)),
    ...arr(emails).map((entry) => str(obj(entry)?.email)),
  ]
  const known = [str(obj(name)?.formatted_name), str(obj(org)?.company), ...reached].filter(Boolean)
  return known.length > 0 ? `[contact card] ${known.join(', ')}` : '[contact card]'
}

function orderLine({
  product_retailer_id: product,
  quantity,
  item_price: price,
  currency,
}: Json): string {
  const each =
    str(price) === undefined
      ? ''
      : `, ${[str(price), str(currency)].filter(Boolean).join(' ')} each`
  return `${str(quantity) ?? '?'} × ${str(product) ?? '?'}${each}`
}
