// The pages in the menu, and the right that each requires.
import type { Me } from '#supervisor-api'

export type Right = Me['rights'][number]

/** The right that each page requires. `any` means that the supervisor may have any right. */
const PAGES = {
  home: 'any',
  choose: 'choose',
  missed: 'reports',
  watch: 'any',
  forms: 'choose',
  see_as: 'choose',
  changes: 'choose',
} as const satisfies Record<string, Right | 'any'>

export type PageName = keyof typeof PAGES

/** Returns the pages for a supervisor with these rights, in the order of the menu. */
export const pagesFor = (rights: readonly Right[]): PageName[] =>
  (Object.keys(PAGES) as PageName[]).filter((page) => {
    const right = PAGES[page]
    return right === 'any' ? rights.length > 0 : rights.includes(right)
  })
