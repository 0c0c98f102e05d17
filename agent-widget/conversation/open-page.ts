// What lies open on the desk of one contact: a template, a form, or neither.
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import type { Kind } from '../compose/kinds.ts'
import { EVERYTHING, type Looking } from '../templates/template-search.ts'

export type Open =
  | { is: 'tabs' }
  /** In a language as long as it is open; `isChosen`: by the agent. */
  | { is: 'template'; name: string; language: string | undefined; isChosen: boolean }
  /** `inTheWay`: a draft that another one was to take the place of. `turn`: each opening is a page of its own, with the draft as it is then. */
  | { is: 'form'; kind: Kind; inTheWay: boolean; turn: string }

export type Tab = 'templates' | 'sent'

/** It stays as it is while the agent looks at another chat; what is sent meanwhile is closed all the same. */
export interface OnDesk {
  tab: Tab
  open: Open
  /** What the agent is looking for among the templates. */
  looking: Looking
}

export const tidyDesk = (): SnapshotStore<OnDesk> =>
  snapshotStore<OnDesk>({ tab: 'templates', open: { is: 'tabs' }, looking: EVERYTHING })
