// Compresses a JSON object without its end, so that members can be appended later. A list of
// thousands of templates is therefore compressed only once. Appending the members that are
// different in each answer takes a few microseconds. The result is a single gzip stream, because
// browsers ignore all streams after the first.
// https://www.rfc-editor.org/rfc/rfc1952
import { constants, crc32, deflateRawSync } from 'node:zlib'

/** The gzip header: the method is deflate, with no time, no name and an unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

export interface OpenGzip {
  readonly deflated: Uint8Array
  readonly crc: number
  readonly bytes: number
}

/** Compresses an object without its end. The object must have at least one member. */
export function openGzip(object: object): OpenGzip {
  const text = Buffer.from(JSON.stringify(object).slice(0, -1))
  // The compressed data end with a whole byte, so that more data can be appended.
  return {
    deflated: deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
    crc: crc32(text),
    bytes: text.length,
  }
}

/** Returns the complete gzip stream with these members appended to the object. */
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
