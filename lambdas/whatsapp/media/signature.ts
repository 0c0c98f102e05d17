// What a file is by its first bytes: the types WhatsApp takes, and those people most often have instead.
// Enough for a browser; where a complete list is needed, a library's answer goes into mediaProblems just as well.

/** How many bytes from the start are needed at most. */
export const SIGNATURE_BYTES = 4100

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
  [8, 'WAVE', 'audio/wav'],
  [0, '#!AMR', 'audio/amr'],
  [0, 'ID3', 'audio/mpeg'],
  [0, '\xff\xfb', 'audio/mpeg'],
  [0, '\xff\xf3', 'audio/mpeg'],
  [0, '\xff\xf2', 'audio/mpeg'],
  [0, '\xff\xf1', 'audio/aac'],
  [0, '\xff\xf9', 'audio/aac'],
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

/** Undefined for what has no signature known here, such as plain text. */
export function typeOfBytes(bytes: Uint8Array): string | undefined {
  const start = latin(bytes.subarray(0, SIGNATURE_BYTES))
  if (start.startsWith('OggS'))
    return start.includes('OpusHead') ? 'audio/ogg; codecs=opus' : 'audio/ogg'
  if (start.slice(4, 8) === 'ftyp')
    return BRANDS.find(([brand]) => brand.test(start.slice(8, 12)))?.[1] ?? 'video/mp4'
  return SIGNATURES.find(([offset, signature]) => start.startsWith(signature, offset))?.[2]
}

export interface Webp {
  readonly animated: boolean
  /** Missing where there are too few bytes to tell. */
  readonly pixels?: { readonly width: number; readonly height: number }
}

/** Undefined for what is no WebP. https://developers.google.com/speed/webp/docs/riff_container */
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
