// What functions count of each template's messages: see hourly-sends.ts.

export interface SendEvent {
  name: string
  sentAt: Date
  /** What to count. A failure without an earlier status counts as a message that was sent, too. */
  counts: readonly ('sent' | 'failed' | 'stopped')[]
  token: string
}

/** A customer's decision to stop marketing is credited to a template that was sent this long before. */
export const STOP_CREDITED_MS = 72 * 60 * 60_000
