// Compresses the text of a JSON object without its closing brace, so that more fields can be
// appended later. A list of thousands of templates is compressed only once, and the fields that are
// different in each answer are appended in a few microseconds. The result must be a single gzip
// stream, because browsers ignore all streams after the first.
// https://www.rfc-editor.org/rfc/rfc1952
import { constants, crc32, deflateRawSync } from 'node:zlib'

/**
 * The gzip header: method deflate, no modification time, no file name, and an unknown operating
 * system.
 */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

export interface OpenGzip {
  readonly deflated: Uint8Array
  readonly crc: number
  readonly bytes: number
}

/**
 * Compresses the text of an object without its closing brace. The object must have at least one
 * field.
 */
export function openGzip(object: object): OpenGzip {
  const text = Buffer.from(JSON.stringify(object).slice(0, -1))
  // With Z_SYNC_FLUSH, the compressed data end at the boundary of a byte, so that more data can be
  // appended.
  return {
    deflated: deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
    crc: crc32(text),
    bytes: text.length,
  }
}

/** Appends the fields of `members` to the object, and returns the complete gzip stream. */
export function closedGzip(
  { deflated, crc, bytes }: OpenGzip,
  members: object,
): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(`,${JSON.stringify(members).slice(1)}`)
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(text, crc), 0)
  trailer.writeUInt32LE((bytes + text.length) % 2 ** 32, 4)
  return new Uint8Array(Buffer.concat([HEADER, deflated, deflateRawSync(text), trailer]))
}
