// An event that is counted for a template. hourly-sends.ts explains the counts.

export interface SendEvent {
  name: string
  sentAt: Date
  /**
   * The counts that the event increases. If the first status of a message is a failure, the message
   * is counted as both sent and failed.
   */
  counts: readonly ('sent' | 'failed' | 'stopped')[]
  token: string
}

/**
 * If a customer stops marketing within this time after a template, the stop is counted for the
 * template.
 */
export const STOP_CREDITED_MS = 72 * 60 * 60_000
