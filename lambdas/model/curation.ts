// The supervisors' curation of a WABA as it is stored, and its changes. The functions and the command
// line write the same item, and both record what they changed.
import { createHash } from 'node:crypto'
import type { RecordedCause } from '#whatsapp/templates/breaker'
import type { CurationState } from '#whatsapp/templates/curation'
import type { CurationPatch } from '#whatsapp/templates/curation-patch'

export interface StoredCuration extends CurationState {
  /** A text that differs after every change. The text is `none` before the first change. */
  version: string
  changedAt?: string
  /** The name of the supervisor who made the change, or the ARN of the user of the command line. */
  changedBy?: string
}

export interface CurationChange {
  id: string
  at: string
  by: string
  /** The versions before and after the change. */
  before: string
  version: string
  patch: CurationPatch
  /** The id of the change that this change undid. */
  undoes?: string
  /** Why the circuit breaker made the change. */
  cause?: RecordedCause
}

/** Changes can be undone for this many days. */
export const UNDO_DAYS = 30

/** The supervisors' page reads this many changes at a time. */
export const CHANGES_AT_A_TIME = 100

/**
 * The maximum size of everything that supervisors set up for a WABA, in bytes of UTF-8. Every
 * request for a list of templates reads these bytes. The names of new templates do not count,
 * because supervisors cannot reduce their number.
 */
export const MOST_CURATION_BYTES = 300_000

export const curationBytes = ({ rules, topics }: CurationState): number =>
  Buffer.byteLength(JSON.stringify([rules, topics]))

/** `at` and `by` make the version differ from that of an earlier state with the same rules. */
export const curationVersion = (
  { rules, newTemplatesWait, topics }: CurationState,
  { at, by }: { at: Date; by: string },
): string =>
  createHash('sha256')
    .update(JSON.stringify([rules, newTemplatesWait, topics, at, by]))
    .digest('base64url')
    .slice(0, 22)
