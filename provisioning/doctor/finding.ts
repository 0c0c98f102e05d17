// One thing the doctor has looked at.
import { failureSentences } from '../cli/failure.ts'
import { ConfigError } from '../config/error.ts'

export interface Finding {
  /** Which thing: waba-…, phone-number-id-…, Region us-east-1. */
  readonly about: string
  readonly verdict: 'ok' | 'warning' | 'bad'
  readonly says: string
  readonly remedy?: string
}

export const ok = (about: string, says: string): Finding => ({ about, verdict: 'ok', says })
export const bad = (about: string, says: string, remedy: string): Finding => ({
  about,
  verdict: 'bad',
  says,
  remedy,
})
export const warning = (about: string, says: string, remedy: string): Finding => ({
  about,
  verdict: 'warning',
  says,
  remedy,
})

/** What one look found. A look that fails is a finding too: the others still run. */
export async function look(
  about: string,
  task: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await task()
  } catch (error) {
    const sentences = failureSentences(error)
    if (!sentences) throw error
    // Such a sentence has its remedy in it.
    if (error instanceof ConfigError) return [{ about, verdict: 'bad', says: sentences.join(' ') }]
    return [bad(about, sentences.join(' '), 'What is behind this could not be checked.')]
  }
}
