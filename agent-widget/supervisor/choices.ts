/** The texts of a list from which agents choose, one on each line. Empty lines do not count. */
export const choicesIn = (lines: readonly string[]): string[] =>
  lines.map((line) => line.trim()).filter(Boolean)
