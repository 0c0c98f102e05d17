// Reads what Meta's checks need from a file: the magic number and some header fields.

const starts = (body: Buffer, magic: string, offset = 0) =>
  body.toString('latin1', offset, offset + magic.length) === magic

const office = (body: Buffer) => body.readUInt32BE(0) === 0xd0cf11e0
const zip = (body: Buffer) => starts(body, 'PK\x03\x04')
const mp4 = (body: Buffer) => starts(body, 'ftyp', 4)
const mpegFrame = (body: Buffer) => body[0] === 0xff && (body[1]! & 0xe0) === 0xe0

const looks: Readonly<Record<string, (body: Buffer) => boolean>> = {
  'image/jpeg': (body) => body.readUIntBE(0, 3) === 0xffd8ff,
  'image/png': (body) => starts(body, '\x89PNG\r\n\x1a\n'),
  'image/webp': (body) => starts(body, 'RIFF') && starts(body, 'WEBP', 8),
  'audio/aac': (body) => mpegFrame(body) || starts(body, 'ADIF'),
  'audio/amr': (body) => starts(body, '#!AMR'),
  'audio/mpeg': (body) => starts(body, 'ID3') || mpegFrame(body),
  'audio/mp4': mp4,
  'audio/ogg': (body) => starts(body, 'OggS'),
  'video/mp4': mp4,
  'video/3gpp': mp4,
  'video/3gp': mp4,
  'application/pdf': (body) => body.subarray(0, 1024).includes('%PDF-'),
  'application/msword': office,
  'application/vnd.ms-excel': office,
  'application/vnd.ms-powerpoint': office,
  'text/plain': (body) => !body.includes(0),
}

export function bytesAre(type: string, body: Buffer): boolean {
  if (type === 'text/plain') return looks[type]!(body)
  if (body.length < 16) return false
  return (looks[type] ?? zip)(body)
}

/**
 * Returns the number of channels of an Ogg stream with the Opus codec, or undefined for another
 * codec.
 * https://www.rfc-editor.org/rfc/rfc7845#section-5.1
 */
export function oggChannels(body: Buffer): number | undefined {
  const head = body.subarray(0, 512).indexOf('OpusHead')
  return head < 0 ? undefined : body[head + 9]
}

/** https://www.w3.org/TR/png-3/#11IHDR */
export const pngDepth = (body: Buffer) => body[24]

/** https://developers.google.com/speed/webp/docs/riff_container */
export function webp(
  body: Buffer,
): { width: number; height: number; animated: boolean } | undefined {
  if (body.length < 30) return undefined
  if (starts(body, 'VP8X', 12)) {
    return {
      animated: (body[20]! & 0b10) !== 0,
      width: body.readUIntLE(24, 3) + 1,
      height: body.readUIntLE(27, 3) + 1,
    }
  }
  if (starts(body, 'VP8L', 12)) {
    const bits = body.readUInt32LE(21)
    return { animated: false, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (starts(body, 'VP8 ', 12))
    return {
      animated: false,
      width: body.readUInt16LE(26) & 0x3fff,
      height: body.readUInt16LE(28) & 0x3fff,
    }
  return undefined
}
