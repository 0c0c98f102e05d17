// Finding templates as fast as somebody types: what is searched is prepared once per list, a keystroke only compares.
import type { TemplateSummary } from '../../lambdas/model/template-list.ts'

/** One template in all its languages: the agent chooses the template, the contact decides the language. */
export interface TemplateGroup {
  name: string
  variants: readonly TemplateSummary[]
}

export interface SearchIndex {
  groups: readonly TemplateGroup[]
  categories: readonly string[]
  languages: readonly string[]
  find(query: string, filter: Filter): readonly TemplateGroup[]
}

export interface Filter {
  category?: string | undefined
  language?: string | undefined
}

/** Without case and accents: `Información` is found by `informacion`. */
export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Every word of the query must stand somewhere in name or text; names with the words come before texts with them. */
export function searchIndex(templates: readonly TemplateSummary[]): SearchIndex {
  const groups = [...Map.groupBy(templates, ({ name }) => name)].map(
    ([name, variants]): TemplateGroup => ({ name, variants }),
  )
  const names = groups.map(({ name }) => plain(name.replaceAll('_', ' ')))
  const texts = groups.map(
    ({ name, variants }, i) => `${names[i]} ${name} ${variants.map(textOf).join(' ')}`,
  )
  const of = (pick: (template: TemplateSummary) => string) =>
    [...new Set(templates.map(pick))].sort()

  return {
    groups,
    categories: of(({ category }) => category),
    languages: of(({ language }) => language),
    find(query, filter) {
      const words = plain(query).split(/\s+/).filter(Boolean)
      const inName: TemplateGroup[] = []
      const inText: TemplateGroup[] = []
      for (const [i, group] of groups.entries()) {
        if (!group.variants.some((variant) => passes(variant, filter))) continue
        if (words.every((word) => names[i]!.includes(word))) inName.push(group)
        else if (words.every((word) => texts[i]!.includes(word))) inText.push(group)
      }
      return inText.length === 0 ? inName : [...inName, ...inText]
    },
  }
}

const textOf = ({ header, body, footer, buttons = [] }: TemplateSummary) =>
  plain([header?.text ?? '', body, footer ?? '', ...buttons].join(' '))

const passes = (template: TemplateSummary, { category, language }: Filter) =>
  (!category || template.category === category) && (!language || template.language === language)
