// The result of one of doctor's checks.

import { failureKind, failureSentences } from '../cli/failure.ts'
import { ConfigError } from '../config/error.ts'

export interface Finding {
  /** The checked resource, for example waba-…, phone-number-id-… or Region us-east-1. */
  readonly about: string
  readonly verdict: 'ok' | 'warning' | 'bad'
  readonly message: string
  readonly remedy?: string
}

export const ok = (about: string, message: string): Finding => ({ about, verdict: 'ok', message })
export const bad = (about: string, message: string, remedy: string): Finding => ({
  about,
  verdict: 'bad',
  message,
  remedy,
})
export const warningFinding = (about: string, message: string, remedy: string): Finding => ({
  about,
  verdict: 'warning',
  message,
  remedy,
})

/** The remedy if `apply` solves the problem. */
export const APPLY = 'Run "connect-whatsapp apply".'

/**
 * Returns the findings of one check. If the check itself fails, its error is returned as a finding,
 * so that the other checks still run.
 */
export async function check(
  about: string,
  task: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await task()
  } catch (error) {
    const sentences = failureSentences(error)
    if (!sentences) throw error
    // A ConfigError's message already contains the remedy.
    if (error instanceof ConfigError)
      return [{ about, verdict: 'bad', message: sentences.join(' ') }]
    const again =
      failureKind(error) === 'unavailable'
        ? 'Run "connect-whatsapp doctor" again later'
        : 'Correct this, then run "connect-whatsapp doctor" again'
    return [bad(about, sentences.join(' '), `${again}, which also checks what depends on it.`)]
  }
}
