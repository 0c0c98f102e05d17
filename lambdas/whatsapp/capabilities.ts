// What can be done in each mode, who does it, and why something cannot: shown by the widget, checked before sending.
// `native`: the WABA's events go to the Connect instance, which carries chat itself.
// `bridged`: they go to our topic, and everything passes through our bridge.
import type { Sentence } from '#whatsapp/errors/language'
import { type Problem, problem } from '#whatsapp/errors/problems'

export type Mode = 'native' | 'bridged'

export const ACTIONS = [
  'text',
  'chat_attachment',
  'captioned_media',
  'large_media',
  'voice_message',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template',
  'quoted_reply',
  'reaction',
  'read_receipt',
  'typing_indicator',
  'outcomes',
  'template_events',
] as const

export type Action = (typeof ACTIONS)[number]

export type Capability =
  /** `by` is who carries it: what Connect carries must never be sent by us as well. */
  | { readonly available: true; readonly by: 'connect' | 'bridge'; readonly why?: undefined }
  | { readonly available: false; readonly by?: undefined; readonly why: Sentence }

const BY_CONNECT: Capability = { available: true, by: 'connect' }
const BY_BRIDGE: Capability = { available: true, by: 'bridge' }

const CONNECT_KEEPS_IDS: Capability = {
  available: false,
  why: {
    en: 'Connect receives this customer’s messages and keeps their WhatsApp ids, which this needs.',
    es: 'Connect recibe los mensajes de este cliente y no revela sus identificadores de WhatsApp, que aquí hacen falta.',
    pt: 'O Connect recebe as mensagens deste cliente e não revela os identificadores do WhatsApp, que são necessários aqui.',
  },
}

const EVENTS_GO_TO_CONNECT: Capability = {
  available: false,
  why: {
    en: 'WhatsApp’s events about templates go to Connect, which does not pass them on; their state is read at intervals instead.',
    es: 'Los eventos de WhatsApp sobre plantillas van a Connect, que no los reenvía; su estado se consulta periódicamente.',
    pt: 'Os eventos do WhatsApp sobre modelos vão para o Connect, que não os repassa; o estado deles é consultado periodicamente.',
  },
}

const native = {
  text: BY_CONNECT,
  chat_attachment: BY_CONNECT,
  captioned_media: BY_BRIDGE,
  large_media: BY_BRIDGE,
  voice_message: BY_BRIDGE,
  sticker: BY_BRIDGE,
  location: BY_BRIDGE,
  contacts: BY_BRIDGE,
  interactive: BY_BRIDGE,
  template: BY_BRIDGE,
  quoted_reply: CONNECT_KEEPS_IDS,
  reaction: CONNECT_KEEPS_IDS,
  read_receipt: CONNECT_KEEPS_IDS,
  typing_indicator: CONNECT_KEEPS_IDS,
  outcomes: BY_BRIDGE,
  template_events: EVENTS_GO_TO_CONNECT,
} satisfies Record<Action, Capability>

const bridged = {
  text: BY_BRIDGE,
  chat_attachment: BY_BRIDGE,
  captioned_media: BY_BRIDGE,
  large_media: BY_BRIDGE,
  voice_message: BY_BRIDGE,
  sticker: BY_BRIDGE,
  location: BY_BRIDGE,
  contacts: BY_BRIDGE,
  interactive: BY_BRIDGE,
  template: BY_BRIDGE,
  quoted_reply: BY_BRIDGE,
  reaction: BY_BRIDGE,
  read_receipt: BY_BRIDGE,
  typing_indicator: BY_BRIDGE,
  outcomes: BY_BRIDGE,
  template_events: BY_BRIDGE,
} satisfies Record<Action, Capability>

export const capabilities: Readonly<Record<Mode, Readonly<Record<Action, Capability>>>> = {
  native,
  bridged,
}

/** Why an action is refused in a mode, as a problem of what stands at `path`; the widget says it in its agent’s language. */
export function unavailable(mode: Mode, action: Action, path: string): Problem[] {
  const { why } = capabilities[mode][action]
  return why ? [problem('not_in_this_mode', path, why.en)] : []
}
