// Uploads a file from the agent's computer to the bucket: hashes the file, requests a signed URL,
// and uploads the file to the URL. If the connection is lost, the upload starts again
// automatically. The bucket never contains an incomplete file.
import { plainType } from '#whatsapp/media/types'
import { type Api, NoAnswer, RequestRefused } from '../api.ts'
import type { DraftUpload } from '../drafts/draft-store.ts'
import { sha256 } from './sha256.ts'

export type Stage =
  | { is: 'checking' | 'uploading'; percent: number }
  /** The connection was lost. The upload starts again as soon as there is a connection. */
  | { is: 'offline' }

interface Options {
  onStage: (stage: Stage) => void
  signal: AbortSignal
  /**
   * Resolves when the next attempt should start. `lost` is the number of connections that were lost
   * so far.
   */
  wait?: (lost: number, signal: AbortSignal) => Promise<void>
}

/**
 * The number of lost connections after which the upload fails. With the waits between attempts, the
 * upload fails after some minutes.
 */
const MAX_LOST = 10

/**
 * Uploads the file. `mimeType` should be the result of ./inspect.ts, because browsers do not know
 * every type.
 */
export async function uploadFile(
  api: Pick<Api, 'uploadTarget' | 'upload'>,
  contactId: string,
  file: File,
  mimeType: string,
  { onStage, signal, wait = connectionBack }: Options,
): Promise<DraftUpload> {
  const { name, size } = file
  const percent = (bytes: number) => Math.round((bytes / size) * 100)
  const hash = await sha256(
    file,
    (read) => onStage({ is: 'checking', percent: percent(read) }),
    signal,
  )
  const request = { name, mimeType: plainType(mimeType), size, sha256: hash }

  for (let lost = 0; ; lost++) {
    try {
      // Each attempt requests a new URL, because the previous one may have expired.
      const target = await api.uploadTarget(contactId, request)
      signal.throwIfAborted()
      onStage({ is: 'uploading', percent: 0 })
      await api.upload(
        target,
        file,
        (sent) => onStage({ is: 'uploading', percent: percent(sent) }),
        signal,
      )
      signal.throwIfAborted()
      return { uploadId: target.uploadId, name, mimeType: request.mimeType, size }
    } catch (error) {
      signal.throwIfAborted()
      const isLost =
        error instanceof NoAnswer ||
        (error instanceof RequestRefused && error.status === RUN_OUT && error.problems.length === 0)
      if (!isLost || lost === MAX_LOST) throw error
      onStage({ is: 'offline' })
      await wait(lost, signal)
      signal.throwIfAborted()
    }
  }
}

/**
 * The status with which S3 responds if the URL has expired, for example while the computer was
 * asleep. A response with this status that contains problems comes from our own API instead.
 */
const RUN_OUT = 403

/**
 * Waits until the browser is online. The longest wait doubles with each lost connection, up to half
 * a minute.
 */
function connectionBack(lost: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const go = () => {
      clearTimeout(timer)
      window.removeEventListener('online', go)
      signal.removeEventListener('abort', go)
      done()
    }
    const timer = setTimeout(go, Math.min(1000 * 2 ** lost, 30_000))
    window.addEventListener('online', go)
    signal.addEventListener('abort', go)
  })
}
