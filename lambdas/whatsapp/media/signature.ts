// Detects the type of a file from its first bytes. The module detects the types that WhatsApp
// accepts, and some other common types.

/** The number of bytes at the start of a file from which its type can be detected. */
export const SIGNATURE_BYTES = 4100

import { canGoAsText, OFFICE, PROGRAM, plainType } from '#whatsapp/media/types'

type Signature = readonly [offset: number, bytes: string, type: string]

// https://en.wikipedia.org/wiki/List_of_file_signatures
const SIGNATURES: readonly Signature[] = [
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, '\x89PNG\r\n\x1a\n', 'image/png'],
  [0, 'GIF8', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [0, 'BM', 'image/bmp'],
  [0, '%PDF-', 'application/pdf'],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-cfb'],
  [0, 'PK\x03\x04', 'application/zip'],
  [0, '{\\rtf', 'application/rtf'],
  [0, 'MZ', PROGRAM],
  [0, '\x7fELF', PROGRAM],
  [8, 'WAVE', 'audio/wav'],
  [0, '#!AMR', 'audio/amr'],
  [0, 'ID3', 'audio/mpeg'],
  [0, 'ADIF', 'audio/aac'],
  [0, '\x1aE\xdf\xa3', 'video/webm'],
]

// https://www.ftyps.com
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/, 'image/heic'],
  [/^avif$/, 'image/avif'],
  [/^qt/, 'video/quicktime'],
  [/^M4[AB]/, 'audio/mp4'],
  [/^3g/, 'video/3gpp'],
]

// The types whose files always begin with a known signature. MP3 and AAC are not in the list,
// because their files may begin with other bytes, which players skip.
const SIGNED = [
  ...['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'audio/amr', 'audio/ogg'],
  ...['audio/mp4', 'video/mp4', 'video/3gpp', ...OFFICE],
]

/**
 * Returns the type of a file, or undefined if no known signature matches. A file that is declared
 * as text and contains only text is never detected as another type, although a text such as "BMW
 * 320d" begins like a bitmap. If a file lacks the signature that its declared type requires, the
 * result is `text/plain` or `application/octet-stream`.
 */
export function typeOfBytes(bytes: Uint8Array, declared?: string): string | undefined {
  const start = latin(bytes.subarray(0, SIGNATURE_BYTES))
  const type = declared === undefined ? undefined : plainType(declared)
  const isText = isPlainText(start)
  if (type !== undefined && isText && (type === 'text/plain' || canGoAsText(type))) return undefined
  const found = signatureIn(start)
  if (found !== undefined || type === undefined || start === '') return found
  // A PDF file may begin with other bytes, such as a printer command, before its signature.
  if (type === 'application/pdf' && start.slice(0, 1024).includes('%PDF-')) return type
  if (!SIGNED.includes(type)) return undefined
  return isText ? 'text/plain' : 'application/octet-stream'
}

/**
 * Returns whether the text contains no control characters except whitespace, or begins with a
 * UTF-16 byte order mark.
 */
function isPlainText(start: string): boolean {
  if (/^(\xff\xfe|\xfe\xff)/.test(start)) return true
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what texts do not have
  return !/[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/.test(start)
}

function signatureIn(start: string): string | undefined {
  if (start.startsWith('OggS'))
    return start.includes('OpusHead') ? 'audio/ogg; codecs=opus' : 'audio/ogg'
  if (start.slice(4, 8) === 'ftyp')
    return BRANDS.find(([brand]) => brand.test(start.slice(8, 12)))?.[1] ?? 'video/mp4'
  return (
    SIGNATURES.find(([offset, signature]) => start.startsWith(signature, offset))?.[2] ??
    mpegFrame(start.charCodeAt(0), start.charCodeAt(1))
  )
}

/**
 * Detects an MPEG audio frame. A frame begins with eleven set bits, followed by the version and the
 * layer. In AAC, the bits of the layer are zero.
 */
function mpegFrame(first: number, second: number): string | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  if ((second & 0xf6) === 0xf0) return 'audio/aac'
  return [0x02, 0x04].includes(second & 0x06) ? 'audio/mpeg' : undefined
}

export interface Webp {
  readonly animated: boolean
  /** The size of the picture. Undefined if the file is too short to contain its size. */
  readonly pixels?: { readonly width: number; readonly height: number }
}

/**
 * Returns the properties of a WebP file, or undefined if the file is not WebP.
 * https://developers.google.com/speed/webp/docs/riff_container
 */
export function webpOf(bytes: Uint8Array): Webp | undefined {
  if (typeOfBytes(bytes) !== 'image/webp') return undefined
  const header = latin(bytes.subarray(12, 16))
  const animated = header === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0
  if (bytes.length < 30) return { animated }
  const little = (at: number, count: number) =>
    bytes.subarray(at, at + count).reduceRight((sum, byte) => sum * 256 + byte, 0)
  const sides = (width: number, height: number) => ({ animated, pixels: { width, height } })
  switch (header) {
    case 'VP8X':
      return sides(little(24, 3) + 1, little(27, 3) + 1)
    case 'VP8L':
      return sides((little(21, 4) & 0x3fff) + 1, ((little(21, 4) >>> 14) & 0x3fff) + 1)
    case 'VP8 ':
      return sides(little(26, 2) & 0x3fff, little(28, 2) & 0x3fff)
    default:
      return { animated }
  }
}

const latin = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
