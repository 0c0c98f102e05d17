// Calculates the SHA-256 of a file of any size. Web Crypto would need the whole file in memory, so
// this module hashes the file in pieces. The module is written in JavaScript, because WebAssembly
// would require 'wasm-unsafe-eval' in the content security policy of the pages.
import { sha256 as hashing } from '@noble/hashes/sha2.js'

/** The size of a piece. The page stays responsive, because the pieces are small. */
const PIECE_BYTES = 1024 * 1024

/** Returns the digest in base64, as S3 expects it. */
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
