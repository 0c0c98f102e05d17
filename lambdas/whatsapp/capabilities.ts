// Lists for each mode which actions are possible, who performs them, and why an action is not
// possible. The widget displays the possible actions, and the functions check whether an action is
// possible before they send a message. In `native` mode the WABA's events go to the Connect
// instance, which handles the chat itself. In `bridged` mode the WABA's events go to the SNS topic
// of this project, which then handles all messages itself.

import type { Sentence } from '#whatsapp/errors/language'
import { type Problem, problem } from '#whatsapp/errors/problems'

export type Mode = 'native' | 'bridged'

/**
 * Returns whether a contact with this subtype is a WhatsApp contact that Connect handles itself.
 * AWS documents the subtype `connect:WhatsApp`. The comparison ignores case, because AWS does not
 * say whether the letter case is always the same.
 */
export const isNativeSubtype = (subtype: string | undefined): boolean =>
  subtype?.toLowerCase() === 'connect:whatsapp'

export const ACTIONS = [
  'text',
  'captioned_media',
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
] as const

export type Action = (typeof ACTIONS)[number]

export type Capability =
  /**
   * `by` is `connect` if Connect delivers the message, and `bridge` if this project delivers it.
   * This project must never send a message that Connect delivers, because the customer would
   * receive it twice.
   */
  | { readonly available: true; readonly by: 'connect' | 'bridge'; readonly why?: undefined }
  | { readonly available: false; readonly by?: undefined; readonly why: Sentence }

const BY_CONNECT: Capability = { available: true, by: 'connect' }
const BY_BRIDGE: Capability = { available: true, by: 'bridge' }

const CONNECT_KEEPS_IDS: Capability = {
  available: false,
  why: {
    en: 'This needs the WhatsApp ids of the customer’s messages. Connect receives these messages and does not pass the ids on.',
    es: 'Para esto hacen falta los identificadores de WhatsApp de los mensajes del cliente. Connect recibe estos mensajes y no transmite los identificadores.',
    pt: 'Para isto são necessários os identificadores do WhatsApp das mensagens do cliente. O Connect recebe essas mensagens e não repassa os identificadores.',
  },
}

const native = {
  text: BY_CONNECT,
  captioned_media: BY_BRIDGE,
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
} satisfies Record<Action, Capability>

const bridged = {
  text: BY_BRIDGE,
  captioned_media: BY_BRIDGE,
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
} satisfies Record<Action, Capability>

export const capabilities: Readonly<Record<Mode, Readonly<Record<Action, Capability>>>> = {
  native,
  bridged,
}

/**
 * Returns why an action is refused in a mode, as a problem of the value at `path`. The widget
 * translates the problem into the agent's language.
 */
export function unavailable(mode: Mode, action: Action, path: string): Problem[] {
  const { why } = capabilities[mode][action]
  return why ? [problem('not_in_this_mode', path, why.en)] : []
}
