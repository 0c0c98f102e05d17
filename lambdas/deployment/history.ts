// The settings of the history that the widget shows: whether agents see the names of their
// colleagues, and for how many days the table records who opened which history.
export const COLLEAGUES = ['named', 'unnamed'] as const

export interface HistorySettings {
  colleagues: (typeof COLLEAGUES)[number]
  /** The records of who opened a history expire after this many days. */
  openingsDays: number
}

export const DEFAULT_HISTORY: HistorySettings = { colleagues: 'named', openingsDays: 400 }
