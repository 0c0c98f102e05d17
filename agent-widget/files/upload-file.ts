// A file on its way from the agent's computer to the bucket: hashed, signed for, uploaded. What a lost connection
// interrupts is begun anew by itself; nothing of it is in the bucket until all of it is.
import { plainType } from '#whatsapp/media/types'
import { type Api, RequestRefused, Unanswered } from '../api.ts'
import type { Upload } from '../drafts/draft-store.ts'
import { sha256 } from './sha256.ts'

export type Stage =
  | { is: 'checking' | 'uploading'; percent: number }
  /** The connection is gone: it begins anew when it is back. */
  | { is: 'waiting' }

interface Options {
  onStage: (stage: Stage) => void
  signal: AbortSignal
  /** Resolves when it is worth trying again. */
  wait?: (lost: number, signal: AbortSignal) => Promise<void>
}

/** Some minutes without a connection. */
const MAX_LOST = 10

/** `mimeType` as the file's name and bytes say: a browser does not know every type. */
export async function uploadFile(
  api: Pick<Api, 'uploadTarget' | 'upload'>,
  contactId: string,
  file: File,
  mimeType: string,
  { onStage, signal, wait = connectionBack }: Options,
): Promise<Upload> {
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
      // Each time a target of its own: the one before may have run out meanwhile.
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
        error instanceof Unanswered ||
        (error instanceof RequestRefused && error.status === RUN_OUT && error.problems.length === 0)
      if (!isLost || lost === MAX_LOST) throw error
      onStage({ is: 'waiting' })
      await wait(lost, signal)
      signal.throwIfAborted()
    }
  }
}

/** S3's answer once a target's time is over, as it is after a computer has slept. Our API's says why. */
const RUN_OUT = 403

/** When the browser says so, at the latest after a while that doubles up to half a minute. */
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
