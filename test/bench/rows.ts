// A line of the bench: what was counted or compared, and the budget for it. Ratios are of one run, on one machine.
export interface Row {
  what: string
  measured: number
  unit: 'calls' | 'ratio' | 'replies' | 'ms'
  /** Missing: for information. */
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
  const { what, measured, unit, budget, note } = row
  const number = unit === 'ratio' ? measured.toFixed(2) : String(measured)
  const limit = !budget
    ? ''
    : 'atMost' in budget
      ? `≤ ${budget.atMost}`
      : 'atLeast' in budget
        ? `≥ ${budget.atLeast}`
        : `= ${budget.exactly}`
  return `${isMet(row) ? ' ' : '!'} ${what.padEnd(58)} ${number.padStart(7)} ${limit.padEnd(7)} ${note ?? ''}`.trimEnd()
}

export const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
