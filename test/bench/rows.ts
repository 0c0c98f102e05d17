// A line of the bench's output: what was counted or compared, the result, and its budget. If the
// result is a ratio, both of its sides are measured in the same run on the same machine.
export interface Row {
  what: string
  measured: number
  unit:
    | 'calls'
    | 'ratio'
    | 'replies'
    | 'ms'
    | 'kB'
    | 'requests'
    | 'libraries'
    | 'rows'
    | 'bytes'
    | '/s'
    | '$'
    | 'agents'
  /** If a line has no budget, its result is only information. */
  budget?: { atMost: number } | { atLeast: number } | { exactly: number }
  note?: string
}

export function isMet({ measured, budget }: Row): boolean {
  if (!budget) return true
  if ('atMost' in budget) return measured <= budget.atMost
  if ('atLeast' in budget) return measured >= budget.atLeast
  return measured === budget.exactly
}

export function line(row: Row): string {
  const { what, budget, note } = row
  const limit = !budget
    ? ''
    : 'atMost' in budget
      ? `≤ ${budget.atMost}`
      : 'atLeast' in budget
        ? `≥ ${budget.atLeast}`
        : `= ${budget.exactly}`
  return `${isMet(row) ? ' ' : '!'} ${what.padEnd(66)} ${inWords(row).padStart(8)} ${limit.padEnd(7)} ${note ?? ''}`.trimEnd()
}

function inWords({ measured, unit }: Row): string {
  if (unit === 'ratio' || unit === '/s') return measured.toFixed(2)
  if (unit === '$') return `$${measured.toFixed(measured < 100 ? 1 : 0)}`
  if (unit === 'ms' || unit === 'kB') return `${measured.toFixed(measured < 100 ? 1 : 0)} ${unit}`
  return String(measured)
}

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
