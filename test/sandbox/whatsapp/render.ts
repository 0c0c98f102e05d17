// Returns what a phone shows for a message, with all values filled in.
import type { FormDefinition, TemplateDefinition } from '../world.ts'
import type { SentComponent } from './check-template-text.ts'
import type { StoredMedia } from './media-store.ts'
import { fill, isNamed, placeholders, valuesOf, withoutInvisibles } from './parameters.ts'

export interface ShownMedia {
  /**
   * The media id, by which the sandbox serves the file's bytes. Undefined if the message contains a
   * link, which the sandbox does not fetch.
   */
  id?: string
  link?: string
  mimeType?: string
  bytes?: number
  /** The checksum of the file, in hexadecimal. */
  sha256?: string
  caption?: string
  fileName?: string
  /** Whether the phone shows the audio as a voice message, with the sender's picture. */
  voice?: true
}

export interface ShownButton {
  type: string
  text: string
  url?: string
  phoneNumber?: string
  code?: string
  /** The parameters of what the button opens: a form, a catalog, products, an order or a call. */
  opens?: object
}

export interface ShownTemplate {
  name: string
  language: string
  header?: {
    format: string
    text?: string
    media?: ShownMedia
    location?: object
    product?: object
  }
  /** The headline of a limited-time offer. */
  offer?: { text: string; expiresAt?: string }
  body?: string
  footer?: string
  buttons: ShownButton[]
  cards?: Pick<ShownTemplate, 'header' | 'body' | 'buttons'>[]
}

export interface Shown {
  type: string
  text?: string
  media?: ShownMedia
  location?: object
  contacts?: object[]
  /**
   * The interactive message as the business sent it, with its type, header, body, footer and
   * action.
   */
  interactive?: object
  template?: ShownTemplate
  /** The form that a button of the message opens. */
  form?: Pick<FormDefinition, 'name' | 'fields'> & { token: string }
  /** The content of a message of any other type, such as order, as the webhook contains it. */
  content?: unknown
}

export type FindMedia = (id: string) => StoredMedia | undefined
type Json = Record<string, any>

const mediaKinds = ['image', 'video', 'document', 'audio', 'sticker']

export function shown(message: Json, find: FindMedia, definition?: TemplateDefinition): Shown {
  const type: string = message.type ?? 'text'
  const content = message[type]
  if (type === 'text') return { type, text: content.body }
  if (mediaKinds.includes(type)) return { type, media: shownMedia(content, find) }
  if (type === 'location') return { type, location: content }
  if (type === 'contacts') return { type, contacts: content }
  if (type === 'interactive') return { type, interactive: content }
  if (type === 'button') return { type, text: content.text }
  if (type === 'template') return { type, template: shownTemplate(content, definition!, find) }
  return { type, content }
}

function shownMedia({ id, link, caption, filename, voice }: Json, find: FindMedia): ShownMedia {
  const stored = id === undefined ? undefined : find(id)
  const words = {
    ...(caption && { caption }),
    ...(filename && { fileName: filename }),
    ...(voice && { voice }),
  }
  if (!stored) return { ...(link && { link }), ...words }
  const sha256 = Buffer.from(stored.sha256, 'base64').toString('hex')
  return { id, mimeType: stored.mimeType, bytes: stored.body.length, sha256, ...words }
}

function shownTemplate(sent: Json, definition: TemplateDefinition, find: FindMedia): ShownTemplate {
  const parts = definition.components as Json[]
  const names = parts.flatMap((part) => placeholders(part.text ?? ''))
  const draw = drawer(isNamed(definition.parameter_format, names), find)
  const components = (sent.components ?? []) as SentComponent[]
  const offer = part(parts, 'LIMITED_TIME_OFFER')?.limited_time_offer
  const expiry = (sentPart(components, 'limited_time_offer')?.parameters?.[0] as Json | undefined)
    ?.limited_time_offer.expiration_time_ms
  const cards = part(parts, 'CAROUSEL')?.cards as Json[] | undefined
  const sentCards = sentPart(components, 'carousel')?.cards ?? []
  return {
    name: definition.name,
    language: definition.language,
    ...draw(parts, components),
    ...(offer && {
      offer: { text: offer.text, ...(expiry && { expiresAt: new Date(expiry).toISOString() }) },
    }),
    ...(part(parts, 'FOOTER') && { footer: part(parts, 'FOOTER')!.text }),
    ...(cards && {
      cards: sentCards.map((card, index) =>
        draw((cards[index] ?? cards[0]!).components, card.components),
      ),
    }),
  }
}

const part = (parts: readonly Json[], type: string) =>
  parts.find((each) => each.type.toUpperCase() === type)
const sentPart = (sent: readonly SentComponent[], type: string) =>
  sent.find((each) => each.type.toLowerCase() === type)

const drawer =
  (named: boolean, find: FindMedia) => (parts: readonly Json[], sent: readonly SentComponent[]) => {
    const filled = (text: string, type: string) =>
      fill(text, valuesOf(sentPart(sent, type)?.parameters ?? [], placeholders(text), named))
    const header = part(parts, 'HEADER')
    const body = part(parts, 'BODY')
    return {
      ...(header && {
        header:
          header.format === 'TEXT'
            ? { format: 'TEXT', text: filled(header.text, 'header') }
            : shownHeader(header, sent, find),
      }),
      ...(body && { body: filled(body.text, 'body') }),
      buttons: ((part(parts, 'BUTTONS')?.buttons ?? []) as Json[]).map((button, index) =>
        shownButton(button, index, sent),
      ),
    }
  }

function shownHeader({ format }: Json, sent: readonly SentComponent[], find: FindMedia) {
  const key = String(format).toLowerCase()
  const value = (sentPart(sent, 'header')!.parameters![0] as Json)[key]
  if (key === 'location' || key === 'product') return { format, [key]: value }
  return { format, media: shownMedia(value, find) }
}

function shownButton(button: Json, index: number, sent: readonly SentComponent[]): ShownButton {
  const type = String(button.type).toUpperCase()
  const isOf = (each: SentComponent) =>
    each.index === undefined
      ? String(each.sub_type).toUpperCase() === type
      : String(each.index) === String(index)
  const component = sent.find((each) => each.type.toLowerCase() === 'button' && isOf(each))
  const parameters = (component?.parameters ?? []) as Json[]
  const [value] = parameters
  const code = value?.coupon_code ?? button.example
  const call = Object.fromEntries(
    parameters.map((parameter) => [parameter.type, parameter[parameter.type]]),
  )
  const opens = value?.action ?? (type === 'VOICE_CALL' && parameters.length > 0 ? call : undefined)
  return {
    type,
    text: withoutInvisibles(button.text ?? ''),
    // The button of a one-time password copies the code, although its definition contains a URL.
    ...(button.url &&
      (/otp_type=/.test(button.url)
        ? { code: value?.text }
        : {
            url: fill(
              button.url,
              valuesOf(value ? [value as never] : [], placeholders(button.url), false),
            ),
          })),
    ...(button.phone_number && { phoneNumber: button.phone_number }),
    ...(type === 'COPY_CODE' && { code }),
    ...(opens && { opens }),
  }
}
