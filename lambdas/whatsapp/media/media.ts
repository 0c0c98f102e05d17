// Which files WhatsApp takes, by kind of message, and what to do with one it does not.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/supported-media-types.html
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { OFFICE, plainType, shortType, typeOfName } from '#whatsapp/media/types'

export type MediaKind = 'audio' | 'document' | 'image' | 'sticker' | 'video'

interface MediaRule {
  readonly types: readonly string[]
  readonly maxBytes: number
  /** What the type alone does not tell, and WhatsApp still checks. */
  readonly note: string
  /** What Connect's own WhatsApp channel carries; without it, only the bridge can. */
  readonly connect?: { readonly types: readonly string[]; readonly maxBytes: number }
}

const KB = 1024
const MB = 1024 * KB

const AUDIO = ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']
const DOCUMENT = ['text/plain', ...OFFICE]
const IMAGE = ['image/jpeg', 'image/png']
const VIDEO = ['video/mp4', 'video/3gpp']

// Connect's side: https://docs.aws.amazon.com/connect/latest/adminguide/whatsapp-messaging-capabilities.html
export const MEDIA_RULES: Readonly<Record<MediaKind, MediaRule>> = {
  audio: {
    types: AUDIO,
    maxBytes: 16 * MB,
    note: 'Ogg only with the Opus codec, one channel; no WAV or WebM; a voice message over 512 KB shows no play button',
    connect: { types: AUDIO, maxBytes: 16 * MB },
  },
  document: {
    types: DOCUMENT,
    maxBytes: 100 * MB,
    note: 'the filename’s extension decides the icon the customer sees',
    connect: { types: DOCUMENT, maxBytes: 20 * MB },
  },
  image: {
    types: IMAGE,
    maxBytes: 5 * MB,
    note: '8 bits per channel, RGB or RGBA',
    connect: { types: IMAGE, maxBytes: 5 * MB },
  },
  sticker: {
    types: ['image/webp'],
    maxBytes: 500 * KB,
    note: '512 × 512 pixels; at most 100 KB unless animated',
  },
  video: {
    types: VIDEO,
    maxBytes: 16 * MB,
    note: 'H.264 video with AAC sound, one sound track or none; no High profile with B-frames (Android), the moov atom first',
    connect: { types: VIDEO, maxBytes: 16 * MB },
  },
}

/** A sticker that does not move may not be larger. */
export const MAX_STATIC_STICKER_BYTES = 100 * KB
/** Pixels, each way. */
export const STICKER_SIDE = 512

const REMEDIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'image/heic': 'Save the photo as JPEG and send that',
    'image/webp': 'Save it as JPEG or PNG, or send it as a sticker',
    'image/gif': 'Send it as an MP4 video, or save one picture of it as PNG',
    'audio/wav': 'Convert it to MP3, AAC or Ogg with Opus',
    'audio/webm': 'Convert the recording to Ogg with Opus (the sound can stay as it is) or to MP3',
    'video/quicktime': 'Convert it to MP4 with H.264 video and AAC sound',
    'video/webm': 'Convert it to MP4 with H.264 video and AAC sound',
  }),
)

/** The kind of message a file of this type goes in; what no kind takes comes back as the nearest, and `mediaProblems` says why not. */
export function mediaKindOf(mimeType: string): MediaKind {
  const type = plainType(mimeType)
  if (type === 'image/webp') return 'sticker'
  const family = type.split('/')[0]
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document'
}

export interface MediaFile {
  readonly kind: MediaKind
  /** As declared by whoever uploads it. */
  readonly mimeType: string
  /** As its first bytes say; undefined when nobody looked or they say nothing (text has no signature). */
  readonly sniffedType?: string
  /** Bytes. */
  readonly size?: number
  readonly name?: string
  readonly animated?: boolean
  readonly pixels?: { readonly width: number; readonly height: number }
  /** To be shown as a voice message. */
  readonly voice?: boolean
}

/** Everything WhatsApp would object to in this file, with what to do. */
export function mediaProblems(file: MediaFile): Problem[] {
  return [
    ...typeProblems(file),
    ...mismatchProblems(file),
    ...sizeProblems(file),
    ...(file.voice ? voiceProblems(file) : []),
    ...(file.kind === 'sticker' ? stickerProblems(file) : []),
  ]
}

/** Beyond this WhatsApp shows a voice message as a file to be fetched. */
const MAX_PLAYABLE_VOICE_BYTES = 512 * KB

function voiceProblems({ mimeType, size }: MediaFile): Problem[] {
  const type = plainType(mimeType)
  if (type !== 'audio/ogg') {
    const message = `${type || 'no type'}; WhatsApp accepts as a voice message: ogg (Opus, one channel). Convert it, or send it as an audio file`
    return [problem('voice_not_opus', 'voice', message)]
  }
  if (size === undefined || size <= MAX_PLAYABLE_VOICE_BYTES) return []
  const message = `${megabytes(size)}; WhatsApp shows a play button up to ${megabytes(MAX_PLAYABLE_VOICE_BYTES)}. Make it shorter`
  return [
    warning('voice_not_playable', 'voice', message, {
      size: megabytes(size),
      limit: megabytes(MAX_PLAYABLE_VOICE_BYTES),
    }),
  ]
}

function stickerProblems({ pixels }: MediaFile): Problem[] {
  if (!pixels || (pixels.width === STICKER_SIDE && pixels.height === STICKER_SIDE)) return []
  const { width, height } = pixels
  const message = `${width} × ${height} pixels; WhatsApp accepts stickers of ${STICKER_SIDE} × ${STICKER_SIDE}. Make it that size, or send it as a picture (JPEG or PNG)`
  return [problem('sticker_pixels', 'pixels', message, { width, height, side: STICKER_SIDE })]
}

/** What keeps this file from Connect's own WhatsApp channel though WhatsApp would take it: then only the bridge can send it. */
export function connectProblems({
  kind,
  mimeType,
  size,
}: Pick<MediaFile, 'kind' | 'mimeType' | 'size'>): Problem[] {
  const { connect } = MEDIA_RULES[kind]
  if (!connect)
    return [
      problem(
        'not_carried_by_connect',
        'kind',
        `Connect carries no ${kind}s. Send it from the WhatsApp widget`,
        { what: kind },
      ),
    ]
  const problems: Problem[] = []
  if (!connect.types.includes(plainType(mimeType))) {
    problems.push(
      problem(
        'not_carried_by_connect',
        'mimeType',
        `Connect carries no ${plainType(mimeType)}. Send it from the WhatsApp widget`,
        {
          what: plainType(mimeType),
        },
      ),
    )
  }
  if (size !== undefined && size > connect.maxBytes) {
    const message = `${megabytes(size)}; Connect carries ${megabytes(connect.maxBytes)}. Send it from the WhatsApp widget`
    problems.push(
      problem('too_big_for_connect', 'size', message, {
        size: megabytes(size),
        limit: megabytes(connect.maxBytes),
      }),
    )
  }
  return problems
}

/** What to declare the file as when uploading it: WhatsApp refuses Ogg that does not name its codec. */
export function uploadTypeOf({
  mimeType,
  sniffedType,
}: Pick<MediaFile, 'mimeType' | 'sniffedType'>): string {
  const type = plainType(mimeType)
  return type === 'audio/ogg' && [mimeType, sniffedType ?? ''].some(isOpus)
    ? 'audio/ogg; codecs=opus'
    : type
}

const isOpus = (mimeType: string) => /opus/i.test(mimeType)

function typeProblems({ kind, mimeType, sniffedType }: MediaFile): Problem[] {
  const type = plainType(mimeType)
  const { types, note } = MEDIA_RULES[kind]
  if (type === 'audio/ogg' && kind === 'audio') return oggProblems(mimeType, sniffedType)
  if (types.includes(type)) return []
  const accepted = types.map(shortType).join(', ')
  const remedy = REMEDIES.get(type) ?? `Convert it to ${accepted}`
  const message = `${type || 'no type'}; WhatsApp accepts as ${kind}: ${accepted} (${note}). ${remedy}`
  // WhatsApp's list is closed for the other kinds; other documents are known to arrive sometimes. Pictures, sound and videos have to
  // be of a type that can be uploaded at all.
  const isUncertain =
    kind === 'document' && (takenAs(type) !== undefined || !/^(image|audio|video)\//.test(type))
  return [
    (isUncertain ? warning : problem)('media_type_not_accepted', 'mimeType', message, {
      type: type || '?',
      accepted,
    }),
  ]
}

/** How large such a file may be, sent as this. */
export const maxBytesOf = ({ kind, mimeType }: Pick<MediaFile, 'kind' | 'mimeType'>): number =>
  MEDIA_RULES[takenAs(plainType(mimeType)) ?? kind].maxBytes

/** The kind of message a type belongs to. */
function takenAs(type: string): MediaKind | undefined {
  const kind = mediaKindOf(type)
  return MEDIA_RULES[kind].types.includes(type) ? kind : undefined
}

function oggProblems(mimeType: string, sniffedType: string | undefined): Problem[] {
  const looked = sniffedType !== undefined && plainType(sniffedType) === 'audio/ogg'
  if (isOpus(looked ? sniffedType : mimeType)) return []
  const message =
    'Ogg without a named codec; WhatsApp accepts Ogg only with Opus, one channel. Declare it as audio/ogg; codecs=opus if it is'
  // Looked at and not found to be Opus, or not looked at.
  return [(sniffedType ? problem : warning)('ogg_not_opus', 'mimeType', message)]
}

// Containers whose first bytes do not tell which of these is inside.
const SAME_SIGNATURE = [
  ['application/zip', OFFICE[2]!, OFFICE[4]!, OFFICE[6]!],
  ['application/x-cfb', OFFICE[1]!, OFFICE[3]!, OFFICE[5]!],
  ['video/mp4', 'audio/mp4'],
  ['video/webm', 'audio/webm'],
]

function mismatchProblems({ mimeType, sniffedType, name }: MediaFile): Problem[] {
  const declared = plainType(mimeType)
  const problems: Problem[] = []
  const actual = sniffedType === undefined ? undefined : plainType(sniffedType)
  if (actual !== undefined && actual !== declared && !sameSignature(declared, actual)) {
    const remedy = REMEDIES.get(actual) ?? `Upload it again as ${actual}`
    const message = `declared as ${declared}, but its bytes are ${actual}; WhatsApp refuses a file that is not what it is declared to be. ${remedy}`
    problems.push(problem('media_type_mismatch', 'mimeType', message, { declared, actual }))
  }
  const promised = name === undefined ? undefined : typeOfName(name)
  if (promised !== undefined && promised !== declared && !sameSignature(declared, promised)) {
    const message = `the name promises ${promised}, the file is declared as ${declared}. Rename it, or the customer’s phone may not open it`
    problems.push(warning('media_name_mismatch', 'name', message, { declared, promised }))
  }
  return problems
}

const sameSignature = (a: string, b: string) =>
  SAME_SIGNATURE.some((types) => types.includes(a) && types.includes(b))

function sizeProblems({ kind, mimeType, size, animated }: MediaFile): Problem[] {
  if (size === undefined) return []
  if (size <= 0) return [problem('media_empty', 'size', '0 bytes. Choose a file that has content')]
  // An upload is measured by what it is, whatever it is sent as afterwards.
  const maxBytes = maxBytesOf({ kind, mimeType })
  const max = kind === 'sticker' && animated === false ? MAX_STATIC_STICKER_BYTES : maxBytes
  if (size > max) {
    const remedy = kind === 'image' ? 'Make the picture smaller' : 'Make it smaller, or send a link'
    return [
      problem(
        'media_too_big',
        'size',
        `${megabytes(size)}; WhatsApp accepts ${megabytes(max)} as ${kind}. ${remedy}`,
        {
          size: megabytes(size),
          limit: megabytes(max),
        },
      ),
    ]
  }
  if (kind === 'sticker' && animated === undefined && size > MAX_STATIC_STICKER_BYTES) {
    const message = `${megabytes(size)}; WhatsApp accepts ${megabytes(MAX_STATIC_STICKER_BYTES)} for a sticker that does not move. Make it smaller unless it does`
    return [
      warning('media_too_big', 'size', message, {
        size: megabytes(size),
        limit: megabytes(MAX_STATIC_STICKER_BYTES),
      }),
    ]
  }
  return []
}

function megabytes(bytes: number): string {
  if (bytes < MB) return `${Math.ceil(bytes / KB)} KB`
  return bytes % MB === 0
    ? `${bytes / MB} MB`
    : `${(Math.ceil((bytes / MB) * 100) / 100).toFixed(2)} MB`
}
