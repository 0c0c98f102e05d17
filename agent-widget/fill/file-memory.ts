// Files uploaded in this page for each contact, so that the next template can carry one again without a second upload.
import type { Upload } from './draft-store.ts'

const KEPT = 5

export interface FileMemory {
  of(contactId: string, kind: string): readonly Upload[]
  add(contactId: string, kind: string, upload: Upload, local: File): void
  /** To show it; undefined after a reload. */
  urlOf(uploadId: string): string | undefined
}

/** An upload is bound to its contact: it is never offered in another. */
export function fileMemory(): FileMemory {
  const uploads = new Map<string, readonly Upload[]>()
  const urls = new Map<string, string>()
  const key = (contactId: string, kind: string) => `${contactId} ${kind}`
  return {
    of: (contactId, kind) => uploads.get(key(contactId, kind)) ?? [],
    add(contactId, kind, upload, local) {
      const all = [upload, ...(uploads.get(key(contactId, kind)) ?? [])]
      uploads.set(key(contactId, kind), all.slice(0, KEPT))
      for (const { uploadId } of all.slice(KEPT)) {
        URL.revokeObjectURL(urls.get(uploadId) ?? '')
        urls.delete(uploadId)
      }
      if (local.type.startsWith('image/') || local.type.startsWith('video/')) urls.set(upload.uploadId, URL.createObjectURL(local))
    },
    urlOf: (uploadId) => urls.get(uploadId),
  }
}
