// The files that an agent is about to send in a conversation. A file is uploaded as soon as it is
// chosen. Files are sent one after the other, in the order in which they were chosen. The queue
// works while its page is hidden: an upload continues while the agent writes or is in another chat.
// Each file is a separate draft, which is sent like any other.
import type { FileView, ReplyView } from '#api'
import { RequestRefused, SignedOut } from '../api.ts'
import { snapshotStore } from '../browser/snapshot-store.ts'
import { COMPOSED, FILE_PREFIX } from '../drafts/composed-drafts.ts'
import type { DraftKey, DraftUpload, Filled } from '../drafts/draft-store.ts'
import type { DraftSender } from '../drafts/sending.ts'
import { bestKind, inspect } from '../files/inspect.ts'
import { type Stage, uploadFile } from '../files/upload-file.ts'
import type { Services } from '../services.tsx'
import { asRequest, type FileValues, fromDraft, isTaken, type QueuedFile } from './queued-file.ts'

export interface QueueState {
  files: readonly QueuedFile[]
  /** The position of the file that is being sent, and the number of files. */
  sending: { n: number; of: number } | undefined
}

export interface FileQueue {
  getSnapshot(): QueueState
  subscribe(onChange: () => void): () => void
  add(files: readonly File[], quotes?: string): Promise<void>
  /** Adds a file from the conversation, without another upload. */
  addRecent(
    file: Pick<FileView, 'id' | 'kind' | 'mimeType' | 'name' | 'size' | 'url'>,
    options?: RecentOptions,
  ): void
  change(id: string, part: Partial<Pick<QueuedFile, 'kind' | 'caption' | 'voice' | 'quotes'>>): void
  /** Uploads the file again, or uploads `file` in its place. */
  again(id: string, file?: File): Promise<void>
  /** Returns the file that the agent chose in this page. */
  chosen(id: string): File | undefined
  remove(id: string): void
  /**
   * Sends the files. Stops at a file that cannot be sent, because the order of the files must be
   * preserved.
   */
  send(hold: boolean, onSent: (reply: ReplyView) => void): Promise<void>
}

type RecentOptions = Partial<Pick<QueuedFile, 'caption' | 'voice' | 'quotes'>>

const queues = new WeakMap<Services, Map<string, FileQueue>>()

export function fileQueueOf(services: Services, contactId: string): FileQueue {
  const ofTools = queues.get(services) ?? new Map<string, FileQueue>()
  queues.set(services, ofTools)
  const queue = ofTools.get(contactId) ?? fileQueue(services, contactId)
  ofTools.set(contactId, queue)
  return queue
}

/** The state of a file in this page that the file's draft does not contain. */
interface Item {
  sender: DraftSender
  unsubscribe: () => void
  chosen?: File
  transfer?: QueuedFile['state']
  upload?: { stop: AbortController; done: Promise<void> }
}

function fileQueue({ api, drafts, sending, files: local }: Services, contactId: string): FileQueue {
  const store = snapshotStore<QueueState>({ files: [], sending: undefined })
  const items = new Map<string, Item>()
  const keyOf = (id: string): DraftKey => ({ contactId, name: id, language: COMPOSED })
  const files = () => store.getSnapshot().files
  const fileOf = (id: string) => files().find((queued) => queued.id === id)

  function update() {
    const next = [...items]
      .map(([id, { sender, transfer }]) => fromDraft(id, sender.getSnapshot(), transfer))
      .sort((a, b) => a.order - b.order)
    store.set({ ...store.getSnapshot(), files: next })
  }

  function open(id: string, initial: Filled): Item {
    const sender = sending.open(keyOf(id), initial)
    const item: Item = { sender, unsubscribe: sender.subscribe(update) }
    items.set(id, item)
    return item
  }

  function close(id: string) {
    const item = items.get(id)
    item?.upload?.stop.abort()
    item?.unsubscribe()
    items.delete(id)
  }

  /**
   * Updates the queue from the stored drafts. Another tab may have added, sent or removed files.
   */
  function readDrafts() {
    const stored = drafts
      .all(contactId)
      .filter(({ key }) => key.language === COMPOSED && key.name.startsWith(FILE_PREFIX))
    for (const id of items.keys()) if (!stored.some(({ key }) => key.name === id)) close(id)
    for (const { key, draft } of stored) if (!items.has(key.name)) open(key.name, draft)
    update()
  }

  // The queue subscribes before the file's senders (../drafts/sending.ts) do. It must close the
  // sender of a removed file first, because the draft of that file no longer exists.
  drafts.onForeignChangeOf(contactId, readDrafts)
  readDrafts()

  function add(values: Omit<FileValues, 'order'>, uploads: Filled['uploads'] = {}): string {
    const id = `${FILE_PREFIX}${crypto.randomUUID()}`
    const order = Math.max(0, ...files().map((queued) => queued.order)) + 1
    open(id, { values: { ...values, order }, uploads })
    update()
    return id
  }

  function setTransfer(id: string, transfer: QueuedFile['state']) {
    const item = items.get(id)
    if (item) item.transfer = transfer
    update()
  }

  function change(id: string, part: Partial<FileValues>, uploads?: Filled['uploads']) {
    items.get(id)?.sender.change((before) => ({
      values: { ...before.values, ...part },
      uploads: uploads ?? before.uploads,
    }))
  }

  function upload(id: string) {
    const item = items.get(id)
    const queued = fileOf(id)
    if (!item?.chosen || !queued) return
    const file = item.chosen
    item.upload?.stop.abort()
    change(id, {}, {})
    if (!isTaken(queued)) return setTransfer(id, { is: 'refused' })
    const stop = new AbortController()
    const { signal } = stop
    setTransfer(id, { is: 'uploading', stage: { is: 'checking', percent: 0 } })
    const onStage = (stage: Stage) => {
      if (!signal.aborted) setTransfer(id, { is: 'uploading', stage })
    }
    const done = uploadFile(api, contactId, file, queued.file.mimeType, { onStage, signal }).then(
      (uploaded) => {
        if (signal.aborted) return
        local.add(uploaded.uploadId, file)
        change(id, {}, { file: uploaded })
      },
      (error) => {
        if (!signal.aborted) setTransfer(id, { is: 'failed', why: failureOf(error) })
      },
    )
    item.upload = { stop, done }
  }

  function choose(id: string, file: File) {
    const item = items.get(id)
    if (item) item.chosen = file
    local.add(id, file)
  }

  function remove(id: string) {
    close(id)
    drafts.discard(keyOf(id))
    update()
  }

  async function sendOne(id: string, hold: boolean): Promise<ReplyView | undefined> {
    const queued = fileOf(id)
    const sender = items.get(id)?.sender
    if (queued?.state.is !== 'uploaded' || !sender) return undefined
    const { quotes, state } = queued
    const message = asRequest(queued, state.upload)
    const reply = await sender.send({ message, valuesPath: 'message', quotes, hold })
    if (reply) remove(id)
    return reply
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    async add(added, quotes) {
      for (const file of added) {
        const inspected = await inspect(file).catch(() => undefined)
        const found = inspected ?? { name: file.name, size: file.size, mimeType: file.type }
        const id = add({ file: found, kind: bestKind(found), caption: '', voice: false, quotes })
        choose(id, file)
        if (inspected) upload(id)
        else setTransfer(id, { is: 'failed', why: 'unreadable' })
      }
    },
    addRecent(
      { id: uploadId, kind, mimeType, name = '', size, url },
      { caption = '', voice = false, quotes } = {},
    ) {
      if (url) local.add(uploadId, url)
      const uploaded: DraftUpload = { uploadId, name, mimeType, size }
      const file = { name, mimeType, size }
      add({ file, kind, caption, voice, quotes }, { file: uploaded })
    },
    change(id, part) {
      const isRefused = fileOf(id)?.state.is === 'refused'
      change(id, part)
      // WhatsApp may accept the refused file as another kind of message, so the file is uploaded
      // again.
      if (part.kind && isRefused) upload(id)
    },
    async again(id, file) {
      if (file) {
        const inspected = await inspect(file)
        choose(id, file)
        change(id, { file: inspected, kind: bestKind(inspected) })
      }
      upload(id)
    },
    chosen: (id) => items.get(id)?.chosen,
    remove,
    async send(hold, onSent) {
      if (store.getSnapshot().sending) return
      const ids = files().map(({ id }) => id)
      for (const [i, id] of ids.entries()) {
        store.set({ ...store.getSnapshot(), sending: { n: i + 1, of: ids.length } })
        await items.get(id)?.upload?.done
        if (!items.has(id)) continue
        const reply = await sendOne(id, hold)
        if (!reply) break
        onSent(reply)
      }
      store.set({ ...store.getSnapshot(), sending: undefined })
    },
  }
}

function failureOf(error: unknown): Extract<QueuedFile['state'], { is: 'failed' }>['why'] {
  if (error instanceof SignedOut) return 'signed_out'
  if (error instanceof DOMException) return 'unreadable'
  return error instanceof RequestRefused && error.problems.length > 0
    ? { problems: error.problems }
    : 'interrupted'
}
