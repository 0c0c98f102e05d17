// Our interactive messages as WhatsApp's JSON has them: header, body, footer and one action.
import { isObject, type Json } from '#whatsapp/json/rules'
import { defined, each, fields, snakeCased } from '#whatsapp/json/wire-format'
import type { CarouselCard, Header, OutgoingMessage } from '#whatsapp/messages/messages'

type Interactive = Exclude<
  OutgoingMessage,
  {
    type:
      | 'text'
      | 'image'
      | 'video'
      | 'document'
      | 'audio'
      | 'sticker'
      | 'location'
      | 'contacts'
      | 'reaction'
      | 'template'
      | 'interactive'
  }
>

/** What stands in `interactive` of WhatsApp's JSON. */
export function toInteractive(message: Interactive): Json {
  const frame = defined({
    header: 'header' in message && message.header ? header(message.header) : undefined,
    body: message.body === undefined ? undefined : { text: message.body },
    footer: 'footer' in message && message.footer ? { text: message.footer } : undefined,
  })
  switch (message.type) {
    case 'buttons':
      return {
        type: 'button',
        ...frame,
        action: { buttons: each(message.buttons, (reply) => ({ type: 'reply', reply })) },
      }
    case 'list':
      return {
        type: 'list',
        ...frame,
        action: defined({ button: message.button, sections: snakeCased(message.sections) }),
      }
    case 'cta_url':
      return {
        type: 'cta_url',
        ...frame,
        action: { name: 'cta_url', parameters: fields(message, 'displayText', 'url') },
      }
    case 'location_request':
      return { type: 'location_request_message', ...frame, action: { name: 'send_location' } }
    case 'flow':
      return {
        type: 'flow',
        ...frame,
        action: { name: 'flow', parameters: flowParameters(message) },
      }
    case 'product':
      return {
        type: 'product',
        ...frame,
        action: fields(message, 'catalogId', 'productRetailerId'),
      }
    case 'product_list':
      return { type: 'product_list', ...frame, action: fields(message, 'catalogId', 'sections') }
    case 'catalog': {
      const parameters = fields(message, 'thumbnailProductRetailerId')
      return {
        type: 'catalog_message',
        ...frame,
        action: {
          name: 'catalog_message',
          ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
        },
      }
    }
    case 'carousel':
      return { type: 'carousel', ...frame, action: { cards: each(message.cards, mediaCard) } }
    case 'product_carousel': {
      const cards = each(message.cards, (card, i) => ({
        card_index: i,
        type: 'product',
        action: snakeCased(card),
      }))
      return { type: 'carousel', ...frame, action: { cards } }
    }
    case 'voice_call': {
      const parameters = fields(message, 'displayText', 'ttlMinutes', 'payload')
      return {
        type: 'voice_call',
        ...frame,
        action: {
          name: 'voice_call',
          ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
        },
      }
    }
    case 'call_permission_request':
    case 'request_contact_info':
      return { type: message.type, ...frame, action: { name: message.type } }
  }
}

// https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow: the only version there is.
const FLOW_MESSAGE_VERSION = '3'

function flowParameters(message: Extract<OutgoingMessage, { type: 'flow' }>): Json {
  const { flowActionPayload: payload } = message
  return {
    flow_message_version: message.flowMessageVersion ?? FLOW_MESSAGE_VERSION,
    ...fields(message, 'flowId', 'flowName', 'flowCta', 'flowToken', 'mode', 'flowAction'),
    // Not snake-cased: the names inside `data` are the form's own.
    ...(payload === undefined ? {} : { flow_action_payload: payload }),
  }
}

function mediaCard(card: CarouselCard, i: number): Json {
  const action =
    isObject(card.action) && 'buttons' in card.action
      ? {
          buttons: each(card.action.buttons, (quick_reply) => ({
            type: 'quick_reply',
            quick_reply,
          })),
        }
      : { name: 'cta_url', parameters: snakeCased(card.action) }
  return defined({
    card_index: i,
    type: 'cta_url',
    header: card.header && header(card.header),
    body: card.body === undefined ? undefined : { text: card.body },
    action,
  })
}

function header(of: Header): Json {
  if (of.type === 'text') return { type: 'text', text: of.text }
  const filename = of.type === 'document' ? of.filename : undefined
  return { type: of.type, [of.type]: defined({ ...of.media, filename }) }
}
