// The uploads of a template's media fields. An upload continues while the agent is on another page,
// and the uploaded file is added to the draft.
import { type Problem, refusals } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import { type Api, RequestRefused } from '../api.ts'
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import {
  type DraftKey,
  type DraftUpload,
  NOTHING_FILLED,
  storageKeyOf,
} from '../drafts/draft-store.ts'
import type { Services } from '../services.tsx'
import { type Inspected, inspect } from './inspect.ts'
import { toJpeg } from './to-jpeg.ts'
import { type Stage, uploadFile } from './upload-file.ts'

export type UploadKind = 'image' | 'video' | 'document'

export type UploadFailure =
  /** WhatsApp would refuse the file, so it is not uploaded. */
  | { is: 'refused'; problems: readonly Problem[]; inspected: Inspected; file: File }
  | { is: 'unreadable' }
  | { is: 'not_converted' }
  /**
   * `problems` are the reasons why the API refused the upload, or an empty list if the API did not
   * refuse it.
   */
  | { is: 'failed'; problems: readonly Problem[] }

export interface UploadState {
  progress: { name: string; stage: Stage } | undefined
  failure: UploadFailure | undefined
}

export interface FieldUpload extends Pick<SnapshotStore<UploadState>, 'getSnapshot' | 'subscribe'> {
  /** Uploads the file and puts it into the draft. Cancels an upload that is in progress. */
  choose(file: File): Promise<void>
  /** Converts a refused picture to a JPEG that WhatsApp accepts, and uploads it. */
  convert(file: File): Promise<void>
  cancel(): void
}

const IDLE: UploadState = { progress: undefined, failure: undefined }

type Needed = Pick<Services, 'drafts' | 'files' | 'sending'> & {
  api: Pick<Api, 'uploadTarget' | 'upload'>
}

const known = new WeakMap<Needed, Map<string, FieldUpload>>()

/** Returns the upload of a field in a draft. The result is the same object each time. */
export function fieldUploadOf(
  services: Needed,
  draft: DraftKey,
  field: string,
  kind: UploadKind,
): FieldUpload {
  const uploads = known.get(services) ?? new Map<string, FieldUpload>()
  known.set(services, uploads)
  const key = `${storageKeyOf(draft)}:${field}`
  const upload = uploads.get(key) ?? fieldUpload(services, draft, field, kind)
  uploads.set(key, upload)
  return upload
}

/** Returns the value of a media field as the API expects it. */
export const mediaValue = (kind: UploadKind, { uploadId, name }: DraftUpload): object => ({
  id: uploadId,
  ...(kind === 'document' && { filename: name }),
})

function fieldUpload(
  { api, files, drafts, sending }: Needed,
  draft: DraftKey,
  field: string,
  kind: UploadKind,
): FieldUpload {
  const store = snapshotStore<UploadState>(IDLE)
  let running: AbortController | undefined

  function putIntoDraft(upload: DraftUpload) {
    // The agent may have sent or discarded the draft in the meantime. The upload must not create a
    // new draft.
    if (!drafts.get(draft)) return
    sending.open(draft, NOTHING_FILLED).change(({ values, uploads }) => ({
      values: { ...values, [field]: mediaValue(kind, upload) },
      uploads: { ...uploads, [field]: upload },
    }))
  }

  async function upload(file: File, signal: AbortSignal): Promise<UploadFailure | undefined> {
    const { name } = file
    const inspected = await inspect(file)
    const problems = refusals(mediaProblems({ ...inspected, kind }))
    signal.throwIfAborted()
    if (problems.length > 0) return { is: 'refused', problems, inspected, file }
    const onStage = (stage: Stage) =>
      !signal.aborted && store.set({ progress: { name, stage }, failure: undefined })
    const uploaded = await uploadFile(api, draft.contactId, file, inspected.mimeType, {
      onStage,
      signal,
    })
    files.add(uploaded.uploadId, file)
    putIntoDraft(uploaded)
    return undefined
  }

  async function choose(file: File) {
    running?.abort()
    running = new AbortController()
    const { signal } = running
    const stage: Stage = { is: 'checking', percent: 0 }
    store.set({ progress: { name: file.name, stage }, failure: undefined })
    const failure = await upload(file, signal).catch(failureOf)
    if (!signal.aborted) store.set({ progress: undefined, failure })
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    choose,
    async convert(file) {
      store.set(IDLE)
      const jpeg = await toJpeg(file)
      if (jpeg) await choose(jpeg)
      else store.set({ progress: undefined, failure: { is: 'not_converted' } })
    },
    cancel() {
      running?.abort()
      store.set(IDLE)
    },
  }
}

function failureOf(error: unknown): UploadFailure {
  if (error instanceof DOMException) return { is: 'unreadable' }
  return { is: 'failed', problems: error instanceof RequestRefused ? error.problems : [] }
}
