// Stores the URLs with which previews show files: files that the agent has chosen in this page, and
// files of the conversation.

export interface LocalFiles {
  /** `source` is a file on this computer, or the URL of a file in the bucket. */
  add(uploadId: string, source: Blob | string): void
  /** Returns undefined for a file that was uploaded elsewhere or before a reload. */
  urlOf(uploadId: string): string | undefined
}

/**
 * The maximum number of object URLs. Object URLs need little memory, because the browser reads a
 * file only when it shows the file.
 */
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
