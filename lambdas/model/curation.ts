// The stored form of the supervisors' curation of a WABA, and its changes. The functions and the
// command line store the curation in the same DynamoDB item, and record each change.
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
  /** The version of the curation before the change. */
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
 * The maximum size in UTF-8 bytes of all settings that supervisors make for a WABA. The size is
 * limited because every request for a list of templates reads all these settings. The names of new
 * templates that wait for a decision do not count, because supervisors cannot reduce their number.
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
