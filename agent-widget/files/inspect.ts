// Determines what a chosen file is before it is uploaded: by its first bytes, its name, and the
// type that the browser reports, in this order.
import { refusals } from '#whatsapp/errors/problems'
import { type MediaFile, type MediaKind, mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { SIGNATURE_BYTES, typeOfBytes, webpOf } from '#whatsapp/media/signature'
import { plainType, typeOfName } from '#whatsapp/media/types'

export type Inspected = Omit<MediaFile, 'kind'> & { readonly name: string; readonly size: number }

const UNKNOWN = 'application/octet-stream'
/** Containers whose first bytes do not identify their content; the name does. */
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

/** The type that the browser names, or else the one that the name ends with. */
const declaredBy = ({ name, type }: File) => plainType(type) || typeOfName(name) || UNKNOWN

/** Declared as what it is, because WhatsApp refuses a file whose content is of another type. */
function declaredType(file: File, sniffed: string | undefined): string {
  const declared = declaredBy(file)
  if (!sniffed || [...CONTAINERS, 'text/plain', UNKNOWN].includes(sniffed)) return declared
  // MP4 and WebM may contain sound alone, and begin alike.
  return sniffed.startsWith('video/') && declared.startsWith('audio/') ? declared : sniffed
}

/** The kinds of message that can have this file, the most natural one first. */
export function kindsFor({ mimeType }: Pick<Inspected, 'mimeType'>): readonly MediaKind[] {
  const natural = mediaKindOf(mimeType)
  return natural === 'document' ? ['document'] : [natural, 'document']
}

/** As a picture where possible, otherwise as a document. */
export function bestKind(file: Inspected): MediaKind {
  const kinds = kindsFor(file)
  return kinds.find((kind) => mediaProblems({ ...file, kind }).length === 0) ?? kinds[0]!
}

/** Another kind as which WhatsApp accepts the file, as far as we know. */
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
