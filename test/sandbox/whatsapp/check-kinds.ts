// Checks media, locations, contact cards and reactions.
import type { Context } from './check-message.ts'
import { oggChannels } from './media-bytes.ts'
import { type MediaKind, mediaProblem } from './media-rules.ts'
import { refuse } from './refusal.ts'
import {
  anyText,
  type Check,
  degrees,
  type Fields,
  filled,
  link,
  list,
  matching,
  object,
  text,
} from './shape.ts'

const MONTH_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Checks media, as `{ id }` or `{ link }`. A link is not fetched, because the sandbox has no
 * internet access.
 */
export const media =
  (kind: MediaKind, extra: Fields) =>
  (context: Context): Check =>
  (value, path) => {
    object({}, { id: text(100), link, ...extra })(value, path)
    const { id, link: url, voice } = value as { id?: string; link?: string; voice?: boolean }
    if (id === undefined && url === undefined)
      refuse(131008, `Required parameter is missing: ${path}['id'] or ${path}['link']`)
    if (id !== undefined && url !== undefined)
      refuse(131009, `Param ${path} takes either an id or a link`)
    if (id === undefined) return

    const stored = context.media(id)
    if (!stored)
      refuse(
        100,
        `Param ${path}['id'] is not a valid whatsapp business account media attachment ID`,
      )
    const problem = mediaProblem(kind, stored.mimeType, stored.body)
    if (problem) refuse(131053, problem)
    if (voice && oggChannels(stored.body) === undefined)
      refuse(131053, 'Voice messages must be audio/ogg with the OPUS codec.')
  }

export const location = object(
  { latitude: degrees(90), longitude: degrees(180) },
  { name: filled, address: filled },
)

/** Accepts a list of any length, because Meta documents no limit. */
const many = (fields: Fields) => list(object({}, fields), 0, Number.MAX_SAFE_INTEGER)

const nameParts = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix']

const card = object(
  {
    name: object(
      { formatted_name: filled },
      Object.fromEntries(nameParts.map((part) => [part, filled])),
    ),
  },
  {
    phones: many({ phone: filled, type: filled, wa_id: filled }),
    emails: many({ email: filled, type: filled }),
    urls: many({ url: filled, type: filled }),
    addresses: many({
      street: filled,
      city: filled,
      state: filled,
      zip: filled,
      country: filled,
      country_code: filled,
      type: filled,
    }),
    org: object({}, { company: filled, department: filled, title: filled }),
    birthday: matching(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD'),
  },
)

export const contact: Check = (value, path) => {
  card(value, path)
  const { name } = value as { name: Record<string, string> }
  if (!nameParts.some((part) => name[part] !== undefined)) {
    refuse(
      131009,
      `Param ${path}['name'] needs one of {${nameParts.join(', ')}} beside formatted_name`,
    )
  }
}

// An emoji, with or without the variation selector for its colored form.
// https://www.unicode.org/reports/tr51/#def_rgi_set
const isEmoji = (sign: string) =>
  [sign, `${sign}\uFE0F`].some((form) => /^\p{RGI_Emoji}$/v.test(form))

/** The form of WhatsApp's message ids. */
export const messageId = matching(/^wamid\.\S+$/, 'the id of a message, wamid.…')

export const reaction =
  (context: Context): Check =>
  (value, path) => {
    object({ message_id: messageId, emoji: anyText })(value, path)
    const { message_id, emoji: sign } = value as { message_id: string; emoji: string }
    if (sign !== '' && !isEmoji(sign)) refuse(131009, `Param ${path}['emoji'] must be one emoji`)
    const target = context.message(message_id)
    if (!target || target.type === 'reaction' || context.now - target.at > MONTH_MS) {
      refuse(131009, `${path}['message_id'] is not a message that can be reacted to`)
    }
  }
