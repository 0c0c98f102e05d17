// Determines the type of a chosen file before it is uploaded, from its first bytes, its name, and
// the type that the browser reports, in this order.
import { refusals } from '#whatsapp/errors/problems'
import { type MediaFile, type MediaKind, mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { SIGNATURE_BYTES, typeOfBytes, webpOf } from '#whatsapp/media/signature'
import { plainType, typeOfName } from '#whatsapp/media/types'

export type Inspected = Omit<MediaFile, 'kind'> & { readonly name: string; readonly size: number }

const UNKNOWN = 'application/octet-stream'
/**
 * Types of containers whose first bytes do not identify their content. The name of the file
 * identifies it instead.
 */
const CONTAINERS = ['application/zip', 'application/x-cfb']

export async function inspect(file: File): Promise<Inspected> {
  const start = new Uint8Array(await file.slice(0, SIGNATURE_BYTES).arrayBuffer())
  const { name, size } = file
  const sniffedType = typeOfBytes(start, declaredBy(file))
  return {
    name,
    size,
    mimeType: declaredType(file, sniffedType),
    ...(sniffedType && { sniffedType }),
    ...webpOf(start),
  }
}

/**
 * Returns the type that the browser reports. If the browser reports no type, returns the type that
 * the extension of the name indicates.
 */
const declaredBy = ({ name, type }: File) => plainType(type) || typeOfName(name) || UNKNOWN

/**
 * Returns the type of the content, because WhatsApp refuses a file whose content has another type
 * than the declared one.
 */
function declaredType(file: File, sniffed: string | undefined): string {
  const declared = declaredBy(file)
  if (!sniffed || [...CONTAINERS, 'text/plain', UNKNOWN].includes(sniffed)) return declared
  // MP4 and WebM files with sound alone begin like those with video, so a declared audio type is
  // trusted.
  return sniffed.startsWith('video/') && declared.startsWith('audio/') ? declared : sniffed
}

/** Returns the kinds of message that can contain this file, the most suitable one first. */
export function kindsFor({ mimeType }: Pick<Inspected, 'mimeType'>): readonly MediaKind[] {
  const natural = mediaKindOf(mimeType)
  return natural === 'document' ? ['document'] : [natural, 'document']
}

/** Returns the kind of message: a picture if possible, otherwise a document. */
export function bestKind(file: Inspected): MediaKind {
  const kinds = kindsFor(file)
  return kinds.find((kind) => mediaProblems({ ...file, kind }).length === 0) ?? kinds[0]!
}

/** Returns another kind of message as which WhatsApp probably accepts the file. */
export const otherKind = (file: Inspected, now: MediaKind): MediaKind | undefined =>
  kindsFor(file).find(
    (kind) => kind !== now && refusals(mediaProblems({ ...file, kind })).length === 0,
  )

/** Only Ogg with Opus can be a voice message. */
export const canBeVoice = ({
  mimeType,
  sniffedType,
}: Pick<Inspected, 'mimeType' | 'sniffedType'>): boolean =>
  plainType(mimeType) === 'audio/ogg' && /opus/i.test(`${mimeType} ${sniffedType}`)
