// What is wrong with a file, in the agent's language, and what to do about it.
import type { Language } from '#whatsapp/errors/language'
import type { Problem } from '#whatsapp/errors/problems'
import {
  MAX_STATIC_STICKER_BYTES,
  MEDIA_RULES,
  type MediaKind,
  maxBytesOf,
  STICKER_SIDE,
} from '#whatsapp/media/media'
import { plainType, shortType, typeOfName } from '#whatsapp/media/types'
import type { Words } from '../i18n/composing/en.ts'
import { bytes } from '../i18n/format.ts'
import type { Inspected } from './inspect.ts'

export function fileWords(
  { code, message, severity }: Problem,
  file: Inspected,
  kind: MediaKind,
  words: Words,
  language: Language,
): string {
  const { fileProblem: said, remedy } = words
  const { types } = MEDIA_RULES[kind]
  const maxBytes = maxBytesOf({ kind, mimeType: file.mimeType })
  const size = bytes(file.size, language)
  switch (code) {
    case 'media_type_not_accepted':
      if (severity === 'warning') return said.unusual(called(file))
      return `${said.type(called(file), types.map(upper).join(', '))} ${typeRemedy(file.mimeType, kind, words)}`
    case 'media_type_mismatch':
      return `${said.mismatch(upper(file.sniffedType ?? ''))} ${typeRemedy(file.sniffedType ?? '', kind, words)}`
    case 'media_name_mismatch':
      return said.name
    case 'media_empty':
      return said.empty
    case 'media_too_big':
      if (kind === 'sticker' && file.size <= maxBytes)
        return said.staticSticker(size, bytes(MAX_STATIC_STICKER_BYTES, language))
      return `${said.size(size, bytes(maxBytes, language))} ${kind === 'image' ? remedy.bigPicture : remedy.big}`
    case 'sticker_pixels':
      return `${said.stickerPixels(file.pixels?.width ?? 0, file.pixels?.height ?? 0, STICKER_SIDE)} ${remedy.stickerPixels}`
    case 'ogg_not_opus':
      return `${said.ogg} ${remedy.ogg}`
    default:
      return message
  }
}

/** By the ending people know it by. */
function called({ name, mimeType }: Inspected): string {
  if (plainType(mimeType) !== 'application/octet-stream') return upper(mimeType)
  return /\.([^.]+)$/.exec(name)?.[1]?.toUpperCase() ?? name
}

export const upper = (type: string): string => shortType(plainType(type)).toUpperCase()

function typeRemedy(mimeType: string, kind: MediaKind, { remedy }: Words): string {
  const type = plainType(mimeType)
  if (kind === 'sticker' && type !== 'image/webp') return remedy.sticker
  if (type === 'image/heic') return remedy.heic
  if (type === 'image/webp') return remedy.webp
  if (type === 'image/gif') return remedy.gif
  if (type === 'audio/wav') return remedy.wav
  if (type === 'audio/webm') return remedy.webmAudio
  const family = type.split('/')[0]
  if (family === 'image') return remedy.picture
  if (family === 'video') return remedy.video
  return family === 'audio' ? remedy.wav : remedy.document
}

/** What a picture that is not taken can be made here; undefined for what no browser's canvas makes better. */
export function remedyHere(
  wrong: readonly Problem[],
  file: Inspected,
  { files }: Words,
): string | undefined {
  if (wrong.length === 0 || !isPicture(file) || file.sniffedType === 'image/heic') return undefined
  return wrong.every(({ code }) => code === 'media_too_big') ? files.smaller : files.toJpeg
}

export const isPicture = ({ name, mimeType }: Pick<Inspected, 'name' | 'mimeType'>): boolean =>
  mimeType.startsWith('image/') || (typeOfName(name)?.startsWith('image/') ?? false)
