import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from '../../../agent-widget/files/sha256.ts'

const MB = 1024 * 1024
const never = new AbortController().signal

/** A file that records the size of each piece that is read from it. */
class WatchedBlob extends Blob {
  readonly pieces: number[] = []
  override slice(start = 0, end = this.size): Blob {
    this.pieces.push(Math.min(end, this.size) - start)
    return super.slice(start, end)
  }
  override arrayBuffer(): Promise<ArrayBuffer> {
    throw new Error('the whole file at once')
  }
}

it.each([0, 1, MB, 3 * MB + 17])(
  'hashes a file of %i bytes as S3 does, in pieces of a megabyte',
  async (size) => {
    const bytes = new Uint8Array(size).map((_, i) => i % 251)
    const file = new WatchedBlob([bytes])
    const read: number[] = []

    const hash = await sha256(file, (so) => read.push(so), never)

    expect(hash).toBe(createHash('sha256').update(bytes).digest('base64'))
    expect(Math.max(0, ...file.pieces)).toBeLessThanOrEqual(MB)
    expect(read.at(-1) ?? 0).toBe(size)
  },
)

it('stops hashing after the current piece when the caller cancels', async () => {
  const canceling = new AbortController()
  const file = new WatchedBlob([new Uint8Array(5 * MB)])

  await expect(sha256(file, () => canceling.abort(), canceling.signal)).rejects.toThrow()

  expect(file.pieces).toHaveLength(1)
})
