// Sends each draft at most once. Nothing is sent twice even if the agent presses Send twice, a
// response is lost, the page is reloaded, the API refuses the draft, or another tab shows the same
// draft. A draft is sent under its request id, and the API accepts each request id once. This
// module contains all rules about request ids.
import type { ReplyRequest, ReplyView } from '#api'
import type { Problem } from '#whatsapp/errors/problems'
import { type Api, RequestRefused, SignedOut, SignInNotAccepted } from '../api.ts'
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import {
  type Draft,
  type DraftKey,
  type DraftStore,
  type Filled,
  storageKeyOf,
} from './draft-store.ts'

export type SendStatus =
  | { is: 'writing' }
  | { is: 'sending' }
  /** The API accepted the reply, and the draft is deleted. */
  | { is: 'sent' }
  /** There was no response. Sending the draft again repeats the same request. */
  | { is: 'noAnswer' }
  | { is: 'signed_out' }
  /**
   * The API has already accepted other content with this request id. The draft therefore has a new
   * id.
   */
  | { is: 'already_sent' }
  /** The API does not accept the token, so nothing was sent. */
  | { is: 'not_accepted' }
  | { is: 'refused'; problems: readonly Problem[] }

export interface DraftState {
  draft: Draft
  status: SendStatus
}

export interface OutgoingReply {
  message: ReplyRequest['message']
  /**
   * The path of the draft's values in the request, for example `message`. The API's problems have
   * paths from the start of the request. In `problems`, the paths start at the draft's values
   * instead.
   */
  valuesPath: string
  /** The WhatsApp id of the customer's message that this message answers. */
  quotes?: string | undefined
  /** If true, the message may wait until the customer answers. */
  hold?: boolean
  /** If true, the message is sent although an earlier message could not be delivered. */
  tryAgain?: boolean
  /** Contact attributes that should have prefilled fields of the template, but are missing. */
  missingAttributes?: readonly string[]
}

/** Holds one draft, changes and sends it, and knows whether it is being sent. */
export interface DraftSender {
  /** Returns the same object until something changes. */
  getSnapshot(): DraftState
  subscribe(onChange: () => void): () => void
  /** Changes the draft. Has no effect while the draft is being sent. */
  change(next: (before: Filled) => Partial<Filled>): void
  /** Deletes the draft. The next change creates a new one. */
  discard(): void
  /**
   * Sends the draft. Returns the accepted reply, or undefined if there is none; `status` then says
   * why.
   */
  send(reply: OutgoingReply): Promise<ReplyView | undefined>
}

export interface SendingStore {
  /**
   * Returns the sender for the draft with this key. Stores the draft immediately, so that another
   * tab that opens it uses the same request id. A new draft has the values `initial`.
   */
  open(key: DraftKey, initial: Filled, options?: OpenOptions): DraftSender
  /** Replaces the draft with a new one. A form that shows the draft is updated. */
  replace(key: DraftKey, filled: Filled): void
  /**
   * Asks the API about drafts whose requests had no response, for example before a reload. Deletes
   * the drafts that the API accepted. All other drafts can be sent again under the same id.
   */
  findPosted(contactId: string, onFound: (reply: ReplyView) => void): Promise<void>
}

export interface OpenOptions {
  /** Returns the values without those that must not be stored, such as one-time codes. */
  storable?: (values: Draft['values']) => Draft['values']
}

interface Ports {
  api: Pick<Api, 'reply' | 'replyOf'>
  drafts: DraftStore
}

interface ActiveSender extends DraftSender {
  /**
   * Reads the draft from the store again. Called when another tab or `findPosted` has changed it.
   */
  refresh(): void
}

export function sendingStore({ api, drafts }: Ports): SendingStore {
  /** The senders that have subscribers or are sending, at most one for each draft. */
  const active = new Map<string, ActiveSender>()

  async function findPosted(
    { key, draft }: { key: DraftKey; draft: Draft },
    onFound: (reply: ReplyView) => void,
  ) {
    const reply = await api.replyOf(key.contactId, draft.requestId)
    const current = drafts.get(key)
    // If the agent or another tab has replaced the draft in the meantime, the new draft must not be
    // deleted.
    if (current?.requestId !== draft.requestId) return
    const sender = active.get(storageKeyOf(key))
    if (reply) {
      drafts.settle(key)
      onFound(reply)
    } else if (sender?.getSnapshot().status.is !== 'sending') {
      drafts.put(key, withoutPosted(current))
      sender?.refresh()
    }
  }

  return {
    open(key, initial, options) {
      return (
        active.get(storageKeyOf(key)) ?? draftSender({ api, drafts }, active, key, initial, options)
      )
    },
    replace(key, filled) {
      drafts.put(key, { ...drafts.create(filled), begun: true })
      active.get(storageKeyOf(key))?.refresh()
    },
    async findPosted(contactId, onFound) {
      const posted = drafts.all(contactId).filter(({ draft }) => draft.posted)
      // If the API cannot be asked about a draft, the draft stays. Sending this draft again repeats
      // the same request.
      await Promise.allSettled(posted.map((each) => findPosted(each, onFound)))
    },
  }
}

function draftSender(
  { api, drafts }: Ports,
  active: Map<string, ActiveSender>,
  key: DraftKey,
  initial: Filled,
  { storable = (values) => values }: OpenOptions = {},
): DraftSender {
  const store: SnapshotStore<DraftState> = snapshotStore(opened(drafts, key, initial))
  let subscribers = 0
  let stopListening: (() => void) | undefined

  const isSending = () => store.getSnapshot().status.is === 'sending'
  const setStatus = (status: SendStatus) => store.set({ ...store.getSnapshot(), status })

  function save(changed: Draft, status: SendStatus) {
    const draft = { ...changed, begun: !isSame(initial, changed) }
    drafts.put(key, { ...draft, values: storable(draft.values) })
    store.set({ draft, status })
  }

  /** Keeps the sender in `active` while it has subscribers or is sending. */
  function updateActive() {
    const isUsed = subscribers > 0 || isSending()
    if (isUsed && !stopListening) {
      active.set(storageKeyOf(key), sender)
      stopListening = drafts.onForeignChange(key, sender.refresh)
    } else if (!isUsed) {
      if (active.get(storageKeyOf(key)) === sender) active.delete(storageKeyOf(key))
      stopListening?.()
      stopListening = undefined
    }
  }

  function fail(error: unknown, requestId: string, valuesPath: string) {
    const { draft } = store.getSnapshot()
    const status = statusOf(error, valuesPath)
    // During the request, the draft was replaced, or `findPosted` deleted it because the API had
    // accepted it.
    if (draft.requestId !== requestId) setStatus({ is: 'writing' })
    else if (status.is === 'noAnswer') setStatus(status)
    else save(status.is === 'already_sent' ? drafts.create(draft) : withoutPosted(draft), status)
  }

  function succeed(requestId: string) {
    const { draft } = store.getSnapshot()
    if (drafts.get(key)?.requestId === requestId) drafts.discard(key)
    setStatus({ is: draft.requestId === requestId ? 'sent' : 'writing' })
  }

  const sender: ActiveSender = {
    getSnapshot: store.getSnapshot,
    subscribe(onChange) {
      const unsubscribe = store.subscribe(onChange)
      subscribers += 1
      updateActive()
      return () => {
        unsubscribe()
        subscribers -= 1
        updateActive()
      }
    },
    refresh() {
      const { status } = store.getSnapshot()
      const draft = drafts.get(key) ?? drafts.create(initial)
      // If a response is missing, the form keeps showing this while the stored draft still has no
      // response.
      const isStill = isSending() || (draft.posted && status.is === 'noAnswer')
      store.set({ draft, status: isStill ? status : { is: 'writing' } })
    },
    change(next) {
      const { draft, status } = store.getSnapshot()
      if (status.is === 'sending' || status.is === 'sent') return
      save({ ...draft, ...next(draft) }, status.is === 'noAnswer' ? status : { is: 'writing' })
    },
    discard() {
      drafts.discard(key)
      store.set({ draft: drafts.create(initial), status: { is: 'writing' } })
    },
    async send({
      message,
      valuesPath,
      quotes,
      hold = false,
      tryAgain = false,
      missingAttributes = [],
    }) {
      const { draft, status } = store.getSnapshot()
      if (status.is === 'sending' || status.is === 'sent') return undefined
      const { requestId } = draft
      // A request without a response is repeated unchanged.
      const posted = draft.posted ?? {
        hold,
        sensitiveConfirmed: isConfirmedNext(status),
        ...(tryAgain && { tryAgain }),
      }
      // `posted` is stored before the request is sent, so that a draft after a reload shows that a
      // response is missing.
      save({ ...draft, posted }, { is: 'sending' })
      updateActive()
      try {
        const reply = await api.reply(key.contactId, {
          requestId,
          message,
          ...(quotes && { quotes }),
          ...(posted.hold && { hold: true as const }),
          ...(posted.sensitiveConfirmed && { sensitiveConfirmed: true as const }),
          ...(posted.tryAgain && { tryAgain: true as const }),
          ...(missingAttributes.length > 0 && { missingAttributes: [...missingAttributes] }),
        })
        succeed(requestId)
        return reply
      } catch (error) {
        fail(error, requestId, valuesPath)
        return undefined
      } finally {
        updateActive()
      }
    },
  }
  return sender
}

/**
 * Returns whether the API has refused the draft only with the question whether to send data that
 * looks sensitive, for example a card number. Sending the draft again then means yes. A change of
 * the draft ends this state, so the agent can confirm only the text that the API asked about.
 */
export const isConfirmedNext = (status: SendStatus): boolean =>
  status.is === 'refused' && status.problems.every(({ code }) => code === 'confirm_sensitive')

function opened(drafts: DraftStore, key: DraftKey, initial: Filled): DraftState {
  const stored = drafts.get(key)
  const draft: Draft = {
    ...(stored ?? drafts.create(initial)),
    values: { ...initial.values, ...stored?.values },
    uploads: { ...initial.uploads, ...stored?.uploads },
  }
  drafts.put(key, draft)
  return { draft, status: { is: draft.posted ? 'noAnswer' : 'writing' } }
}

/**
 * Returns whether two drafts have the same content. A field that the agent has emptied counts as a
 * field without a value.
 */
const isSame = (a: Filled, b: Filled): boolean =>
  contentOf(a.values) === contentOf(b.values) && contentOf(a.uploads) === contentOf(b.uploads)

const contentOf = (byKey: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(byKey)
      .filter(([, value]) => value !== undefined && value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

function withoutPosted({ posted: _, ...draft }: Draft): Draft {
  return draft
}

function statusOf(error: unknown, valuesPath: string): SendStatus {
  if (error instanceof SignedOut) return { is: 'signed_out' }
  if (error instanceof SignInNotAccepted) return { is: 'not_accepted' }
  if (!(error instanceof RequestRefused)) return { is: 'noAnswer' }
  if (error.status === 409) return { is: 'already_sent' }
  const problems = error.problems.map((problem) => ({
    ...problem,
    path: problem.path.startsWith(`${valuesPath}.`)
      ? problem.path.slice(valuesPath.length + 1)
      : problem.path,
  }))
  return { is: 'refused', problems }
}
