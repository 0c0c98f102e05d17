// The figures of a chaos test. This module also adds up the figures of several chaos tests, and
// formats them.
import type { Fault } from '../sandbox/aws/faults.ts'
import type { Violation } from './judge.ts'

export interface Result {
  seed: number | string
  conversations: number
  replies: number
  /** How many replies agents wrote. */
  written: number
  calls: number
  faulty: number
  lost: number
  twice: number
  disordered: number
  stuck: number
  unreported: number
  /**
   * The number of late replies, by the cause. The other two properties count unconfirmed and failed
   * replies in the same way.
   */
  late: Record<string, number>
  unconfirmed: Record<string, number>
  failed: Record<string, number>
  deadLetters: Record<string, number>
  violations: (Violation & { story: string[]; faults: Fault[] })[]
}

const MUST_BE_ZERO = ['lost', 'twice', 'disordered', 'stuck', 'unreported'] as const
const ADDED = ['conversations', 'replies', 'written', 'calls', 'faulty', ...MUST_BE_ZERO] as const
const COUNTED = ['late', 'unconfirmed', 'failed', 'deadLetters'] as const

export const isClean = (result: Result): boolean => MUST_BE_ZERO.every((name) => result[name] === 0)

export function sum(results: readonly Result[]): Result {
  const total = { ...results[0]!, seed: results.map(({ seed }) => seed).join(', ') }
  for (const other of results.slice(1)) {
    for (const name of ADDED) total[name] += other[name]
    for (const name of COUNTED) {
      const counts = { ...total[name] }
      for (const [key, count] of Object.entries(other[name]))
        counts[key] = (counts[key] ?? 0) + count
      total[name] = counts
    }
    total.violations = [...total.violations, ...other.violations]
  }
  return total
}

const LABELS: Readonly<Record<(typeof MUST_BE_ZERO)[number], string>> = {
  lost: 'lost',
  twice: 'sent twice',
  disordered: 'out of order and not marked as late',
  stuck: 'stuck',
  unreported: 'failures that were not reported',
}

export function lines(result: Result): string[] {
  const { seed, conversations, written, calls, faulty } = result
  const share = calls === 0 ? 0 : (100 * faulty) / calls
  const total = (counts: Record<string, number>) =>
    Object.values(counts).reduce((all, count) => all + count, 0)
  return [
    `Seed ${seed}: ${written} replies in ${conversations} conversations; ${faulty} of ${calls} calls were faulty (${share.toFixed(1)} %).`,
    ...MUST_BE_ZERO.map(
      (name) => `${result[name] === 0 ? ' ' : '!'} ${LABELS[name]}: ${result[name]}`,
    ),
    ...COUNTED.flatMap((name) => [
      `  ${name === 'deadLetters' ? 'dead letters' : name}: ${total(result[name])}`,
      ...Object.entries(result[name])
        .sort(([, a], [, b]) => b - a)
        .map(([cause, count]) => `    ${count} × ${cause}`),
    ]),
  ]
}
