/** Returns the texts from which agents can choose, one per line. Ignores empty lines. */
export const choicesIn = (lines: readonly string[]): string[] =>
  lines.map((line) => line.trim()).filter(Boolean)
