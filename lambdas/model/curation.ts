// The stored form of the supervisors' curation of a WABA, and its changes. The functions and the
// command line write the same item of the table and record each change.
import { createHash } from 'node:crypto'
import type { RecordedCause } from '#whatsapp/templates/breaker'
import type { CurationState } from '#whatsapp/templates/curation'
import type { CurationPatch } from '#whatsapp/templates/curation-patch'

export interface StoredCuration extends CurationState {
  /**
   * A text that is different after every change. Before the first change, the version is `none`.
   */
  version: string
  changedAt?: string
  /**
   * The name of the supervisor who made the change, or the ARN of the IAM identity that ran the
   * command line.
   */
  changedBy?: string
}

export interface CurationChange {
  id: string
  at: string
  by: string
  /** The versions of the curation before and after the change. */
  before: string
  version: string
  patch: CurationPatch
  /** The id of the change that was undone by this change. */
  undoes?: string
  /** The reason why the circuit breaker made the change. */
  cause?: RecordedCause
}

/** The number of days in which a change can be undone. */
export const UNDO_DAYS = 30

/** The number of changes that the supervisors' page requests at a time. */
export const CHANGES_AT_A_TIME = 100

/**
 * The maximum size in UTF-8 bytes of all settings that supervisors make for a WABA. Every request
 * for a list of templates reads all settings of supervisors. The names of new templates are not
 * included, because supervisors cannot reduce their number.
 */
export const MOST_CURATION_BYTES = 300_000

export const curationBytes = ({ rules, topics }: CurationState): number =>
  Buffer.byteLength(JSON.stringify([rules, topics]))

/**
 * Returns the version of a curation. `at` and `by` make the version differ from the version of an
 * earlier state with the same rules.
 */
export const curationVersion = (
  { rules, newTemplatesWait, topics }: CurationState,
  { at, by }: { at: Date; by: string },
): string =>
  createHash('sha256')
    .update(JSON.stringify([rules, newTemplatesWait, topics, at, by]))
    .digest('base64url')
    .slice(0, 22)
