/** Returns the texts from which agents can choose, one per line. Empty lines are ignored. */
export const choicesIn = (lines: readonly string[]): string[] =>
  lines.map((line) => line.trim()).filter(Boolean)
