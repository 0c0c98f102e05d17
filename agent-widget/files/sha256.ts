// SHA-256 of a file of any size. Web Crypto wants the whole file in memory; this reads it piece by piece. In JavaScript,
// not WebAssembly, for which the pages' content security policy would have to be opened ('wasm-unsafe-eval').
import { sha256 as hashing } from '@noble/hashes/sha2.js'

/** Small enough that the page stays quick between two of them. */
const PIECE_BYTES = 1024 * 1024

/** In base64, as S3 wants it. */
export async function sha256(
  file: Blob,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = hashing.create()
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    signal.throwIfAborted()
    hash.update(new Uint8Array(await file.slice(start, start + PIECE_BYTES).arrayBuffer()))
    onRead(Math.min(start + PIECE_BYTES, file.size))
  }
  return btoa(String.fromCharCode(...hash.digest()))
}
