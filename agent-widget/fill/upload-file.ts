// A file on its way from the agent's computer to the bucket: looked at, hashed, signed for, uploaded.
import { type Problem, refusals } from '#whatsapp/errors'
import { type MediaKind, mediaProblems } from '#whatsapp/media'
import type { Api } from '../api.ts'
import type { Upload } from './draft-store.ts'

/** What is wrong with the file for this place, before a byte of it is sent. */
export const fileProblems = (kind: MediaKind, file: Pick<File, 'name' | 'type' | 'size'>): Problem[] =>
  refusals(mediaProblems({ kind, mimeType: file.type || 'application/octet-stream', size: file.size, name: file.name }))

/** The largest file is 100 MB: Web Crypto wants it whole, once, and it is let go before the browser uploads it from the disk. */
export async function sha256(file: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return btoa(String.fromCharCode(...digest))
}

export async function uploadFile(
  api: Pick<Api, 'uploadTarget' | 'upload'>,
  contactId: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Upload> {
  const { name, size } = file
  const mimeType = file.type.split(';')[0]!.toLowerCase()
  const target = await api.uploadTarget(contactId, { name, mimeType, size, sha256: await sha256(file) })
  signal.throwIfAborted()
  await api.upload(target, file, (sent) => onProgress(sent / size), signal)
  signal.throwIfAborted()
  return { uploadId: target.uploadId, name, mimeType, size }
}
