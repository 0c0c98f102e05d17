// A file in the queue: its state, its draft, and the message that is created from it.

import type { ReplyRequest } from '#api'
import { type Problem, refusals } from '#whatsapp/errors/problems'
import { type MediaKind, mediaProblems } from '#whatsapp/media/media'
import { problemsWith } from '#whatsapp/messages/message-rules'
import type { OutgoingMessage } from '#whatsapp/messages/messages'
import type { DraftUpload } from '../drafts/draft-store.ts'
import type { DraftState, SendStatus } from '../drafts/sending.ts'
import type { Inspected } from '../files/inspect.ts'
import type { Stage } from '../files/upload-file.ts'

export interface QueuedFile {
  /** The name of the file's draft. */
  id: string
  file: Inspected
  kind: MediaKind
  caption: string
  voice: boolean
  /** The file's position in the queue. */
  order: number
  quotes?: string | undefined
  state:
    | { is: 'uploading'; stage: Stage }
    | { is: 'uploaded'; upload: DraftUpload }
    /** WhatsApp would refuse the file, so it is not uploaded. */
    | { is: 'refused' }
    | {
        is: 'failed'
        why: 'interrupted' | 'unreadable' | 'signed_out' | { problems: readonly Problem[] }
      }
    /**
     * The bytes of the file are not in this page, because the page was reloaded or another tab
     * uploads the file.
     */
    | { is: 'elsewhere' }
  sending: SendStatus
}

export const fileProblems = ({ file, kind }: Pick<QueuedFile, 'file' | 'kind'>): Problem[] =>
  mediaProblems({ ...file, kind })

export const isTaken = (of: Pick<QueuedFile, 'file' | 'kind'>): boolean =>
  refusals(fileProblems(of)).length === 0

export const hasCaption = (kind: MediaKind): boolean =>
  kind === 'image' || kind === 'video' || kind === 'document'

/**
 * Returns the message for the preview. The message contains the id of the upload as soon as there
 * is one.
 */
export function asMessage({ kind, caption, voice, file, state, id }: QueuedFile): OutgoingMessage {
  const media = { id: state.is === 'uploaded' ? state.upload.uploadId : id }
  switch (kind) {
    case 'image':
    case 'video':
      return { type: kind, media, ...(caption && { caption }) }
    case 'document':
      return { type: kind, media, filename: file.name, ...(caption && { caption }) }
    case 'audio':
      return { type: kind, media, ...(voice && { voice }) }
    case 'sticker':
      return { type: kind, media }
  }
}

export const captionProblem = (queued: QueuedFile): Problem | undefined =>
  problemsWith(asMessage(queued)).find(({ path }) => path === 'caption')

export function asRequest(
  { kind, caption, voice, file }: QueuedFile,
  { uploadId }: DraftUpload,
): ReplyRequest['message'] {
  return {
    type: 'media',
    kind,
    uploadId,
    ...(hasCaption(kind) && caption && { caption }),
    // The customer's phone shows only the names of documents, but agents see the names of all
    // files.
    ...(file.name && { filename: file.name }),
    ...(kind === 'audio' && voice && { voice: true as const }),
  }
}

/** The data of the file that a page can store: everything except the bytes. */
export type FileValues = Pick<
  QueuedFile,
  'file' | 'kind' | 'caption' | 'voice' | 'order' | 'quotes'
>

/**
 * `transfer` is the state of the upload in this page, or undefined if this page is not uploading
 * the file.
 */
export function fromDraft(
  id: string,
  { draft, status }: DraftState,
  transfer: QueuedFile['state'] | undefined,
): QueuedFile {
  const { file, kind, caption, voice, order, quotes } = draft.values as unknown as FileValues
  const upload = draft.uploads.file
  const state: QueuedFile['state'] = upload
    ? { is: 'uploaded', upload }
    : (transfer ?? { is: 'elsewhere' })
  return { id, file, kind, caption, voice, order, quotes, state, sending: status }
}
