// The rows of the picker's list and their positions, for a list that renders only its visible part.

import type { TemplateGroup } from './search-index.ts'
import type { TemplatePreferences } from './template-preferences.ts'

export type Section = 'pinned' | 'favourites' | 'recent' | 'rest'
export type Row =
  | { is: 'heading'; section: Section }
  | { is: 'template'; group: TemplateGroup; key: string }

export const ROW_HEIGHT = 70
export const HEADING_HEIGHT = 28

interface First extends TemplatePreferences {
  pinned: readonly string[]
}

/**
 * Returns pinned templates first, then favorites and recent templates, each template once. Search
 * results are one list.
 */
export function rowsOf(
  found: readonly TemplateGroup[],
  { pinned, favourites, recent }: First,
  isSearch: boolean,
): Row[] {
  const row = (group: TemplateGroup): Row => ({ is: 'template', group, key: group.name })
  if (isSearch) return found.map(row)
  const byName = new Map(found.map((group) => [group.name, group]))
  const take = (names: readonly string[]) =>
    names.flatMap((name) => {
      const group = byName.get(name)
      byName.delete(name)
      return group ? [group] : []
    })
  const sections: [Section, readonly TemplateGroup[]][] = [
    ['pinned', take(pinned)],
    ['favourites', take(favourites)],
    ['recent', take(recent)],
  ]
  sections.push(['rest', [...byName.values()]])
  const filled = sections.filter(([, groups]) => groups.length > 0)
  // If all rows are in one list, the list needs no heading.
  if (filled.length === 1 && filled[0]![0] === 'rest') return filled[0]![1].map(row)
  return filled.flatMap(([section, groups]): Row[] => [
    { is: 'heading', section },
    ...groups.map(row),
  ])
}

export const heightOf = ({ is }: Row): number => (is === 'heading' ? HEADING_HEIGHT : ROW_HEIGHT)

/** Returns the offset of each row, and the total height as the last element. */
export function offsetsOf(rows: readonly Row[]): number[] {
  const offsets = [0]
  for (const row of rows) offsets.push(offsets.at(-1)! + heightOf(row))
  return offsets
}

const OVERSCAN = 3

/** Returns the index of the first row to render, and the index after the last one. */
export function seen(
  offsets: readonly number[],
  top: number,
  height: number,
): { from: number; to: number } {
  const at = (y: number) => {
    let [low, high] = [0, offsets.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (offsets[middle]! <= y) low = middle
      else high = middle - 1
    }
    return low
  }
  const rows = offsets.length - 1
  return {
    from: Math.max(0, at(top) - OVERSCAN),
    to: Math.min(rows, at(top + height) + 1 + OVERSCAN),
  }
}
