// What a chosen file is, before a byte of it is sent: by its first bytes, its name, and what the browser says, in this order.
import { refusals } from '#whatsapp/errors/problems'
import { type MediaFile, type MediaKind, mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { SIGNATURE_BYTES, typeOfBytes, webpOf } from '#whatsapp/media/signature'
import { plainType, typeOfName } from '#whatsapp/media/types'

export type Inspected = Omit<MediaFile, 'kind'> & { readonly name: string; readonly size: number }

const UNKNOWN = 'application/octet-stream'
/** Containers whose first bytes do not tell what is in them; the name does. */
const CONTAINERS = ['application/zip', 'application/x-cfb']

export async function inspect(file: File): Promise<Inspected> {
  const start = new Uint8Array(await file.slice(0, SIGNATURE_BYTES).arrayBuffer())
  const sniffedType = typeOfBytes(start)
  const { name, size } = file
  return {
    name,
    size,
    mimeType: declaredType(file, sniffedType),
    ...(sniffedType && { sniffedType }),
    ...webpOf(start),
  }
}

/** Declared as what it is: WhatsApp refuses a file whose bytes say otherwise. */
function declaredType({ name, type }: File, sniffed: string | undefined): string {
  const said = plainType(type) || typeOfName(name) || UNKNOWN
  if (!sniffed || CONTAINERS.includes(sniffed)) return said
  // MP4 and WebM hold sound alone, too, and look the same from the start.
  return sniffed.startsWith('video/') && said.startsWith('audio/') ? said : sniffed
}

/** The kinds of message such a file may go in, the most natural first. */
export function kindsFor({ mimeType }: Pick<Inspected, 'mimeType'>): readonly MediaKind[] {
  const natural = mediaKindOf(mimeType)
  return natural === 'document' ? ['document'] : [natural, 'document']
}

/** As a picture where it can be one, else as the document it still may go as. */
export function bestKind(file: Inspected): MediaKind {
  const kinds = kindsFor(file)
  return kinds.find((kind) => mediaProblems({ ...file, kind }).length === 0) ?? kinds[0]!
}

/** Other than the one it has now, and accepted by WhatsApp for all that is known. */
export const otherKind = (file: Inspected, now: MediaKind): MediaKind | undefined =>
  kindsFor(file).find(
    (kind) => kind !== now && refusals(mediaProblems({ ...file, kind })).length === 0,
  )

/** Shown as a voice message: Ogg with Opus only. */
export const canBeVoice = ({
  mimeType,
  sniffedType,
}: Pick<Inspected, 'mimeType' | 'sniffedType'>): boolean =>
  plainType(mimeType) === 'audio/ogg' && /opus/i.test(`${mimeType} ${sniffedType}`)
