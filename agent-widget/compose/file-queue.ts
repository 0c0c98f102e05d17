// The files an agent is about to send in one conversation: each uploaded at once, sent one after the other in the order they
// were chosen. It lives outside of what is shown: an upload goes on while the agent writes, or looks at another chat.
import type { FileView, ReplyView } from '../../lambdas/widget-api/api.ts'
import { RequestRefused, SignedOut } from '../api.ts'
import { snapshotStore } from '../browser/snapshot-store.ts'
import { COMPOSED } from '../drafts/composed-drafts.ts'
import type { Draft, Upload } from '../drafts/draft-store.ts'
import { statusOf } from '../drafts/send-status.ts'
import { bestKind, inspect } from '../files/inspect.ts'
import { type Stage, uploadFile } from '../files/upload-file.ts'
import type { Tools } from '../services.tsx'
import { asDraft, asRequest, fromDraft, isTaken, type QueuedFile } from './queued-file.ts'

export interface QueueState {
  files: readonly QueuedFile[]
  /** How many of how many, while they are being sent. */
  sending: { n: number; of: number } | undefined
}

export interface FileQueue {
  getSnapshot(): QueueState
  subscribe(onChange: () => void): () => void
  add(files: readonly File[], quotes?: string): Promise<void>
  /** Sent or received before: nothing is uploaded. */
  addRecent(
    file: Pick<FileView, 'id' | 'kind' | 'mimeType' | 'name' | 'size' | 'url'>,
    as?: RecentAs,
  ): void
  change(id: string, part: Partial<Pick<QueuedFile, 'kind' | 'caption' | 'voice' | 'quotes'>>): void
  /** Another file in its place; without one, the same again. */
  again(id: string, file?: File): Promise<void>
  /** The file as it was chosen here. */
  chosen(id: string): File | undefined
  remove(id: string): void
  /** Stops at the first that cannot be sent: what follows would come before it. */
  send(hold: boolean, onSent: (reply: ReplyView) => void): Promise<void>
}

/** As what it was to be sent before. */
type RecentAs = Partial<Pick<QueuedFile, 'caption' | 'voice' | 'quotes'>>

const PREFIX = 'file-'
const queues = new WeakMap<Tools, Map<string, FileQueue>>()

export function fileQueueOf(tools: Tools, contactId: string): FileQueue {
  const ofTools = queues.get(tools) ?? new Map<string, FileQueue>()
  queues.set(tools, ofTools)
  const queue = ofTools.get(contactId) ?? fileQueue(tools, contactId)
  ofTools.set(contactId, queue)
  return queue
}

function fileQueue({ api, drafts, files: local }: Tools, contactId: string): FileQueue {
  const store = snapshotStore<QueueState>({ files: kept(), sending: undefined })
  const chosen = new Map<string, File>()
  const uploads = new Map<string, { stop: AbortController; done: Promise<void> }>()
  const keyOf = (id: string) => ({ contactId, name: id, language: COMPOSED })
  const files = () => store.getSnapshot().files
  const one = (id: string) => files().find((queued) => queued.id === id)
  const tell = (next: readonly QueuedFile[]) => store.set({ ...store.getSnapshot(), files: next })

  function kept(): QueuedFile[] {
    return drafts
      .all(contactId)
      .filter(({ key }) => key.language === COMPOSED && key.name.startsWith(PREFIX))
      .map(({ key, draft }) => fromDraft(key.name, draft))
      .sort((a, b) => a.order - b.order)
  }

  function put(queued: QueuedFile, of: Partial<Draft> = {}) {
    const isThere = one(queued.id) !== undefined
    tell(
      isThere
        ? files().map((each) => (each.id === queued.id ? queued : each))
        : [...files(), queued],
    )
    const { posted: _, ...before } = drafts.get(keyOf(queued.id))
    drafts.put(keyOf(queued.id), { ...before, ...asDraft(queued), changedAt: Date.now(), ...of })
  }

  /** Progress is shown, not kept. */
  function show(id: string, state: QueuedFile['state']) {
    tell(files().map((queued) => (queued.id === id ? { ...queued, state } : queued)))
  }

  function upload(id: string) {
    const [queued, file] = [one(id), chosen.get(id)]
    if (!queued || !file) return
    uploads.get(id)?.stop.abort()
    if (!isTaken(queued)) return put({ ...queued, state: { is: 'refused' } })
    const stop = new AbortController()
    show(id, { is: 'uploading', stage: { is: 'checking', percent: 0 } })
    const onStage = (stage: Stage) => !stop.signal.aborted && show(id, { is: 'uploading', stage })
    const done = uploadFile(api, contactId, file, queued.file.mimeType, {
      onStage,
      signal: stop.signal,
    }).then(
      (uploaded) => {
        local.add(uploaded.uploadId, file)
        become(id, { is: 'uploaded', upload: uploaded })
      },
      (error) => {
        if (!stop.signal.aborted) become(id, { is: 'failed', why: whyNot(error) })
      },
    )
    uploads.set(id, { stop, done })
  }

  function become(id: string, state: QueuedFile['state']) {
    const queued = one(id)
    if (queued) put({ ...queued, state })
  }

  /** What another tab has sent or taken away goes here too; what it added comes. */
  drafts.onForeignChangeOf(contactId, () => {
    const there = kept()
    for (const { id } of files())
      if (!there.some((each) => each.id === id)) uploads.get(id)?.stop.abort()
    // What is under way in this page is known better here.
    tell(
      there.map((each) =>
        each.state.is === 'elsewhere' ? { ...each, ...stateOf(one(each.id)) } : each,
      ),
    )
  })

  async function add(added: readonly File[], quotes?: string) {
    for (const file of added) {
      const id = `${PREFIX}${crypto.randomUUID()}`
      chosen.set(id, file)
      local.add(id, file)
      const inspected = await inspect(file).catch(() => undefined)
      const found = inspected ?? { name: file.name, size: file.size, mimeType: file.type }
      const requestId = crypto.randomUUID()
      const base = {
        id,
        requestId,
        file: found,
        kind: bestKind(found),
        caption: '',
        voice: false,
        order: orderAfter(files()),
        quotes,
      }
      const state: QueuedFile['state'] = inspected
        ? { is: 'refused' }
        : { is: 'failed', why: 'unreadable' }
      put({ ...base, state, sending: { is: 'writing' } })
      if (inspected) upload(id)
    }
  }

  async function post(
    queued: QueuedFile,
    uploaded: Upload,
    hold: boolean,
  ): Promise<ReplyView | undefined> {
    const { id, requestId, quotes } = queued
    // What was posted without an answer is posted again exactly as it was.
    const held = queued.sending.is === 'unanswered' ? (queued.held ?? false) : hold
    const posting: QueuedFile = { ...queued, held, sending: { is: 'sending' } }
    put(posting, { posted: true })
    try {
      const message = asRequest(queued, uploaded)
      const reply = await api.reply(contactId, {
        requestId,
        message,
        ...(quotes && { quotes }),
        ...(held && { hold: true as const }),
      })
      forget(id)
      return reply
    } catch (error) {
      // Found to be accepted meanwhile: it is gone, and stays gone.
      if (!one(id)) return undefined
      const sending = statusOf(error, 'message')
      const other = sending.is === 'already_sent' ? { requestId: crypto.randomUUID() } : {}
      put({ ...posting, ...other, sending }, sending.is === 'unanswered' ? { posted: true } : {})
      return undefined
    }
  }

  function forget(id: string) {
    uploads.get(id)?.stop.abort()
    uploads.delete(id)
    chosen.delete(id)
    drafts.discard(keyOf(id))
    tell(files().filter((queued) => queued.id !== id))
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    add,
    addRecent(
      { id: uploadId, kind, mimeType, name = '', size, url },
      { caption = '', voice = false, quotes } = {},
    ) {
      if (url) local.add(uploadId, url)
      const id = `${PREFIX}${crypto.randomUUID()}`
      const file = { name, mimeType, size }
      const upload: Upload = { uploadId, name, mimeType, size }
      const base = {
        id,
        requestId: crypto.randomUUID(),
        file,
        kind,
        caption,
        voice,
        order: orderAfter(files()),
        quotes,
      }
      put({ ...base, state: { is: 'uploaded', upload }, sending: { is: 'writing' } })
    },
    change(id, part) {
      const before = one(id)
      if (!before) return
      put({
        ...before,
        ...part,
        sending: before.sending.is === 'refused' ? { is: 'writing' } : before.sending,
      })
      // As something else it may be taken.
      if (part.kind && before.state.is === 'refused') upload(id)
    },
    async again(id, file) {
      const before = one(id)
      if (!before) return
      if (file) {
        const inspected = await inspect(file)
        chosen.set(id, file)
        local.add(id, file)
        put({ ...before, file: inspected, kind: bestKind(inspected) })
      }
      upload(id)
    },
    chosen: (id) => chosen.get(id),
    remove: forget,
    async send(hold, onSent) {
      if (store.getSnapshot().sending) return
      const all = files().map(({ id }) => id)
      for (const [i, id] of all.entries()) {
        store.set({ ...store.getSnapshot(), sending: { n: i + 1, of: all.length } })
        await uploads.get(id)?.done
        const queued = one(id)
        if (!queued) continue
        const reply =
          queued.state.is === 'uploaded' ? await post(queued, queued.state.upload, hold) : undefined
        if (!reply) break
        onSent(reply)
      }
      store.set({ ...store.getSnapshot(), sending: undefined })
    },
  }
}

const stateOf = (queued: QueuedFile | undefined) =>
  queued && { state: queued.state, sending: queued.sending }

const orderAfter = (files: readonly QueuedFile[]) =>
  Math.max(0, ...files.map(({ order }) => order)) + 1

function whyNot(error: unknown): Extract<QueuedFile['state'], { is: 'failed' }>['why'] {
  if (error instanceof SignedOut) return 'signed_out'
  if (error instanceof DOMException) return 'unreadable'
  return error instanceof RequestRefused && error.problems.length > 0
    ? { problems: error.problems }
    : 'interrupted'
}
