/**
 * Returns the name that a misspelled word probably means. Returns undefined if no name is similar
 * enough: at most a third of the letters may differ, and at most two letters.
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const distances = names.map((name) => ({ name, distance: distance(plain(word), plain(name)) }))
  const [best] = distances.sort((a, b) => a.distance - b.distance)
  return best && best.distance <= Math.min(2, Math.floor(word.length / 3)) ? best.name : undefined
}

/** Returns the Levenshtein distance: how many letters must be changed, added or removed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, wanted] of [...other].entries())
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === wanted ? 0 : 1)))
    row = next
  }
  return row.at(-1)!
}
