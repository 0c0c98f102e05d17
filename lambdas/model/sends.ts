// An event in the life of a template message that is counted for the template. The counts are those
// of HourOfSends in hourly-sends.ts.

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
 * If a customer stops marketing messages within this time after a template was sent, the stop is
 * counted for this template.
 */
export const STOP_CREDITED_MS = 72 * 60 * 60_000
