// Packs files into a zip archive, the only form in which CloudFormation accepts code. The same files
// always result in the same archive.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, deflateRawSync } from 'node:zlib'

const VERSION = 20
const DEFLATED = 8
const UTF8_NAMES = 0x0800
/**
 * Every file has this date, midnight on 1 January 1980, so that the archive depends on the contents
 * only.
 */
const DATE = 0x21
/**
 * The mode of a regular file that every user can read, because Lambda runs as a user who does not
 * own the file.
 */
const READABLE = (0o100644 << 16) >>> 0

/** The content of files by path, with slashes between folders. */
export type FilesByPath = Readonly<Record<string, Buffer>>

export function zip(files: FilesByPath): Buffer {
  const names = Object.keys(files).sort()
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0

  for (const name of names) {
    const content = files[name]!
    const packed = deflateRawSync(content, { level: 9 })
    const encoded = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(VERSION, 0)
    common.writeUInt16LE(UTF8_NAMES, 2)
    common.writeUInt16LE(DEFLATED, 4)
    common.writeUInt16LE(DATE, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(encoded.length, 22)

    const location = Buffer.alloc(14)
    location.writeUInt32LE(READABLE, 6)
    location.writeUInt32LE(offset, 10)
    // 3 means "created on Unix". With any other value, programs that unpack the archive would
    // ignore the mode.
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, VERSION, 3]), common, location, encoded)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, encoded, packed])
    parts.push(local)
    offset += local.length
  }

  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(names.length, 8)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listing, end])
}
