import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { zip } from '../../../provisioning/stack/zip.ts'

async function folder(files: Record<string, string>) {
  const made = await mkdtemp(join(tmpdir(), 'zip-'))
  onTestFinished(() => rm(made, { recursive: true }))
  await mkdir(join(made, 'deeper'))
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(made, name), content)
    await utimes(join(made, name), new Date(Math.random() * 1e12), new Date(Math.random() * 1e12))
  }
  return made
}

/** Reads an archive from its end, as unzip does: the listing there counts. */
function unzipped(archive: Buffer) {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const count = archive.readUInt16LE(end + 10)
  const files: Record<string, { content: string; mode: number }> = {}
  let at = archive.readUInt32LE(end + 16)
  for (let file = 0; file < count; file++) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50)
    const [packedSize, size, nameLength] = [archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 24), archive.readUInt16LE(at + 28)]
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

it('holds every file of the folder, for everybody to read', async () => {
  const files = { 'index.mjs': 'export const handler = () => "über"\n'.repeat(1000), 'deeper/empty.txt': '', 'zeros.bin': '\0\0\0' }

  const archive = await zip(await folder(files))

  expect(unzipped(archive)).toEqual(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content, mode: 0o100644 }])))
  expect(archive.length).toBeLessThan(2_000)
})

it('is the same for the same files, whenever they were written', async () => {
  const files = { 'index.mjs': 'one', 'deeper/two.txt': 'two' }

  expect(await zip(await folder(files))).toEqual(await zip(await folder(files)))
})
