// A JSON object compressed but for its end. Six thousand templates are compressed once; what differs from answer to answer is
// added behind them in a few microseconds, and it is still one gzip stream as browsers want it (they stop after the first of several).
// https://www.rfc-editor.org/rfc/rfc1952
import { constants, crc32, deflateRawSync } from 'node:zlib'

/** Deflate, no time, no name, from any system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

export interface OpenGzip {
  readonly deflated: Uint8Array
  readonly crc: number
  readonly bytes: number
}

/** `object` must have something in it. */
export function openGzip(object: object): OpenGzip {
  const text = Buffer.from(JSON.stringify(object).slice(0, -1))
  // Ends on a whole byte, so that more can follow.
  return {
    deflated: deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
    crc: crc32(text),
    bytes: text.length,
  }
}

/** The object with these members as well. */
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
