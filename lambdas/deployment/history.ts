// The settings of the history in the widget: whether agents see the names of other agents, and for
// how many days the table stores which user opened a customer's history.
export const COLLEAGUES = ['named', 'unnamed'] as const

export interface HistorySettings {
  colleagues: (typeof COLLEAGUES)[number]
  /**
   * The number of days after which the table deletes the record that a user opened a customer's
   * history.
   */
  openingsDays: number
}

export const DEFAULT_HISTORY: HistorySettings = { colleagues: 'named', openingsDays: 400 }
