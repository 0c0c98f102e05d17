// Determines the type of a chosen file before the upload. The file's first bytes are considered
// first, then its name, and last the type that the browser reports.
import { refusals } from '#whatsapp/errors/problems'
import { type MediaFile, type MediaKind, mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { SIGNATURE_BYTES, typeOfBytes, webpOf } from '#whatsapp/media/signature'
import { plainType, typeOfName } from '#whatsapp/media/types'

export type Inspected = Omit<MediaFile, 'kind'> & { readonly name: string; readonly size: number }

const UNKNOWN = 'application/octet-stream'
/**
 * The types of containers such as ZIP, which many document types use. The first bytes do not show
 * the type of such a document, so the file's name determines it.
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
 * Returns the type that the browser reports, or the type for the name's extension if the browser
 * reports none.
 */
const declaredBy = ({ name, type }: File) => plainType(type) || typeOfName(name) || UNKNOWN

/**
 * Returns the type with which the file is sent. WhatsApp refuses a file whose content does not
 * match this type, so the type that the first bytes show usually takes precedence.
 */
function declaredType(file: File, sniffed: string | undefined): string {
  const declared = declaredBy(file)
  if (!sniffed || [...CONTAINERS, 'text/plain', UNKNOWN].includes(sniffed)) return declared
  // MP4 and WebM files that contain only sound start with the same bytes as files that contain
  // video, so a declared audio type takes precedence.
  return sniffed.startsWith('video/') && declared.startsWith('audio/') ? declared : sniffed
}

/** Returns the kinds of message that can contain this file, the most suitable first. */
export function kindsFor({ mimeType }: Pick<Inspected, 'mimeType'>): readonly MediaKind[] {
  const natural = mediaKindOf(mimeType)
  return natural === 'document' ? ['document'] : [natural, 'document']
}

/**
 * Returns the first kind with which the file has no problem, or the most suitable kind if every
 * kind has a problem.
 */
export function bestKind(file: Inspected): MediaKind {
  const kinds = kindsFor(file)
  return kinds.find((kind) => mediaProblems({ ...file, kind }).length === 0) ?? kinds[0]!
}

/** Returns another kind of message with which WhatsApp would probably accept the file. */
export const otherKind = (file: Inspected, now: MediaKind): MediaKind | undefined =>
  kindsFor(file).find(
    (kind) => kind !== now && refusals(mediaProblems({ ...file, kind })).length === 0,
  )

/** Only Ogg files with Opus can be voice messages. */
export const canBeVoice = ({
  mimeType,
  sniffedType,
}: Pick<Inspected, 'mimeType' | 'sniffedType'>): boolean =>
  plainType(mimeType) === 'audio/ogg' && /opus/i.test(`${mimeType} ${sniffedType}`)
