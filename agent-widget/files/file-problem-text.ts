// Describes a file's problem and its remedy in the agent's language.

import type { Language } from '#whatsapp/errors/language'
import type { Problem } from '#whatsapp/errors/problems'
import {
  MAX_STATIC_STICKER_BYTES,
  MEDIA_RULES,
  type MediaKind,
  maxBytesOf,
  STICKER_SIDE,
} from '#whatsapp/media/media'
import { canGoAsText, plainType, shortType, typeOfName } from '#whatsapp/media/types'
import { type Messages, refusalText } from '../i18n/catalogue.ts'
import { bytes } from '../i18n/format.ts'
import type { Inspected } from './inspect.ts'

export function fileProblemText(
  problem: Problem,
  file: Inspected,
  kind: MediaKind,
  messages: Messages,
  language: Language,
): string {
  const { code, severity } = problem
  const { fileProblem: texts, remedy } = messages.composer
  const { types } = MEDIA_RULES[kind]
  const maxBytes = maxBytesOf({ kind, mimeType: file.mimeType })
  const size = bytes(file.size, language)
  switch (code) {
    case 'media_type_not_accepted':
      if (severity === 'warning') return texts.unusual({ type: called(file) })
      return `${texts.type({ type: called(file), accepted: types.map(upperCaseType).join(', ') })} ${typeRemedy(file.mimeType, kind, messages)}`
    case 'media_type_mismatch':
      return file.sniffedType === 'application/octet-stream'
        ? `${texts.somethingElse} ${typeRemedy('', kind, messages)}`
        : `${texts.mismatch({ type: upperCaseType(file.sniffedType ?? '') })} ${typeRemedy(file.sniffedType ?? '', kind, messages)}`
    case 'media_name_mismatch':
      return texts.name
    case 'media_empty':
      return texts.empty
    case 'media_too_big':
      if (kind === 'sticker' && file.size <= maxBytes)
        return texts.staticSticker({ size, max: bytes(MAX_STATIC_STICKER_BYTES, language) })
      return `${texts.size({ size, max: bytes(maxBytes, language) })} ${kind === 'image' ? remedy.bigPicture : remedy.big}`
    case 'sticker_pixels':
      return `${texts.stickerPixels({ width: file.pixels?.width ?? 0, height: file.pixels?.height ?? 0, side: STICKER_SIDE })} ${remedy.stickerPixels}`
    case 'ogg_not_opus':
      return `${texts.ogg} ${remedy.ogg}`
    default:
      return refusalText(messages)(problem)
  }
}

/** Returns the name of the file's type as most people know it, which is the file extension. */
function called({ name, mimeType }: Inspected): string {
  if (plainType(mimeType) !== 'application/octet-stream') return upperCaseType(mimeType)
  return /\.([^.]+)$/.exec(name)?.[1]?.toUpperCase() ?? name
}

export const upperCaseType = (type: string): string => shortType(plainType(type)).toUpperCase()

function typeRemedy(mimeType: string, kind: MediaKind, messages: Messages): string {
  const { remedy } = messages.composer
  const type = plainType(mimeType)
  if (kind === 'sticker' && type !== 'image/webp') return remedy.sticker
  if (type === 'image/heic') return remedy.heic
  if (type === 'image/webp') return remedy.webp
  if (type === 'image/gif') return remedy.gif
  if (type === 'audio/wav') return remedy.wav
  if (type === 'audio/webm') return remedy.webmAudio
  if (kind === 'document' && canGoAsText(type)) return remedy.asText
  const family = type.split('/')[0]
  if (family === 'image') return remedy.picture
  if (family === 'video') return remedy.video
  return family === 'audio' ? remedy.wav : remedy.document
}

/**
 * Returns the label of the button that converts a refused picture, or undefined if the browser
 * cannot convert it.
 */
export function conversionLabel(
  wrong: readonly Problem[],
  file: Inspected,
  messages: Messages,
): string | undefined {
  const { files } = messages.composer
  if (wrong.length === 0 || !isPicture(file) || file.sniffedType === 'image/heic') return undefined
  return wrong.every(({ code }) => code === 'media_too_big') ? files.smaller : files.toJpeg
}

export const isPicture = ({ name, mimeType }: Pick<Inspected, 'name' | 'mimeType'>): boolean =>
  mimeType.startsWith('image/') || (typeOfName(name)?.startsWith('image/') ?? false)
