// The events that the functions count for each template. hourly-sends.ts explains the counts.

export interface SendEvent {
  name: string
  sentAt: Date
  /**
   * The kinds of events to add to the counts. A message whose first status is a failure is counted
   * as sent and as failed.
   */
  counts: readonly ('sent' | 'failed' | 'stopped')[]
  token: string
}

/**
 * If a customer stops marketing within this time after a template, the stop is counted for the
 * template.
 */
export const STOP_CREDITED_MS = 72 * 60 * 60_000
