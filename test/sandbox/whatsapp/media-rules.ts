// The types and sizes of files that WhatsApp accepts, by kind of message.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/supported-media-types.html
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
import { bytesAre, oggChannels, pngDepth, webp } from './media-bytes.ts'

export type MediaKind = 'audio' | 'document' | 'image' | 'sticker' | 'video'

// Meta does not document whether a megabyte has 1000 or 1024 kilobytes. The sandbox uses 1024, so
// it does not refuse a file that WhatsApp may accept.
const KB = 1024
const MB = 1024 * KB

interface Rule {
  maxBytes: number
  types: Readonly<Record<string, string>>
}

const office = 'application/vnd.openxmlformats-officedocument'

/**
 * The maximum size, and the file extension of each accepted MIME type, by kind of message. Both
 * video/3gp and video/3gpp are accepted, because AWS's page lists the first and Meta's page the
 * second.
 */
const mediaRules: Readonly<Record<MediaKind, Rule>> = {
  audio: {
    maxBytes: 16 * MB,
    types: {
      'audio/aac': 'aac',
      'audio/amr': 'amr',
      'audio/mpeg': 'mp3',
      'audio/mp4': 'm4a',
      'audio/ogg': 'ogg',
    },
  },
  document: {
    maxBytes: 100 * MB,
    types: {
      'text/plain': 'txt',
      'application/pdf': 'pdf',
      'application/msword': 'doc',
      'application/vnd.ms-excel': 'xls',
      'application/vnd.ms-powerpoint': 'ppt',
      [`${office}.wordprocessingml.document`]: 'docx',
      [`${office}.spreadsheetml.sheet`]: 'xlsx',
      [`${office}.presentationml.presentation`]: 'pptx',
    },
  },
  image: { maxBytes: 5 * MB, types: { 'image/jpeg': 'jpeg', 'image/png': 'png' } },
  sticker: { maxBytes: 500 * KB, types: { 'image/webp': 'webp' } },
  video: {
    maxBytes: 16 * MB,
    types: { 'video/mp4': 'mp4', 'video/3gpp': '3gp', 'video/3gp': '3gp' },
  },
}

const STATIC_STICKER_BYTES = 100 * KB
const STICKER_SIDE = 512

const rules = Object.entries(mediaRules) as [MediaKind, Rule][]

/** Returns the type without parameters: `audio/ogg; codecs=opus` becomes `audio/ogg`. */
const bareType = (mimeType: string) => mimeType.split(';')[0]!.trim().toLowerCase()

export const kindOf = (mimeType: string) =>
  rules.find(([, { types }]) => bareType(mimeType) in types)?.[0]

export const extensionOf = (mimeType: string) =>
  rules.map(([, { types }]) => types[bareType(mimeType)]).find(Boolean) ?? 'bin'

/**
 * Returns why a file with this declared MIME type and size cannot be uploaded, or undefined if it
 * can be uploaded.
 */
export function uploadProblem(mimeType: string, size: number): string | undefined {
  const kind = kindOf(mimeType)
  if (!kind)
    return `Param file must be a file with one of the supported types. Received file of type '${mimeType}'.`
  if (size === 0) return 'The file is empty.'
  const { maxBytes } = mediaRules[kind]
  if (size > maxBytes)
    return `File size ${size} bytes is above the maximum of ${maxBytes} bytes for ${kind}.`
}

/**
 * Returns why Meta refuses to deliver the file in this kind of message (error 131053), or undefined
 * if Meta delivers it. Meta checks the file's content, not only its declared type.
 */
export function mediaProblem(kind: MediaKind, mimeType: string, body: Buffer): string | undefined {
  const type = bareType(mimeType)
  const { types, maxBytes } = mediaRules[kind]
  if (!(type in types)) return `Media of type ${mimeType} cannot be sent as ${kind}.`
  if (body.length > maxBytes)
    return `Media file size too big. Max file size we support: ${maxBytes} bytes.`
  if (!bytesAre(type, body)) return `Downloaded media does not have the declared type ${mimeType}.`
  if (type === 'audio/ogg' && oggChannels(body) !== 1)
    return 'audio/ogg must have the OPUS codec and one channel.'
  if (type === 'image/png' && pngDepth(body) !== 8) return 'Images must be 8-bit, RGB or RGBA.'
  if (kind === 'sticker') return stickerProblem(body)
}

function stickerProblem(body: Buffer) {
  const picture = webp(body)
  if (picture?.width !== STICKER_SIDE || picture.height !== STICKER_SIDE)
    return `Stickers must be ${STICKER_SIDE} x ${STICKER_SIDE} pixels.`
  if (!picture.animated && body.length > STATIC_STICKER_BYTES)
    return `Static stickers may have ${STATIC_STICKER_BYTES} bytes.`
}
