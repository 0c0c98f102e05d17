// The pictures of files that this page knows, for previews: chosen here, or from the conversation.

export interface LocalFiles {
  /** `source`: a file of this computer, or the address of one in the bucket. */
  add(uploadId: string, source: Blob | string): void
  /** Undefined for a file that was uploaded elsewhere, or before a reload. */
  urlOf(uploadId: string): string | undefined
}

/** Object URLs are limited, not file contents: the browser reads a file when it shows it. */
const KEPT = 50

export function localFiles(): LocalFiles {
  const urls = new Map<string, string>()
  return {
    add(uploadId, source) {
      if (typeof source !== 'string' && !/^(image|video|audio)\//.test(source.type)) return
      if (urls.get(uploadId)?.startsWith('blob:')) return
      urls.set(uploadId, typeof source === 'string' ? source : URL.createObjectURL(source))
      for (const [oldest, url] of urls) {
        if (urls.size <= KEPT) break
        URL.revokeObjectURL(url)
        urls.delete(oldest)
      }
    },
    urlOf: (uploadId) => urls.get(uploadId),
  }
}
