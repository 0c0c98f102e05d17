// One file that is to be sent: what is known of it, what is kept of it as a draft, and the message it becomes.
import { type Problem, refusals } from '#whatsapp/errors/problems'
import { type MediaKind, mediaProblems } from '#whatsapp/media/media'
import { type OutgoingMessage, problemsWith } from '#whatsapp/messages/messages'
import type { ReplyRequest } from '../../lambdas/widget-api/api.ts'
import type { Draft, Upload } from '../drafts/draft-store.ts'
import type { SendStatus } from '../drafts/send-status.ts'
import type { Inspected } from '../files/inspect.ts'
import type { Stage } from '../files/upload-file.ts'

export interface QueuedFile {
  /** Its draft's name. */
  id: string
  /** Made with it, and the same however often it is posted. */
  requestId: string
  file: Inspected
  kind: MediaKind
  caption: string
  voice: boolean
  /** In which it was chosen. */
  order: number
  quotes?: string | undefined
  /** Posted so that it may wait for the customer's answer. */
  held?: boolean | undefined
  state:
    | { is: 'uploading'; stage: Stage }
    | { is: 'uploaded'; upload: Upload }
    /** WhatsApp would not take it: nothing is uploaded. */
    | { is: 'refused' }
    | {
        is: 'failed'
        why: 'interrupted' | 'unreadable' | 'signed_out' | { problems: readonly Problem[] }
      }
    /** This page does not have the file: it was loaded anew, or another tab is uploading it. */
    | { is: 'elsewhere' }
  sending: SendStatus
}

export const fileProblems = ({ file, kind }: Pick<QueuedFile, 'file' | 'kind'>): Problem[] =>
  mediaProblems({ ...file, kind })

export const isTaken = (of: Pick<QueuedFile, 'file' | 'kind'>): boolean =>
  refusals(fileProblems(of)).length === 0

export const hasCaption = (kind: MediaKind): boolean =>
  kind === 'image' || kind === 'video' || kind === 'document'

/** As the phone will show it; the id is the upload's once there is one. */
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
  { uploadId }: Upload,
): ReplyRequest['message'] {
  return {
    type: 'media',
    kind,
    uploadId,
    ...(hasCaption(kind) && caption && { caption }),
    ...(kind === 'document' && { filename: file.name }),
    ...(kind === 'audio' && voice && { voice: true as const }),
  }
}

/** Everything but the file itself, which a page cannot keep. */
export function asDraft(queued: QueuedFile): Pick<Draft, 'requestId' | 'values' | 'uploads'> {
  const { requestId, file, kind, caption, voice, order, quotes, held, state } = queued
  return {
    requestId,
    values: { file, kind, caption, voice, order, ...(quotes && { quotes }), ...(held && { held }) },
    uploads: state.is === 'uploaded' ? { file: state.upload } : {},
  }
}

export function fromDraft(id: string, { requestId, values, uploads, posted }: Draft): QueuedFile {
  const { file, kind, caption, voice, order, quotes, held } = values as unknown as QueuedFile
  const upload = uploads.file
  return {
    ...{ id, requestId, file, kind, caption, voice, order, quotes, held },
    state: upload ? { is: 'uploaded', upload } : { is: 'elsewhere' },
    sending: posted ? { is: 'unanswered' } : { is: 'writing' },
  }
}
