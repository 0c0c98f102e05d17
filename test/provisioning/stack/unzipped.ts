import { crc32, inflateRawSync } from 'node:zlib'
import { expect } from 'vitest'

/** Reads the files of an archive from its central directory, as unzip does. */
export function unzipped(archive: Buffer): Record<string, { content: string; mode: number }> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const count = archive.readUInt16LE(end + 10)
  const files: Record<string, { content: string; mode: number }> = {}
  let at = archive.readUInt32LE(end + 16)
  for (let file = 0; file < count; file++) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50)
    const [packedSize, size, nameLength] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ]
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString()
    const local = archive.readUInt32LE(at + 42)
    expect(archive.readUInt32LE(local)).toBe(0x04034b50)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const content = inflateRawSync(archive.subarray(start, start + packedSize))
    expect(content.length).toBe(size)
    expect(archive.readUInt32LE(at + 16)).toBe(crc32(content))
    files[name] = { content: content.toString(), mode: archive.readUInt32LE(at + 38) >>> 16 }
    at += 46 + nameLength
  }
  return files
}
