// The files that WhatsApp accepts for each kind of message, and the remedies for files that
// WhatsApp does not accept.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/supported-media-types.html
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  canGoAsText,
  OFFICE,
  PROGRAM,
  plainType,
  shortType,
  typeOfName,
} from '#whatsapp/media/types'

export type MediaKind = 'audio' | 'document' | 'image' | 'sticker' | 'video'

interface MediaRule {
  readonly types: readonly string[]
  readonly maxBytes: number
}

const KB = 1024
const MB = 1024 * KB

const AUDIO = ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']
const DOCUMENT = ['text/plain', ...OFFICE]
const IMAGE = ['image/jpeg', 'image/png']
const VIDEO = ['video/mp4', 'video/3gpp']

// The rules of WhatsApp. Connect's rules for files in its own WhatsApp channel are different, see:
// https://docs.aws.amazon.com/connect/latest/adminguide/whatsapp-messaging-capabilities.html
export const MEDIA_RULES: Readonly<Record<MediaKind, MediaRule>> = {
  // An Ogg file must have the Opus codec and one channel.
  audio: { types: AUDIO, maxBytes: 16 * MB },
  // The customer's phone chooses the icon of a document by the extension of the file name.
  document: { types: DOCUMENT, maxBytes: 100 * MB },
  // Pictures must have 8 bits per channel, in RGB or RGBA.
  image: { types: IMAGE, maxBytes: 5 * MB },
  sticker: { types: ['image/webp'], maxBytes: 500 * KB },
  // A video must use H.264 and AAC, and have at most one sound track. The moov atom must be at the
  // start of the video file. Android does not play videos that have the High profile and B-frames.
  video: { types: VIDEO, maxBytes: 16 * MB },
}

/** The names of the kinds of files in sentences about problems, in the plural. */
const PLURALS: Readonly<Record<MediaKind, string>> = {
  audio: 'audio',
  document: 'documents',
  image: 'pictures',
  sticker: 'stickers',
  video: 'videos',
}

/** The maximum size of a sticker that is not animated. */
export const MAX_STATIC_STICKER_BYTES = 100 * KB
/** The width and height of a sticker in pixels. */
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
    'text/csv': 'Save it as XLSX, or send it as plain text from the WhatsApp widget',
    'text/html': 'Save it as PDF',
    'application/rtf': 'Save it as DOCX or PDF',
    'application/zip': 'Send the files in it one by one',
    'application/vnd.oasis.opendocument.text': 'Save it as DOCX or PDF',
    'application/vnd.oasis.opendocument.spreadsheet': 'Save it as XLSX or PDF',
    'application/vnd.oasis.opendocument.presentation': 'Save it as PPTX or PDF',
    [PROGRAM]: 'WhatsApp does not accept programs. Send a document, such as a PDF',
    'application/octet-stream': 'Save it with the right type, or as PDF',
  }),
)

/**
 * Returns the kind of message for a file of this type. If no kind of message accepts the type, the
 * function returns the closest kind. `mediaProblems` then explains why WhatsApp would refuse the
 * file.
 */
export function mediaKindOf(mimeType: string): MediaKind {
  const type = plainType(mimeType)
  if (type === 'image/webp') return 'sticker'
  const family = type.split('/')[0]
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document'
}

export interface MediaFile {
  readonly kind: MediaKind
  /** The MIME type that the uploader declares. */
  readonly mimeType: string
  /**
   * The type that the first bytes of the file indicate. Undefined if the bytes were not inspected,
   * or if the file has no signature. A text file, for example, has no signature.
   */
  readonly sniffedType?: string
  /** The size in bytes. */
  readonly size?: number
  readonly name?: string
  readonly animated?: boolean
  readonly pixels?: { readonly width: number; readonly height: number }
  /** Whether the file is to be displayed as a voice message. */
  readonly voice?: boolean
}

/**
 * Returns every problem for which WhatsApp would refuse the file, with a remedy for each problem.
 */
export function mediaProblems(file: MediaFile): Problem[] {
  return [
    ...typeProblems(file),
    ...mismatchProblems(file),
    ...sizeProblems(file),
    ...(file.voice ? voiceProblems(file) : []),
    ...(file.kind === 'sticker' ? stickerProblems(file) : []),
  ]
}

/**
 * The maximum size of a voice message that WhatsApp can play. WhatsApp displays a larger voice
 * message as a file to download.
 */
const MAX_PLAYABLE_VOICE_BYTES = 512 * KB

function voiceProblems({ mimeType, size }: MediaFile): Problem[] {
  const type = plainType(mimeType)
  if (type !== 'audio/ogg') {
    const message = `The file is ${type || 'of no type'}. WhatsApp accepts only Ogg (Opus, one channel) as a voice message. Convert it, or send it as an audio file.`
    return [problem('voice_not_opus', 'voice', message)]
  }
  if (size === undefined || size <= MAX_PLAYABLE_VOICE_BYTES) return []
  const message = `The recording has ${megabytes(size)}. WhatsApp displays a play button only up to ${megabytes(MAX_PLAYABLE_VOICE_BYTES)}. Make it shorter.`
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
  const message = `The sticker has ${width} × ${height} pixels. WhatsApp requires ${STICKER_SIDE} × ${STICKER_SIDE}. Change its size, or send it as a picture (JPEG or PNG).`
  return [problem('sticker_pixels', 'pixels', message, { width, height, side: STICKER_SIDE })]
}

/**
 * Returns the MIME type that an upload must declare. WhatsApp refuses an Ogg file whose type does
 * not name the codec.
 */
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
  const { types } = MEDIA_RULES[kind]
  if (type === 'audio/ogg' && kind === 'audio') return oggProblems(mimeType, sniffedType)
  if (types.includes(type)) return []
  const accepted = types.map(shortType).join(', ')
  const remedy =
    REMEDIES.get(type) ??
    (canGoAsText(type)
      ? 'Send it as plain text from the WhatsApp widget, or save it as PDF'
      : `Convert it to ${accepted}`)
  const message = `WhatsApp does not accept ${type ? `${shortType(type).toUpperCase()} files` : 'files without a type'} as ${PLURALS[kind]}, only ${accepted}. ${remedy}.`
  // A file whose type no kind of message accepts cannot be sent. For a picture, sound or video of
  // an accepted type that is sent as a document, the problem is only a warning, because Meta does
  // not document whether WhatsApp accepts it.
  const isUncertain = kind === 'document' && takenAs(type) !== undefined
  return [
    (isUncertain ? warning : problem)('media_type_not_accepted', 'mimeType', message, {
      type: type || '?',
      accepted,
    }),
  ]
}

/** Returns the maximum size in bytes of a file with this type in a message of this kind. */
export const maxBytesOf = ({ kind, mimeType }: Pick<MediaFile, 'kind' | 'mimeType'>): number =>
  MEDIA_RULES[takenAs(plainType(mimeType)) ?? kind].maxBytes

/** Returns the kind of message that accepts files of a type, or undefined if no kind does. */
function takenAs(type: string): MediaKind | undefined {
  const kind = mediaKindOf(type)
  return MEDIA_RULES[kind].types.includes(type) ? kind : undefined
}

function oggProblems(mimeType: string, sniffedType: string | undefined): Problem[] {
  const looked = sniffedType !== undefined && plainType(sniffedType) === 'audio/ogg'
  if (isOpus(looked ? sniffedType : mimeType)) return []
  const message =
    'The type of the Ogg file does not name its codec. WhatsApp accepts Ogg only with Opus and one channel. If it is Opus, declare it as “audio/ogg; codecs=opus”.'
  // If the bytes were not inspected, the problem is only a warning, because the file may contain
  // Opus, which WhatsApp accepts.
  return [(sniffedType ? problem : warning)('ogg_not_opus', 'mimeType', message)]
}

// Groups of types whose files begin with the same bytes.
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
    const content = actual === 'application/octet-stream' ? 'those of something else' : actual
    const message = `The file is declared as ${declared}, but its bytes are ${content}. WhatsApp refuses a file that differs from its declared type. ${remedy}.`
    problems.push(problem('media_type_mismatch', 'mimeType', message, { declared, actual }))
  }
  const promised = name === undefined ? undefined : typeOfName(name)
  const isTextByAgreement =
    promised !== undefined && declared === 'text/plain' && canGoAsText(promised)
  if (
    promised !== undefined &&
    promised !== declared &&
    !isTextByAgreement &&
    !sameSignature(declared, promised)
  ) {
    const message = `The name of the file indicates ${promised}, but it is declared as ${declared}. Rename it, or the customer’s phone may not open it.`
    problems.push(warning('media_name_mismatch', 'name', message, { declared, promised }))
  }
  return problems
}

const sameSignature = (a: string, b: string) =>
  SAME_SIGNATURE.some((types) => types.includes(a) && types.includes(b))

function sizeProblems({ kind, mimeType, size, animated }: MediaFile): Problem[] {
  if (size === undefined) return []
  if (size <= 0)
    return [problem('media_empty', 'size', 'The file has 0 bytes. Choose a file that has content.')]
  // The size limit depends on the type of the file: a picture that is sent as a document has the
  // limit of pictures.
  const maxBytes = maxBytesOf({ kind, mimeType })
  const max = kind === 'sticker' && animated === false ? MAX_STATIC_STICKER_BYTES : maxBytes
  if (size > max) {
    const remedy = kind === 'image' ? 'Make the picture smaller' : 'Make it smaller, or send a link'
    return [
      problem(
        'media_too_big',
        'size',
        `The file has ${megabytes(size)}. WhatsApp accepts ${PLURALS[kind]} of at most ${megabytes(max)}. ${remedy}.`,
        {
          size: megabytes(size),
          limit: megabytes(max),
        },
      ),
    ]
  }
  if (kind === 'sticker' && animated === undefined && size > MAX_STATIC_STICKER_BYTES) {
    const message = `The sticker has ${megabytes(size)}. WhatsApp allows ${megabytes(MAX_STATIC_STICKER_BYTES)} unless it is animated. If it is not, make it smaller.`
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
