// Determines the name and type with which a customer's file is attached to the Connect chat.
// Connect accepts only certain types, and refuses a name whose extension does not match the type.
import type { InboundFile } from '#model/ports'
import { plainType } from '#whatsapp/media/types'

/**
 * The file types that Connect accepts in a chat, with the matching extensions. If a name has no
 * matching extension, the first extension of the type is added.
 * https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html
 */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/png': ['png'],
  'image/heic': ['heic'],
  'audio/wav': ['wav'],
  'video/mp4': ['mp4'],
  'video/quicktime': ['mov'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
  'application/pdf': ['pdf'],
  'application/rtf': ['rtf'],
  'application/msword': ['doc'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.ms-excel': ['xls'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.ms-powerpoint': ['ppt'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
}
const LARGEST_ATTACHMENT = 20 * 1024 * 1024
/**
 * The maximum length of a name in UTF-16 units. AWS limits the number of characters, and a name
 * never has more characters than UTF-16 units.
 * https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_StartAttachmentUpload.html
 */
const LONGEST_NAME = 256

export interface AttachmentName {
  name: string
  /** `name` in ASCII, for a second attempt if an HTTP header cannot contain `name`. */
  asciiName: string
  mimeType: string
}

/**
 * Returns the name and type for a file, or undefined if the chat does not accept files of this type
 * or size.
 */
export function attachmentName({
  name,
  mimeType,
  size,
}: Pick<InboundFile, 'name' | 'mimeType' | 'size'>): AttachmentName | undefined {
  const type = plainType(mimeType)
  const endings = Object.hasOwn(ENDINGS, type) ? ENDINGS[type]! : undefined
  if (!endings || size < 1 || size > LARGEST_ATTACHMENT) return undefined
  return {
    name: fitted(clean(name), endings),
    asciiName: fitted(clean(inAscii(name)), endings),
    mimeType: type,
  }
}

/**
 * Matches control and formatting characters, and characters that are reserved in file systems or in
 * quoted headers.
 */
const RESERVED = /[\p{Cc}\p{Cf}\p{Cs}"\\/:*?<>|]+/gu

const clean = (name: string) =>
  name
    .replace(RESERVED, '_')
    .trim()
    .replace(/[. ]+$/, '')

/**
 * Returns the name in ASCII. Accents of Latin letters are removed, and so are characters without an
 * equivalent in ASCII.
 */
const inAscii = (name: string) => name.normalize('NFKD').replace(/[^\x20-\x7e]+/g, '')

function fitted(name: string, endings: readonly string[]): string {
  const own = /^(.*)\.([^.]+)$/su.exec(name)
  const isEnding = own !== null && endings.includes(own[2]!.toLowerCase())
  const [stem, ending] = isEnding ? [own[1]!, own[2]!] : [name, endings[0]!]
  return `${shortened(stem.trim() || 'file', LONGEST_NAME - ending.length - 1)}.${ending}`
}

/** Shortens a text without splitting a character. */
const shortened = (text: string, max: number) =>
  text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
