// Compresses a JSON object except for its end, so that further members can be appended later.
// Thousands of templates are compressed once, and appending the members that differ from answer to
// answer takes a few microseconds. The result is a single gzip stream, because browsers read only
// the first of several.
// https://www.rfc-editor.org/rfc/rfc1952
import { constants, crc32, deflateRawSync } from 'node:zlib'

/** The gzip header: deflate, no time, no name, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

export interface OpenGzip {
  readonly deflated: Uint8Array
  readonly crc: number
  readonly bytes: number
}

/** `object` must have at least one member. */
export function openGzip(object: object): OpenGzip {
  const text = Buffer.from(JSON.stringify(object).slice(0, -1))
  // The stream is flushed to a whole byte, so that more can be appended.
  return {
    deflated: deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
    crc: crc32(text),
    bytes: text.length,
  }
}

/** Returns the object with these members added. */
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
